//! Issues certificates, keeps their history and publishes the status list.
//!
//! `issuance` makes one file (compose → sign → store → check), `workflow` holds
//! the acts of the issuing unit, `history` the fold that gives a certificate its
//! status, `db` all SQL, `routes` what the public reaches.

mod case;
mod clock;
mod db;
mod files;
mod history;
mod ids;
mod issuance;
mod reference;
mod roster;
mod routes;
mod serve;
mod settings;
mod status_list;
mod unit;
mod workflow;

pub use clock::now;
pub use db::Db;
pub use files::{FileStore, FileStoreError};
pub use history::{ActDetails, Event, EventKind, State, fold};
pub use issuance::{
    CheckError, Checked, CmsError, ComposeError, Composed, Composer, SignError, Signed, Stored,
    UnexpectedPdf, Wording, WordingIncomplete, sign,
};
pub use reference::ReferenceCounts;
pub use roster::{TemplateFile, UnknownTemplate};
pub use routes::router;
pub use serve::{ServeArguments, serve};
pub use settings::{Settings, SettingsArguments};
pub use status_list::{Publication, publish};
pub use unit::IssuingUnit;
pub use workflow::{
    Annulment, Changes, Hit, Import, IssueFailed, Issued, Listed, Press, Reinstatement, Replacement,
};
