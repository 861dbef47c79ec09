//! A link with the code of a printed certificate. A phone's camera opens this page
//! with the code behind the `#`, which no browser sends anywhere. It is taken out of
//! the address at once, so that it is neither in the history nor in what somebody
//! copies from the address bar.

use js_sys::Array;
use leptos::{ev, prelude::*, task};
use wasm_bindgen::JsValue;

use super::{Desk, mark};
use crate::handover::Purpose;

/// What a link with a code has behind the `#` first; the verifier reads the rest.
const MARK: &str = "#C:";

/// Reads the code of the address the page was opened with, and of every one that
/// is opened in the same window later.
pub(super) fn accept(desk: Desk) {
    // Not before the page stands: the annex needs its place.
    task::spawn_local(async move { desk.take_link() });
    let handle = window_event_listener(ev::hashchange, move |_| desk.take_link());
    on_cleanup(move || handle.remove());
}

impl Desk {
    fn take_link(self) {
        let location = window().location();
        let Some(code) = location.hash().ok().filter(|hash| hash.starts_with(MARK)) else { return };
        mark("dcert:file");
        if let Ok(history) = window().history() {
            let bare = location.pathname().unwrap_or_default();
            // If it fails, the code stays visible to the one who opened it.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&bare));
        }
        self.hand_over(Purpose::Code, &Array::of1(&code.into()));
    }
}
