//! Moving between the office pages without loading them anew: the History API,
//! links that use it, and the focus that follows.

use leptos::{ev, leptos_dom::helpers::WindowListenerHandle, prelude::*, task};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, MouseEvent};

use crate::route::Page;

/// The `id` of every page's heading.
pub const TITLE: &str = "title";

/// Where the visitor is. Copies are the same.
#[derive(Clone, Copy)]
pub struct Navigator(RwSignal<Page>);

impl Navigator {
    /// Provides the place to all below; follows the browser's back and forward.
    pub fn provide() -> Self {
        let navigator = Self(RwSignal::new(here()));
        let handle = window_event_listener(ev::popstate, move |_| navigator.0.set(here()));
        on_cleanup(move || WindowListenerHandle::remove(handle));
        provide_context(navigator);
        navigator
    }

    /// The page.
    pub fn page(self) -> Page {
        self.0.get()
    }

    /// Goes to a page.
    pub fn go(self, page: Page) {
        self.enter(page, false);
    }

    /// Goes to a page in place of this one, so that "back" does not come here.
    pub fn replace(self, page: Page) {
        self.enter(page, true);
    }

    fn enter(self, page: Page, replace: bool) {
        if let Ok(history) = window().history() {
            let address = page.address();
            // Fails only for an address of another site.
            let _ = if replace {
                history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
            } else {
                history.push_state_with_url(&JsValue::NULL, "", Some(&address))
            };
        }
        window().scroll_to_with_x_and_y(0.0, 0.0);
        self.0.set(page);
    }
}

fn here() -> Page {
    let location = window().location();
    Page::of_address(&location.pathname().unwrap_or_default(), &location.search().unwrap_or_default())
}

/// A link to a page of the office. Everything a browser does with links works:
/// only the plain click stays within the page.
#[component]
pub fn PageLink(
    /// Where it leads.
    page: Page,
    /// Its look.
    #[prop(optional)]
    class: &'static str,
    /// Marks the place where the visitor is.
    #[prop(optional, into)]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let navigator = expect_context::<Navigator>();
    let address = page.address();
    let click = move |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if plain {
            event.prevent_default();
            navigator.go(page.clone());
        }
    };
    view! {
        <a href=address class=class aria-current=move || current.get().then_some("page") on:click=click>
            {children()}
        </a>
    }
}

/// Moves the focus to an element once it is on the page.
pub fn focus(id: &'static str) {
    task::spawn_local(async move {
        task::tick().await;
        if let Some(element) =
            document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}
