//! The handle of the diagnosis: a large, lenient reader of PDF that says why a
//! refused file is not what it should be.
//!
//! ```text
//! → { id, file: ArrayBuffer }
//! ← { id, diagnosis: JSON of Diagnosis, restored: ArrayBuffer | null }
//! ```

use std::time::Duration;

use certificate::{Diagnosis, Read};
use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};

use super::{Message, Script, errand::Errands, field};

const SCRIPT: Script = Script { meta: "meta[name=diagnosis-worker]", fallback: "/diagnosis_loader.js" };
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known about a refused file.
pub struct Opinion {
    /// What happened to it.
    pub diagnosis: Diagnosis,
    /// The issued bytes, if undoing the change may give them; to be verified.
    pub restored: Option<ArrayBuffer>,
}

/// Asks for one opinion at a time. Clones are the same.
#[derive(Clone)]
pub struct Diagnostician(Errands);

impl Default for Diagnostician {
    fn default() -> Self {
        Self(Errands::to(&SCRIPT, PATIENCE))
    }
}

impl Diagnostician {
    /// Ends what is under way; its asker gets no opinion.
    pub fn dismiss(&self) {
        self.0.dismiss();
    }

    /// The opinion on a file; none if there is none in time, whatever the cause.
    pub async fn opinion(&self, file: ArrayBuffer) -> Option<Opinion> {
        Opinion::from_message(&self.0.answer("file", &file, Array::of1(&file)).await?)
    }
}

impl Opinion {
    fn from_message(message: &JsValue) -> Option<Self> {
        let diagnosis = Diagnosis::read(&Message::parse(&field(message, "diagnosis"))?)?;
        Some(Self { diagnosis, restored: field(message, "restored").dyn_into().ok() })
    }
}
