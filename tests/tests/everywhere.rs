//! One verifier everywhere: for every file of the corpus and with every list, the
//! native command, the package in Node.js, the package in Chromium and the worker
//! of the site give the same report, byte for byte; the last with the items as they
//! are shown.

#![cfg(feature = "journeys")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use certificate::{Report, Summary, Timestamp};
use e2e::{
    Browser, Environment, Office, PNG, Proxy, Run, Server, ZIP, copy_files, flip_bit,
    tampering::{Genuine, List, cases},
};
use serde_json::{Value, json};

const NODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/javascript/node.mjs");
const BROWSER: &str = include_str!("../javascript/browser.js");

/// So many files at a time go through the page, which must answer within the time
/// limit of a script.
const BATCH: usize = 40;

/// A file and a list to judge it by.
struct Item {
    name: String,
    file: Vec<u8>,
    list: Option<Vec<u8>>,
}

/// The items as files in a folder, with the plan that names them.
struct Corpus {
    folder: PathBuf,
    now: Timestamp,
    items: Vec<(String, PathBuf, Option<PathBuf>)>,
}

fn items(genuine: &Genuine) -> Vec<Item> {
    let item = |name: &str, file: &[u8], list: Option<&[u8]>| Item {
        name: name.to_owned(),
        file: file.to_owned(),
        list: list.map(<[u8]>::to_owned),
    };
    let genuine_list = Some(genuine.token.as_slice());
    let mut items = vec![
        item("genuine", &genuine.file, genuine_list),
        item("rare name", &genuine.other, genuine_list),
        item("no list", &genuine.file, None),
        item("empty", b"", genuine_list),
        item("picture", PNG, genuine_list),
        item("archive", ZIP, genuine_list),
    ];
    items.extend(genuine.with_photo.iter().map(|file| item("photograph", file, genuine_list)));
    // Spread over the whole file, so that every kind of place is hit.
    items.extend((0..40).map(|part| {
        let at = part * genuine.file.len() / 40 + 7;
        item(&format!("bit {at}"), &flip_bit(&genuine.file, at), genuine_list)
    }));
    items.extend((1..10).map(|tenth| {
        item(&format!("cut at {tenth}/10"), &genuine.file[..tenth * genuine.file.len() / 10], genuine_list)
    }));
    items.extend(
        ["/Length ", "/Count ", "/Size ", "xref\n0 ", "startxref\n", "/ByteRange[0 "].iter().map(|mark| {
            item(&format!("beyond 32 bits: {mark:?}"), &beyond(&genuine.file, mark), genuine_list)
        }),
    );
    items.extend(cases(genuine).into_iter().map(|case| Item {
        name: format!("{}/{}", case.family, case.name),
        file: case.file,
        list: Some(match case.list {
            List::Genuine => genuine.token.clone(),
            List::Own(token) => token,
        }),
    }));
    items
}

/// The number behind the last such mark becomes one that pointers of 32 bits cannot
/// hold: they are what WebAssembly has and the native command has not.
fn beyond(file: &[u8], mark: &str) -> Vec<u8> {
    let Some(at) = file.windows(mark.len()).rposition(|window| window == mark.as_bytes()) else {
        return file.to_owned();
    };
    let (before, after) = file.split_at(at + mark.len());
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    [before, b"4294967303", &after[digits..]].concat()
}

impl Corpus {
    fn write(folder: &Path, genuine: &Genuine, anchors: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut lists: BTreeMap<Vec<u8>, PathBuf> = BTreeMap::new();
        let mut written = Vec::new();
        for (number, Item { name, file, list }) in items(genuine).into_iter().enumerate() {
            let path = folder.join(format!("{number}.pdf"));
            fs::write(&path, file)?;
            let list = list.map(|token| {
                let path = folder.join(format!("{}.jwt", lists.len()));
                lists.entry(token).or_insert(path).clone()
            });
            written.push((name, path, list));
        }
        for (token, path) in &lists {
            fs::write(path, token)?;
        }
        let corpus = Self { folder: folder.to_owned(), now: genuine.now(), items: written };
        fs::write(folder.join("plan.json"), corpus.plan(anchors)?.to_string())?;
        Ok(corpus)
    }

