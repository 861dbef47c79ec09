//! Issues certificates, keeps their history and publishes the status list.
//!
//! `account` says who signs in and how, `issuance` makes one file (compose → sign → store → check), `workflow` holds
//! the acts of the issuing unit, `history` the fold that gives a certificate its
//! status, `db` all SQL, `routes` what the public reaches.

mod account;
mod archive;
mod backup;
mod case;
mod clock;
mod db;
mod files;
#[cfg(feature = "fill")]
mod fill;
mod history;
mod ids;
mod issuance;
mod origin;
mod reference;
mod roster;
mod routes;
mod serve;
mod settings;
mod spreadsheet;
mod status_list;
mod storage;
mod unit;
mod vault;
mod workflow;

pub use account::{AccessSettings, FirstPassword, ListedAccount, NewAccount, RoleError, parse_role};
pub use backup::{ArchiveError, BackedUp, Restored, restore};
pub use clock::now;
pub use db::Db;
pub use files::{FileStore, FileStoreError, ObjectStoreSettings, SecretKey};
#[cfg(feature = "fill")]
pub use fill::{Filled, List, Plan, Sample, SchoolAccount};
pub use history::{
    CaseState, Chain, ChainFault, Details, Event, EventKind, Head, Occasion, SealedAddress, State, fold,
};
pub use issuance::{
    CheckError, Checked, CmsError, CodeError, CodeLink, CodeSigning, ComposeError, Composed, Composer,
    SignError, Signed, Stored, UnexpectedPdf, Wording, WordingIncomplete, sign,
};
pub use origin::PublicOrigin;
pub use reference::ReferenceCounts;
pub use roster::{TemplateFile, UnknownTemplate};
pub use routes::{ACCESS, Access, Arrival, Who, router, served_routes};
pub use serve::{ServeArguments, press, serve};
pub use settings::{Settings, SettingsArguments};
pub use status_list::{Publication, publish};
pub use storage::{KeyUse, Resealed, RotationRefusal, StorageCheck, StorageFault};
pub use unit::IssuingUnit;
pub use vault::{KeyId, ParseKeyIdError, Vault, VaultError};
pub use workflow::{
    Annulling, Audit, Download, Import, IssueFailed, Issued, Listed, Outcome, Press, Refusal, Reinstating,
    Scope, rules,
};
