//! Random identifiers.

use certificate::Nonce;

/// 128 random bits. Without the system's randomness nothing may be issued.
pub(crate) fn random_bits() -> [u8; 16] {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).expect("the system gives random bytes");
    bits
}

/// A new identifier: 32 hexadecimal digits.
pub(crate) fn new_id() -> String {
    Nonce(random_bits()).to_string()
}
