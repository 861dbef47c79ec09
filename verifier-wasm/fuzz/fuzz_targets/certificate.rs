//! What a signing certificate says, signed anew by the pinned root.
#![no_main]

libfuzzer_sys::fuzz_target!(|unsigned: &[u8]| verifier_fuzz::world().replace_signer(unsigned));
