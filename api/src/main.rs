//! The `api` command: server and administration.
#![expect(clippy::print_stdout, reason = "a command prints its answer")]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use api::{
    Annulment, Changes, Import, IssuingUnit, Press, Reinstatement, Replacement, ServeArguments, Settings,
    SettingsArguments, TemplateFile, now, serve,
};
use certificate::{
    AnnotationMark, CertificateNumber, Date, IdentityNumber, PrintableText, Rank, api::RowProblem,
};
use clap::{Args, Parser, Subcommand};
use serde::Serialize;

/// Issues certificates and publishes their status.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArguments,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the public addresses
    Serve(ServeArguments),
    /// Import approved cases from a roster in CSV, XLSX or ZIP; all or nothing
    Import {
        /// The roster
        roster: PathBuf,
        /// The folder of the photos that k12 rows name, unless they are in the ZIP
        #[arg(long)]
        photos: Option<PathBuf>,
        /// Only tell what would happen
        #[arg(long)]
        dry_run: bool,
    },
    /// Write an empty roster to fill in
    Template {
        /// Its format
        file: TemplateFile,
        /// The file to write
        #[arg(long)]
        out: PathBuf,
    },
    /// Schools, review categories and grounds of annulment
    #[command(subcommand)]
    Reference(ReferenceCommand),
    /// Issue every approved case that has no certificate, and finish interrupted ones
    Issue {
        /// Only cases of this 核定公文文號
        #[arg(long)]
        document_number: Option<String>,
    },
    /// Issue the next version of a certificate; the old one turns superseded
    Replace(ReplaceArguments),
    /// Annul a rank and every higher one of a holder, or one k12 certificate
    Annul(AnnulArguments),
    /// Undo exactly one annulment
    Reinstate(ReinstateArguments),
    /// Write the stored bytes of a certificate to a file
    Export {
        /// 證書字號
        number: CertificateNumber,
        /// By default the newest version
        #[arg(long)]
        version: Option<i64>,
        /// The file to write
        #[arg(long)]
        out: PathBuf,
    },
    /// Publish a fresh status list
    Publish {
        /// Also write it to a file
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// List every certificate, one JSON object a line
    List,
}

#[derive(Subcommand)]
enum ReferenceCommand {
    /// Replace the lists that a file holds; the others stay
    Import {
        /// TOML or CSV, as docs/operations.md shows
        file: PathBuf,
    },
    /// Print every list
    List,
}

#[derive(Args)]
struct ReplaceArguments {
    /// 證書字號
    number: CertificateNumber,
    /// 事由, as it is printed
    #[arg(long)]
    reason: PrintableText,
    /// 補發 (lost or damaged paper) instead of 換發 (an item changed)
    #[arg(long)]
    reissue: bool,
    /// The new name
    #[arg(long)]
    name: Option<PrintableText>,
    /// The new identity number
    #[arg(long)]
    identity_number: Option<IdentityNumber>,
    /// The corrected birth date
    #[arg(long)]
    birth_date: Option<Date>,
}

#[derive(Args)]
struct AnnulArguments {
    /// Any certificate of the holder
    #[arg(long)]
    holder_of: CertificateNumber,
    /// lecturer, assistant-professor, associate-professor or professor: that rank and every higher one
    #[arg(long)]
    rank: Option<Rank>,
    /// 法令依據
    #[arg(long)]
    legal_basis: PrintableText,
    /// The day of the decision, e.g. 115-11-20
    #[arg(long)]
    decision_date: Date,
    /// Number of the official letter
    #[arg(long)]
    document_number: Option<PrintableText>,
}

#[derive(Args)]
struct ReinstateArguments {
    /// The act that `annul` printed
    act: String,
    /// 法令依據
    #[arg(long)]
    legal_basis: PrintableText,
    /// The day of the decision, e.g. 115-11-20
    #[arg(long)]
    decision_date: Date,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    start_tracing();
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "api: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start_tracing() {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_env("DCERT_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    fmt().with_env_filter(filter).with_writer(std::io::stderr).json().init();
}

