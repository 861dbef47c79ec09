//! The code on a printed certificate. A phone's camera opens this page with the
//! code behind the `#`, which no browser sends anywhere. It is taken out of the
//! address at once, so that it is neither in the history nor in what somebody
//! copies from the address bar.

use leptos::{ev, prelude::*, task};
use wasm_bindgen::JsValue;

use super::{Desk, mark, show_result};
use crate::{client::Freshness, judge::judge_code};

/// What a link with a code has behind the `#` first; the verifier reads the rest.
const MARK: &str = "#C:";

/// Reads the code of the address the page was opened with, and of every one that
/// is opened in the same window later.
pub(super) fn accept_links(desk: Desk) {
    // Not before the page stands: the result gets the focus.
    task::spawn_local(async move { desk.take_link() });
    let handle = window_event_listener(ev::hashchange, move |_| desk.take_link());
    on_cleanup(move || handle.remove());
}

impl Desk {
    fn take_link(self) {
        let location = window().location();
        let Some(code) = location.hash().ok().filter(|hash| hash.starts_with(MARK)) else { return };
        if let Ok(history) = window().history() {
            let bare = location.pathname().unwrap_or_default();
            // If it fails, the code stays visible to the one who opened it.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&bare));
        }
        self.code.set_value(code);
        self.check_code(Freshness::Recent);
    }

    /// Checks the code once more with a fresh list.
    pub(super) fn check_code_again(self) {
        self.check_code(Freshness::Now);
    }

    fn check_code(self, freshness: Freshness) {
        mark("dcert:file");
        self.leave_file();
        let Some(run) = self.session.try_update(|session| session.read_code()) else { return };
        task::spawn_local(async move {
            let lists = self.lists.get_value();
            let fetch = lists.fetch(freshness);
            let outcome = judge_code(&lists, fetch, &self.verifier.get_value(), self.code.get_value()).await;
            if self.session.try_update(|session| session.finish_code(run, outcome)) == Some(true) {
                show_result().await;
            }
        });
    }
}
