//! The addresses of the office pages, and who may open them. The server decides
//! what anybody gets; here only what is offered.

use certificate::api::{Role, Stage};

/// A page behind `/sign-in`, or one that everybody may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/sign-in`
    SignIn,
    /// `/confirm`: 證書確認作業
    Confirm,
    /// `/certificates`: 證書下載
    Certificates,
    /// `/ministry`: 發證作業
    Ministry,
    /// `/ministry/cases`: search, here for one stage.
    Cases(Option<Stage>),
    /// `/ministry/cases/{id}`
    Case(String),
    /// `/ministry/import`
    Import,
    /// `/ministry/issues`
    Issues,
    /// `/ministry/annulments`
    Annulments,
    /// `/ministry/audit`
    Audit,
    /// `/account`
    Account,
    /// `/announcements`
    Announcements,
    /// No such page.
    Unknown,
}

impl Page {
    /// The page of an address. `query` is what follows the `?`.
    pub fn of_address(path: &str, query: &str) -> Self {
        match path.strip_suffix('/').unwrap_or(path) {
            "/sign-in" => Self::SignIn,
            "/confirm" => Self::Confirm,
            "/certificates" => Self::Certificates,
            "/ministry" => Self::Ministry,
            "/ministry/cases" => Self::Cases(stage_of(query)),
            "/ministry/import" => Self::Import,
            "/ministry/issues" => Self::Issues,
            "/ministry/annulments" => Self::Annulments,
            "/ministry/audit" => Self::Audit,
            "/account" => Self::Account,
            "/announcements" => Self::Announcements,
            path => match path.strip_prefix("/ministry/cases/") {
                Some(id) if is_id(id) => Self::Case(id.to_owned()),
                _ => Self::Unknown,
            },
        }
    }

    /// Its address.
    pub fn address(&self) -> String {
        match self {
            Self::SignIn => "/sign-in",
            Self::Confirm => "/confirm",
            Self::Certificates => "/certificates",
            Self::Ministry => "/ministry",
            Self::Cases(None) => "/ministry/cases",
            Self::Cases(Some(stage)) => return format!("/ministry/cases?stage={}", stage.code()),
            Self::Case(id) => return format!("/ministry/cases/{id}"),
            Self::Import => "/ministry/import",
            Self::Issues => "/ministry/issues",
            Self::Annulments => "/ministry/annulments",
            Self::Audit => "/ministry/audit",
            Self::Account => "/account",
            Self::Announcements => "/announcements",
            Self::Unknown => "/",
        }
        .to_owned()
    }

    /// Whether anybody may open it.
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::SignIn | Self::Announcements | Self::Unknown)
    }

    /// Whether it has anything for somebody with these roles.
    pub fn is_for(&self, roles: &[Role]) -> bool {
        let any = |wanted: fn(&Role) -> bool| roles.iter().any(wanted);
        match self {
            Self::SignIn | Self::Announcements | Self::Unknown | Self::Account => true,
            Self::Confirm => any(is_school),
            Self::Certificates => any(is_teacher),
            Self::Ministry | Self::Import | Self::Issues => any(is_issuer),
            Self::Cases(_) | Self::Case(_) | Self::Annulments => any(is_issuer) || any(is_auditor),
            Self::Audit => any(is_auditor),
        }
    }

    /// The pages that the menu offers to somebody with these roles.
    pub fn menu(roles: &[Role]) -> Vec<Self> {
        let mut pages = vec![
            Self::Confirm,
            Self::Certificates,
            Self::Ministry,
            Self::Cases(None),
            Self::Import,
            Self::Issues,
            Self::Annulments,
            Self::Audit,
        ];
        pages.retain(|page| page.is_for(roles));
        pages
    }

    /// Where somebody with these roles begins.
    pub fn home(roles: &[Role]) -> Self {
        let menu = Self::menu(roles);
        match menu.contains(&Self::Audit) && !menu.contains(&Self::Ministry) {
            true => Self::Audit,
            false => menu.into_iter().next().unwrap_or(Self::Account),
        }
    }

    /// Whether the menu shows it as the place where the visitor is.
    pub fn is_at(&self, place: &Self) -> bool {
        match (self, place) {
            (Self::Cases(_), Self::Cases(_) | Self::Case(_)) => true,
            _ => self == place,
        }
    }
}

