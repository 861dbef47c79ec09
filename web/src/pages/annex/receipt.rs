//! A receipt on the screen and on paper, and receipts beside the files they are of.

use leptos::prelude::*;
use web_sys::File;

use super::{Desk, HEADING, exports, focus, intake::Source};
use crate::{
    Language,
    components::{Digits, Fact, Instant},
    receipt::{Comparison, Receipt, compare},
    session::READ_LIMIT,
    text::{self, annex as words},
    worker,
};

/// How far a receipt is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Making {
    /// The file is being judged.
    Working,
    /// Here it is.
    Made(Box<Receipt>),
    /// It could not be judged.
    Failed,
}

impl Desk {
    /// Judges a file and shows the receipt. Of a file beyond the limit nobody knows
    /// the fingerprint, so it gets none.
    pub(super) async fn judge_for_receipt(self, set: u32, file: File) {
        let judgement = if file.size() > READ_LIMIT as f64 {
            None
        } else {
            self.judge_one(Source::File(file)).await.ok()
        };
        if !self.is_of(set) {
            return;
        }
        self.making.set(match judgement {
            Some(judgement) => Making::Made(Box::new(Receipt::of(&judgement, worker::build()))),
            None => Making::Failed,
        });
        focus(HEADING).await;
    }
}

/// The receipt of one file.
pub fn card(language: Language, desk: Desk) -> AnyView {
    let close = move || {
        view! {
            <button type="button" class="button" on:click=move |_| desk.reset()>{words::CLOSE.say(language)}</button>
        }
    };
    match desk.making.get() {
        Making::Working => {
            view! { <p class="working" role="status">{words::RECEIPT_WORKING.say(language)} "…"</p> }
                .into_any()
        }
        Making::Failed => view! {
            <section class="receipt" aria-labelledby=HEADING>
                <h2 id=HEADING tabindex="-1">{words::RECEIPT.say(language)}</h2>
                <p class="notice">{words::RECEIPT_FAILED.say(language)}</p>
                <p class="next">{close()}</p>
            </section>
        }
        .into_any(),
        Making::Made(receipt) => {
            let shown = facts(language, (*receipt).clone());
            let save = move |_| {
                exports::download(&receipt.file_name(), "application/json", receipt.to_json().as_bytes())
            };
            view! {
                <section class="receipt printable" aria-labelledby=HEADING>
                    <h2 id=HEADING tabindex="-1">{words::RECEIPT.say(language)}</h2>
                    {shown}
                    <p class="note">{words::RECEIPT_LEAD.say(language)}</p>
                    <p class="next">
                        <button type="button" class="button primary" on:click=save>{words::RECEIPT_FILE.say(language)}</button>
                        <button type="button" class="button" on:click=move |_| print()>{words::RECEIPT_PRINT.say(language)}</button>
                        {close()}
                    </p>
                </section>
            }
            .into_any()
        }
    }
}

fn print() {
    // A browser that does not print says so itself.
    let _ = window().print();
}

fn facts(language: Language, receipt: Receipt) -> impl IntoView {
    let heading = text::verdict_heading(receipt.verdict).say(language);
    let sentence = text::verdict_sentence(receipt.verdict).say(language);
    let reasons: Vec<_> = receipt.findings.iter().map(|code| text::reason(*code).say(language)).collect();
    let list = receipt.list;
    let kept = receipt.list_kept.then(|| words::KEPT.say(language));
    view! {
        <dl>
            <Fact label=words::OUTCOME.say(language)>
                <strong>{heading}</strong> " " {sentence}
                {receipt.specimen.then(|| view! { <br /> {text::SPECIMEN.say(language)} })}
            </Fact>
            {(!reasons.is_empty()).then(|| view! {
                <Fact label=text::REASONS.say(language)>{reasons.join(" ")}</Fact>
            })}
            {receipt.certificate_number.map(|number| view! {
                <Fact label=text::CERTIFICATE_NUMBER.say(language)>{number}</Fact>
            })}
            <Fact label=text::FINGERPRINT.say(language)><Digits digest=receipt.fingerprint /></Fact>
            <Fact label=text::SIZE.say(language)>{text::size(language, receipt.size)}</Fact>
            <Fact label=text::JUDGED_AT.say(language)><Instant language=language at=receipt.judged_at /></Fact>
            {list.map(|list| view! {
                <Fact label=text::LIST_VERSION.say(language)>{list.version} {kept}</Fact>
                <Fact label=text::LIST_TIME.say(language)><Instant language=language at=list.issued_at /></Fact>
            })}
            <Fact label=words::VERIFIER.say(language)>{receipt.verifier}</Fact>
        </dl>
    }
}

/// Receipts that came with the files.
pub fn comparisons(language: Language, desk: Desk) -> impl IntoView {
    let receipts = desk.receipts.get();
    let gathering = desk.gathering.get();
    let all: Vec<_> = desk.of_batch(|batch| {
        let done = !gathering && batch.done() == batch.rows().len();
        let judged = || batch.rows().iter().filter_map(|row| row.judgement());
        receipts.into_iter().map(|receipt| (compare(&receipt, judged(), done), receipt)).collect()
    });
    (!all.is_empty()).then(|| view! {
        <section class="receipts">
            <h3>{words::RECEIPTS.say(language)}</h3>
            {all.into_iter().map(|(comparison, receipt)| beside(language, comparison, receipt)).collect_view()}
        </section>
    })
}

fn beside(language: Language, comparison: Comparison, receipt: Receipt) -> impl IntoView {
    let (code, said, now) = match comparison {
        Comparison::Pending => ("pending", words::COMPARING, None),
        Comparison::None => ("none", words::NO_FILE, None),
        Comparison::Alone => ("alone", words::RECEIPT_ALONE, None),
        Comparison::Same(now) => ("same", words::SAME_FILE, Some(now)),
    };
    let then = receipt.verdict;
    let judged_at = receipt.judged_at;
    let list = receipt.list.map(|list| list.version);
    view! {
        <article class="receipt" data-comparison=code>
            <p>
                <strong>{said.say(language)}</strong> " "
                {now.map(|now| if now == then { words::SAME_VERDICT } else { words::OTHER_VERDICT }.say(language))}
            </p>
            <dl>
                {receipt.certificate_number.map(|number| view! {
                    <Fact label=text::CERTIFICATE_NUMBER.say(language)>{number}</Fact>
                })}
                <Fact label=words::THEN.say(language)>
                    <span data-then=then.code()>{text::verdict_heading(then).say(language)}</span> " "
                    <Instant language=language at=judged_at />
                </Fact>
                {list.map(|version| view! { <Fact label=text::LIST_VERSION.say(language)>{version}</Fact> })}
                {now.map(|now| view! {
                    <Fact label=words::NOW.say(language)>
                        <span data-now=now.code()>{text::verdict_heading(now).say(language)}</span>
                    </Fact>
                })}
                <Fact label=text::FINGERPRINT.say(language)><Digits digest=receipt.fingerprint /></Fact>
            </dl>
        </article>
    }
}
