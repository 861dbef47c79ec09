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
        let canvas = new_canvas(page.width, page.height)?;
        paint(page, &canvas)?;
        let caption = document().create_element("figcaption").ok()?;
        caption.set_text_content(Some(words::FIRST_PAGE.say(language)));
        place.replace_children_with_node_2(&canvas, &caption);
        place.remove_attribute("hidden").ok()?;
        // In its place it has a size.
        let shown = fitting(&canvas).unwrap_or(canvas);
        shown.set_attribute("role", "img").ok()?;
        shown.set_attribute("aria-label", words::FIRST_PAGE.say(language)).ok()?;
        place.replace_children_with_node_2(&shown, &caption);
        Some(())
    }
}

fn new_canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}

/// The same with twice the pixels that are shown, or browsers, which take one pixel of
/// many, make it rough. None for one that is not so large.
fn fitting(canvas: &HtmlCanvasElement) -> Option<HtmlCanvasElement> {
    let shown = f64::from(canvas.client_width()) * window().device_pixel_ratio();
    let factor = 2.0 * shown / f64::from(canvas.width());
    if factor >= 1.0 || shown < 1.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than a canvas has")]
    let scaled = |side: u32| (f64::from(side) * factor).round().max(1.0) as u32;
    let smaller = new_canvas(scaled(canvas.width()), scaled(canvas.height()))?;
    let context = smaller.get_context("2d").ok()??;
    Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into()).ok()?;
    let draw: Function = Reflect::get(&context, &"drawImage".into()).ok()?.dyn_into().ok()?;
    let (width, height) = (smaller.width().into(), smaller.height().into());
    draw.apply(&context, &Array::of5(canvas, &0.into(), &0.into(), &width, &height)).ok()?;
    Some(smaller)
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
