//! Developer commands of dcert, started as `cargo xtask`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to a terminal")]

mod bench;
mod binaries;
mod demo;
mod files;
mod fuzz;
mod issuer;
mod journeys;
mod lighthouse;
mod load;
mod package;
mod postgres;
mod process;
mod reproducible;
mod robustness;
mod roster;
mod sample;
mod scan_rate;
mod screenshots;
mod setup;
mod single_file;
mod site;
mod site_assets;
mod stamp;
mod steps;
mod test;
mod trials;
mod up;
mod verify_site;
mod workspace;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::{setup::Need, workspace::Workspace};

const HELP: &str = "\
Developer commands of dcert.

  cargo xtask up [--port N] [--data DIR]
      Sets up what is missing, builds everything in release, makes a development
      key hierarchy and demo certificates in DIR (default ./data), and serves the
      page on http://127.0.0.1:N (default 8080).
  cargo xtask code
      Prints the code that the second factor of the demo accounts shows now.
  cargo xtask test
      Sets up what the tests need, then runs formatting, lints, licences,
      documentation, all tests and the browser journeys.
  cargo xtask sample DIR
      Writes anchors, a status list, four real certificates and their keys to DIR,
      and says in DIR/sample.json what each file must be found to be.
  cargo xtask package DIR
      Writes the verifier to DIR as a package that JavaScript projects embed: module,
      types and README. Trusts the official roots, and those of DCERT_ANCHORS.
  cargo xtask single-file [--site DIR] [FILE]
      Writes the page of verification as one HTML file (default dcert.html) that needs
      neither server nor network; whoever uses it drops the status list beside the
      certificates. Builds the site or takes the one in DIR, as verify-site does.
  cargo xtask verify-site URL [--site DIR]
      Builds the site (official roots, and those of DCERT_ANCHORS), or takes the one in
      DIR, and compares every file that URL serves with it, byte for byte.
  cargo xtask reproducible [--site DIR]
      Builds the site twice from nothing, in two folders, and compares every file; or
      once, and compares with the one in DIR. A build takes a quarter of an hour.
  cargo xtask postgres COMMAND…
      Runs a command that finds a new, private PostgreSQL in DCERT_TEST_POSTGRES,
      e.g. cargo xtask postgres cargo test --release --package api --test api
  cargo xtask model [--sequences N] [--unit-sequences N]
      Compares the rules of the acts with the model of api/tests/api/model.rs over N
      random sequences of acts (default 100000), and the issuing unit with its database
      over fewer (default 1000); tells how long that takes.
  cargo xtask crash
      Kills `api issue` at every system call that makes something last, and fails each
      of these calls. Both also on PostgreSQL: cargo xtask postgres cargo xtask model
  cargo xtask bench
      Prints the performance table of the README.
  cargo xtask lighthouse [--site DIR]
      Prints what Lighthouse says of the page on a desktop and on a telephone, and
      fails below 100 points (95 for performance on a telephone).
  cargo xtask screenshots DIR
      Walks through every page and state, in both languages, and photographs each at
      360, 768 and 1440 pixels, light and dark; DIR/index.html shows all of them.
  cargo xtask load [--certificates N] [--users N] [--seconds N] [--schools N] [--approved N]
      Fills SQLite and PostgreSQL with N certificates (default 500000), lets N users
      (50) ask for every screen for N seconds (5) each, and prints the tables of the
      README. Takes about half an hour and 8 GB of disk.
  cargo xtask fuzz [--seconds N] [--sample DIR] [TARGET…]
      Fuzzes the verifier, each target for N seconds (default 1200), from the
      files of a fresh sample or of the one in DIR.
  cargo xtask scan-rate [--count N] [--dpi N]…
      Photographs and scans fresh certificates N times (default 40) in each of nine
      ways at 150, 200 and 300 dpi, and says how often their code is read.
  cargo xtask robustness [--anchors DIR] DIR
      Runs the verifier over every file below DIR. Fails if it breaks, takes more
      than 2 seconds or takes one for a certificate.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = Parser::from_env();
    let Some(first) = arguments.next()? else {
        print!("{HELP}");
        return Ok(());
    };
    let command = match first {
        Arg::Long("help") | Arg::Short('h') => "help".to_owned(),
        Arg::Value(value) => value.string()?,
        other => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        "up" => up::run(&Workspace::find()?, &up_options(arguments)?),
        "code" => {
            no_more(arguments)?;
            println!("{}", demo::code(now_in_seconds()?)?);
            Ok(())
        }
        "test" => {
            no_more(arguments)?;
            test::run(&Workspace::find()?)
        }
        "sample" => sample::run(&Workspace::find()?, &folder("sample", arguments)?),
        "package" => package::run(&Workspace::find()?, &folder("package", arguments)?),
        "single-file" => single_file::run(&Workspace::find()?, &single_file_options(arguments)?),
        "verify-site" => verify_site::run(&Workspace::find()?, &verify_site_options(arguments)?),
        "reproducible" => reproducible::run(&Workspace::find()?, site_option(arguments)?.as_deref()),
        "postgres" => {
            let command: Vec<_> = arguments.raw_args()?.collect();
            let Some((program, rest)) = command.split_first() else {
                bail!("`cargo xtask postgres` needs the command to run");
            };
            setup::ensure(&Workspace::find()?, &[Need::Postgres])?;
            postgres::run(program, rest)
        }
        "bench" => {
            no_more(arguments)?;
            bench::run(&Workspace::find()?)
        }
        "screenshots" => screenshots::run(&Workspace::find()?, &folder("screenshots", arguments)?),
        "model" => trials::model(&Workspace::find()?, &sequences(arguments)?),
        "crash" => {
            no_more(arguments)?;
            trials::crash(&Workspace::find()?)
        }
        "lighthouse" => lighthouse::run(&Workspace::find()?, site_option(arguments)?.as_deref()),
        "load" => load::run(&Workspace::find()?, &load_options(arguments)?),
        "fuzz" => fuzz::run(&Workspace::find()?, &fuzz_options(arguments)?),
        "scan-rate" => scan_rate::run(&Workspace::find()?, &arguments.raw_args()?.collect::<Vec<_>>()),
        "robustness" => robustness(arguments),
        // Two that are not for people: Trunk's hook, and the line `up` prints
        // once the server answers.
        "site-assets" => {
            no_more(arguments)?;
            site_assets::run()
        }
        "announce" => up::announce(arguments),
        other => bail!("there is no command `{other}`; `cargo xtask help` lists them"),
    }
}