async fn run(cli: Cli) -> Result<()> {
    let settings = Settings::load(cli.settings)?;
    let unit = IssuingUnit::open(settings.clone()).await?;
    match cli.command {
        Command::Serve(arguments) => serve(unit, arguments).await,
        Command::Import { roster, photos, dry_run } => {
            import(&unit, Import { roster: read(&roster)?, photos, dry_run }).await
        }
        Command::Template { file, out } => write(&out, &file.content()?),
        Command::Reference(ReferenceCommand::Import { file }) => {
            print(&unit.import_reference(&read(&file)?).await?)
        }
        Command::Reference(ReferenceCommand::List) => print(&unit.reference().await?),
        Command::Issue { document_number } => {
            issue(&unit, &Press::open(&settings)?, document_number.as_deref()).await
        }
        Command::Replace(arguments) => {
            print(&unit.replace(&Press::open(&settings)?, arguments.into(), now()).await?)
        }
        Command::Annul(arguments) => print(&unit.annul(arguments.into(), now()).await?),
        Command::Reinstate(arguments) => print(&unit.reinstate(arguments.into(), now()).await?),
        Command::Export { number, version, out } => {
            let bytes = unit.export(&number, version).await?;
            std::fs::write(&out, bytes).with_context(|| format!("cannot write {}", out.display()))
        }
        Command::Publish { out } => {
            let token = unit.publish(now()).await?;
            out.map_or(Ok(()), |out| {
                std::fs::write(&out, token).with_context(|| format!("cannot write {}", out.display()))
            })
        }
        Command::List => unit.list().await?.iter().try_for_each(print),
    }
}

/// Prints the outcome; a refused roster is an error, too.
async fn import(unit: &IssuingUnit, import: Import) -> Result<()> {
    let outcome = unit.import(import, now()).await?;
    print(&outcome)?;
    if outcome.problems.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = outcome.problems.iter().map(in_words).collect();
    bail!("nothing was imported:\n{}", lines.join("\n"))
}

fn in_words(problem: &RowProblem) -> String {
    let RowProblem { row, column, reason } = problem;
    match (row, column.as_str()) {
        (0, _) => reason.clone(),
        (row, "") => format!("row {row}: {reason}"),
        (row, column) => format!("row {row}, column {column}: {reason}"),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    std::fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

async fn issue(unit: &IssuingUnit, press: &Press, document_number: Option<&str>) -> Result<()> {
    let mut failures = 0;
    let mut printed = Ok(());
    unit.issue(press, document_number, now(), |outcome| match outcome {
        Ok(issued) => {
            if let Err(error) = print(&issued) {
                printed = Err(error);
            }
        }
        Err(failure) => {
            failures += 1;
            let _ = writeln!(std::io::stderr(), "api: {failure}");
        }
    })
    .await?;
    printed?;
    if failures > 0 {
        bail!("{failures} certificates were not issued; they stay pending and `api issue` tries them again");
    }
    Ok(())
}

fn print<T: Serialize>(value: &T) -> Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

impl From<ReplaceArguments> for Replacement {
    fn from(arguments: ReplaceArguments) -> Self {
        Self {
            certificate_number: arguments.number,
            mark: if arguments.reissue { AnnotationMark::Reissue } else { AnnotationMark::Replacement },
            reason: arguments.reason,
            changes: Changes {
                name: arguments.name,
                identity_number: arguments.identity_number,
                birth_date: arguments.birth_date,
            },
        }
    }
}

impl From<AnnulArguments> for Annulment {
    fn from(arguments: AnnulArguments) -> Self {
        Self {
            holder_of: arguments.holder_of,
            rank: arguments.rank,
            legal_basis: arguments.legal_basis,
            decision_date: arguments.decision_date,
            document_number: arguments.document_number,
        }
    }
}

impl From<ReinstateArguments> for Reinstatement {
    fn from(arguments: ReinstateArguments) -> Self {
        Self {
            act: arguments.act,
            legal_basis: arguments.legal_basis,
            decision_date: arguments.decision_date,
        }
    }
}
