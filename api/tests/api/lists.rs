//! Long lists: every line once, in order, whatever they are filtered by.

use api::Occasion;
use certificate::api::{AuditPage, CasePage, CaseQuery, Role};

use super::{
    browser::{Browser, officer},
    support::{ROSTER, TestUnit, hours_later},
};

/// Imports one case on each of four days, and signs an auditor in on the first.
async fn four_days() -> (TestUnit, Browser) {
    let test = TestUnit::empty().await;
    for (day, row) in ROSTER[..4].iter().enumerate() {
        let roster = format!("{}\n{row}\n", super::support::HEADER).into_bytes();
        let now = hours_later(24 * u64::try_from(day).unwrap());
        let import = api::Import { roster, photos: None, dry_run: false };
        assert!(
            test.unit
                .import(import, Occasion { account: "officer", now, address: None })
                .await
                .unwrap()
                .stored
        );
    }
    officer(&test, "auditor", &[Role::Auditor]).await;
    let mut browser = Browser::new(&test).await;
    browser.sign_in("auditor").await;
    (test, browser)
}

async fn page(browser: &mut Browser, query: &str) -> AuditPage {
    browser.get(&format!("/api/ministry/audit?{query}")).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_of_some_days_comes_newest_first_page_by_page() {
    let (_test, mut browser) = four_days().await;
    for filter in ["action=imported&", "account=officer&", "account=officer&action=imported&"] {
        let days = format!("{filter}from=2026-11-23&to=2026-11-24");
        let whole = page(&mut browser, &days).await;
        assert_eq!(whole.entries.len(), 2, "{filter}");
        assert!(whole.entries[0].at > whole.entries[1].at, "{filter}");
        let first = page(&mut browser, &format!("{days}&limit=1")).await;
        let next = first.next.unwrap();
        let second = page(&mut browser, &format!("{days}&limit=1&before={next}")).await;
        assert_eq!([&first.entries[..], &second.entries[..]].concat(), whole.entries, "{filter}");
        assert_eq!(second.next, None, "{filter}");
    }
    // A place that no event has, behind the newest one.
    assert_eq!(page(&mut browser, "action=imported&from=2026-11-24&before=100000").await.entries.len(), 2);
    assert_eq!(page(&mut browser, "action=imported&to=2026-11-22&before=1").await.entries.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_names_the_certificate_it_is_about() {
    let test = TestUnit::with_certificates().await;
    officer(&test, "auditor", &[Role::Auditor]).await;
    let mut browser = Browser::new(&test).await;
    browser.sign_in("auditor").await;
    let issued = page(&mut browser, "action=issued").await.entries;
    assert_eq!(issued.len(), ROSTER.len());
    for entry in issued {
        let case = test.unit.case_detail(entry.case_id.as_deref().unwrap()).await.unwrap();
        assert_eq!(entry.certificate_number, Some(case.summary.certificate_number));
        assert_eq!(entry.version, Some(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_of_several_days_come_newest_first_page_by_page() {
    let (test, _browser) = four_days().await;
    let search = |after: Option<String>, limit| {
        test.unit.search(CaseQuery { after, limit: Some(limit), ..CaseQuery::default() })
    };
    let whole = search(None, 10).await.unwrap();
    let numbers = |page: &CasePage| -> Vec<_> {
        page.cases.iter().map(|case| case.certificate_number.to_string()).collect()
    };
    assert_eq!(numbers(&whole), ["教字第000104號", "副字第000103號", "助理字第000102號", "講字第000101號"]);
    let first = search(None, 3).await.unwrap();
    let second = search(first.next.clone(), 3).await.unwrap();
    assert_eq!([numbers(&first), numbers(&second)].concat(), numbers(&whole));
    assert_eq!(second.next, None);
}
