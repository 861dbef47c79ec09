//! A status list token, and the payload of one signed anew with the status key.
#![no_main]

libfuzzer_sys::fuzz_target!(|token: &[u8]| verifier_fuzz::world().replace_list(token));
