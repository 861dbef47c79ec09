//! Tables as files. They are made from what is shown, in its order, and go nowhere
//! but to the folder of downloads.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::Desk;
use crate::{
    batch::{csv, export, xlsx},
    text::annex as words,
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// As CSV.
pub fn csv(desk: Desk) {
    download(
        &format!("{}.csv", file_name(desk)),
        "text/csv;charset=utf-8",
        csv::write(&cells(desk)).as_bytes(),
    );
}

/// As a spreadsheet.
pub fn xlsx(desk: Desk) {
    let sheet = words::OUTCOME.say(desk.language.get_untracked());
    download(&format!("{}.xlsx", file_name(desk)), XLSX, &xlsx::write(sheet, &cells(desk)));
}

fn cells(desk: Desk) -> Vec<Vec<String>> {
    let (look, language) = (desk.look.get_untracked(), desk.language.get_untracked());
    desk.batch.with_value(|batch| export::cells(batch, &batch.shown(&look), language))
}

/// `dcert-2026-11-22`
fn file_name(_: Desk) -> String {
    let day = js_sys::Date::new_0().to_iso_string().as_string().unwrap_or_default();
    format!("dcert-{}", day.get(..10).unwrap_or_default())
}

/// Gives bytes to the reader as a file.
pub fn download(name: &str, media_type: &str, bytes: &[u8]) {
    // Fails only where there is no room; the browser says so itself.
    let _ = try_download(name, media_type, bytes);
}

fn try_download(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The download has begun; the browser holds the bytes until it ends.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(60),
    );
    Ok(())
}
