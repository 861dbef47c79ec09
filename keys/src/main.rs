//! The `keys` command: makes, shows, checks and rotates a hierarchy.
#![expect(clippy::print_stdout, reason = "a command prints its answer")]

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use certificate::Timestamp;
use clap::{Args, Parser, Subcommand, ValueEnum};
use keys::{Hierarchy, Passphrase, Profile};

#[derive(Parser)]
#[command(
    about = "Makes and looks after the X.509 hierarchy that signs certificates and status lists",
    version
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make root, issuing and status keys with their certificates
    Init {
        /// A new folder for the hierarchy
        dir: PathBuf,
        /// A development hierarchy marks everything it signs as a specimen
        #[arg(long)]
        profile: ProfileArgument,
        /// The organisation named in the certificates
        #[arg(long, default_value = "dcert")]
        organization: String,
        #[command(flatten)]
        passphrase: PassphraseArguments,
    },
    /// Print the certificates and their fingerprints
    Show {
        /// The hierarchy
        dir: PathBuf,
    },
    /// Check that keys, certificates and root belong together
    Check {
        /// The hierarchy
        dir: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArguments,
    },
    /// Make a new issuing key; needs the root key
    Rotate {
        /// The hierarchy
        dir: PathBuf,
        /// A new status key instead
        #[arg(long)]
        status: bool,
        #[command(flatten)]
        passphrase: PassphraseArguments,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ProfileArgument {
    Development,
    Production,
}

#[derive(Args)]
struct PassphraseArguments {
    /// A file whose first line is the passphrase; without it you are asked
    #[arg(long, conflicts_with = "no_passphrase")]
    passphrase_file: Option<PathBuf>,
    /// Keys without encryption; for development only
    #[arg(long)]
    no_passphrase: bool,
}

impl PassphraseArguments {
    fn read(&self, confirm: bool) -> Result<Option<Passphrase>> {
        if self.no_passphrase {
            return Ok(None);
        }
        if let Some(path) = &self.passphrase_file {
            return Ok(Some(Passphrase::read(path)?));
        }
        let ask = |prompt| rpassword::prompt_password(prompt).map(zeroize::Zeroizing::new);
        let typed = ask("Passphrase: ").context("no passphrase: give --passphrase-file")?;
        if confirm && ask("Again: ")? != typed {
            bail!("the two passphrases differ");
        }
        Ok(Some(Passphrase::new(typed)))
    }
}

fn main() -> std::process::ExitCode {
    match run(&Cli::parse().command) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "keys: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<()> {
    match command {
        Command::Init { dir, profile, organization, passphrase } => {
            let profile = match profile {
                ProfileArgument::Development => Profile::Development,
                ProfileArgument::Production => Profile::Production,
            };
            if profile == Profile::Production && passphrase.no_passphrase {
                bail!("production keys are always encrypted: give --passphrase-file or type a passphrase");
            }
            let passphrase = passphrase.read(true)?;
            show(dir, &Hierarchy::create(dir, profile, organization, passphrase.as_ref(), now()?)?);
        }
        Command::Show { dir } => show(dir, &Hierarchy::open(dir)?),
        Command::Check { dir, passphrase } => {
            let hierarchy = Hierarchy::open(dir)?;
            let root_here = hierarchy.check_keys(passphrase.read(false)?.as_ref())?;
            show(dir, &hierarchy);
            let root = if root_here { "and root key" } else { "(the root key is not here)" };
            println!("all belong together: issuing key, status key {root}");
        }
        Command::Rotate { dir, status, passphrase } => {
            let hierarchy = Hierarchy::open(dir)?;
            let passphrase = passphrase.read(false)?;
            let rotated = if *status {
                hierarchy.rotate_status(passphrase.as_ref(), now()?)?
            } else {
                hierarchy.rotate_issuing(passphrase.as_ref(), now()?)?
            };
            show(dir, &rotated);
        }
    }
    Ok(())
}

fn show(dir: &Path, hierarchy: &Hierarchy) {
    let profile = match hierarchy.profile() {
        Profile::Development => "development: everything it signs is a specimen",
        Profile::Production => "production",
    };
    println!("{} ({profile})", dir.display());
    let line = |name: &str, fingerprint: certificate::Digest, certificate: &x509_cert::Certificate| {
        let tbs = certificate.tbs_certificate();
        println!("{name:<10} {fingerprint}");
        println!("           {}, until {}", tbs.subject(), tbs.validity().not_after);
    };
    line("root", hierarchy.root().fingerprint(), hierarchy.root_certificate());
    for member in [hierarchy.issuing(), hierarchy.status()] {
        line(member.name(), member.fingerprint(), member.certificate());
    }
}

#[expect(clippy::disallowed_methods, reason = "the command is where the clock is read")]
fn now() -> Result<Timestamp> {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Timestamp::from_unix(i64::try_from(since_epoch.as_secs())?).context("the clock is outside the calendar")
}
