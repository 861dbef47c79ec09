//! Signed lists under other version numbers, and an answer that unpacks to very
//! much.

use super::{genuine::Genuine, token::Token};

/// Far beyond what any list may have.
const BOMB: usize = 256 << 20;

/// The genuine list under another version number.
pub fn list_of_version(genuine: &Genuine, version: u64) -> Vec<u8> {
    numbered(genuine.list(), version).sign(&genuine.status)
}

/// A list of another name under a version number: one that the ministry might
/// publish beside the first.
pub fn other_list_of_version(genuine: &Genuine, version: u64) -> Vec<u8> {
    let other = genuine.list().payload("/status/1\"", "/status/2\"");
    numbered(other, version).sign(&genuine.status)
}

/// Very many zeros, packed with ZLIB: what an answer with the content coding
/// `deflate` is.
pub fn bomb() -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; BOMB], 1)
}

fn numbered(token: Token, version: u64) -> Token {
    let start = "\"version\":";
    let (_, rest) = token.payload.split_once(start).expect("a token has a version");
    let old: String = rest.chars().take_while(char::is_ascii_digit).collect();
    token.payload(&format!("{start}{old}"), &format!("{start}{version}"))
}
