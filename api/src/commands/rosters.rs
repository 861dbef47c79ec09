//! `api import`, `api template`, `api reference …`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use api::{Import, IssuingUnit, Occasion, TemplateFile};
use certificate::api::RowProblem;
use clap::{Args, Subcommand};

use crate::print;

#[derive(Args)]
pub(crate) struct ImportArguments {
    /// The roster
    roster: PathBuf,
    /// The folder of the photos that k12 rows name, unless they are in the ZIP
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Only tell what would happen
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
pub(crate) struct TemplateArguments {
    /// roster.csv or roster.xlsx
    file: TemplateFile,
    /// The file to write
    #[arg(long)]
    out: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum ReferenceCommand {
    /// Replace the lists that a file holds; the others stay
    Import {
        /// TOML or CSV, as docs/operations.md shows
        file: PathBuf,
    },
    /// Print every list
    List,
}

/// Prints the outcome; a refused roster is an error, too.
pub(crate) async fn import(
    unit: &IssuingUnit,
    arguments: ImportArguments,
    occasion: Occasion<'_>,
) -> Result<()> {
    let ImportArguments { roster, photos, dry_run } = arguments;
    let import = Import { roster: read(&roster)?, photos, dry_run };
    let outcome = unit.import(import, occasion).await?;
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

/// Writes an empty roster.
pub(crate) fn template(arguments: &TemplateArguments) -> Result<()> {
    let TemplateArguments { file, out } = arguments;
    std::fs::write(out, file.content()?).with_context(|| format!("cannot write {}", out.display()))
}

pub(crate) async fn reference(
    unit: &IssuingUnit,
    command: ReferenceCommand,
    occasion: Occasion<'_>,
) -> Result<()> {
    match command {
        ReferenceCommand::Import { file } => print(&unit.import_reference(&read(&file)?, occasion).await?),
        ReferenceCommand::List => print(&unit.reference().await?),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
