//! Harness of the journeys: an issuing office worked by the real commands, its
//! server, a browser, a proxy between the two that records every byte, and an
//! unrelated verifier.
//!
//! The tests need programs, a site and a browser, so they run under
//! `cargo xtask test`, which builds those and says where they are.

mod browser;
mod environment;
mod files;
mod office;
mod peer;
mod proxy;
mod roster;
mod server;
pub mod spoiled;
mod staff;
mod stage;
mod traffic;

pub mod tampering;
pub mod tour;

pub use browser::{Browser, HASTE, Outcome};
pub use environment::Environment;
pub use files::{PNG, ZIP, copy_files, files_below, flip_bit};
pub use office::{Issued, Office, Run};
pub use peer::{Opinion, encrypt, opinions, opinions_of};
pub use proxy::{Answer, Exchange, Fault, Proxy};
pub use roster::{HEADER, Row, identity_number};
pub use server::{Server, free_port};
pub use staff::{PASSWORD, code};
pub use stage::{Stage, hex};
pub use traffic::{Secrets, check_requests, leaks};
