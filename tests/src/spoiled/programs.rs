//! What programs do: each really runs.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use certificate::{Addition, Cause};

use super::{Spoiled, edited, not_pdf, printed, re_saved, scan};
use crate::{Environment, Run};

/// A folder with the certificate in it as `issued.pdf`, and pictures of its page.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(certificate: &[u8]) -> Result<Self> {
        let desk = Self { folder: tempfile::tempdir()? };
        fs::write(desk.path("issued.pdf"), certificate)?;
        for format in ["-png", "-jpeg", "-tiff"] {
            desk.run(Command::new("pdftoppm").args([
                "-singlefile",
                "-r",
                "100",
                format,
                "issued.pdf",
                "page",
            ]))?;
        }
        let page = "<!DOCTYPE html><title>教師證書</title><img src=\"page.png\" style=\"width:100%\">";
        fs::write(desk.path("picture.html"), page)?;
        fs::write(
            desk.path("viewer.html"),
            "<!DOCTYPE html><embed src=\"issued.pdf\" type=\"application/pdf\">",
        )?;
        Ok(desk)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, command: &mut Command) -> Result<()> {
        Run::of(command.current_dir(self.folder.path()))?;
        Ok(())
    }

    /// Runs a line such as `qpdf issued.pdf OUT` and takes what it made. How a
    /// program ends does not matter, some warn: what it made does.
    fn made(&self, line: &str, cause: Cause) -> Result<Spoiled> {
        let mut words = line.split(' ');
        let mut command = Command::new(words.next().context("no program")?);
        let out = self.path("out.pdf");
        command.args(words.map(|word| word.replace("OUT", "out.pdf")));
        self.run(&mut command)?;
        self.taken(line, &out, cause)
    }

    fn taken(&self, how: &str, out: &Path, cause: Cause) -> Result<Spoiled> {
        let bytes = fs::read(out).with_context(|| format!("`{how}` made nothing"))?;
        fs::remove_file(out)?;
        Ok(Spoiled::new(how, bytes, cause))
    }
}

/// A certificate after the programs of `xtask`'s `Need::Spoil`.
pub fn by_programs(certificate: &[u8]) -> Result<Vec<Spoiled>> {
    let desk = Desk::new(certificate)?;
    let mut all =
        re_writers().into_iter().map(|(line, cause)| desk.made(line, cause)).collect::<Result<Vec<_>>>()?;
    all.extend(browsers(&desk)?);
    all.extend(office_suite(&desk)?);
    for (name, kind) in
        [("page.png", "PNG"), ("page.jpg", "JPEG"), ("page.tif", "TIFF"), ("picture.html", "HTML")]
    {
        all.push(desk.taken(name, &desk.path(name), not_pdf(kind))?);
    }
    all.push(in_viewer_of_firefox(&desk)?);
    Ok(all)
}

fn re_writers() -> Vec<(&'static str, Cause)> {
    vec![
        ("qpdf issued.pdf OUT", re_saved("qpdf")),
        ("qpdf --linearize issued.pdf OUT", re_saved("qpdf")),
        ("qpdf --object-streams=generate issued.pdf OUT", re_saved("qpdf")),
        ("qpdf --qdf issued.pdf OUT", re_saved("qpdf")),
        ("qpdf --empty --pages issued.pdf 1 -- OUT", re_saved("qpdf")),
        ("qpdf --encrypt user owner 256 -- issued.pdf OUT", Cause::Encrypted),
        ("qpdf --allow-weak-crypto --encrypt user owner 40 -- issued.pdf OUT", Cause::Encrypted),
        ("mutool clean issued.pdf OUT", re_saved("MuPDF")),
        ("mutool clean -gggg -z issued.pdf OUT", re_saved("MuPDF")),
        ("mutool clean -a issued.pdf OUT", re_saved("MuPDF")),
        ("mutool convert -o OUT issued.pdf", printed("MuPDF")),
        ("mutool merge -o OUT issued.pdf", printed("MuPDF")),
        ("pdftocairo -pdf issued.pdf OUT", printed("cairo")),
        ("pdfseparate issued.pdf OUT", re_saved("Poppler")),
        ("pdfunite issued.pdf issued.pdf OUT", re_saved("Poppler")),
        ("gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -sOutputFile=OUT issued.pdf", re_saved("Ghostscript")),
        (
            "gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfimage24 -r100 -sOutputFile=OUT issued.pdf",
            scan("Ghostscript"),
        ),
        ("img2pdf page.png -o OUT", scan("img2pdf")),
        ("img2pdf page.jpg -o OUT", scan("img2pdf")),
        ("pdftocairo -svg issued.pdf OUT", not_pdf("SVG")),
        ("pdftocairo -ps issued.pdf OUT", not_pdf("PostScript")),
    ]
}

