//! Subcommands with files of their own.

pub(crate) mod accounts;
pub(crate) mod storage;
