//! What the pages print agrees with what the claims say, as far as a verifier can
//! know. The signature covers both, so this finds no forger: it finds a writer
//! that made the two from different values.

use certificate::{Claims, Digest, Finding, FindingCode, Items};
use sha2::{Digest as _, Sha256};

use crate::{Limits, pdf::Form};

/// The pages and the claims agree. Only [`Agreeing::check`] makes one.
pub(crate) struct Agreeing(());

/// What the pages of a specimen say (docs/format.md §6).
const SPECIMEN: &str = "樣張SPECIMEN";

impl Agreeing {
    /// Looks for every item on the pages, and for the photo.
    pub(crate) fn check(form: &Form<'_>, claims: &Claims, limits: &Limits) -> Result<Self, Finding> {
        let text = form.page_text(limits)?;
        let prints = |words: &str| {
            let words: String = words.split_whitespace().collect();
            let reversed = || words.chars().rev().collect::<String>();
            !words.is_empty()
                && (text.contains(&words) || is_right_to_left(&words) && text.contains(&reversed()))
        };
        let missing = |what: &str| Finding::new(FindingCode::PageText).expected(what);
        for item in claims.items.printed() {
            if ![Some(&item.value.zh), item.value.en.as_ref()]
                .into_iter()
                .flatten()
                .all(|words| prints(words))
            {
                return Err(missing(item.code.name()));
            }
        }
        if let Some(annotation) = &claims.annotation
            && !(prints(&annotation.original_issue_date.roc_long()) && prints(annotation.reason.as_str()))
        {
            return Err(missing("annotation"));
        }
        if claims.specimen && !prints(SPECIMEN) {
            return Err(missing("specimen"));
        }
        check_photo(form, claims)?;
        Ok(Self(()))
    }
}

/// Letters of scripts that run from right to left; a page shows them in the order
/// of the eye (ISO 32000-2 §14.8.2.5.3).
fn is_right_to_left(words: &str) -> bool {
    words.contains(|c| matches!(c, '\u{590}'..='\u{8ff}'))
}

/// The one picture in JPEG form is the photo that the claims name by its digest.
fn check_photo(form: &Form<'_>, claims: &Claims) -> Result<(), Finding> {
    let Items::K12(items) = &claims.items else { return Ok(()) };
    let found: Vec<Digest> = form.photos().map(|photo| Digest(Sha256::digest(photo).into())).collect();
    if found == [items.photo] {
        return Ok(());
    }
    let finding = Finding::new(FindingCode::PagePhoto).expected(items.photo);
    Err(match found.first() {
        Some(digest) => finding.found(digest),
        None => finding,
    })
}
