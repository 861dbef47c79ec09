//! The objects of a certificate, framed and signed anew with the issuing key: the
//! structure is read behind a digest and a signature that agree.
#![no_main]

libfuzzer_sys::fuzz_target!(|objects: &[u8]| verifier_fuzz::world().certify(objects));
