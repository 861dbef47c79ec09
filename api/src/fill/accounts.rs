//! Accounts that can sign in at once, as many of each role as there are users.

use anyhow::Result;
use certificate::{Timestamp, api::Role};

use super::{Filled, LETTER, Plan, SchoolAccount, people::People, school_role};
use crate::{
    account::{FirstPassword, NewAccount},
    unit::IssuingUnit,
};

const PASSWORD: &str = "measured in 2026";
const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

pub(super) async fn add(
    unit: &IssuingUnit,
    people: &People,
    plan: &Plan,
    filled: &mut Filled,
    now: Timestamp,
) -> Result<()> {
    filled.password = PASSWORD;
    filled.totp_secret = TOTP_SECRET;
    for user in 0..plan.users {
        let school = add_school(unit, people, user, now).await?;
        filled.schools.push(school);
        let teacher = format!("teacher-{user}");
        let approved = people.letters() - plan.approved.div_ceil(LETTER);
        let cases = people.cases((approved + user / LETTER).min(people.letters() - 1))?;
        let person = cases[user % LETTER].person;
        let identity_number = Some(People::identity_number(person)?);
        unit.add_account(NewAccount { identity_number, ..account(&teacher, Role::Teacher) }, now).await?;
        filled.teachers.push(teacher);
        for (role, names) in [(Role::Issuer, &mut filled.issuers), (Role::Auditor, &mut filled.auditors)] {
            let name = format!("{}-{user}", if role == Role::Issuer { "issuer" } else { "auditor" });
            let totp_secret = Some(TOTP_SECRET.to_owned());
            unit.add_account(NewAccount { totp_secret, ..account(&name, role) }, now).await?;
            names.push(name);
        }
    }
    Ok(())
}

/// The officer of a school whose letter waits to be confirmed.
async fn add_school(
    unit: &IssuingUnit,
    people: &People,
    user: usize,
    now: Timestamp,
) -> Result<SchoolAccount> {
    let is_waiting = |letter: &usize| {
        people.is_new(*letter) && !people.is_k12(*letter) && !people.is_approved_only(*letter)
    };
    let waiting: Vec<_> = (0..people.letters()).filter(is_waiting).collect();
    let letter = waiting[user % waiting.len()];
    let code = people.school_code(letter);
    let own = |other: &usize| {
        people.school_code(*other) == code && !people.is_k12(*other) && !people.is_approved_only(*other)
    };
    let letters = (0..people.letters()).filter(own).map(|letter| people.document_number(letter)).collect();
    let account_name = format!("school-{code}-{user}");
    unit.add_account(account(&account_name, school_role(&code)), now).await?;
    Ok(SchoolAccount {
        account: account_name,
        code,
        document_number: people.document_number(letter),
        letters,
    })
}

fn account(name: &str, role: Role) -> NewAccount {
    NewAccount {
        name: name.to_owned(),
        roles: vec![role],
        identity_number: None,
        password: FirstPassword::Kept(PASSWORD.to_owned()),
        totp_secret: None,
    }
}
