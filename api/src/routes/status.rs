//! The status list and the anchors: one body for everybody, so that a request
//! tells nothing about the certificate behind it.

use std::sync::Arc;

use anyhow::Context as _;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{Office, problem::ProblemResponse, shared::Shared};
use crate::{db::ListRow, unit::IssuingUnit};

/// A shared cache may answer for a minute; a browser asks every time and mostly
/// gets 304.
const CACHE_CONTROL: &str = "public, max-age=0, s-maxage=60, must-revalidate";

/// The newest list in the forms in which it is sent, made once for each version. Which
/// version is the newest is asked for every request, but not for each alone.
pub(crate) type Served = Shared<Arc<Body>>;

pub(crate) struct Body {
    version: i64,
    plain: Bytes,
    brotli: Bytes,
    gzip: Bytes,
}

/// `GET /status/1`
pub(crate) async fn status_list(State(office): State<Office>, headers: HeaderMap) -> Response {
    match office.status.get(|made| newest(&office.unit, made)).await {
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

/// The newest list; the one that was made before, where that is still it.
async fn newest(unit: &IssuingUnit, made: Option<Arc<Body>>) -> anyhow::Result<Arc<Body>> {
    let version = unit.newest_version().await?;
    if let Some(made) = made.filter(|made| Some(made.version) == version) {
        return Ok(made);
    }
    let list = unit.newest_list().await?.context("no status list was published yet")?;
    // Compressing takes a while.
    tokio::task::spawn_blocking(|| Body::new(list).map(Arc::new)).await?
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
