//! The handles of the two readers of codes: of a picture, and of the first page of
//! a document, which the second of them draws.
//!
//! ```text
//! → { id, picture: Blob }
//! ← { id, outcome: "read" | "unreadable" | "too-large", texts: [string] }
//! → { id, file: ArrayBuffer }
//! ← { id, page: { width, height, pixels: ArrayBuffer, codes: [string], words: string } | null }
//! ```

use std::time::Duration;

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::{Script, errand::Errands, field};
use crate::copies::Unread;

const PICTURE: Script = Script { meta: "meta[name=scan-worker]", fallback: "/scan_loader.js" };
const PAGE: Script = Script { meta: "meta[name=rendering-worker]", fallback: "/rendering_loader.js" };

/// A photo of 16 million pixels without a code takes a few seconds on a phone.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads codes, one picture or document at a time. Clones are the same.
#[derive(Clone)]
pub struct Sight {
    picture: Errands,
    page: Errands,
}

/// The first page of a document.
pub struct FirstPage {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Four bytes a pixel.
    pub pixels: ArrayBuffer,
    /// The texts of the QR codes on it.
    pub codes: Vec<String>,
    /// What its fonts say that is written there, without spaces.
    pub words: String,
}

impl Default for Sight {
    fn default() -> Self {
        Self { picture: Errands::to(&PICTURE, PATIENCE), page: Errands::to(&PAGE, PATIENCE) }
    }
}

impl Sight {
    /// Ends what is under way.
    pub fn dismiss(&self) {
        self.picture.dismiss();
        self.page.dismiss();
    }

    /// The texts of the QR codes in a picture.
    pub async fn codes(&self, picture: &Blob) -> Result<Vec<String>, Unread> {
        let answer = self.picture.answer("picture", picture, Array::new()).await;
        let answer = answer.ok_or(Unread::ReaderDied)?;
        match field(&answer, "outcome").as_string().as_deref() {
            Some("read") => Ok(texts(&field(&answer, "texts"))),
            Some("too-large") => Err(Unread::PictureTooLarge),
            Some("unreadable") => Err(Unread::PictureUnreadable),
            _ => Err(Unread::ReaderDied),
        }
    }

    /// The first page of a document; none if it cannot be drawn.
    pub async fn first_page(&self, file: ArrayBuffer) -> Option<FirstPage> {
        let answer = self.page.answer("file", &file, Array::of1(&file)).await?;
        let page = field(&answer, "page");
        Some(FirstPage {
            width: side(&field(&page, "width"))?,
            height: side(&field(&page, "height"))?,
            pixels: field(&page, "pixels").dyn_into().ok()?,
            codes: texts(&field(&page, "codes")),
            words: field(&page, "words").as_string()?,
        })
    }
}

fn side(value: &JsValue) -> Option<u32> {
    let side = value.as_f64()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    (1.0..=65_535.0).contains(&side).then_some(side as u32)
}

fn texts(value: &JsValue) -> Vec<String> {
    let texts = value.dyn_ref::<Array>().map(|texts| texts.iter().filter_map(|text| text.as_string()));
    texts.into_iter().flatten().collect()
}
