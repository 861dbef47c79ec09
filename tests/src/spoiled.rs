//! One certificate, spoiled in the ways in which people, programs and transfers
//! spoil files, each with what should be said about it.

mod programs;
mod signers;
mod transfers;

use certificate::{Addition, Cause};

pub use programs::{by_programs, by_pyhanko};
pub use signers::of_format;
pub use transfers::by_transfers;

/// A spoiled certificate.
pub struct Spoiled {
    /// How it was spoiled.
    pub how: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What should be found.
    pub cause: Cause,
    /// Whether undoing it gives the issued file, so that the cause is proved.
    pub proved: bool,
}

impl Spoiled {
    fn new(how: impl Into<String>, bytes: impl Into<Vec<u8>>, cause: Cause) -> Self {
        Self { how: how.into(), bytes: bytes.into(), cause, proved: false }
    }

    fn proved(self) -> Self {
        Self { proved: true, ..self }
    }
}

fn re_saved(program: &str) -> Cause {
    Cause::ReSaved { program: Some(program.to_owned()) }
}

fn printed(program: &str) -> Cause {
    Cause::Printed { program: Some(program.to_owned()) }
}

fn scan(program: &str) -> Cause {
    Cause::Scan { program: Some(program.to_owned()) }
}

fn edited(addition: Addition, program: &str) -> Cause {
    Cause::Edited { added: vec![addition], program: Some(program.to_owned()) }
}

fn not_pdf(kind: &str) -> Cause {
    Cause::NotPdf { kind: Some(kind.to_owned()) }
}
