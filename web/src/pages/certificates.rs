//! `/certificates`: 證書下載. The own certificates, to download as often as wanted
//! and to verify on the spot.
//!
//! Hooks for tests: table "電子教師證書 Teacher certificates", one row a version with
//! `data-certificate`; link "下載 …", button "在此驗證這份檔案 …"; the verdict is a
//! `section` with `data-verdict`, as on `/`, and `data-same-bytes`.

use certificate::{Verdict, api::TeacherCertificate};
use leptos::{prelude::*, task};

use crate::{
    Language,
    client::{Client, Freshness, Leaving, StatusLists, certificate_file},
    components::{StatusMark, TroubleNotice, VerdictIcon, loaded},
    frame::CurrentLanguage,
    judge::judge,
    loader::Loader,
    navigation::{TITLE, focus},
    session::{Failure, Judgement},
    text::{self, office, teacher as words},
    trouble::Trouble,
    worker::Verifier,
};

/// The `id` of the heading of a verdict, which gets the focus.
const VERDICT_HEADING: &str = "verdict-heading";

/// How far the check of a certificate is.
#[derive(Clone, PartialEq)]
enum Check {
    Working,
    Away(Trouble),
    Failed(Failure),
    Judged(Box<Judgement>, bool),
}

/// What the page works with. Copies share one state.
#[derive(Clone, Copy)]
struct Desk {
    client: Client,
    leaving: Leaving,
    lists: StoredValue<StatusLists, LocalStorage>,
    verifier: StoredValue<Option<Verifier>, LocalStorage>,
    /// The certificate that is checked, or was.
    check: RwSignal<Option<(String, Check)>>,
}

/// The page.
#[component]
pub fn CertificatesPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let list = Loader::start(move |leaving| client.certificates(leaving));
    let desk = Desk {
        client,
        leaving: Leaving::watch(),
        lists: StoredValue::new_local(StatusLists::default()),
        verifier: StoredValue::new_local(None),
        check: RwSignal::new(None),
    };
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::TITLE.say(current.get())}</h1>
        <p class="lead">{move || words::LEAD.say(current.get())}</p>
        {move || {
            let language = current.get();
            loaded(language, list, move |list| table(language, desk, list))
        }}
        {move || advice(current.get())}
    }
}

impl Desk {
    /// The browser downloads by itself and shows no reason when the session has
    /// ended; asking for the session makes the dialog ask to sign in again.
    fn watch_session(self) {
        task::spawn_local(async move { drop(self.client.session().await) });
    }

    fn verify(self, certificate: TeacherCertificate) {
        self.show(&certificate, Check::Working);
        task::spawn_local(async move {
            let check = self.check(&certificate).await;
            // Another one was asked for meanwhile.
            let newest = self.check.try_with_untracked(|shown| {
                shown.as_ref().is_some_and(|(id, check)| *id == certificate.id && *check == Check::Working)
            });
            if newest == Some(true) {
                self.show(&certificate, check);
                focus(VERDICT_HEADING);
            }
        });
    }

    fn show(self, certificate: &TeacherCertificate, check: Check) {
        self.check.set(Some((certificate.id.clone(), check)));
    }

    async fn check(self, certificate: &TeacherCertificate) -> Check {
        let lists = self.lists.get_value();
        let fetch = lists.fetch(Freshness::Now);
        let bytes = match self.client.certificate_bytes(&certificate.id, self.leaving).await {
            Ok(bytes) => bytes,
            Err(trouble) => return Check::Away(trouble),
        };
        match judge(&lists, fetch, &self.verifier(), bytes).await {
            Ok(judgement) => {
                let same = judgement.report.fingerprint == certificate.fingerprint;
                Check::Judged(Box::new(judgement), same)
            }
            Err(failure) => Check::Failed(failure),
        }
    }

    /// Started with the first check: most come to download.
    fn verifier(self) -> Verifier {
        let verifier = self.verifier.get_value().unwrap_or_else(Verifier::start);
        self.verifier.set_value(Some(verifier.clone()));
        verifier
    }
}

