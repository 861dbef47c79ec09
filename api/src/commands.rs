//! Subcommands with files of their own.

pub(crate) mod accounts;
