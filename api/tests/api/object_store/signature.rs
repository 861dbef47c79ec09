//! The check of a signature (Signature Version 4), written from the side of the
//! store: from the request as it came over the wire.

use certificate::{Digest, Timestamp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::http::Request;

/// Who may do everything.
pub(super) struct Account {
    pub(super) key_id: &'static str,
    pub(super) secret: &'static str,
    pub(super) region: &'static str,
}

/// Status and code of an answer.
type Refusal = (u16, &'static str);

impl Account {
    pub(super) fn check(&self, request: &Request, now: Timestamp) -> Result<(), Refusal> {
        let malformed = (400, "AuthorizationHeaderMalformed");
        let text = request.header("authorization").ok_or((403, "AccessDenied"))?;
        let text = text.strip_prefix("AWS4-HMAC-SHA256 ").ok_or(malformed)?;
        let mut parts = text.split(',').filter_map(|part| part.trim().split_once('='));
        let (
            Some(("Credential", credential)),
            Some(("SignedHeaders", names)),
            Some(("Signature", signature)),
        ) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed);
        };
        let (key_id, scope) = credential.split_once('/').ok_or(malformed)?;
        if key_id != self.key_id {
            return Err((403, "InvalidAccessKeyId"));
        }
        let instant = request.header("x-amz-date").ok_or((403, "AccessDenied"))?;
        check_instant(instant, now)?;
        if scope != format!("{}/{}/s3/aws4_request", &instant[..8], self.region) {
            return Err(malformed);
        }
        check_content(request)?;
        check_names(request, names)?;
        let canonical = canonical(request, names);
        let to_sign = format!("AWS4-HMAC-SHA256\n{instant}\n{scope}\n{}", sha256(canonical.as_bytes()));
        let key = mac(format!("AWS4{}", self.secret).as_bytes(), &instant[..8]);
        let key = mac(&mac(&mac(&key, self.region), "s3"), "aws4_request");
        if Digest(mac(&key, &to_sign)).to_string() == signature {
            Ok(())
        } else {
            Err((403, "SignatureDoesNotMatch"))
        }
    }
}

/// A quarter of an hour, as at Amazon.
fn check_instant(instant: &str, now: Timestamp) -> Result<(), Refusal> {
    let skewed = (403, "RequestTimeTooSkewed");
    let digits = |from: usize, until: usize| instant.get(from..until).ok_or(skewed);
    let text = format!(
        "{}-{}-{}T{}:{}:{}Z",
        digits(0, 4)?,
        digits(4, 6)?,
        digits(6, 8)?,
        digits(9, 11)?,
        digits(11, 13)?,
        digits(13, 15)?
    );
    let signed_at: Timestamp = text.parse().map_err(|_| skewed)?;
    if (signed_at.unix() - now.unix()).abs() < 900 { Ok(()) } else { Err(skewed) }
}

fn check_content(request: &Request) -> Result<(), Refusal> {
    let claimed = request.header("x-amz-content-sha256").ok_or((400, "MissingContentSHA256"))?;
    if claimed == sha256(&request.content) { Ok(()) } else { Err((400, "XAmzContentSHA256Mismatch")) }
}

/// In order, with the host and with everything that says what is done.
fn check_names(request: &Request, names: &str) -> Result<(), Refusal> {
    let names: Vec<_> = names.split(';').collect();
    let matters = |name: &str| name == "host" || name == "if-none-match" || name.starts_with("x-amz-");
    let all_signed = request.headers.iter().all(|(name, _)| !matters(name) || names.contains(&name.as_str()));
    if names.is_sorted() && names.contains(&"host") && all_signed {
        Ok(())
    } else {
        Err((403, "AccessDenied"))
    }
}

fn canonical(request: &Request, names: &str) -> String {
    let mut query: Vec<_> = request.query.split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let query: Vec<_> = query
        .into_iter()
        .map(|pair| if pair.contains('=') { pair.to_owned() } else { format!("{pair}=") })
        .collect();
    let headers: String = names
        .split(';')
        .map(|name| format!("{name}:{}\n", request.header(name).unwrap_or_default()))
        .collect();
    let content = request.header("x-amz-content-sha256").unwrap_or_default();
    format!("{}\n{}\n{}\n{headers}\n{names}\n{content}", request.method, request.path, query.join("&"))
}

fn sha256(bytes: &[u8]) -> String {
    Digest(Sha256::digest(bytes).into()).to_string()
}

fn mac(key: &[u8], message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

/// The example that Amazon publishes, as it comes over the wire.
fn example() -> Request {
    let empty = sha256(b"");
    let headers = [
        ("host", "examplebucket.s3.amazonaws.com"),
        ("range", "bytes=0-9"),
        ("x-amz-content-sha256", &empty),
        ("x-amz-date", "20130524T000000Z"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
    ];
    Request {
        method: "GET".to_owned(),
        path: "/test.txt".to_owned(),
        query: String::new(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        content: Vec::new(),
    }
}

fn check_example(change: impl FnOnce(&mut Request)) -> Result<(), Refusal> {
    let account = Account {
        key_id: "AKIAIOSFODNN7EXAMPLE",
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
    };
    let mut request = example();
    change(&mut request);
    account.check(&request, "2013-05-24T00:10:00Z".parse().unwrap())
}

#[test]
fn the_store_of_the_tests_takes_the_published_example_and_nothing_else() {
    assert_eq!(check_example(|_| {}), Ok(()));
    let mismatch = Err((403, "SignatureDoesNotMatch"));
    assert_eq!(check_example(|request| request.path += "x"), mismatch);
    assert_eq!(check_example(|request| request.method = "PUT".to_owned()), mismatch);
    assert_eq!(check_example(|request| request.query = "a=b".to_owned()), mismatch);
    assert_eq!(check_example(|request| request.headers[1].1 = "bytes=0-8".to_owned()), mismatch);
    assert_eq!(
        check_example(|request| request.content = b"x".to_vec()),
        Err((400, "XAmzContentSHA256Mismatch"))
    );
    assert_eq!(
        check_example(|request| request.headers[3].1 = "20130525T000000Z".to_owned()),
        Err((403, "RequestTimeTooSkewed"))
    );
    assert_eq!(
        check_example(|request| request.headers.push(("x-amz-acl".to_owned(), "public-read".to_owned()))),
        Err((403, "AccessDenied"))
    );
    assert_eq!(check_example(|request| drop(request.headers.pop())), Err((403, "AccessDenied")));
}
