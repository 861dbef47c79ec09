//! 發證作業: one file a page.
use leptos::prelude::*;
#[component]
pub fn DashboardPage() -> impl IntoView {}
#[component]
pub fn CasesPage(stage: Option<certificate::api::Stage>) -> impl IntoView {
    let _ = stage;
}
#[component]
pub fn CasePage(case: String) -> impl IntoView {
    let _ = case;
}
#[component]
pub fn ImportPage() -> impl IntoView {}
#[component]
pub fn IssuesPage() -> impl IntoView {}
#[component]
pub fn AnnulmentsPage() -> impl IntoView {}
#[component]
pub fn AuditPage() -> impl IntoView {}
