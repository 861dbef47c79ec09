//! `scan-rate`: makes pictures of real certificates and says how often their code is
//! read. `cargo xtask scan-rate` runs it.

#![expect(clippy::print_stdout, reason = "a command speaks to a terminal")]

use std::{fs, path::PathBuf, time::Instant};

use anyhow::{Context as _, Result, ensure};
use lexopt::{Arg, Parser, ValueExt as _};
use scan::rate::{Class, Paper};

/// Far above the finest picture.
const PAGE_DPI: u16 = 600;

struct Options {
    files: Vec<PathBuf>,
    /// Pictures of each class at each resolution.
    count: u64,
    dpi: Vec<u16>,
}

fn main() -> Result<()> {
    let options = Options::parse(Parser::from_env())?;
    let papers = options.files.iter().map(|path| {
        let file = fs::read(path).with_context(|| path.display().to_string())?;
        let page = rendering::picture(file, PAGE_DPI).context("the page cannot be drawn")?;
        Paper::new(page, PAGE_DPI.into()).with_context(|| format!("not one code on {}", path.display()))
    });
    let papers = papers.collect::<Result<Vec<_>>>()?;
    println!("{:<26}{:>5}{:>10}{:>9}{:>10}", "picture", "dpi", "read", "rate", "time");
    for dpi in &options.dpi {
        let mut all = Row::default();
        for class in Class::ALL {
            let mut row = Row::default();
            for (seed, paper) in (1..=options.count).zip(papers.iter().cycle()) {
                row.note(paper, class, *dpi, seed);
            }
            row.print(&class.to_string(), *dpi);
            all.add(&row);
        }
        all.print("all", *dpi);
    }
    Ok(())
}

impl Options {
    fn parse(mut arguments: Parser) -> Result<Self> {
        let mut options = Self { files: Vec::new(), count: 40, dpi: Vec::new() };
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("count") => options.count = arguments.value()?.parse()?,
                Arg::Long("dpi") => options.dpi.push(arguments.value()?.parse()?),
                Arg::Value(path) => options.files.push(path.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        if options.dpi.is_empty() {
            options.dpi = vec![150, 200, 300];
        }
        ensure!(!options.files.is_empty(), "scan-rate needs certificates");
        Ok(options)
    }
}

#[derive(Default)]
struct Row {
    pictures: u32,
    read: u32,
    seconds: f64,
    failed: Vec<u64>,
}

impl Row {
    fn note(&mut self, paper: &Paper, class: Class, dpi: u16, seed: u64) {
        let picture = paper.picture(class, dpi.into(), seed);
        let start = Instant::now();
        let is_read = paper.is_read(&picture);
        self.seconds += start.elapsed().as_secs_f64();
        self.pictures += 1;
        self.read += u32::from(is_read);
        self.failed.extend((!is_read).then_some(seed));
    }

    fn add(&mut self, other: &Self) {
        self.pictures += other.pictures;
        self.read += other.read;
        self.seconds += other.seconds;
    }

    fn print(&self, name: &str, dpi: u16) {
        let Self { pictures, read, seconds, failed } = self;
        let (whole, time) = (f64::from(*pictures), seconds * 1000.0 / f64::from(*pictures));
        let rate = f64::from(*read) / whole * 100.0;
        let failed = if failed.is_empty() { String::new() } else { format!("  seeds {failed:?}") };
        println!("{name:<26}{dpi:>5}{read:>6}/{pictures:<3}{rate:>7.1} %{time:>7.0} ms{failed}");
    }
}
