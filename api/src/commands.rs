//! Subcommands with files of their own.

pub(crate) mod accounts;
pub(crate) mod rosters;
pub(crate) mod storage;
