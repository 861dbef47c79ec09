//! The tables: what was measured on each engine, beside what a bare server does on the
//! same machine in the same run.

use std::fmt::Write;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Options, cores};

/// No answer of a screen may take longer, for 99 of 100.
const SCREEN: f64 = 100.0;

/// Issuing, the status list, acts.
pub fn scale(options: &Options, found: &[Value], limits: &Value) -> Result<String> {
    let mut table = head(
        &format!("{} certificates of {} schools, {} cores", options.certificates, options.schools, cores()?),
        found,
        &["limit", "goal"],
    )?;
    line(&mut table, "certificates issued", found, &["", "200 /s"], |found| {
        Ok(format!("{:.0} /s", number(found, "issued_per_second")?))
    })?;
    for place in [0, 1] {
        let Some(list) = found.first().map(|first| &first["lists"][place]).filter(|list| !list.is_null())
        else {
            continue;
        };
        let name = format!("status list of {} slots from the whole history", list["slots"]);
        line(&mut table, &name, found, &["", ""], |found| {
            let list = &found["lists"][place];
            Ok(format!("{:.0} ms, {} B", number(list, "milliseconds")?, list["bytes"]))
        })?;
    }
    for (place, name) in ["confirm a replacement", "annul", "reinstate"].iter().enumerate() {
        let name = format!("{name}, and publish the list");
        line(&mut table, &name, found, &["", ""], |found| times(&found["acts"][place]))?;
    }
    for (kind, name) in [("brotli", "the whole list"), ("unchanged", "unchanged, 304")] {
        let bytes = found.first().map_or(0.0, |first| first["status"][kind]["bytes"].as_f64().unwrap_or(0.0));
        let (limit, size) = nearest(limits, bytes)?;
        let limit = format!("bare server, {size} B: {:.0} /s", number(limit, "per_second")?);
        let name = format!("`GET /status/1`, {name}, {bytes:.0} B");
        line(&mut table, &name, found, &[&limit, "10000 /s"], |found| {
            Ok(format!("{:.0} /s", number(&found["status"][kind], "per_second")?))
        })?;
    }
    let limit = format!("bare server: {}", times(&limits["1000"])?);
    let name = format!("slowest screen, {} people", options.users);
    line(&mut table, &name, found, &[&limit, "p99 under 100 ms"], |found| {
        let screens = found["together"].as_array().context("there are screens")?;
        let slowest = screens.iter().max_by(|a, b| {
            let p99 = |screen: &Value| screen["p99_ms"].as_f64().unwrap_or(0.0);
            p99(a).total_cmp(&p99(b))
        });
        let slowest = slowest.context("there is a screen")?;
        Ok(format!("{}: {}", text(slowest, "name")?, times(slowest)?))
    })?;
    Ok(table)
}

/// Every screen. Fails where an answer was none.
pub fn screens(options: &Options, found: &[Value]) -> Result<String> {
    let users = options.users;
    let mut table = "| screen |".to_owned();
    for found in found {
        let engine = text(found, "engine")?;
        write!(table, " {engine}: {users} people, p50 / p99 | without a pause, p50 / p99 |")?;
    }
    table += "\n| --- |";
    table += &" ---: | ---: |".repeat(found.len());
    let screens = found.first().and_then(|first| first["alone"].as_array()).context("there are screens")?;
    for (place, screen) in screens.iter().enumerate() {
        let name = text(screen, "name")?;
        write!(table, "\n| {name} |")?;
        for found in found {
            let alone = &found["alone"][place];
            let together = found["together"].as_array().into_iter().flatten();
            let together = together.clone().find(|screen| screen["name"] == name);
            for screen in together.iter().copied().chain([alone]) {
                ensure!(screen["failures"] == 0, "{name} failed: {}", screen["failure"]);
            }
            let people = together.map_or_else(|| Ok("–".to_owned()), times)?;
            write!(table, " {people} | {:.0} /s, {} |", number(alone, "per_second")?, times(alone)?)?;
        }
    }
    Ok(table)
}

