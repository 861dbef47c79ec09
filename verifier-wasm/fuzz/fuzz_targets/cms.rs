//! A signature value in the gap of a genuine file: only the genuine one is accepted.
#![no_main]

libfuzzer_sys::fuzz_target!(|value: &[u8]| verifier_fuzz::world().replace_value(value));
