//! The table.

use std::fmt;

use anyhow::{Context, Result};
use serde_json::Value;

/// Everything measured, in the units it is shown in.
pub struct Figures {
    size: f64,
    verify_us: f64,
    bare_us: f64,
    peer_verify_us: f64,
    per_second: f64,
    peer_per_second: f64,
    first_load: f64,
    blockcerts: Result<usize>,
    drop_to_verdict_ms: f64,
}

/// The goal for the first load of the page.
const FIRST_LOAD_LIMIT: f64 = 250_000.0;

/// The goal for the time from drop to verdict.
const VERDICT_LIMIT_MS: f64 = 50.0;

impl Figures {
    /// Takes the figures from what the measuring programs printed.
    pub fn new(
        per_second: f64,
        native: &Value,
        pyhanko: &Value,
        browser: &Value,
        blockcerts: Result<usize>,
    ) -> Result<Self> {
        let number = |object: &Value, name: &str| {
            object[name].as_f64().with_context(|| format!("there is no number `{name}` in {object}"))
        };
        Ok(Self {
            size: number(native, "size")?,
            verify_us: number(native, "verify_us")?,
            bare_us: number(native, "bare_us")?,
            peer_verify_us: number(pyhanko, "validate_ms")? * 1000.0,
            per_second,
            peer_per_second: 1000.0 / number(pyhanko, "sign_ms")?,
            first_load: number(browser, "first_load_bytes")?,
            blockcerts,
            drop_to_verdict_ms: number(browser, "drop_to_verdict_ms")?,
        })
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verify_us, bare_us, peer_verify_us, per_second, peer_per_second, .. } = self;
        writeln!(f, "| measured | dcert | beside | ratio | goal |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | --- |")?;
        let what = format!("verify one certificate ({:.0} kB), native", self.size / 1000.0);
        writeln!(
            f,
            "| {what} | {verify_us:.0} µs | pyHanko, same file: {peer_verify_us:.0} µs | {:.0} times faster | at least 20 |",
            peer_verify_us / verify_us
        )?;
        writeln!(
            f,
            "| the same | {verify_us:.0} µs | its hashing and Ed25519 alone: {bare_us:.0} µs | {:.2} times | at most 3 |",
            verify_us / bare_us
        )?;
        writeln!(
            f,
            "| compose, sign, store and check, one core | {per_second:.0} /s | pyHanko, signing alone: {peer_per_second:.0} /s | {:.1} times as many | 150 /s |",
            per_second / peer_per_second
        )?;
        self.first_load(f)?;
        write!(
            f,
            "| drop to verdict in Chromium, median | {:.1} ms | native: {:.2} ms | {:.0} % of {VERDICT_LIMIT_MS} ms | under {VERDICT_LIMIT_MS} ms |",
            self.drop_to_verdict_ms,
            verify_us / 1000.0,
            self.drop_to_verdict_ms / VERDICT_LIMIT_MS * 100.0
        )
    }
}

impl Figures {
    fn first_load(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (peer, ratio) = match &self.blockcerts {
            #[expect(clippy::cast_precision_loss, reason = "a file length")]
            Ok(bytes) => (
                format!("Blockcerts’ bundle: {bytes} B"),
                format!("{:.2} of it", self.first_load / *bytes as f64),
            ),
            Err(error) => (format!("Blockcerts’ bundle not to be had ({error})"), "not measured".to_owned()),
        };
        writeln!(
            f,
            "| first load of the page, brotli | {:.0} B | {peer} | {ratio}; {:.0} % of the limit | {FIRST_LOAD_LIMIT:.0} B |",
            self.first_load,
            self.first_load / FIRST_LOAD_LIMIT * 100.0
        )
    }
}
