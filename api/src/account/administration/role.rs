//! Roles as they are written on the command line.

use anyhow::{Result, ensure};
use certificate::api::Role;
use sqlx::AnyConnection;

use crate::db::{self, ReferenceList};

/// The text is not a role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected teacher, school:CODE (four letters or digits), issuer or auditor")]
pub struct RoleError;

/// Reads `teacher`, `school:9901`, `issuer` or `auditor`.
pub fn parse_role(text: &str) -> Result<Role, RoleError> {
    match (text, text.strip_prefix("school:")) {
        ("teacher", _) => Ok(Role::Teacher),
        ("issuer", _) => Ok(Role::Issuer),
        ("auditor", _) => Ok(Role::Auditor),
        (_, Some(code)) if code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Ok(Role::School { code: code.to_owned() })
        }
        _ => Err(RoleError),
    }
}

/// As [`parse_role`] reads it.
pub(super) fn name(role: &Role) -> String {
    match role {
        Role::Teacher => "teacher".to_owned(),
        Role::School { code } => format!("school:{code}"),
        Role::Issuer => "issuer".to_owned(),
        Role::Auditor => "auditor".to_owned(),
    }
}

/// A school code that nobody has would see nothing, and perhaps one day the cases of
/// a school that gets it. Without a list of schools every code is taken.
pub(super) async fn check_school(db: &mut AnyConnection, roles: &[Role]) -> Result<()> {
    let schools = db::load_reference_entries(db, ReferenceList::School).await?;
    for role in roles {
        if let Role::School { code } = role {
            let is_known = schools.is_empty() || schools.iter().any(|school| school.code == *code);
            ensure!(is_known, "there is no school {code} in the reference data");
        }
    }
    Ok(())
}

/// Who is a teacher has certificates, and only then is an identity number needed.
pub(super) fn check_roles(roles: &[Role], has_identity_number: bool) -> Result<()> {
    ensure!(!roles.is_empty(), "an account needs a role");
    let is_same = |one: &Role, other: &Role| std::mem::discriminant(one) == std::mem::discriminant(other);
    let is_first = |(place, role): (usize, &Role)| !roles[..place].iter().any(|before| is_same(before, role));
    ensure!(roles.iter().enumerate().all(is_first), "an account has every role once, and one school at most");
    ensure!(
        roles.contains(&Role::Teacher) == has_identity_number,
        "a teacher's account needs the identity number, and no other does"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_strictly() {
        assert_eq!(parse_role("school:9901"), Ok(Role::School { code: "9901".to_owned() }));
        assert_eq!(parse_role("auditor"), Ok(Role::Auditor));
        for text in ["teacher", "school:9901", "issuer", "auditor"] {
            assert_eq!(name(&parse_role(text).unwrap()), text);
        }
        for text in ["", "school", "school:", "school:99011", "school:99 1", "Issuer", "admin"] {
            assert_eq!(parse_role(text), Err(RoleError), "{text}");
        }
    }

    #[test]
    fn an_account_has_one_school_and_the_number_of_a_teacher() {
        let school = |code: &str| Role::School { code: code.to_owned() };
        assert!(check_roles(&[Role::Issuer, Role::Auditor, school("9901")], false).is_ok());
        assert!(check_roles(&[Role::Teacher], true).is_ok());
        assert!(check_roles(&[], false).is_err());
        assert!(check_roles(&[school("9901"), school("9902")], false).is_err());
        assert!(check_roles(&[Role::Issuer, Role::Issuer], false).is_err());
        assert!(check_roles(&[Role::Teacher], false).is_err());
        assert!(check_roles(&[Role::Issuer], true).is_err());
    }
}
