//! The verdict and all that supports it.

use certificate::{Summary, Verdict};
use leptos::prelude::*;

use super::{Digits, Fact, Fingerprint, Instant, ItemList, Reasons, TechnicalDetails, VerdictIcon, contact};
use crate::{
    Language,
    session::{Chosen, Judgement, ListOrigin},
    text,
};

/// A verdict with, in this order: what it means, the reason and the next step,
/// the items, what the verdict rests on, the technical details.
#[component]
pub fn VerdictView(
    language: Language,
    /// The `id` of the heading, which gets the focus.
    heading_id: &'static str,
    judgement: Judgement,
    /// The file judged.
    chosen: Option<Chosen>,
    /// The picture of its first page, or the place for it.
    picture: AnyView,
    /// What was checked, or the place for it.
    checks: AnyView,
    /// What can be done next.
    acts: AnyView,
) -> impl IntoView {
    let Judgement { report, list_origin } = judgement;
    let verdict = report.verdict;
    let specimen = report.stated.as_ref().is_some_and(|stated| stated.specimen);
    let kept_list = list_origin == ListOrigin::Kept && report.list.is_some();
    view! {
        <section class="result" data-verdict=verdict.code() aria-labelledby=heading_id>
            <div class="result-head">
                <VerdictIcon verdict=Some(verdict) />
                <h2 id=heading_id tabindex="-1">
                    <span class="verdict">{text::verdict_heading(verdict).say(language)}</span>
                    " "
                    <span class="verdict-sentence">{text::verdict_sentence(verdict).say(language)}</span>
                </h2>
            </div>
            {specimen.then(|| view! { <p class="specimen">{text::SPECIMEN.say(language)}</p> })}
            <div class="result-body">
                {kept_list.then(|| view! { <p class="notice">{text::KEPT_LIST.say(language)}</p> })}
                {text::verdict_advice(verdict)
                    .map(|advice| view! { <p class="notice">{advice.say(language)}</p> })}
                {(!report.findings.is_empty())
                    .then(|| {
                        view! {
                            <Reasons
                                language=language
                                id=reasons_id(heading_id)
                                findings=report.findings.clone()
                            />
                        }
                    })}
                {(verdict == Verdict::NotRecognised)
                    .then(|| view! { <p class="note">{text::NOT_RECOGNISED_NOTE.say(language)}</p> })}
                {report
                    .stated
                    .clone()
                    .map(|stated| {
                        view! {
                            <div class="certificate">
                                <ItemList language=language stated=stated />
                                {picture}
                            </div>
                        }
                    })}
                {facts(language, &report, chosen)}
                {checks}
                {(!report.findings.is_empty())
                    .then(|| view! { <TechnicalDetails language=language findings=report.findings.clone() /> })}
            </div>
            {(verdict != Verdict::Current).then(|| contact(language))}
            <p class="next">{acts}</p>
        </section>
    }
}

/// The `id` of the reasons below a heading, where a diagnosis is put.
pub fn reasons_id(heading_id: &str) -> String {
    [heading_id, "-reasons"].concat()
}

/// What the verdict rests on.
fn facts(language: Language, report: &Summary, chosen: Option<Chosen>) -> impl IntoView + use<> {
    // Of a file beyond the limit only the beginning was read; its digest would
    // mislead.
    let whole = chosen.as_ref().is_none_or(|chosen| !chosen.exceeds_limit());
    let size = chosen.as_ref().map_or(report.size, |chosen| chosen.size);
    let fingerprint = report.fingerprint;
    let judged_at = report.judged_at;
    let signed_at = report.stated.as_ref().map(|stated| stated.issued_at);
    let signer = report.signer.clone();
    let list = report.list;
    view! {
        <section class="facts">
            <h3>{text::FACTS.say(language)}</h3>
            <dl>
                <Fact label=text::JUDGED_AT.say(language)><Instant language=language at=judged_at /></Fact>
                {list
                    .map(|list| {
                        view! {
                            <Fact label=text::LIST_TIME.say(language)>
                                <Instant language=language at=list.issued_at />
                            </Fact>
                            <Fact label=text::LIST_EXPIRY.say(language)>
                                <Instant language=language at=list.expires_at />
                            </Fact>
                            <Fact label=text::LIST_VERSION.say(language)>{list.version}</Fact>
                        }
                    })}
                {signer
                    .map(|signer| {
                        view! {
                            <Fact label=text::SIGNER.say(language)>{signer.name}</Fact>
                            <Fact label=text::SIGNER_FINGERPRINT.say(language)>
                                <Digits digest=signer.fingerprint />
                            </Fact>
                        }
                    })}
                {signed_at
                    .map(|at| {
                        view! {
                            <Fact label=text::SIGNED_AT.say(language)><Instant language=language at=at /></Fact>
                        }
                    })}
                {chosen
                    .map(|chosen| {
                        view! { <Fact label=text::FILE.say(language)><bdi>{chosen.name}</bdi></Fact> }
                    })}
                <Fact label=text::SIZE.say(language)>{text::size(language, size)}</Fact>
                {whole
                    .then(|| {
                        view! {
                            <Fact label=text::FINGERPRINT.say(language)>
                                <Fingerprint language=language digest=fingerprint />
                            </Fact>
                        }
                    })}
            </dl>
        </section>
    }
}
