//! Parts of pages. They render what they are given and call back; state and
//! fetching stay with the page.

mod case_fields;
mod checks;
mod copy;
mod dialog;
mod drop_zone;
mod fact;
mod failure;
mod field;
mod findings;
mod fingerprint;
mod icon;
mod items;
mod preview;
mod status;
mod trouble;
mod verdict;

pub use case_fields::CaseFields;
pub use checks::Checks;
pub use copy::CopyView;
pub use dialog::{Dialog, close_dialog};
pub use drop_zone::DropZone;
pub use fact::{Fact, Instant};
pub use failure::{FailureNotice, contact, incomplete};
pub use field::{Area, Choice, Field, Hint};
pub use findings::{Reasons, TechnicalDetails, sentences};
pub use fingerprint::{Digits, Fingerprint};
pub use icon::VerdictIcon;
pub use items::ItemList;
pub use preview::Preview;
pub use status::{StageMark, StatusMark};
pub use trouble::{FormTrouble, TroubleNotice, loaded, waiting};
pub use verdict::{VerdictView, reasons_id};