fn table(language: Language, desk: Desk, list: &[TeacherCertificate]) -> AnyView {
    if list.is_empty() {
        return view! { <p class="empty">{words::EMPTY.say(language)}</p> }.into_any();
    }
    let head = [words::RANK, words::CERTIFICATE_NUMBER, words::ISSUE_DATE, words::STATE, words::ACTS];
    view! {
        <table class="table cards">
            <caption class="hidden-text">{words::TABLE.say(language)}</caption>
            <thead>
                <tr>
                    {head.map(|column| view! { <th scope="col">{column.say(language)}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>
                {list.iter().map(|certificate| row(language, desk, certificate.clone())).collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

fn row(language: Language, desk: Desk, certificate: TeacherCertificate) -> impl IntoView {
    let shown = certificate.id.clone();
    let result = move || {
        desk.check.with(|check| {
            let (_, check) = check.as_ref().filter(|(id, _)| *id == shown)?;
            Some(view! { <tr class="wide-row"><td colspan="5">{outcome(language, desk, check)}</td></tr> })
        })
    };
    let verified = certificate.clone();
    let version = words::version(&certificate).map(|version| version.say(language).to_owned());
    view! {
        <tr data-certificate=certificate.id.clone()>
            <td data-label=words::RANK.say(language)>{words::rank(language, &certificate)}</td>
            <th scope="row" data-label=words::CERTIFICATE_NUMBER.say(language)>
                {certificate.certificate_number.to_string()}
                {version.map(|version| view! { " " <span class="soft">{version}</span> })}
                {certificate
                    .specimen
                    .then(|| view! { " " <span class="mark-word" data-stage="specimen">{words::SPECIMEN.say(language)}</span> })}
            </th>
            <td data-label=words::ISSUE_DATE.say(language)>{office::day(language, certificate.issue_date)}</td>
            <td data-label=words::STATE.say(language)>
                <StatusMark language=language status=certificate.status />
                {words::note(certificate.status).map(|note| view! { <p class="hint">{note.say(language)}</p> })}
            </td>
            <td data-label=words::ACTS.say(language)>
                <div class="acts">
                    <a
                        class="button small primary"
                        href=certificate_file(&certificate.id)
                        download=certificate.file_name.clone()
                        aria-label=words::of_certificate(language, words::DOWNLOAD, &certificate)
                        on:click=move |_| desk.watch_session()
                    >
                        {words::DOWNLOAD.say(language)}
                    </a>
                    <button
                        type="button"
                        class="button small"
                        aria-label=words::of_certificate(language, words::VERIFY_HERE, &certificate)
                        on:click=move |_| desk.verify(verified.clone())
                    >
                        {words::VERIFY_HERE.say(language)}
                    </button>
                </div>
            </td>
        </tr>
        {result}
    }
}

fn outcome(language: Language, desk: Desk, check: &Check) -> AnyView {
    match check {
        Check::Working => {
            view! { <p class="working" role="status">{words::VERIFYING.say(language)}</p> }.into_any()
        }
        Check::Away(trouble) => {
            let retry = move || desk.check.set(None);
            view! { <TroubleNotice language=language trouble=trouble.clone() on_retry=retry /> }.into_any()
        }
        Check::Failed(failure) => {
            let (heading, sentence) = text::failure_heading(*failure);
            let (reason, advice) = text::failure(*failure);
            let verdict = failure.is_of_verifier().then_some(Verdict::StatusUnknown);
            verdict_section(
                language,
                verdict,
                (heading, sentence),
                None,
                vec![reason.say(language), advice.say(language)],
            )
        }
        Check::Judged(judgement, same) => {
            let report = &judgement.report;
            let verdict = report.verdict;
            let mut said: Vec<_> =
                report.findings.iter().map(|finding| text::reason(finding.code).say(language)).collect();
            said.dedup();
            said.extend(text::verdict_advice(verdict).map(|advice| advice.say(language)));
            said.push(if *same { words::SAME_BYTES } else { words::OTHER_BYTES }.say(language));
            let heading = (text::verdict_heading(verdict), text::verdict_sentence(verdict));
            verdict_section(language, Some(verdict), heading, Some(*same), said)
        }
    }
}

fn verdict_section(
    language: Language,
    verdict: Option<Verdict>,
    (heading, sentence): (text::Phrase, text::Phrase),
    same: Option<bool>,
    said: Vec<&'static str>,
) -> AnyView {
    view! {
        <section
            class="result small"
            data-verdict=verdict.map_or("incomplete", Verdict::code)
            data-same-bytes=same.map(|same| same.to_string())
            aria-labelledby=VERDICT_HEADING
        >
            <div class="result-head">
                <VerdictIcon verdict=verdict />
                <h2 id=VERDICT_HEADING tabindex="-1">
                    <span class="verdict">{heading.say(language)}</span>
                    " "
                    <span class="verdict-sentence">{sentence.say(language)}</span>
                </h2>
            </div>
            <div class="result-body">
                {said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
        </section>
    }
    .into_any()
}

fn advice(language: Language) -> impl IntoView {
    view! {
        <section class="advice">
            <h2>{words::ADVICE.say(language)}</h2>
            <ul>
                <li>{words::ADVICE_AS_IS.say(language)}</li>
                <li>{words::ADVICE_VERIFY.say(language)} " " <a href="/">{words::TO_VERIFICATION.say(language)}</a></li>
            </ul>
        </section>
    }
}
