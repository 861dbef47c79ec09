//! Writes every attack as files: `corpus SAMPLE_DIR OUT_DIR`.
//!
//! ```text
//! OUT_DIR/corpus.json            all cases, and the instant to judge at
//! OUT_DIR/anchors/root.pem       the root to trust
//! OUT_DIR/status.jwt             the genuine list
//! OUT_DIR/<family>/<name>.pdf    the file
//! OUT_DIR/<family>/<name>.jwt    the list of a case that has its own
//! ```
//! `SAMPLE_DIR` is what `cargo xtask sample` writes.

use std::{env, fs, path::Path};

use anyhow::{Context, Result, bail};
use e2e::tampering::{Case, Genuine, List, cases};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [sample, out] = arguments.as_slice() else { bail!("usage: corpus SAMPLE_DIR OUT_DIR") };
    let (sample, out) = (Path::new(sample), Path::new(out));
    let genuine = Genuine::load(sample)?;
    fs::create_dir_all(out.join("anchors"))?;
    fs::copy(sample.join("anchors/root.pem"), out.join("anchors/root.pem"))?;
    fs::write(out.join("status.jwt"), &genuine.token)?;
    let described: Vec<Value> = cases(&genuine).iter().map(|case| write(case, out)).collect::<Result<_>>()?;
    let corpus = json!({ "now": genuine.now(), "cases": described });
    fs::write(out.join("corpus.json"), serde_json::to_string_pretty(&corpus)? + "\n")?;
    Ok(())
}

fn write(case: &Case, out: &Path) -> Result<Value> {
    let folder = out.join(case.family);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let file = format!("{}/{}.pdf", case.family, case.name);
    fs::write(out.join(&file), &case.file)?;
    let status = match &case.list {
        List::Genuine => "status.jwt".to_owned(),
        List::Own(token) => {
            let list = format!("{}/{}.jwt", case.family, case.name);
            fs::write(out.join(&list), token)?;
            list
        }
    };
    Ok(json!({
        "file": file,
        "status": status,
        "verdict": case.verdict,
        "codes": Vec::from_iter(case.finding),
        "source": case.source,
        "why": case.why,
    }))
}
