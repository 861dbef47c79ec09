//! Any bytes: nothing but a genuine file is authentic.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| verifier_fuzz::world().verify(file));
