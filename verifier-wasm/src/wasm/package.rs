//! The verifier as a function that a JavaScript module calls. `package/verifier.js`
//! puts plain terms around it.

use certificate::Timestamp;
use js_sys::Uint8Array;
use keys::{Anchor, Anchors};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use super::{instant, whole_number};
use crate::{StatusEvidence, verify, verify_code};

/// Checks a file and gives the JSON text of the report, the same to the byte as
/// the `verify` command. `now` is in seconds since 1970; without anchors the
/// embedded ones are trusted. Fails only for what the caller gave wrongly.
#[wasm_bindgen(js_name = verifyToJson)]
#[expect(clippy::needless_pass_by_value, reason = "values come from JavaScript and are ours")]
pub fn verify_to_json(
    file: &[u8],
    anchors: Option<Vec<Uint8Array>>,
    status: Option<Vec<u8>>,
    newest_seen: Option<f64>,
    now: f64,
) -> Result<String, JsError> {
    let evidence = StatusEvidence { token: status.as_deref(), newest_seen: newest_seen.map(whole_number) };
    let report = verify(file, &trusted(anchors)?, evidence, at(now)?);
    Ok(serde_json::to_string(&report)?)
}

/// The same for the code on a printed certificate: its link, or what stands behind
/// the `#`.
#[wasm_bindgen(js_name = verifyCodeToJson)]
#[expect(clippy::needless_pass_by_value, reason = "values come from JavaScript and are ours")]
pub fn verify_code_to_json(
    code: &str,
    anchors: Option<Vec<Uint8Array>>,
    status: Option<Vec<u8>>,
    newest_seen: Option<f64>,
    now: f64,
) -> Result<String, JsError> {
    let evidence = StatusEvidence { token: status.as_deref(), newest_seen: newest_seen.map(whole_number) };
    let report = verify_code(code, &trusted(anchors)?, evidence, at(now)?);
    Ok(serde_json::to_string(&report)?)
}

fn trusted(anchors: Option<Vec<Uint8Array>>) -> Result<Anchors, JsError> {
    match anchors {
        Some(anchors) => anchors.iter().map(anchor).collect(),
        None => Ok(Anchors::embedded()),
    }
}

fn at(now: f64) -> Result<Timestamp, JsError> {
    instant(now).ok_or_else(|| JsError::new("now is not an instant"))
}

/// A root certificate in PEM, or else in DER.
fn anchor(bytes: &Uint8Array) -> Result<Anchor, JsError> {
    let bytes = bytes.to_vec();
    let anchor = match core::str::from_utf8(&bytes) {
        Ok(text) if text.trim_start().starts_with("-----BEGIN") => Anchor::from_pem(text),
        _ => Anchor::from_der(&bytes),
    };
    Ok(anchor?)
}
