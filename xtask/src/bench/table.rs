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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_line_has_five_cells_and_the_ratios_are_right() {
        let native = json!({ "size": 88_000, "verify_us": 300.0, "bare_us": 150.0 });
        let pyhanko = json!({ "validate_ms": 9.0, "sign_ms": 25.0 });
        let browser = json!({ "drop_to_verdict_ms": 20.0, "first_load_bytes": 200_000 });
        let table = Figures::new(160.0, &native, &pyhanko, &browser, Ok(250_000)).unwrap().to_string();
        assert!(table.lines().all(|line| line.matches('|').count() == 6), "{table}");
        for ratio in
            ["30 times faster", "2.00 times", "4.0 times as many", "0.80 of it; 80 %", "40 % of 50 ms"]
        {
            assert!(table.contains(ratio), "`{ratio}` is not in\n{table}");
        }
    }

    #[test]
    fn a_peer_that_is_out_of_reach_is_said_to_be_so() {
        let number = json!({ "size": 1, "verify_us": 1, "bare_us": 1, "validate_ms": 1, "sign_ms": 1,
            "drop_to_verdict_ms": 1, "first_load_bytes": 1 });
        let none = Err(anyhow::anyhow!("no network"));
        let table = Figures::new(1.0, &number, &number, &number, none).unwrap().to_string();
        assert!(table.contains("not to be had (no network) | not measured"), "{table}");
    }
}
