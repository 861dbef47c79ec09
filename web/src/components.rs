//! Parts of pages. They render what they are given and call back; state and
//! fetching stay with the page.

mod drop_zone;
mod fact;
mod failure;
mod findings;
mod fingerprint;
mod icon;
mod items;
mod verdict;

pub use drop_zone::DropZone;
pub use fact::{Fact, Instant};
pub use failure::FailureNotice;
pub use findings::{Reasons, TechnicalDetails};
pub use fingerprint::{Digits, Fingerprint};
pub use icon::VerdictIcon;
pub use items::ItemList;
pub use verdict::VerdictView;
