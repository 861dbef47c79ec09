//! What is known of a copy of a certificate, as plain values. Apart from
//! [`crate::session`]: what is known of a copy is never shown as the verdict on a file.

use certificate::{CodeReport, ItemCode};

use crate::{
    belonging,
    session::{Failure, ListOrigin},
};

/// A report on the code of a printed certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyJudgement {
    /// The verifier's report.
    pub report: CodeReport,
    /// Where the list it was given came from.
    pub list_origin: ListOrigin,
}

/// Why there is no report on a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// There is no code in the picture that can be read.
    NoCode,
    /// The browser cannot unpack the picture.
    PictureUnreadable,
    /// The picture has too many pixels.
    PictureTooLarge,
    /// The reader of codes stopped, or did not start.
    ReaderDied,
    /// The verifier failed, or the browser.
    Check(Failure),
}

/// Where a code was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On paper: in a link or in a picture.
    Paper,
    /// On the page of a refused document, with the words of that page.
    Document {
        /// What its fonts say that is written there, without spaces.
        words: String,
    },
}

impl Place {
    /// What the code states and the page around it does not: it is not the code of
    /// this document. Paper has to be read by a person.
    pub fn missing(&self, judgement: &CopyJudgement) -> Vec<ItemCode> {
        match (self, &judgement.report.statement) {
            (Self::Document { words }, Some(statement)) => belonging::missing(&statement.stated, words),
            _ => Vec::new(),
        }
    }
}