fn stage_of(query: &str) -> Option<Stage> {
    let code = query.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("stage="))?;
    Stage::from_code(code)
}

/// An id is opaque, but never something that would change the address.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn is_school(role: &Role) -> bool {
    matches!(role, Role::School { .. })
}

fn is_teacher(role: &Role) -> bool {
    *role == Role::Teacher
}

fn is_issuer(role: &Role) -> bool {
    *role == Role::Issuer
}

fn is_auditor(role: &Role) -> bool {
    *role == Role::Auditor
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school() -> Role {
        Role::School { code: "0001".to_owned() }
    }

    #[test]
    fn an_address_names_its_page_and_back() {
        let mut pages = vec![
            Page::SignIn,
            Page::Confirm,
            Page::Certificates,
            Page::Ministry,
            Page::Cases(None),
            Page::Case("01JD".to_owned()),
            Page::Import,
            Page::Issues,
            Page::Annulments,
            Page::Audit,
            Page::Account,
            Page::Announcements,
        ];
        pages.extend(Stage::ALL.map(|stage| Page::Cases(Some(stage))));
        for page in pages {
            let address = page.address();
            let (path, query) = address.split_once('?').unwrap_or((&address, ""));
            assert_eq!(Page::of_address(path, query), page, "{address}");
        }
    }

    #[test]
    fn what_is_no_page_is_unknown() {
        for path in ["/nothing", "/ministry/cases/", "/ministry/cases/a/b", "/ministry/cases/%2e%2e"] {
            let page = Page::of_address(path, "");
            assert!(matches!(page, Page::Unknown | Page::Cases(None)), "{path}: {page:?}");
        }
        assert_eq!(Page::of_address("/confirm/", ""), Page::Confirm);
        assert_eq!(Page::of_address("/ministry/cases", "?stage=nonsense"), Page::Cases(None));
    }

    #[test]
    fn roles_decide_the_menu() {
        assert_eq!(Page::menu(&[school()]), [Page::Confirm]);
        assert_eq!(Page::menu(&[Role::Teacher]), [Page::Certificates]);
        assert_eq!(Page::menu(&[Role::Auditor]), [Page::Cases(None), Page::Annulments, Page::Audit]);
        assert_eq!(
            Page::menu(&[Role::Issuer]),
            [Page::Ministry, Page::Cases(None), Page::Import, Page::Issues, Page::Annulments]
        );
        assert_eq!(Page::menu(&[Role::Teacher, school()]), [Page::Confirm, Page::Certificates]);
        assert!(Page::menu(&[]).is_empty());
    }

    #[test]
    fn everybody_begins_where_the_work_is() {
        assert_eq!(Page::home(&[school()]), Page::Confirm);
        assert_eq!(Page::home(&[Role::Teacher]), Page::Certificates);
        assert_eq!(Page::home(&[Role::Issuer]), Page::Ministry);
        assert_eq!(Page::home(&[Role::Auditor]), Page::Audit);
        assert_eq!(Page::home(&[Role::Auditor, Role::Issuer]), Page::Ministry);
        assert_eq!(Page::home(&[]), Page::Account);
    }

    #[test]
    fn nobody_is_offered_what_the_role_does_not_allow() {
        assert!(!Page::Audit.is_for(&[Role::Issuer]));
        assert!(!Page::Import.is_for(&[Role::Auditor]));
        assert!(!Page::Confirm.is_for(&[Role::Issuer, Role::Teacher]));
        assert!(Page::Account.is_for(&[]));
    }

    #[test]
    fn a_case_is_within_the_list_of_cases() {
        assert!(Page::Cases(None).is_at(&Page::Case("a".to_owned())));
        assert!(Page::Cases(None).is_at(&Page::Cases(Some(Stage::Failed))));
        assert!(!Page::Ministry.is_at(&Page::Import));
    }
}
