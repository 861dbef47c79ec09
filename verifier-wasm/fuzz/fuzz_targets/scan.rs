//! Any pixels: the reader of codes ends, whatever is to be seen.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| verifier_fuzz::scan(bytes));
