//! The claims: what is read is printed as it was.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| verifier_fuzz::parse_claims(text));
