//! The `api` command: server and administration.
#![expect(clippy::print_stdout, reason = "a command prints its answer")]

mod commands;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use api::{
    Annulling, IssuingUnit, Occasion, Press, Refusal, Reinstating, Scope, ServeArguments, Settings,
    SettingsArguments, now, serve,
};
use certificate::{
    CertificateNumber, Date, IdentityNumber, Kind, PrintableText, Rank,
    api::{
        Annulment, AnnulmentState, CaseData, Confirmation, ConfirmedCase, Ground, NewBatch, NewReplacement,
        Reach, ReplacementGround, Stage,
    },
};
use clap::{Args, Parser, Subcommand};
use serde::Serialize;

use crate::commands::{
    accounts::{self, AccountCommand},
    rosters::{self, ImportArguments, ReferenceCommand, TemplateArguments},
    storage::{self, StorageKeyCommand},
};

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
    /// Issue the batches that officers start on the screens, until stopped
    Press,
    /// Import approved cases from a roster in CSV, XLSX or ZIP; all or nothing
    Import(ImportArguments),
    /// Write an empty roster to fill in
    Template(TemplateArguments),
    /// Schools, review categories and grounds of annulment
    #[command(subcommand)]
    Reference(ReferenceCommand),
    /// Issue every approved case that has no certificate, and finish interrupted ones
    Issue {
        /// Only cases of this 核定公文文號
        #[arg(long)]
        document_number: Option<String>,
    },
    /// Confirm certificates in place of their school, so that they can be downloaded
    Confirm {
        /// 證書字號
        #[arg(required = true)]
        numbers: Vec<CertificateNumber>,
    },
    /// Issue the next version of a certificate; the old one turns superseded
    Replace(ReplaceArguments),
    /// Annul a rank and every higher one of a holder, or one k12 certificate
    Annul(AnnulArguments),
    /// Approve an annulment that another officer proposed
    Approve {
        /// The act that `annul` printed
        act: String,
    },
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
    /// Print the link in the code that a certificate bears; takes the issuing key
    Code {
        /// 證書字號
        number: CertificateNumber,
        /// By default the newest version
        #[arg(long)]
        version: Option<i64>,
    },
    /// Publish a fresh status list
    Publish {
        /// Also write it to a file
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// List every certificate, one JSON object a line
    List,
    /// Check that nothing in the history was changed, taken out or moved
    AuditCheck,
    /// Who may sign in
    #[command(subcommand)]
    Account(AccountCommand),
    /// Check that everything stored opens and is what was stored, the history too
    Check,
    /// Write everything but the keys into one archive, while the server runs
    Backup {
        /// The archive to write
        #[arg(long)]
        out: PathBuf,
    },
    /// Fill an empty database and file store from an archive
    Restore {
        /// The archive
        #[arg(long)]
        from: PathBuf,
    },
    /// The keys of the encryption at rest
    #[command(subcommand)]
    StorageKey(StorageKeyCommand),
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
    /// The date of the paper certificate, where there is no electronic one yet
    #[arg(long)]
    paper_issue_date: Option<Date>,
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
    #[arg(long, default_value = "")]
    document_number: String,
    /// Revoke that rank only (廢止)
    #[arg(long, requires = "rank")]
    this_rank_only: bool,
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
    if let Command::Restore { from } = &cli.command {
        return storage::restore(settings, from).await;
    }
    let unit = IssuingUnit::open(settings.clone()).await?;
    let occasion = Occasion { account: &settings.officer, now: now(), address: None };
    match cli.command {
        Command::Serve(arguments) => serve(unit, arguments).await,
        Command::Press => api::press(&unit).await,
        Command::Import(arguments) => rosters::import(&unit, arguments, occasion).await,
        Command::Template(arguments) => rosters::template(&arguments),
        Command::Reference(command) => rosters::reference(&unit, command, occasion).await,
        Command::Issue { document_number } => {
            issue(&unit, &Press::open(&settings)?, document_number, occasion).await
        }
        Command::Confirm { numbers } => {
            let mut cases = Vec::new();
            for number in &numbers {
                let (id, version) = unit.case_by_number(number).await?;
                cases.push(ConfirmedCase { id, version });
            }
            print(&unit.confirm(Scope::Ministry, &Confirmation { cases }, occasion).await?)
        }
        Command::Replace(arguments) => replace(&unit, &Press::open(&settings)?, arguments, occasion).await,
        Command::Annul(arguments) => annul(&unit, arguments, occasion).await,
        Command::Approve { act } => print(&Hit::from(unit.approve_annulment(&act, occasion).await?)),
        Command::Reinstate(arguments) => {
            let act = arguments.act.clone();
            print(&Hit::from(unit.reinstate(&act, &arguments.into(), occasion).await?))
        }
        Command::Export { number, version, out } => {
            let bytes = unit.export(&number, version).await?;
            std::fs::write(&out, bytes).with_context(|| format!("cannot write {}", out.display()))
        }
        Command::Code { number, version } => {
            let link = unit.code_link(&number, version).await?;
            writeln!(std::io::stdout(), "{}", link.as_str()).context("cannot write to standard output")
        }
        Command::Publish { out } => {
            let token = unit.publish(now()).await?;
            out.map_or(Ok(()), |out| {
                std::fs::write(&out, token).with_context(|| format!("cannot write {}", out.display()))
            })
        }
        Command::List => unit.list().await?.iter().try_for_each(print),
        Command::Check => storage::check(&unit).await,
        Command::Backup { out } => storage::backup(&unit, &out, occasion).await,
        Command::Restore { .. } => unreachable!("it needs no open unit"),
        Command::StorageKey(command) => storage::storage_key(&unit, command, occasion).await,
        Command::AuditCheck => {
            let audit = unit.check_history().await?;
            print(&audit)?;
            if audit.faults.is_empty() { Ok(()) } else { bail!("{}", audit.faults.join("\n")) }
        }
        Command::Account(command) => accounts::run(&unit, command).await,
    }
}

