//! Fills an empty database with the certificates of invented people, for
//! measuring; prints what there is to be asked for as JSON.
//!
//! ```text
//! fill --data DIR [--database URL] --certificates N --schools N --approved N --users N
//! ```

#![expect(clippy::print_stdout, reason = "a command prints its answer")]

use anyhow::Result;
use api::{IssuingUnit, Plan, Settings, SettingsArguments, now};
use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArguments,
    /// How many certificates
    #[arg(long)]
    certificates: usize,
    /// Of how many schools
    #[arg(long)]
    schools: usize,
    /// How many approved cases are left to be issued
    #[arg(long)]
    approved: usize,
    /// How many accounts of each role
    #[arg(long)]
    users: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let Cli { settings, certificates, schools, approved, users } = Cli::parse();
    let unit = IssuingUnit::open(Settings::load(settings)?).await?;
    let filled = unit.fill(&Plan { certificates, schools, approved, users }, now()).await?;
    println!("{}", serde_json::to_string(&filled)?);
    Ok(())
}
