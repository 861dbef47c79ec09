//! What the recorded traffic must not contain.

use std::collections::HashSet;

use anyhow::{Result, ensure};
use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding};

use crate::Exchange;

/// Long enough that a match by chance cannot happen, short enough that no part
/// of a document worth having slips through.
const WINDOW: usize = 16;

/// What only somebody who holds the document knows.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The bytes of the file.
    pub file: Vec<u8>,
    /// Texts that identify it: fingerprint, number, slot index, name.
    pub words: Vec<String>,
}

/// Checks that all requests are such as everybody sends: GET without a body, of
/// a listed path without a query, to the one server.
pub fn check_requests(exchanges: &[Exchange], authority: &str, paths: &[String]) -> Result<()> {
    let prefix = format!("http://{authority}");
    for exchange in exchanges {
        let Exchange { method, address, head, body, .. } = exchange;
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        let path = address.strip_prefix(&prefix);
        ensure!(path.is_some(), "a request to a foreign host: {method} {address}");
        ensure!(method == "GET", "not a GET: {method} {address}");
        ensure!(
            path.is_some_and(|path| paths.iter().any(|known| known == path)),
            "not on the list: {address}"
        );
        ensure!(body.is_empty() && !head.contains("transfer-encoding:"), "a body with {address}");
        ensure!(!head.contains("cookie:"), "a cookie with {address}");
    }
    Ok(())
}

/// Every trace of the secrets in what the browser sent. What it also sent before
/// it had the document says nothing about the document, and is left out.
pub fn leaks(before: &[Exchange], after: &[Exchange], secrets: &Secrets) -> Vec<String> {
    let (before, after) = (sent(before), sent(after));
    let mut found = Vec::new();
    let known: HashSet<&[u8]> = before.windows(WINDOW).collect();
    let new: HashSet<&[u8]> = after.windows(WINDOW).filter(|window| !known.contains(window)).collect();
    for (form, bytes) in forms(&secrets.file) {
        if let Some(at) = bytes.windows(WINDOW).position(|window| new.contains(window)) {
            let part = String::from_utf8_lossy(&bytes[at..at + WINDOW]).into_owned();
            found.push(format!("part of the document {form}: {part:?}"));
        }
    }
    let (before, after) = (before.to_ascii_lowercase(), after.to_ascii_lowercase());
    for word in &secrets.words {
        for spelling in [word.to_lowercase(), percent_encoded(word)] {
            let spelling = spelling.as_bytes();
            if contains_word(&after, spelling) && !contains_word(&before, spelling) {
                found.push(format!("the word {word:?}"));
            }
        }
    }
    found
}

/// Everything the browser sent, one after the other.
fn sent(exchanges: &[Exchange]) -> Vec<u8> {
    exchanges.iter().flat_map(|exchange| [exchange.head.as_slice(), &exchange.body, b"\n"].concat()).collect()
}

/// The document as itself, and as text in the usual encodings. Base64 groups
/// three bytes, so there are three ways to start.
fn forms(file: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hex: String = file.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut forms = vec![
        ("as it is", file.to_vec()),
        ("in upper-case hexadecimal", hex.to_uppercase().into_bytes()),
        ("in hexadecimal", hex.into_bytes()),
    ];
    for start in 0..3.min(file.len()) {
        let part = &file[start..];
        forms.push(("in base64", Base64Unpadded::encode_string(part).into_bytes()));
        forms.push(("in base64url", Base64UrlUnpadded::encode_string(part).into_bytes()));
    }
    forms
}

fn percent_encoded(word: &str) -> String {
    word.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Whether the word stands there by itself: a slot index of five digits must not
/// be found within a longer number.
fn contains_word(text: &[u8], word: &[u8]) -> bool {
    let joins = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.windows(word.len()).enumerate().any(|(at, window)| {
        window == word
            && !joins(at.checked_sub(1).and_then(|before| text.get(before)))
            && !joins(text.get(at + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(address: &str, headers: &str) -> Exchange {
        Exchange {
            method: "GET".to_owned(),
            address: address.to_owned(),
            head: format!("GET {address} HTTP/1.1\r\n{headers}\r\n").into_bytes(),
            body: Vec::new(),
            answer: Vec::new(),
        }
    }

    fn secrets() -> Secrets {
        Secrets {
            file: (0..=255).map(|byte: u8| byte.wrapping_mul(97)).collect(),
            words: vec!["教字第990001號".to_owned(), "70431".to_owned()],
        }
    }

    #[track_caller]
    fn check(headers: &str, expected: bool) {
        let before = [request("http://h/status/1", "Accept: */*\r\n")];
        let after = [request("http://h/status/1", headers)];
        assert_eq!(!leaks(&before, &after, &secrets()).is_empty(), expected, "{headers}");
    }

    #[test]
    fn finds_the_document_in_every_encoding() {
        let file = secrets().file;
        check(&format!("X: {}\r\n", Base64Unpadded::encode_string(&file[40..60])), true);
        check(&format!("X: {}\r\n", Base64UrlUnpadded::encode_string(&file[41..200])), true);
        check(&format!("X: {}\r\n", Base64Unpadded::encode_string(&file[42..62])), true);
        let hex: String = file[7..40].iter().map(|byte| format!("{byte:02x}")).collect();
        check(&format!("X: {hex}\r\n"), true);
        check(&format!("X: {}\r\n", hex.to_uppercase()), true);
        let mut posted = request("http://h/status/1", "");
        posted.body = file[100..120].to_vec();
        assert_eq!(leaks(&[], &[posted], &secrets()).len(), 1);
    }

    #[test]
    fn finds_words_plain_and_encoded_but_not_within_others() {
        check("Referer: http://h/?n=70431\r\n", true);
        check("Referer: http://h/?n=704310\r\n", false);
        check("Etag: a70431f\r\n", false);
        check("X: 教字第990001號\r\n", true);
        check(&format!("X: {}\r\n", percent_encoded("教字第990001號").to_uppercase()), true);
    }

    #[test]
    fn what_was_sent_before_is_no_leak() {
        let same = [request("http://h/status/1", "If-None-Match: 70431\r\n")];
        assert!(leaks(&same, &same, &secrets()).is_empty());
    }

    #[test]
    fn refuses_requests_that_not_everybody_sends() {
        let paths = ["/status/1".to_owned()];
        let refused = |exchange| check_requests(&[exchange], "h", &paths).is_err();
        assert!(!refused(request("http://h/status/1", "")));
        assert!(refused(request("http://h/status/1?n=1", "")));
        assert!(refused(request("http://h/other", "")));
        assert!(refused(request("http://g/status/1", "")));
        assert!(refused(request("http://h/status/1", "Cookie: a=b\r\n")));
        assert!(refused(Exchange { method: "POST".to_owned(), ..request("http://h/status/1", "") }));
        assert!(refused(Exchange { body: b"x".to_vec(), ..request("http://h/status/1", "") }));
    }
}
