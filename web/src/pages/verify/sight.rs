//! What has to be looked at: a picture of a certificate, whose code says what it
//! may be compared with; the page of a refused document, which may carry a code,
//! too; and the first page of a certificate, for the reader.

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array, Uint8ClampedArray};
use leptos::{ev, html::Canvas, prelude::*, task};
use wasm_bindgen::JsCast;
use web_sys::File;

use super::{Desk, read};
use crate::{
    Language, belonging,
    client::Freshness,
    components::CopyView,
    judge::judge_code,
    session::{CopyJudgement, Failure, FoundCode, Run},
    text::{self, sight as words},
    worker::FirstPage,
};

/// What the link of a code has in it.
const MARK: &str = "#C:";

/// The `id` of the heading over the code of a refused file.
const FOUND_HEADING: &str = "found-heading";

/// Whether the browser takes a file for a picture. It goes by the name, so the
/// verifier has a look first.
pub(super) fn is_picture(file: &File) -> bool {
    file.type_().starts_with("image/")
}

impl Desk {
    /// Looks for a code in a picture and has it checked.
    pub(super) async fn look_at_picture(
        self,
        file: &File,
        freshness: Freshness,
    ) -> Result<CopyJudgement, Failure> {
        let codes = self.sight.get_value().codes(file).await?;
        let code = chosen(codes).ok_or(Failure::NoCode)?;
        let lists = self.lists.get_value();
        let fetch = lists.fetch(freshness);
        judge_code(&lists, fetch, &self.verifier.get_value(), code).await
    }

    /// Looks for a code on the page of a refused document. Whatever it says, the
    /// refusal stands.
    pub(super) async fn look_at_document(self, run: Run, file: &File) {
        let Ok(bytes) = read(file).await else { return };
        if !is_pdf(&bytes) || !self.session.with_untracked(|session| session.is_newest(run)) {
            return;
        }
        let Some(page) = self.sight.get_value().first_page(bytes).await else { return };
        let marked = page.codes.into_iter().find(|code| code.contains(MARK));
        let Some(code) = marked else { return };
        let lists = self.lists.get_value();
        let fetch = lists.fetch(Freshness::Recent);
        let Ok(judgement) = judge_code(&lists, fetch, &self.verifier.get_value(), code).await else { return };
        let statement = judgement.report.statement.as_ref();
        let missing =
            statement.map(|statement| belonging::missing(&statement.stated, &page.words)).unwrap_or_default();
        self.session.update(|session| {
            session.find(run, FoundCode { judgement, missing });
        });
    }

    async fn draw(self, file: File, canvas: NodeRef<Canvas>, drawn: WriteSignal<Option<bool>>) {
        let page = match read(&file).await {
            Ok(bytes) => self.sight.get_value().first_page(bytes).await,
            Err(_) => None,
        };
        let done = page.is_some_and(|page| paint(&page, canvas).is_some());
        drawn.try_set(Some(done));
    }
}

/// Whether it is worth fetching the renderer, which is large.
fn is_pdf(file: &ArrayBuffer) -> bool {
    const START: &[u8] = b"%PDF-";
    let start = Uint8Array::new(&file.slice_with_end(0, START.len() as u32));
    start.to_vec() == START
}

/// One of ours, if there are several.
fn chosen(codes: Vec<String>) -> Option<String> {
    let ours = codes.iter().find(|code| code.contains(MARK)).cloned();
    ours.or_else(|| codes.into_iter().next())
}

/// By name, without the types of a canvas: this is all that is done with one.
fn paint(page: &FirstPage, canvas: NodeRef<Canvas>) -> Option<()> {
    let canvas = canvas.get_untracked()?;
    canvas.set_width(page.width);
    canvas.set_height(page.height);
    let context = canvas.get_context("2d").ok()??;
    let pixels = Uint8ClampedArray::new(&page.pixels);
    let kind: Function = Reflect::get(&js_sys::global(), &"ImageData".into()).ok()?.dyn_into().ok()?;
    let size = Array::of3(&pixels, &page.width.into(), &page.height.into());
    let image = Reflect::construct(&kind, &size).ok()?;
    let put: Function = Reflect::get(&context, &"putImageData".into()).ok()?.dyn_into().ok()?;
    put.call3(&context, &image, &0.into(), &0.into()).ok()?;
    Some(())
}

/// What the code on a refused document says, below the refusal.
#[component]
pub(super) fn FoundCodeView(
    language: Language,
    found: FoundCode,
    on_again: impl Fn() + 'static,
) -> impl IntoView {
    let FoundCode { judgement, missing } = found;
    let kind = judgement.report.statement.as_ref().map(|statement| statement.stated.kind);
    let foreign = kind.filter(|_| !missing.is_empty()).map(|kind| words::foreign(kind, &missing));
    view! {
        <div class="found-code">
            <p class="notice" role="status">{words::FOUND.say(language)}</p>
            {foreign
                .map(|sentence| {
                    view! { <p class="notice foreign" role="alert">{sentence.say(language).to_owned()}</p> }
                })}
            <CopyView language=language heading_id=FOUND_HEADING judgement=judgement on_again=on_again />
        </div>
    }
}

/// The first page of an authentic certificate, drawn when somebody wants to see it.
#[component]
pub(super) fn PagePicture(language: Language, desk: Desk) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let (asked, set_asked) = signal(false);
    let (drawn, set_drawn) = signal(None);
    let open = move |_: ev::Event| {
        if asked.get_untracked() {
            return;
        }
        let Some(file) = desk.file.get_value() else { return };
        set_asked.set(true);
        task::spawn_local(desk.draw(file, canvas, set_drawn));
    };
    let said = move || match drawn.get() {
        None => text::sight::DRAWING.say(language),
        Some(true) => "",
        Some(false) => text::sight::NOT_DRAWN.say(language),
    };
    view! {
        <details class="page-picture" on:toggle=open>
            <summary>{words::FIRST_PAGE.say(language)}</summary>
            <p role="status">{said}</p>
            <canvas node_ref=canvas role="img" aria-label=words::FIRST_PAGE.say(language) class:hidden=move || drawn.get() != Some(true)></canvas>
        </details>
    }
}
