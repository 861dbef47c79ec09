//! A copy of a certificate, by its code: from a link, a picture, or the page of a
//! document that was refused. What the code says never makes the copy an original.

use js_sys::Array;
use leptos::{prelude::*, task};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlElement};

use super::{Desk, HEADING, Mode, first_page, focus};
use crate::{
    Language,
    client::Freshness,
    components::{CopyView, incomplete},
    copies::{CopyJudgement, Place, Unread},
    judge::judge_code,
    session::Failure,
    text::{self, sight as words},
    worker::Verifier,
};

/// What the link of a code has in it.
const MARK: &str = "#C:";

/// The `id` of the input of the page that takes files.
const FILE_INPUT: &str = "file";

/// How far the reading of a code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is looked for, or checked.
    Working,
    /// Here it is.
    Done(Box<Copy>),
    /// There is nothing to say about it.
    Failed(Unread),
}

/// A code and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// As it was read, to be checked again.
    code: String,
    place: Place,
    judgement: CopyJudgement,
}

impl Desk {
    /// Checks the code of a link.
    pub fn take_code(self, items: &Array) {
        let set = self.begin();
        let Some(code) = items.get(0).as_string() else { return };
        task::spawn_local(async move {
            let copy = self.check(code, Place::Paper, Freshness::Recent).await;
            self.show(set, copy.map_err(Unread::Check)).await;
        });
    }

    /// Looks for a code in a picture and checks it.
    pub fn take_picture(self, items: &Array) {
        let set = self.begin();
        let Ok(picture) = items.get(0).dyn_into::<File>() else { return };
        task::spawn_local(async move {
            let copy = self.read_picture(&picture).await;
            self.show(set, copy).await;
        });
    }

    /// Explains why a document was refused and looks for a code on its page. Only if
    /// there is one, something is shown, below the refusal, which stands.
    pub fn look_at_document(self, items: &Array) {
        let Ok(file) = items.get(0).dyn_into::<File>() else { return };
        let set = self.set.get_value();
        self.refused.set_value(Some(file.clone()));
        task::spawn_local(async move {
            self.explain(&file).await;
            if !self.is_of(set) || self.mode.get_untracked() != Mode::Nothing {
                return;
            }
            let copy = self.read_document(&file).await;
            if let Some(copy) = copy.filter(|_| self.is_of(set)) {
                self.reading.set(Reading::Done(Box::new(copy)));
                self.mode.set(Mode::Copy);
            }
            first_page::mark("dcert:sight");
        });
    }

    /// Forgets what was shown and shows that something is under way.
    fn begin(self) -> u32 {
        self.reset();
        self.reading.set(Reading::Working);
        self.mode.set(Mode::Copy);
        self.set.get_value()
    }

    async fn show(self, set: u32, outcome: Result<Copy, Unread>) {
        if !self.is_of(set) {
            return;
        }
        self.reading.set(match outcome {
            Ok(copy) => Reading::Done(Box::new(copy)),
            Err(unread) => Reading::Failed(unread),
        });
        focus(HEADING).await;
        first_page::mark("dcert:verdict");
    }

    async fn read_picture(self, picture: &File) -> Result<Copy, Unread> {
        let codes = self.sight.get_value().codes(picture).await?;
        let code = chosen(codes).ok_or(Unread::NoCode)?;
        self.check(code, Place::Paper, Freshness::Recent).await.map_err(Unread::Check)
    }

    async fn read_document(self, file: &File) -> Option<Copy> {
        let page = first_page::of(self, file).await?;
        let code = page.codes.into_iter().find(|code| code.contains(MARK))?;
        self.check(code, Place::Document { words: page.words }, Freshness::Recent).await.ok()
    }

    async fn check(self, code: String, place: Place, freshness: Freshness) -> Result<Copy, Failure> {
        let lists = self.lists.get_value();
        let fetch = lists.fetch(freshness);
        let verifier = self.verifier_for_codes().ok_or(Failure::VerifierDied)?;
        let judgement = judge_code(&lists, fetch, &verifier, code.clone()).await?;
        Ok(Copy { code, place, judgement })
    }

    fn verifier_for_codes(self) -> Option<Verifier> {
        self.for_codes
            .try_update_value(|started| started.get_or_insert_with(Verifier::start_for_codes).clone())
    }

    /// Checks once more with a fresh list.
    fn check_again(self, copy: Copy) {
        let set = self.set.get_value();
        task::spawn_local(async move {
            let copy = self.check(copy.code, copy.place, Freshness::Now).await;
            self.show(set, copy.map_err(Unread::Check)).await;
        });
    }
}

/// One of ours, if there are several.
fn chosen(codes: Vec<String>) -> Option<String> {
    let ours = codes.iter().find(|code| code.contains(MARK)).cloned();
    ours.or_else(|| codes.into_iter().next())
}

/// What is known of a copy.
pub fn card(language: Language, desk: Desk) -> AnyView {
    match desk.reading.get() {
        Reading::Working => {
            view! { <p class="working" role="status">{text::WORKING.say(language)} "…"</p> }.into_any()
        }
        Reading::Failed(unread) => {
            let heading = match unread {
                Unread::Check(failure) => text::failure_heading(failure),
                _ => (text::INCOMPLETE_HEADING, text::INCOMPLETE),
            };
            incomplete(language, HEADING, None, heading, words::unread(unread), next(language)).into_any()
        }
        Reading::Done(copy) => found(language, desk, *copy),
    }
}

fn found(language: Language, desk: Desk, copy: Copy) -> AnyView {
    let missing = copy.place.missing(&copy.judgement);
    let kind = copy.judgement.report.statement.as_ref().map(|statement| statement.stated.kind);
    let foreign = kind.filter(|_| !missing.is_empty()).map(|kind| words::foreign(kind, &missing));
    let in_document = matches!(copy.place, Place::Document { .. });
    let judgement = copy.judgement.clone();
    view! {
        <div class:found-code=in_document>
            {in_document.then(|| view! { <p class="notice" role="status">{words::FOUND.say(language)}</p> })}
            {foreign.map(|sentence| {
                view! { <p class="notice foreign" role="alert">{sentence.say(language).to_owned()}</p> }
            })}
            <CopyView
                language=language
                heading_id=HEADING
                judgement=judgement
                on_again=move || desk.check_again(copy.clone())
                acts=next(language)
            />
        </div>
    }
    .into_any()
}

/// Another file or picture, through the input of the page.
fn next(language: Language) -> AnyView {
    let choose = |_| {
        let input = document().get_element_by_id(FILE_INPUT);
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
            input.click();
        }
    };
    view! {
        <button type="button" class="button" on:click=choose>{text::NEXT_FILE.say(language)}</button>
    }
    .into_any()
}