/// Chromium prints pages, not files: people print the viewer, or a page with the
/// picture of a certificate.
fn browsers(desk: &Desk) -> Result<Vec<Spoiled>> {
    let print = |line: &str, cause| {
        let common = "chromium --headless --no-sandbox --print-to-pdf=OUT";
        desk.made(&format!("{common} {line}"), cause)
    };
    let chrome = || Some("Google Chrome".to_owned());
    Ok(vec![
        print("picture.html", printed("Google Chrome"))?,
        print("--no-pdf-header-footer picture.html", printed("Google Chrome"))?,
        // The viewer is a plug-in that headless printing leaves blank.
        print("viewer.html", Cause::OrdinaryPdf { program: chrome() })?,
    ])
}

fn office_suite(desk: &Desk) -> Result<Vec<Spoiled>> {
    let profile = format!("-env:UserInstallation=file://{}", desk.path("profile").display());
    let convert = |format: &str, cause: Cause| {
        let mut soffice = Command::new("soffice");
        soffice.arg(&profile).args(["--headless", "--infilter=draw_pdf_import", "--convert-to", format]);
        desk.run(soffice.args(["--outdir", "converted", "issued.pdf"]))?;
        desk.taken(
            &format!("soffice --convert-to {format}"),
            &desk.path("converted/issued").with_extension(format),
            cause,
        )
    };
    Ok(vec![convert("pdf", printed("LibreOffice"))?, convert("odg", not_pdf("ODG"))?])
}

fn in_viewer_of_firefox(desk: &Desk) -> Result<Spoiled> {
    let pdfjs = env::var_os("DCERT_PDFJS")
        .context("DCERT_PDFJS is not set: run these tests with `cargo xtask test`")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("pdfjs/save.mjs");
    let out = desk.path("out.pdf");
    let mut node = Command::new("node");
    desk.run(node.arg(script).arg(pdfjs).args(["issued.pdf", "out.pdf"]))?;
    Ok(desk.taken("pdf.js saveDocument", &out, edited(Addition::Annotation, "pdf.js (Firefox)"))?.proved())
}

/// What pyHanko appends to a certificate, and what a stranger signs with it.
pub fn by_pyhanko(environment: &Environment, certificate: &[u8]) -> Result<Vec<Spoiled>> {
    let desk = Desk::new(certificate)?;
    desk.run(Command::new("img2pdf").args(["page.png", "-o", "scan.pdf"]))?;
    desk.run(Command::new("pdftocairo").args(["-pdf", "issued.pdf", "printed.pdf"]))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("pyhanko/spoil.py");
    let done = |deed: &str, to: &str, cause: Cause| {
        let mut python = Command::new(&environment.python);
        desk.run(python.arg(&script).args([deed, to, "out.pdf"]))?;
        desk.taken(&format!("pyHanko: {deed} {to}"), &desk.path("out.pdf"), cause)
    };
    let mut all = Vec::new();
    for (deed, addition) in [
        ("annotate", Addition::Annotation),
        ("fill_in", Addition::FormEntry),
        ("overlay", Addition::Page),
        ("attach", Addition::Attachment),
        ("script", Addition::Script),
        ("retitle", Addition::Metadata),
        ("sign", Addition::Signature),
        ("sign_cades", Addition::Signature),
    ] {
        all.push(done(deed, "issued.pdf", edited(addition, "pyHanko"))?.proved());
    }
    let stranger = || Cause::SignedBySomeoneElse { signer: Some("林大文".to_owned()) };
    for deed in ["sign", "sign_cades"] {
        for to in ["scan.pdf", "printed.pdf"] {
            all.push(done(deed, to, stranger())?);
        }
    }
    all.push(done("wrap", "issued.pdf", not_pdf("PKCS #7"))?.proved());
    Ok(all)
}