    fn plan(&self, anchors: &Path) -> Result<Value> {
        let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let items = self
            .items
            .iter()
            .map(|(_, file, list)| json!({ "file": name(file), "status": list.as_ref().and_then(name) }));
        let anchors = vec![fs::read_to_string(anchors.join("root.pem"))?];
        Ok(json!({ "now": self.now, "anchors": anchors, "items": items.collect::<Vec<_>>() }))
    }

    /// The reports of the native command, which reads one list for many files.
    fn native(&self, environment: &Environment) -> Result<Vec<String>> {
        let mut by_list: BTreeMap<Option<&PathBuf>, Vec<usize>> = BTreeMap::new();
        for (place, (_, _, list)) in self.items.iter().enumerate() {
            by_list.entry(list.as_ref()).or_default().push(place);
        }
        let mut reports = vec![String::new(); self.items.len()];
        for (list, places) in by_list {
            let mut verify = environment.program("verify");
            verify.arg("--no-diagnosis").arg("--anchors").arg(environment.anchors());
            verify.args(["--now", &self.now.to_string()]);
            if let Some(list) = list {
                verify.arg("--status").arg(list);
            }
            let out = Run::of(verify.args(places.iter().map(|place| &self.items[*place].1)))?.success()?;
            ensure!(out.lines().count() == places.len(), "not a report for every file");
            for (place, line) in places.into_iter().zip(out.lines()) {
                line.clone_into(&mut reports[place]);
            }
        }
        Ok(reports)
    }

    /// The reports of the package in one process of Node.js.
    fn node(&self, package: &Path) -> Result<Vec<String>> {
        let out = Run::of(Command::new("node").arg(NODE).arg(package).arg(&self.folder))?.success()?;
        Ok(out.lines().map(str::to_owned).collect())
    }

    /// The reports of the package and of the worker in one page.
    async fn browser(&self, page: &Browser) -> Result<[Vec<String>; 2]> {
        let mut reports = [Vec::new(), Vec::new()];
        for from in (0..self.items.len()).step_by(BATCH) {
            let to = (from + BATCH).min(self.items.len());
            let answer = page.await_value(BROWSER, vec![json!(from), json!(to)]).await?;
            for (all, who) in reports.iter_mut().zip(["package", "worker"]) {
                let part = serde_json::from_value::<Vec<String>>(answer[who].clone());
                all.extend(part.with_context(|| answer.to_string())?);
            }
        }
        Ok(reports)
    }

    fn check_same(&self, who: &str, reports: &[String], native: &[String]) -> Result<()> {
        ensure!(reports.len() == native.len(), "{who}: {} reports of {}", reports.len(), native.len());
        for ((name, ..), (report, expected)) in self.items.iter().zip(reports.iter().zip(native)) {
            ensure!(report == expected, "{who}, {name}:\n{report}\nand natively\n{expected}");
        }
        Ok(())
    }
}

/// What the worker of the site makes of these reports, with the items as the page shows
/// them.
fn as_shown(reports: &[String]) -> Result<Vec<String>> {
    let shown = |report| Ok(serde_json::to_string(&Summary::from(serde_json::from_str::<Report>(report)?))?);
    reports.iter().map(|report| shown(report)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_gets_the_same_report_from_everybody() -> Result<()> {
    let (environment, office) = Office::find()?;
    let genuine = Genuine::issue(&environment, &office)?;
    let package = Environment::package()?;
    // The site, with the package and the files below it.
    let site = tempfile::tempdir()?;
    copy_files(&environment.site, site.path())?;
    copy_files(&package, &site.path().join("package"))?;
    let corpus = Corpus::write(&site.path().join("corpus"), &genuine, &environment.anchors())?;

    let native = corpus.native(&environment)?;
    assert!(native[0].starts_with("{\"verdict\":\"current\""), "{}", native[0]);
    corpus.check_same("the package in Node.js", &corpus.node(&package)?, &native)?;

    let server = Server::start_with(&office, site.path()).await?;
    let proxy = Proxy::start(&server.authority()).await?;
    let mut page = Browser::start(&proxy.authority()).await?;
    page.open(&format!("http://{}/", server.authority())).await?;
    let [by_package, by_worker] = corpus.browser(&page).await?;
    corpus.check_same("the package in Chromium", &by_package, &native)?;
    corpus.check_same("the worker of the site", &by_worker, &as_shown(&native)?)?;
    page.check_clean().await?;
    page.close().await?;
    Ok(())
}