/// Issues in the foreground what the press of a server issues in the background.
async fn issue(
    unit: &IssuingUnit,
    press: &Press,
    document_number: Option<String>,
    occasion: Occasion<'_>,
) -> Result<()> {
    unit.retry_all().await?;
    match unit.start_batch(NewBatch { document_number }, occasion).await {
        Err(error) if error.downcast_ref() == Some(&Refusal::NothingToIssue) => {}
        started => drop(started?),
    }
    let mut failures = 0;
    loop {
        let outcomes = unit.press(press, occasion).await?;
        if outcomes.is_empty() {
            break;
        }
        for outcome in outcomes {
            match outcome {
                Ok(issued) => print(&issued)?,
                Err(failure) => {
                    failures += 1;
                    let _ = writeln!(std::io::stderr(), "api: {failure}");
                }
            }
        }
    }
    if failures > 0 {
        bail!("{failures} certificates were not issued; they stay pending and `api issue` tries them again");
    }
    Ok(())
}

/// Replaces in one go: confirms the old version if need be, orders the new one,
/// makes and confirms it, so that the old one turns superseded.
async fn replace(
    unit: &IssuingUnit,
    press: &Press,
    arguments: ReplaceArguments,
    occasion: Occasion<'_>,
) -> Result<()> {
    let (case_id, version) = unit.case_by_number(&arguments.number).await?;
    if unit.case_detail(&case_id).await?.summary.stage == Stage::Unconfirmed {
        confirm(unit, &case_id, version, occasion).await?;
    }
    let ground = if arguments.reissue { ReplacementGround::Lost } else { ReplacementGround::Changed };
    let replacement = NewReplacement {
        case_id: case_id.clone(),
        version,
        ground,
        reason: arguments.reason.to_string(),
        paper_issue_date: arguments.paper_issue_date,
        data: CaseData {
            name: arguments.name.map(|name| name.to_string()),
            identity_number: arguments.identity_number.map(|number| number.as_str().to_owned()),
            birth_date: arguments.birth_date.map(|date| date.to_string()),
            ..Default::default()
        },
    };
    unit.replace(&replacement, occasion).await?;
    loop {
        let outcomes = unit.press(press, occasion).await?;
        if outcomes.is_empty() {
            break;
        }
        for outcome in outcomes {
            print(&outcome?)?;
        }
    }
    confirm(unit, &case_id, version + 1, occasion).await
}

async fn confirm(unit: &IssuingUnit, case_id: &str, version: u32, occasion: Occasion<'_>) -> Result<()> {
    let cases = vec![ConfirmedCase { id: case_id.to_owned(), version }];
    unit.confirm(Scope::Ministry, &Confirmation { cases }, occasion).await.map(drop)
}

async fn annul(unit: &IssuingUnit, arguments: AnnulArguments, occasion: Occasion<'_>) -> Result<()> {
    let (case_id, _) = unit.case_by_number(&arguments.holder_of).await?;
    let kind = unit.case_detail(&case_id).await?.summary.kind;
    let reach = match kind {
        Kind::University if !arguments.this_rank_only => Reach::FromRankUpward,
        Kind::University | Kind::K12 => Reach::ThisOnly,
    };
    if kind == Kind::University && arguments.rank.is_none() {
        bail!("a university annulment names the rank from which on it applies: give --rank");
    }
    let legal_basis = arguments.legal_basis.to_string();
    let annulling = Annulling {
        case_id,
        rank: arguments.rank,
        ground: Ground {
            code: "command-line".to_owned(),
            name: legal_basis.clone(),
            legal_basis,
            reach,
            kind,
        },
        decision_date: arguments.decision_date,
        document_number: arguments.document_number,
    };
    print(&Hit::from(unit.annul(&annulling, occasion).await?))
}

/// An act and the certificates it hit.
#[derive(Serialize)]
struct Hit {
    /// Names the act; approval and reinstatement refer to it.
    act: String,
    state: AnnulmentState,
    certificates: Vec<CertificateNumber>,
}

impl From<Annulment> for Hit {
    fn from(annulment: Annulment) -> Self {
        Self { act: annulment.id, state: annulment.state, certificates: annulment.hit }
    }
}

fn print<T: Serialize>(value: &T) -> Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

impl From<ReinstateArguments> for Reinstating {
    fn from(arguments: ReinstateArguments) -> Self {
        Self {
            legal_basis: arguments.legal_basis.to_string(),
            decision_date: arguments.decision_date,
            document_number: None,
        }
    }
}
