//! Programs and fonts of the system, by Debian's packages.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::Need;
use crate::{
    postgres,
    process::{find_program, output, run},
};

/// A program or font that comes with the system.
pub struct Part {
    /// What it is, for people.
    pub what: &'static str,
    /// What was looked for and where.
    pub wanted: &'static str,
    /// Debian's package.
    pub package: &'static str,
    need: Need,
    present: fn() -> bool,
}

/// Where `api` looks for the fonts: where it is told to, or where Debian's
/// package puts them.
fn fonts() -> PathBuf {
    env::var_os("DCERT_FONTS").map_or_else(|| "/usr/share/fonts/truetype/cns11643".into(), PathBuf::from)
}

/// Where Debian puts the part of the office suite that opens a PDF.
const DRAW: &str = "/usr/lib/libreoffice/program/libsdlo.so";

const PARTS: [Part; 18] = [
    Part {
        what: "the fonts TW-Kai, TW-Kai-Ext-B and TW-Kai-Plus (全字庫正楷體)",
        wanted: "TW-Kai*.ttf in $DCERT_FONTS or /usr/share/fonts/truetype/cns11643",
        package: "fonts-cns11643-kai",
        need: Need::Compose,
        present: || fonts().join("TW-Kai-98_1.ttf").is_file(),
    },
    Part {
        what: "Node.js, which runs wasm-opt",
        wanted: "a program `node` on the PATH",
        package: "nodejs",
        need: Need::Site,
        present: || find_program("node").is_some(),
    },
    Part {
        what: "npm, which installs wasm-opt",
        wanted: "a program `npm` on the PATH",
        package: "npm",
        need: Need::Site,
        present: || find_program("npm").is_some(),
    },
    Part {
        what: "the browser Chromium",
        wanted: "a program `chromium` on the PATH",
        package: "chromium",
        need: Need::Browser,
        present: || find_program("chromium").is_some(),
    },
    Part {
        what: "the driver of the browser",
        wanted: "a program `chromedriver` on the PATH",
        package: "chromium-driver",
        need: Need::Browser,
        present: || find_program("chromedriver").is_some(),
    },
    Part {
        what: "the browser Firefox",
        wanted: "a program `firefox-esr` or `firefox` on the PATH",
        package: "firefox-esr",
        need: Need::Firefox,
        present: || find_program("firefox-esr").or_else(|| find_program("firefox")).is_some(),
    },
    Part {
        what: "curl, which asks servers for files",
        wanted: "a program `curl` on the PATH",
        package: "curl",
        need: Need::Fetch,
        present: || find_program("curl").is_some(),
    },
    Part {
        what: "Python with virtual environments",
        wanted: "a program `python3` on the PATH that has the modules venv and ensurepip",
        package: "python3-venv",
        need: Need::Peer,
        present: || output(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_ok(),
    },
    Part {
        what: "the PDF tools of Poppler",
        wanted: "a program `pdftotext` on the PATH",
        package: "poppler-utils",
        need: Need::Peer,
        present: || find_program("pdftotext").is_some(),
    },
    Part {
        what: "Ghostscript",
        wanted: "a program `gs` on the PATH",
        package: "ghostscript",
        need: Need::Spoil,
        present: || find_program("gs").is_some(),
    },
    Part {
        what: "qpdf",
        wanted: "a program `qpdf` on the PATH",
        package: "qpdf",
        need: Need::Spoil,
        present: || find_program("qpdf").is_some(),
    },
    Part {
        what: "the PDF tools of MuPDF",
        wanted: "a program `mutool` on the PATH",
        package: "mupdf-tools",
        need: Need::Spoil,
        present: || find_program("mutool").is_some(),
    },
    Part {
        what: "img2pdf",
        wanted: "a program `img2pdf` on the PATH",
        package: "img2pdf",
        need: Need::Spoil,
        present: || find_program("img2pdf").is_some(),
    },
    Part {
        what: "LibreOffice Draw",
        wanted: "a program `soffice` on the PATH and its library for drawings",
        package: "libreoffice-draw-nogui",
        need: Need::Spoil,
        present: || find_program("soffice").is_some() && Path::new(DRAW).is_file(),
    },
    Part {
        what: "PostgreSQL",
        wanted: "a program `initdb` in /usr/lib/postgresql/*/bin or on the PATH",
        package: "postgresql",
        need: Need::Postgres,
        present: || postgres::programs().is_some(),
    },
    Part {
        what: "setpriv, which takes rights away from a program",
        wanted: "a program `setpriv` on the PATH",
        package: "util-linux",
        need: Need::Postgres,
        present: || find_program("setpriv").is_some(),
    },
    Part {
        what: "strace, which ends a process at a chosen system call",
        wanted: "a program `strace` on the PATH",
        package: "strace",
        need: Need::Trace,
        present: || find_program("strace").is_some(),
    },
    Part {
        what: "a C++ compiler, which builds libFuzzer",
        wanted: "a program `c++` on the PATH",
        package: "g++",
        need: Need::Fuzz,
        present: || find_program("c++").is_some(),
    },
];

/// The parts that the needs call for and that are not there.
pub fn missing(needs: &[Need]) -> Vec<&'static Part> {
    const { &PARTS }.iter().filter(|part| needs.contains(&part.need) && !(part.present)()).collect()
}

/// Debian, and allowed to install.
pub fn can_install() -> bool {
    let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && Path::new("/etc/debian_version").is_file() && find_program("apt-get").is_some()
}

/// Installs the packages of the parts.
pub fn install(parts: &[&Part]) -> Result<()> {
    let packages: Vec<_> = parts.iter().map(|part| part.package).collect();
    println!("installing Debian packages: {}", packages.join(" "));
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
        command
    };
    run(apt().arg("update")).context("the package lists could not be read")?;
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(&packages))
        .with_context(|| format!("could not install {}", packages.join(", ")))
}
