//! Signature Version 4 of Amazon S3, in the `Authorization` header («Authenticating
//! Requests: Using the Authorization Header»).
//!
//! ```text
//! string to sign = AWS4-HMAC-SHA256 ‖ instant ‖ day/region/s3/aws4_request ‖ SHA-256(canonical request)
//! ```

use std::fmt::Write as _;

use certificate::{Digest, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::settings::SecretKey;

/// What is signed of a request. Names of headers are lower case and in order, and
/// so are the names of the query.
pub(super) struct Signable<'a> {
    pub(super) method: &'a str,
    /// Encoded.
    pub(super) path: &'a str,
    /// Encoded, as it is sent.
    pub(super) query: &'a str,
    pub(super) headers: &'a [(&'static str, String)],
    pub(super) content: Digest,
}

/// Who signs, and for where.
pub(super) struct Signatory<'a> {
    pub(super) key_id: &'a str,
    pub(super) secret: &'a SecretKey,
    pub(super) region: &'a str,
}

impl Signatory<'_> {
    /// The value of the header `Authorization`.
    pub(super) fn authorize(&self, request: &Signable<'_>, now: Timestamp) -> String {
        let instant = compact(now);
        let day = &instant[..8];
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let names: Vec<_> = request.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let canonical = Digest(Sha256::digest(request.canonical(&names)).into());
        let to_sign = format!("AWS4-HMAC-SHA256\n{instant}\n{scope}\n{canonical}");
        let steps = [day, self.region, "s3", "aws4_request", &to_sign];
        let start = format!("AWS4{}", self.secret.reveal()).into_bytes();
        let signature = steps.iter().fold(start, |key, step| mac(&key, step.as_bytes()).to_vec());
        let mut text =
            format!("AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={names},Signature=", self.key_id);
        for byte in signature {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl Signable<'_> {
    fn canonical(&self, names: &str) -> String {
        let Signable { method, path, query, headers, content } = self;
        let mut text = format!("{method}\n{path}\n{query}\n");
        for (name, value) in *headers {
            let _ = writeln!(text, "{name}:{}", value.trim());
        }
        let _ = write!(text, "\n{names}\n{content}");
        text
    }
}

/// `20261122T050700Z`
pub(super) fn compact(instant: Timestamp) -> String {
    instant.to_string().replace(['-', ':'], "")
}

/// Everything but `A–Z a–z 0–9 - . _ ~` as `%XX`.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const HOST: &str = "examplebucket.s3.amazonaws.com";

    /// The examples that Amazon publishes with the algorithm.
    #[track_caller]
    fn check(
        method: &str,
        path: &str,
        query: &str,
        more: &[(&'static str, &str)],
        content: &[u8],
        expected: &str,
    ) {
        let content = Digest(Sha256::digest(content).into());
        let mut headers = vec![
            ("host", HOST.to_owned()),
            ("x-amz-content-sha256", content.to_string()),
            ("x-amz-date", "20130524T000000Z".to_owned()),
        ];
        headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        headers.sort();
        let secret = SecretKey::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let signatory = Signatory { key_id: "AKIAIOSFODNN7EXAMPLE", secret: &secret, region: "us-east-1" };
        let request = Signable { method, path, query, headers: &headers, content };
        let text = signatory.authorize(&request, "2013-05-24T00:00:00Z".parse().unwrap());
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        let credential =
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
        assert_eq!(text, format!("{credential},SignedHeaders={},Signature={expected}", names.join(";")));
    }

    #[test]
    fn signs_as_the_published_examples() {
        assert_eq!(Digest(Sha256::digest(b"").into()).to_string(), EMPTY);
        check(
            "GET",
            "/test.txt",
            "",
            &[("range", "bytes=0-9")],
            b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        );
        check(
            "PUT",
            &format!("/{}", encode("test$file.text")),
            "",
            &[("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        );
        check(
            "GET",
            "/",
            "lifecycle=",
            &[],
            b"",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        );
        check(
            "GET",
            "/",
            "max-keys=2&prefix=J",
            &[],
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        );
    }

    #[test]
    fn what_a_query_may_not_hold_is_encoded() {
        assert_eq!(encode("a-b_c.d~"), "a-b_c.d~");
        assert_eq!(encode("1/+= é"), "1%2F%2B%3D%20%C3%A9");
    }
}