fn head(what: &str, found: &[Value], more: &[&str]) -> Result<String> {
    let engines = found.iter().map(|found| text(found, "engine")).collect::<Result<Vec<_>>>()?;
    let cells = [&[what], &engines[..], more].concat();
    Ok(format!("| {} |\n| --- |{}", cells.join(" | "), " ---: |".repeat(cells.len() - 1)))
}

fn line(
    table: &mut String,
    name: &str,
    found: &[Value],
    more: &[&str],
    cell: impl Fn(&Value) -> Result<String>,
) -> Result<()> {
    let cells = found.iter().map(cell).collect::<Result<Vec<_>>>()?;
    write!(table, "\n| {name} | {} | {} |", cells.join(" | "), more.join(" | "))?;
    Ok(())
}

/// `3.1 / 9.7 ms`; over the goal in bold.
fn times(timing: &Value) -> Result<String> {
    let (Some(p50), Some(p99)) = (timing["p50_ms"].as_f64(), timing["p99_ms"].as_f64()) else {
        return Ok("–".to_owned());
    };
    let mark = if p99 > SCREEN { "**" } else { "" };
    Ok(format!("{mark}{p50:.1} / {p99:.1} ms{mark}"))
}

/// The bare server's answer of about so many bytes.
fn nearest(limits: &Value, bytes: f64) -> Result<(&Value, &str)> {
    let limits = limits.as_object().context("there are limits")?;
    let distance = |size: &str| (size.parse().unwrap_or(f64::MAX) - bytes).abs();
    let nearest = limits.iter().min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)));
    nearest.map(|(size, limit)| (limit, size.as_str())).context("there is a limit")
}

fn number(object: &Value, name: &str) -> Result<f64> {
    object[name].as_f64().with_context(|| format!("there is no number `{name}` in {object}"))
}

fn text<'v>(object: &'v Value, name: &str) -> Result<&'v str> {
    object[name].as_str().with_context(|| format!("there is no text `{name}` in {object}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(engine: &str) -> Value {
        let screen = |p99: f64| json!({ "name": "a screen", "per_second": 900.0, "p50_ms": 2.0, "p99_ms": p99, "failures": 0 });
        let list = json!({ "slots": 131_072, "milliseconds": 12.0, "bytes": 3000 });
        let status = json!({ "per_second": 12_000.0, "bytes": 30_000 });
        json!({
            "engine": engine,
            "issued_per_second": 210.0,
            "lists": [null, list],
            "acts": [screen(20.0), screen(21.0), screen(22.0)],
            "status": { "brotli": status, "unchanged": { "per_second": 30_000.0, "bytes": 0 } },
            "alone": [screen(150.0)],
            "together": [screen(9.0)],
        })
    }

    #[test]
    fn every_line_has_a_cell_for_each_engine() {
        let found = [found("SQLite"), found("PostgreSQL")];
        let bare = |per_second: f64| json!({ "per_second": per_second, "p50_ms": 0.5, "p99_ms": 1.0 });
        let limits = json!({ "0": bare(60_000.0), "1000": bare(50_000.0), "20000": bare(30_000.0) });
        let scale = scale(&Options::FULL, &found, &limits).unwrap();
        assert!(scale.lines().all(|line| line.matches('|').count() == 6), "{scale}");
        assert!(scale.contains("30000 B | 12000 /s | 12000 /s | bare server, 20000 B: 30000 /s"), "{scale}");
        let screens = screens(&Options::FULL, &found).unwrap();
        assert!(screens.contains("| a screen | 2.0 / 9.0 ms | 900 /s, **2.0 / 150.0 ms** |"), "{screens}");
    }

    #[test]
    fn an_answer_that_was_a_failure_fails_the_run() {
        let mut found = found("SQLite");
        found["together"][0]["failures"] = json!(1);
        found["together"][0]["failure"] = json!("status 500");
        let error = screens(&Options::FULL, &[found]).unwrap_err();
        assert!(error.to_string().contains("status 500"), "{error}");
    }
}
