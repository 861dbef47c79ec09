//! The first page of a certificate beside its items, drawn from the file on this
//! device. Where it cannot be drawn, nothing is said: it changes no verdict.

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array, Uint8ClampedArray};
use leptos::{prelude::*, task};
use wasm_bindgen::JsCast;
use web_sys::{Element, File, HtmlCanvasElement};

use super::{Desk, intake::slice};
use crate::{handover, session::READ_LIMIT, text::sight as words, worker::FirstPage};

impl Desk {
    /// Draws the first page of a file into the place that the page keeps for it.
    pub fn draw_first_page(self, items: &Array) {
        let Ok(file) = items.get(0).dyn_into::<File>() else { return };
        let Some(place) = document().get_element_by_id(handover::PAGE_PLACE) else { return };
        task::spawn_local(async move {
            if let Some(page) = of(self, &file).await {
                // Taken away meanwhile, it is drawn for nobody.
                let _ = self.show_page(&place, &page);
            }
            mark("dcert:first-page");
        });
    }

    fn show_page(self, place: &Element, page: &FirstPage) -> Option<()> {
        let language = self.language.get_untracked();
        let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
        canvas.set_attribute("role", "img").ok()?;
        canvas.set_attribute("aria-label", words::FIRST_PAGE.say(language)).ok()?;
        paint(page, &canvas)?;
        let caption = document().create_element("figcaption").ok()?;
        caption.set_text_content(Some(words::FIRST_PAGE.say(language)));
        place.replace_children_with_node_2(&canvas, &caption);
        place.remove_attribute("hidden").ok()
    }
}

/// Draws the first page of a document; none if it is no PDF, or cannot be drawn.
pub(super) async fn of(desk: Desk, file: &File) -> Option<FirstPage> {
    let bytes = slice(file, 0, READ_LIMIT + 1).await.ok()?.buffer();
    if !is_pdf(&bytes) {
        return None;
    }
    desk.sight.get_value().first_page(bytes).await
}

/// Whether it is worth fetching the renderer, which is large.
fn is_pdf(file: &ArrayBuffer) -> bool {
    const START: &[u8] = b"%PDF-";
    let start = Uint8Array::new(&file.slice_with_end(0, START.len() as u32));
    start.to_vec() == START
}

/// By name, without the types of a canvas: this is all that is done with one.
fn paint(page: &FirstPage, canvas: &HtmlCanvasElement) -> Option<()> {
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

/// Says to who measures that something is over.
pub(super) fn mark(name: &str) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(name);
    }
}
