//! The text of a printed code.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| verifier_fuzz::world().verify_code(text));
