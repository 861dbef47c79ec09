//! The package for JavaScript projects: the examples of its README run, its types
//! hold, wrong arguments are refused.

#![cfg(feature = "journeys")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use e2e::{Browser, Environment, Office, Proxy, Row, Run, Server, copy_files, flip_bit};

/// A project that has embedded the package, and what its examples check.
struct Project {
    office: Office,
    folder: tempfile::TempDir,
    readme: String,
}

impl Project {
    fn set_up() -> Result<Self> {
        let (environment, office) = Office::find()?;
        let folder = tempfile::tempdir()?;
        let package = Environment::package()?;
        copy_files(&package, &folder.path().join("node_modules/dcert-verifier"))?;
        let issued = office.issue(&Row::LECTURER.roster())?.remove(0);
        let file = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content);
        file("certificate.pdf", &office.export(&issued.number, issued.version)?)?;
        file("root.pem", &fs::read(environment.anchors().join("root.pem"))?)?;
        file("status.jwt", office.publish()?.as_bytes())?;
        file("package.json", br#"{ "type": "module" }"#)?;
        let readme = fs::read_to_string(package.join("README.md"))?;
        Ok(Self { office, folder, readme })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The example of this number among those of a language.
    fn example(&self, language: &str, number: usize) -> Result<&str> {
        let start = format!("```{language}\n");
        let example = self.readme.split(&start).nth(number + 1).context("there is no such example")?;
        example.split("```").next().context("the example does not end")
    }

    fn node(&self, arguments: &[&Path]) -> Result<String> {
        Run::of(Command::new("node").args(arguments).current_dir(self.folder.path()))?.success()
    }

    fn reports(&self) -> Result<Vec<String>> {
        let certificate = self.path("certificate.pdf");
        let changed = self.path("changed.pdf");
        fs::write(&changed, flip_bit(&fs::read(&certificate)?, 5000))?;
        let photos = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/templates");
        let roster = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/roster.csv");
        let text = |path: &Path| path.to_str().map(str::to_owned).context("the path is not text");
        self.office.run(["import", &text(&roster)?, "--photos", &text(&photos)?])?;
        self.office.run(["issue"])?;
        self.office.run(["replace", "樣教字第990011號", "--reason", "姓名變更", "--name", "更名樣本"])?;
        let mut files = vec![certificate, changed];
        for version in [1, 2] {
            let path = self.path(&format!("k12-{version}.pdf"));
            fs::write(&path, self.office.export("樣教字第990011號", version)?)?;
            files.push(path);
        }
        let status = self.office.file("status.jwt", self.office.publish()?.as_bytes())?;
        let reports = |status: Option<&Path>| self.office.verify(&files, status);
        let all = reports(Some(&status))?.into_iter().chain(reports(None)?);
        Ok(all
            .map(|mut report| {
                // Printed by `verify` beside the report, and no part of it.
                report.as_object_mut().map(|report| report.remove("diagnosis"));
                report.to_string()
            })
            .collect())
    }

    fn compile(&self, files: &[&str]) -> Result<Run> {
        let tsc = Environment::typescript()?;
        let options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"];
        let libraries = ["--lib", "es2022,dom"];
        Run::of(
            Command::new(tsc)
                .args(["--ignoreConfig"])
                .args(options)
                .args(libraries)
                .args(files)
                .current_dir(self.folder.path()),
        )
    }
}

#[test]
fn the_example_for_node_runs() -> Result<()> {
    let project = Project::set_up()?;
    fs::write(project.path("example.js"), project.example("js", 0)?)?;
    assert_eq!(project.node(&[Path::new("example.js")])?, "current []\n");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_for_browsers_runs_under_a_strict_policy() -> Result<()> {
    let project = Project::set_up()?;
    fs::write(project.path("index.html"), project.example("html", 0)?)?;
    fs::write(project.path("page.js"), project.example("js", 1)?)?;
    copy_files(&project.path("node_modules/dcert-verifier"), &project.path("dcert-verifier"))?;
    let server = Server::start_with(&project.office, project.folder.path()).await?;
    let proxy = Proxy::start(&server.authority()).await?;
    let mut browser = Browser::start(&proxy.authority()).await?;
    browser.open(&format!("http://{}/", server.authority())).await?;
    let changed = flip_bit(&fs::read(project.path("certificate.pdf"))?, 5000);
    let changed = project.office.file("changed.pdf", &changed)?;
    for (file, verdict) in [(project.path("certificate.pdf"), "current"), (changed, "not_recognised")] {
        browser.give(&file).await?;
        browser.wait_for(&format!("document.querySelector('output').textContent === '{verdict}'")).await?;
    }
    browser.check_clean().await?;
    browser.close().await
}

#[test]
fn arguments_are_taken_in_every_form_and_wrong_ones_refused() -> Result<()> {
    let project = Project::set_up()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/javascript/arguments.mjs");
    project.node(&[
        Path::new(script),
        &project.path("node_modules/dcert-verifier"),
        project.folder.path(),
    ])?;
    Ok(())
}

#[test]
fn the_types_are_those_of_real_reports() -> Result<()> {
    let project = Project::set_up()?;
    let mut source = "import type { Report } from \"dcert-verifier\";\n".to_owned();
    for (number, report) in project.reports()?.iter().enumerate() {
        source += &format!("export const report{number}: Report = {report};\n");
    }
    for item in ["\"university\"", "\"k12\"", "\"annotation\"", "\"status_unknown\"", "\"superseded\""] {
        ensure!(source.contains(item), "no report has {item}");
    }
    fs::write(project.path("reports.ts"), &source)?;
    let usage = concat!(env!("CARGO_MANIFEST_DIR"), "/javascript/usage.ts");
    fs::copy(usage, project.path("usage.ts"))?;
    let run = project.compile(&["reports.ts", "usage.ts"])?;
    ensure!(run.code == Some(0), "{}{}", run.out, run.err);

    // The check is one that can fail: no report has a field more or less.
    fs::write(project.path("reports.ts"), source.replacen("\"size\":", "\"length\":", 1))?;
    let run = project.compile(&["reports.ts"])?;
    ensure!(run.code != Some(0) && run.out.contains("length"), "{}{}", run.out, run.err);
    Ok(())
}
