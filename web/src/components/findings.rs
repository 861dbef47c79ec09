//! Findings: the reasons and next steps for everyone, the codes for experts.

use certificate::Finding;
use leptos::prelude::*;

use crate::{
    Language,
    text::{self, Advice, Phrase},
};

/// Why, and what to do next: as the findings say, until the annex puts what a
/// diagnosis says in their place. Screen readers then hear the new sentence when they
/// are done with the verdict.
#[component]
pub fn Reasons(
    language: Language,
    /// The `id` of the section, for the diagnosis.
    id: String,
    findings: Vec<Finding>,
) -> impl IntoView {
    let say = |phrase: Phrase| phrase.say(language).to_owned();
    let reasons = reasons(&findings).into_iter().map(say).collect();
    view! {
        <section class="reasons" id=id aria-live="polite">
            {sentences(language, reasons, &advice(&findings))}
        </section>
    }
}

/// Reasons, and what to do next.
pub fn sentences(language: Language, reasons: Vec<String>, steps: &[Advice]) -> impl IntoView + use<> {
    let sentence = |sentence: String| view! { <li>{sentence}</li> };
    let step = |step: &Advice| sentence(step.phrase().say(language).to_owned());
    view! {
        <h3>{text::REASONS.say(language)}</h3>
        <ul class="why">{reasons.into_iter().map(sentence).collect_view()}</ul>
        <h3>{text::NEXT_STEPS.say(language)}</h3>
        <ul>{steps.iter().map(step).collect_view()}</ul>
    }
}

/// Code, place and values of every finding.
#[component]
pub fn TechnicalDetails(language: Language, findings: Vec<Finding>) -> impl IntoView {
    let value = move |label: Phrase, value: Option<String>| {
        value.map(|value| {
            view! {
                <div>
                    <dt>{label.say(language)}</dt>
                    <dd><code>{value}</code></dd>
                </div>
            }
        })
    };
    let row = move |finding: Finding| {
        view! {
            <li>
                <code class="finding-code">{finding.code.code()}</code>
                <dl>
                    {value(text::AT_BYTE, finding.at.map(|at| at.to_string()))}
                    {value(text::EXPECTED, finding.expected)}
                    {value(text::FOUND, finding.found)}
                </dl>
            </li>
        }
    };
    view! {
        <details class="technical">
            <summary>{text::TECHNICAL.say(language)}</summary>
            <ol translate="no">{findings.into_iter().map(row).collect_view()}</ol>
        </details>
    }
}

/// The reasons in the order of the checks, each sentence once.
fn reasons(findings: &[Finding]) -> Vec<Phrase> {
    distinct(findings.iter().map(|finding| text::reason(finding.code)))
}

/// The steps in the order of the findings, each once; asking a person comes last.
fn advice(findings: &[Finding]) -> Vec<Advice> {
    let steps = distinct(findings.iter().flat_map(|finding| text::advice(finding.code)).copied());
    let (last, mut steps): (Vec<_>, Vec<_>) = steps.into_iter().partition(|step| *step == Advice::AskIssuer);
    steps.extend(last);
    steps
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.fold(Vec::new(), |mut kept, value| {
        if !kept.contains(&value) {
            kept.push(value);
        }
        kept
    })
}

#[cfg(test)]
mod tests {
    use certificate::FindingCode;

    use super::*;

    #[track_caller]
    fn check(codes: &[FindingCode], sentences: usize, steps: &[Advice]) {
        let findings: Vec<_> = codes.iter().copied().map(Finding::new).collect();
        assert_eq!(reasons(&findings).len(), sentences);
        assert_eq!(advice(&findings), steps);
    }

    #[test]
    fn a_sentence_and_a_step_are_said_once() {
        check(
            &[FindingCode::PdfHeader, FindingCode::PdfTrailer, FindingCode::SignatureMissing],
            2,
            &[Advice::DownloadAgain, Advice::AskIssuer],
        );
    }

    #[test]
    fn asking_a_person_comes_last() {
        check(
            &[FindingCode::SignerPurpose, FindingCode::DigestMismatch, FindingCode::StatusExpired],
            3,
            &[Advice::DownloadAgain, Advice::TryAgain, Advice::CheckClock, Advice::AskIssuer],
        );
        check(&[FindingCode::FileNotPdf], 1, &[Advice::ChooseCertificate]);
    }
}
