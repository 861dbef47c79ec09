//! The table: every figure beside a peer or a limit of the same run.

use std::{fmt, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;

/// A line of the table.
pub struct Row {
    what: String,
    ours: String,
    beside: String,
    ratio: String,
    goal: String,
}

/// The lines, in order.
pub struct Table(pub Vec<Row>);

impl Row {
    fn new(
        what: impl Into<String>,
        ours: impl Into<String>,
        beside: impl Into<String>,
        ratio: impl Into<String>,
        goal: impl Into<String>,
    ) -> Self {
        let [what, ours, beside, ratio, goal] =
            [what.into(), ours.into(), beside.into(), ratio.into(), goal.into()];
        Self { what, ours, beside, ratio, goal }
    }
}

/// `bench verify`, `bench sizes`, `memory` and `bench.py` on the same files.
pub fn native(verify: &Value, sizes: &Value, memory: &Value, pyhanko: &Value) -> Result<Vec<Row>> {
    let (ours, bare) = (number(verify, "verify_us")? / 1e3, number(verify, "bare_us")? / 1e3);
    let peer = number(pyhanko, "validate_ms")?;
    let what = format!("verify a certificate ({:.0} kB), native", number(verify, "size")? / 1e3);
    let mut rows = vec![
        Row::new(
            what,
            format!("{ours:.2} ms"),
            format!("pyHanko, same file: {peer:.1} ms"),
            format!("{:.0} times faster", peer / ours),
            "under 1 ms",
        ),
        Row::new(
            "the same",
            format!("{ours:.2} ms"),
            format!("its hashing and Ed25519 alone: {bare:.2} ms"),
            format!("{:.2} times", ours / bare),
            "at most 3",
        ),
    ];
    for (index, large) in list(sizes, "large")?.iter().enumerate() {
        let (mebibytes, ours) = (number(large, "mebibytes")?, number(large, "verify_ms")?);
        let peer = pyhanko["large_ms"][index].as_f64().context("pyHanko timed fewer files")?;
        rows.push(Row::new(
            format!("verify a certificate of {mebibytes:.0} MiB, native"),
            format!("{ours:.1} ms"),
            format!("pyHanko, same file: {peer:.0} ms"),
            format!("{:.1} times faster", peer / ours),
            if mebibytes > 50.0 { "under 1 s" } else { "" },
        ));
    }
    rows.extend(attacks(&sizes["corpus"], number(memory, "attacks")?.max(number(memory, "large")?))?);
    Ok(rows)
}

/// The corpus: the slowest refusal, and the memory beside the file.
fn attacks(corpus: &Value, memory: f64) -> Result<Vec<Row>> {
    const SECONDS: f64 = 2.0;
    const MEBIBYTES: f64 = 32.0;
    let slowest = &corpus["slowest"];
    let ms = number(slowest, "refuse_ms")?;
    let memory = memory / f64::from(1 << 20);
    let name = slowest["case"].as_str().context("the slowest attack has a name")?;
    Ok(vec![
        Row::new(
            format!("refuse the slowest of {} attacks (`{name}`)", corpus["cases"]),
            format!("{ms:.0} ms"),
            format!("limit: {SECONDS} s"),
            format!("{:.1} % of it", ms / SECONDS / 10.0),
            "under 2 s",
        ),
        Row::new(
            "memory beside the file, at most",
            format!("{memory:.1} MiB"),
            format!("limit: {MEBIBYTES} MiB"),
            format!("{:.0} % of it", memory / MEBIBYTES * 100.0),
            "under 32 MiB",
        ),
    ])
}

/// `bench browser`, beside the native times.
pub fn browser(found: &Value, verify: &Value, sizes: &Value) -> Result<Vec<Row>> {
    let row = |what: String, ours: f64, native: f64, goal: &str| {
        Row::new(
            what,
            format!("{ours:.1} ms"),
            format!("native: {native:.1} ms"),
            format!("{:.1} times", ours / native),
            goal,
        )
    };
    let mut rows = vec![row(
        "drop to verdict in Chromium, median".to_owned(),
        number(found, "drop_to_verdict_ms")?,
        number(verify, "verify_us")? / 1e3,
        "under 10 ms",
    )];
    for (browser, native) in list(found, "large")?.iter().zip(list(sizes, "large")?) {
        let what = format!("the same for a certificate of {:.0} MiB", number(browser, "mebibytes")?);
        rows.push(row(what, number(browser, "drop_to_verdict_ms")?, number(native, "verify_ms")?, ""));
    }
    Ok(rows)
}

/// What the page loads first, beside a bundle that does something alike, and the
/// two modules of the workers. All after brotli.
pub fn loads(first_load: f64, site: &Path, blockcerts: Result<usize>) -> Result<Vec<Row>> {
    const FIRST_LOAD: f64 = 200_000.0;
    const VERIFIER: f64 = 100_000.0;
    let (beside, ratio) = match blockcerts {
        #[expect(clippy::cast_precision_loss, reason = "a file length")]
        Ok(bytes) => {
            (format!("Blockcerts’ bundle: {bytes} B"), format!("{:.2} of it", first_load / bytes as f64))
        }
        Err(error) => (format!("Blockcerts’ bundle not to be had ({error})"), "not measured".to_owned()),
    };
    let verifier = module(site, "verifier-wasm-")?;
    let diagnosis = module(site, "diagnosis-")?;
    Ok(vec![
        Row::new("first load of the page, brotli", bytes(first_load), beside, ratio, bytes(FIRST_LOAD)),
        Row::new(
            "the verifier’s WASM in it",
            bytes(verifier),
            format!("limit: {}", bytes(VERIFIER)),
            format!("{:.0} % of it", verifier / VERIFIER * 100.0),
            bytes(VERIFIER),
        ),
        Row::new(
            "the diagnosis’ WASM, fetched after a refusal",
            bytes(diagnosis),
            "the verifier’s",
            format!("{:.1} times", diagnosis / verifier),
            "",
        ),
    ])
}

/// How issuing went.
pub struct Issuing {
    pub cores: f64,
    pub per_second: f64,
    /// Processor time for each certificate, in milliseconds.
    pub processor_ms: f64,
}

/// Issuing on one core, and a batch on all of them.
pub fn issuing(one_core: &Issuing, batch: &Issuing, pyhanko: &Value) -> Result<[Row; 3]> {
    const PER_SECOND: f64 = 200.0;
    let peer = 1e3 / number(pyhanko, "sign_ms")?;
    let limit = batch.cores * 1e3 / PER_SECOND;
    Ok([
        Row::new(
            "compose, sign, store and check, one core",
            format!("{:.0} /s", one_core.per_second),
            format!("pyHanko, signing alone: {peer:.0} /s"),
            format!("{:.1} times as many", one_core.per_second / peer),
            "150 /s",
        ),
        Row::new(
            format!("issue a batch, {:.0} cores", batch.cores),
            format!("{:.0} /s", batch.per_second),
            format!("one core: {:.0} /s", one_core.per_second),
            format!("{:.1} times as many", batch.per_second / one_core.per_second),
            format!("{PER_SECOND:.0} /s on 2 cores"),
        ),
        Row::new(
            "processor time of each in it",
            format!("{:.1} ms", batch.processor_ms),
            format!("all cores busy at {PER_SECOND:.0} /s: {limit:.1} ms"),
            format!("{:.0} % of it", batch.processor_ms / limit * 100.0),
            format!("{limit:.0} ms"),
        ),
    ])
}

/// Executions a second of a fuzz target, beside a second of verifications.
pub fn fuzzing(target: &str, per_second: f64, verify: &Value) -> Result<Row> {
    let native = 1e6 / number(verify, "verify_us")?;
    Ok(Row::new(
        format!("fuzz target `{target}`"),
        format!("{per_second:.0} runs/s"),
        format!("verifications: {native:.0} /s"),
        format!("{:.1} times", per_second / native),
        "",
    ))
}

fn bytes(count: f64) -> String {
    format!("{count:.0} B")
}

/// Length of the compressed module whose name begins like this.
fn module(site: &Path, prefix: &str) -> Result<f64> {
    for entry in std::fs::read_dir(site).with_context(|| site.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(prefix) && name.ends_with(".wasm.br") {
            #[expect(clippy::cast_precision_loss, reason = "a file length")]
            return Ok(entry.metadata()?.len() as f64);
        }
    }
    anyhow::bail!("{} has no {prefix}*.wasm.br", site.display())
}

fn number(object: &Value, name: &str) -> Result<f64> {
    object[name].as_f64().with_context(|| format!("there is no number `{name}` in {object}"))
}

fn list<'v>(object: &'v Value, name: &str) -> Result<&'v Vec<Value>> {
    object[name].as_array().with_context(|| format!("there is no list `{name}` in {object}"))
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| measured | dcert | beside | ratio | goal |")?;
        write!(f, "| --- | ---: | ---: | ---: | --- |")?;
        for Row { what, ours, beside, ratio, goal } in &self.0 {
            write!(f, "\n| {what} | {ours} | {beside} | {ratio} | {goal} |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_line_has_five_cells_and_the_ratios_are_right() {
        let verify = json!({ "size": 88_000, "verify_us": 300.0, "bare_us": 150.0 });
        let large = json!([{ "mebibytes": 60, "verify_ms": 200.0 }]);
        let slowest = json!({ "case": "bombs/x", "refuse_ms": 100.0 });
        let sizes = json!({ "large": large,
            "corpus": { "cases": 800, "slowest": slowest } });
        let memory = json!({ "attacks": 8 << 20, "large": 1 << 20 });
        let pyhanko = json!({ "validate_ms": 9.0, "sign_ms": 25.0, "large_ms": [500.0] });
        let found = json!({ "drop_to_verdict_ms": 9.0,
            "large": [{ "mebibytes": 60, "drop_to_verdict_ms": 800.0 }] });
        let mut rows = native(&verify, &sizes, &memory, &pyhanko).unwrap();
        rows.extend(browser(&found, &verify, &sizes).unwrap());
        let one_core = Issuing { cores: 1.0, per_second: 160.0, processor_ms: 6.0 };
        let batch = Issuing { cores: 2.0, per_second: 240.0, processor_ms: 7.5 };
        rows.extend(issuing(&one_core, &batch, &pyhanko).unwrap());
        rows.push(fuzzing("verify", 1_000.0, &verify).unwrap());
        let table = Table(rows).to_string();
        assert!(table.lines().all(|line| line.matches('|').count() == 6), "{table}");
        for ratio in [
            "30 times faster",
            "2.00 times",
            "2.5 times faster",
            "5.0 % of it",
            "25 % of it",
            "30.0 times",
            "4.0 times |",
            "4.0 times as many",
            "1.5 times as many",
            "75 % of it",
            "0.3 times",
        ] {
            assert!(table.contains(ratio), "`{ratio}` is not in\n{table}");
        }
    }

    #[test]
    fn a_peer_that_is_out_of_reach_is_said_to_be_so() {
        let site = tempfile::tempdir().unwrap();
        for name in ["verifier-wasm-1.wasm.br", "diagnosis-1.wasm.br"] {
            std::fs::write(site.path().join(name), [0; 50_000]).unwrap();
        }
        let rows = loads(125_000.0, site.path(), Err(anyhow::anyhow!("no network"))).unwrap();
        let table = Table(rows).to_string();
        assert!(table.contains("not to be had (no network) | not measured"), "{table}");
        assert!(table.contains("50000 B | limit: 100000 B | 50 % of it"), "{table}");
    }
}