fn now_in_seconds() -> Result<u64> {
    #[expect(clippy::disallowed_methods, reason = "the code of a second factor depends on the clock")]
    let now = std::time::SystemTime::now();
    Ok(now.duration_since(std::time::UNIX_EPOCH)?.as_secs())
}

fn up_options(mut arguments: Parser) -> Result<up::Options> {
    let mut options = up::Options { port: 8080, data: PathBuf::from("data") };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("port") => options.port = arguments.value()?.parse()?,
            Arg::Long("data") => options.data = arguments.value()?.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn folder(command: &str, mut arguments: Parser) -> Result<PathBuf> {
    let Some(Arg::Value(folder)) = arguments.next()? else {
        bail!("`cargo xtask {command}` needs the folder to write to");
    };
    no_more(arguments)?;
    Ok(folder.into())
}

fn site_option(mut arguments: Parser) -> Result<Option<PathBuf>> {
    let mut site = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("site") => site = Some(arguments.value()?.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(site)
}

fn single_file_options(mut arguments: Parser) -> Result<single_file::Options> {
    let mut options = single_file::Options { file: PathBuf::from("dcert.html"), site: None };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("site") => options.site = Some(arguments.value()?.into()),
            Arg::Value(file) => options.file = file.into(),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn verify_site_options(mut arguments: Parser) -> Result<verify_site::Options> {
    let (mut url, mut site) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("site") => site = Some(arguments.value()?.into()),
            Arg::Value(value) if url.is_none() => url = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(url) = url else { bail!("`cargo xtask verify-site` needs the address of the site") };
    Ok(verify_site::Options { url, site })
}

fn load_options(mut arguments: Parser) -> Result<load::Options> {
    let mut options = load::Options::FULL;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("certificates") => options.certificates = arguments.value()?.parse()?,
            Arg::Long("users") => options.users = arguments.value()?.parse()?,
            Arg::Long("seconds") => options.seconds = arguments.value()?.parse()?,
            Arg::Long("schools") => options.schools = arguments.value()?.parse()?,
            Arg::Long("approved") => options.approved = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn fuzz_options(mut arguments: Parser) -> Result<fuzz::Options> {
    let mut options = fuzz::Options { seconds: 1200, sample: None, targets: Vec::new() };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("seconds") => options.seconds = arguments.value()?.parse()?,
            Arg::Long("sample") => options.sample = Some(arguments.value()?.into()),
            Arg::Value(target) => options.targets.push(target.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn sequences(mut arguments: Parser) -> Result<trials::Sequences> {
    let mut sequences = trials::Sequences { rules: 100_000, unit: 1000 };
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("sequences") => sequences.rules = arguments.value()?.parse()?,
            Arg::Long("unit-sequences") => sequences.unit = arguments.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(sequences)
}

fn robustness(mut arguments: Parser) -> Result<()> {
    let (mut anchors, mut folder) = (None, None::<PathBuf>);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("anchors") => anchors = Some(PathBuf::from(arguments.value()?)),
            Arg::Value(value) if folder.is_none() => folder = Some(value.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let Some(folder) = folder else { bail!("`cargo xtask robustness` needs the folder of the files") };
    robustness::run(&Workspace::find()?, &folder, anchors.as_deref())
}

fn no_more(mut arguments: Parser) -> Result<()> {
    match arguments.next()? {
        None => Ok(()),
        Some(argument) => Err(argument.unexpected().into()),
    }
}
