//! The cookie of a session (RFC 6265bis): a name and attributes with which no
//! other site, no script and no neighbouring host can send, read or set it.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{account::Token, origin::PublicOrigin};

/// `__Host-`: browsers take it only over TLS, for this host and every path.
const SECURE_NAME: &str = "__Host-dcert-session";
/// Without TLS, for a demonstration.
const PLAIN_NAME: &str = "dcert-session";

/// The token in a request.
pub(crate) fn read(origin: &PublicOrigin, headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(origin))
        .map(|(_, value)| Token::received(value))
}

/// `Set-Cookie` for a new token. It ends with the browser; the server ends it
/// earlier.
pub(crate) fn set(origin: &PublicOrigin, token: &Token) -> HeaderValue {
    line(origin, token.secret(), "")
}

/// `Set-Cookie` that takes the cookie away.
pub(crate) fn clear(origin: &PublicOrigin) -> HeaderValue {
    line(origin, "", "; Max-Age=0")
}

fn line(origin: &PublicOrigin, value: &str, end: &str) -> HeaderValue {
    let secure = if origin.is_secure() { "; Secure" } else { "" };
    let line = format!("{}={value}; Path=/{secure}; HttpOnly; SameSite=Strict{end}", name(origin));
    HeaderValue::from_str(&line).expect("a token is hexadecimal")
}

const fn name(origin: &PublicOrigin) -> &'static str {
    if origin.is_secure() { SECURE_NAME } else { PLAIN_NAME }
}
