//! What is known of the code on a printed certificate. It looks like no verdict on
//! a file: there is no green, and the first thing said is that it is about a copy.

use certificate::{CodeStatement, CodeVerdict, Verdict};
use leptos::{ev, prelude::*};

use super::{Fact, Instant, ItemList, VerdictIcon, contact};
use crate::{
    Language,
    copies::CopyJudgement,
    session::ListOrigin,
    text::{self, copy},
};

/// The items to compare with the paper, and what the list says.
#[component]
pub fn CopyView(
    language: Language,
    /// The `id` of the heading, which gets the focus.
    heading_id: &'static str,
    judgement: CopyJudgement,
    /// Called to check again with a fresh list.
    on_again: impl Fn() + 'static,
    /// What else can be done.
    acts: AnyView,
) -> impl IntoView {
    let CopyJudgement { report, list_origin } = judgement;
    let verdict = report.verdict;
    let (heading, sentence) = copy::heading(verdict);
    let specimen = report.statement.as_ref().is_some_and(|statement| statement.stated.specimen);
    let kept_list = list_origin == ListOrigin::Kept && report.list.is_some();
    let reasons = report.reason.map(copy::reason).into_iter();
    // What is wrong with a list is said in the words for files.
    let findings = report.findings.iter().filter(|_| report.reason.is_none());
    let reasons: Vec<_> = reasons.chain(findings.map(|finding| text::reason(finding.code))).collect();
    let may_try_again = verdict == CodeVerdict::CopyStatusUnknown;
    view! {
        <section class="result" data-copy=verdict.code() aria-labelledby=heading_id>
            <div class="result-head">
                <VerdictIcon verdict=sign(verdict) />
                <h2 id=heading_id tabindex="-1">
                    <span class="verdict">{heading.say(language)}</span>
                    " "
                    <span class="verdict-sentence">{sentence.say(language)}</span>
                </h2>
            </div>
            {specimen.then(|| view! { <p class="specimen">{text::SPECIMEN.say(language)}</p> })}
            <div class="result-body">
                {kept_list.then(|| view! { <p class="notice">{text::KEPT_LIST.say(language)}</p> })}
                {reasons
                    .into_iter()
                    .map(|reason| view! { <p class="notice">{reason.say(language)}</p> })
                    .collect_view()}
                {report.statement.map(|statement| comparison(language, statement))}
                <section class="facts">
                    <h3>{text::FACTS.say(language)}</h3>
                    <dl>
                        <Fact label=text::JUDGED_AT.say(language)>
                            <Instant language=language at=report.judged_at />
                        </Fact>
                        {report
                            .list
                            .map(|list| {
                                view! {
                                    <Fact label=text::LIST_TIME.say(language)>
                                        <Instant language=language at=list.issued_at />
                                    </Fact>
                                    <Fact label=text::LIST_VERSION.say(language)>{list.version}</Fact>
                                }
                            })}
                        {report
                            .signer
                            .map(|signer| {
                                view! { <Fact label=text::SIGNER.say(language)>{signer.name}</Fact> }
                            })}
                    </dl>
                </section>
            </div>
            {(verdict != CodeVerdict::CopyOfCurrent).then(|| contact(language))}
            <p class="next">
                {may_try_again
                    .then(|| {
                        view! {
                            <button type="button" class="button" on:click=move |_: ev::MouseEvent| on_again()>
                                {copy::AGAIN.say(language)}
                            </button>
                        }
                    })}
                {acts}
            </p>
        </section>
    }
}

/// The sign. There is none of success: nobody has seen the original.
const fn sign(verdict: CodeVerdict) -> Option<Verdict> {
    match verdict {
        CodeVerdict::CopyOfCurrent => None,
        CodeVerdict::CopyOfSuperseded => Some(Verdict::Superseded),
        CodeVerdict::CopyOfRevoked => Some(Verdict::Revoked),
        CodeVerdict::CopyStatusUnknown => Some(Verdict::StatusUnknown),
        CodeVerdict::CopyNotRecognised => Some(Verdict::NotRecognised),
    }
}

fn comparison(language: Language, statement: CodeStatement) -> impl IntoView {
    let CodeStatement { stated, shortened, .. } = statement;
    view! {
        <section class="compare">
            <h3>{copy::COMPARE.say(language)}</h3>
            <p class="notice">{copy::COMPARE_HOW.say(language)}</p>
        </section>
        <ItemList language=language stated=stated />
        <p class="note">
            {copy::MASKED.say(language)}
            {shortened.then(|| [" ", copy::SHORTENED.say(language)].concat())}
        </p>
        <p class="note">{copy::ORIGINAL.say(language)}</p>
    }
}
