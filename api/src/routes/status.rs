//! The status list and the anchors: one body for everybody, so that a request
//! tells nothing about the certificate behind it.

use std::sync::{Arc, Mutex};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{Office, problem::ProblemResponse};
use crate::db::ListRow;

/// A shared cache may answer for a minute; a browser asks every time and mostly
/// gets 304.
const CACHE_CONTROL: &str = "public, max-age=0, s-maxage=60, must-revalidate";

/// The newest list in the forms in which it is sent, made once for each version.
#[derive(Default)]
pub(crate) struct Served(Mutex<Option<Arc<Body>>>);

struct Body {
    version: i64,
    plain: Bytes,
    brotli: Bytes,
    gzip: Bytes,
}

/// `GET /status/1`
pub(crate) async fn status_list(State(office): State<Office>, headers: HeaderMap) -> Response {
    let body = match office.unit.newest_list().await {
        Ok(Some(list)) => office.status.body(list),
        Ok(None) => Err(anyhow::anyhow!("no status list was published yet")),
        Err(error) => Err(error),
    };
    match body {
        Ok(body) => body.answer(&headers),
        Err(error) => ProblemResponse::unavailable(&error).into_response(),
    }
}

/// `GET /anchors`: the root in PEM. A verifier has it pinned; this is for people
/// who compare.
pub(crate) async fn anchors(State(office): State<Office>) -> Response {
    match office.unit.anchor_pem() {
        Ok(pem) => ([(header::CONTENT_TYPE, "application/pem-certificate-chain")], pem).into_response(),
        Err(error) => ProblemResponse::unavailable(&error).into_response(),
    }
}

impl Served {
    fn body(&self, list: ListRow) -> anyhow::Result<Arc<Body>> {
        // A poisoned lock only means that another request panicked while it
        // compressed; the value is replaced whole or not at all.
        let mut served = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(body) = served.as_ref().filter(|body| body.version == list.version) {
            return Ok(Arc::clone(body));
        }
        let body = Arc::new(Body::new(list)?);
        *served = Some(Arc::clone(&body));
        Ok(body)
    }
}

impl Body {
    fn new(list: ListRow) -> anyhow::Result<Self> {
        use std::io::Write as _;
        let plain = list.token.into_bytes();
        let mut brotli = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
        brotli::BrotliCompress(&mut plain.as_slice(), &mut brotli, &parameters)?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&plain)?;
        let gzip = gzip.finish()?.into();
        Ok(Self { version: list.version, plain: plain.into(), brotli: brotli.into(), gzip })
    }

    fn answer(&self, request: &HeaderMap) -> Response {
        let accepted =
            request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let accepts = |coding: &str| accepted.split(',').any(|entry| is_coding(entry, coding));
        let (coding, body) = if accepts("br") {
            (Some("br"), &self.brotli)
        } else if accepts("gzip") {
            (Some("gzip"), &self.gzip)
        } else {
            (None, &self.plain)
        };
        let tag = format!("\"{}-{}\"", self.version, coding.unwrap_or("plain"));
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/statuslist+jwt"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        let known =
            request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let unchanged = known.split(',').any(|entry| entry.trim().trim_start_matches("W/") == tag);
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if unchanged {
            headers.remove(header::CONTENT_ENCODING);
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, body.clone()).into_response()
    }
}

/// `br;q=1.0` names the coding `br`, `br;q=0` refuses it (RFC 9110 §12.5.3).
fn is_coding(entry: &str, coding: &str) -> bool {
    let mut parts = entry.split(';').map(str::trim);
    let named = parts.next() == Some(coding);
    let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
    named && !refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_with_quality_zero_is_refused() {
        assert!(is_coding(" br", "br"));
        assert!(is_coding("br;q=0.5", "br"));
        assert!(!is_coding("br;q=0", "br"));
        assert!(!is_coding("brotli", "br"));
    }
}
