//! Any bytes: the diagnosis says something, and what it restores is no forgery.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| verifier_fuzz::world().diagnose(file));
