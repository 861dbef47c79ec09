//! `api account …`. Nothing secret is on the command line, where every user of the
//! machine could read it: passwords and identity numbers come from files.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use api::{FirstPassword, IssuingUnit, NewAccount, now, parse_role};
use certificate::{IdentityNumber, api::Role};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::print;

#[derive(Subcommand)]
pub(crate) enum AccountCommand {
    /// Make an account; prints its first password, once
    Add(AddArguments),
    /// End every session of an account and refuse every sign-in
    Disable {
        /// Name of the account
        name: String,
    },
    /// Let a disabled account sign in again
    Enable {
        /// Name of the account
        name: String,
    },
    /// Give an account other roles in place of those it has, ending every session
    Roles(RolesArguments),
    /// Give a new first password, ending a lock and every session
    Reset(ResetArguments),
    /// List every account, one JSON object a line
    List,
}

#[derive(Args)]
pub(crate) struct AddArguments {
    /// 3 to 64 lower-case letters, digits, dots, underscores and hyphens; it stands
    /// in the history, so not the name of a person
    name: String,
    /// teacher, school:CODE, issuer or auditor; may be repeated, with one school
    #[arg(long = "role", required = true, value_parser = parse_role)]
    roles: Vec<Role>,
    /// A file with the identity number of a teacher; - for standard input
    #[arg(long)]
    identity_number_file: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordArguments,
    /// For demonstrations: a file with a second factor in Base32, set up already
    #[arg(long)]
    totp_secret_file: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct RolesArguments {
    /// Name of the account
    name: String,
    /// teacher, school:CODE, issuer or auditor; may be repeated, with one school
    #[arg(long = "role", required = true, value_parser = parse_role)]
    roles: Vec<Role>,
    /// A file with the identity number of who becomes a teacher; - for standard input
    #[arg(long)]
    identity_number_file: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ResetArguments {
    /// Name of the account
    name: String,
    /// The second factor has to be set up anew, too
    #[arg(long)]
    second_factor: bool,
    #[command(flatten)]
    password: PasswordArguments,
}

#[derive(Args)]
struct PasswordArguments {
    /// A file with the first password, instead of a random one; - for standard input
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// For demonstrations: the password need not be changed
    #[arg(long, requires = "password_file")]
    keep_password: bool,
}

/// What a command tells.
#[derive(Serialize)]
struct Told {
    account: String,
    /// To be handed over; it cannot be asked for again.
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

pub(crate) async fn run(unit: &IssuingUnit, command: AccountCommand) -> Result<()> {
    match command {
        AccountCommand::Add(arguments) => add(unit, arguments).await,
        AccountCommand::Disable { name } => unit.disable_account(&name, now()).await,
        AccountCommand::Enable { name } => unit.enable_account(&name, now()).await,
        AccountCommand::Roles(RolesArguments { name, roles, identity_number_file }) => {
            let number = identity_number_file.as_deref().map(read_identity_number).transpose()?;
            unit.set_roles(&name, &roles, number.as_ref(), now()).await
        }
        AccountCommand::Reset(arguments) => {
            let ResetArguments { name, second_factor, password } = arguments;
            let password = unit.reset_account(&name, password.read()?, second_factor, now()).await?;
            print(&Told { account: name, password })
        }
        AccountCommand::List => unit.accounts(now()).await?.iter().try_for_each(print),
    }
}

async fn add(unit: &IssuingUnit, arguments: AddArguments) -> Result<()> {
    let name = arguments.name.clone();
    let password = unit.add_account(arguments.read()?, now()).await?;
    print(&Told { account: name, password })
}

impl AddArguments {
    fn read(self) -> Result<NewAccount> {
        let identity_number = self.identity_number_file.as_deref().map(read_identity_number).transpose()?;
        Ok(NewAccount {
            name: self.name,
            roles: self.roles,
            identity_number,
            password: self.password.read()?,
            totp_secret: self.totp_secret_file.as_deref().map(first_line).transpose()?,
        })
    }
}

impl PasswordArguments {
    fn read(&self) -> Result<FirstPassword> {
        Ok(match self.password_file.as_deref().map(first_line).transpose()? {
            None => FirstPassword::Random,
            Some(password) if self.keep_password => FirstPassword::Kept(password),
            Some(password) => FirstPassword::Given(password),
        })
    }
}

/// The error says what is wrong, not what stands there.
fn read_identity_number(path: &Path) -> Result<IdentityNumber> {
    first_line(path)?.trim().parse().with_context(|| format!("the identity number in {}", path.display()))
}

fn first_line(path: &Path) -> Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
    } else {
        text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    }
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
