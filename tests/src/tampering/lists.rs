//! Status lists that must not be judged by, and genuine ones of other versions.

use certificate::FindingCode;

use super::{
    genuine::{Genuine, Identity},
    token::Token,
};

/// Far beyond what any list may have, packed or not.
const BOMB: usize = 256 << 20;

/// A list that proves nothing, and the finding that says so.
#[derive(Clone, Debug)]
pub struct BadList {
    /// What is wrong with it.
    pub name: &'static str,
    /// The token.
    pub token: Vec<u8>,
    /// Why it is not judged by.
    pub finding: FindingCode,
}

/// One list for each thing that can be wrong, seen within the hour after the
/// genuine one was made.
pub fn bad_lists(genuine: &Genuine) -> Vec<BadList> {
    use FindingCode as F;
    let list = || genuine.list();
    let signed = |token: Token| token.sign(&genuine.status);
    let made = list().issued_at();
    let empty = miniz_oxide::deflate::compress_to_vec_zlib(&[], 6);
    vec![
        bad("nothing", Vec::new(), F::StatusMalformed),
        bad("a token that ends early", genuine.token[..genuine.token.len() / 2].to_vec(), F::StatusMalformed),
        bad("a damaged signature", damaged(&genuine.token), F::StatusSignature),
        bad("another status", changed_unsigned(genuine), F::StatusSignature),
        bad("the issuing key", by(&genuine.issuing, genuine), F::StatusSigner),
        bad("the root key", by(&genuine.root, genuine), F::StatusSigner),
        bad("expired", signed(until(list(), made)), F::StatusExpired),
        bad(
            "from the future",
            signed(until(dated(list(), made + 3600), made + 86_400)),
            F::StatusFromTheFuture,
        ),
        bad("another list", signed(list().payload("/status/1\"", "/status/2\"")), F::StatusOtherList),
        bad("no such slot", signed(list().packed(&empty)), F::StatusIndex),
        bad("a bomb", signed(list().packed(&bomb())), F::StatusMalformed),
    ]
}

/// The genuine list under another version number, signed.
pub fn list_of_version(genuine: &Genuine, version: u64) -> Vec<u8> {
    numbered(genuine.list(), "version", &version.to_string()).sign(&genuine.status)
}

/// The list of another name under a version number, signed: one that the ministry
/// might publish beside the first.
pub fn other_list_of_version(genuine: &Genuine, version: u64) -> Vec<u8> {
    let other = genuine.list().payload("/status/1\"", "/status/2\"");
    numbered(other, "version", &version.to_string()).sign(&genuine.status)
}

/// Very many zeros, packed with ZLIB: also what an answer with the content coding
/// `deflate` is.
pub fn bomb() -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; BOMB], 1)
}

fn bad(name: &'static str, token: Vec<u8>, finding: FindingCode) -> BadList {
    BadList { name, token, finding }
}

fn by(signer: &Identity, genuine: &Genuine) -> Vec<u8> {
    genuine.list().signer(&signer.certificate).sign(signer)
}

fn damaged(token: &[u8]) -> Vec<u8> {
    let mut token = token.to_vec();
    // Not the last character, some bits of which mean nothing.
    let at = token.len() - 10;
    token[at] = if token[at] == b'A' { b'B' } else { b'A' };
    token
}

fn changed_unsigned(genuine: &Genuine) -> Vec<u8> {
    let token = numbered(genuine.list(), "version", "9007199254740991");
    format!("{}.{}", token.message(), token.parts[2]).into_bytes()
}

fn dated(token: Token, issued_at: i64) -> Token {
    numbered(token, "iat", &issued_at.to_string())
}

fn until(token: Token, expires_at: i64) -> Token {
    numbered(token, "exp", &expires_at.to_string())
}

/// Another number in the payload.
fn numbered(token: Token, field: &str, number: &str) -> Token {
    let start = format!("\"{field}\":");
    let (_, rest) = token.payload.split_once(&start).expect("the field is there");
    let old: String = rest.chars().take_while(char::is_ascii_digit).collect();
    token.payload(&format!("{start}{old}"), &format!("{start}{number}"))
}
