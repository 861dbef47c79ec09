//! What stands around every page: masthead, language switch, footer.

use leptos::prelude::*;

use crate::{Language, storage, text, worker};

/// The language shown, for every page and component below the frame.
#[derive(Clone, Copy)]
pub struct CurrentLanguage(RwSignal<Language>);

impl CurrentLanguage {
    /// Provides the language: the one chosen before, else the browser's.
    pub fn provide() -> Self {
        let language = storage::language().unwrap_or_else(|| {
            let tags: Vec<_> =
                window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
            Language::preferred(tags.iter().map(String::as_str))
        });
        let current = Self(RwSignal::new(language));
        provide_context(current);
        // The document outside the app follows: screen readers and hyphenation go by
        // `lang`.
        Effect::new(move || {
            if let Some(root) = document().document_element() {
                // Cannot fail for this name.
                let _ = root.set_attribute("lang", current.get().tag());
            }
        });
        current
    }

    /// The language; a view that reads it follows the switch.
    pub fn get(self) -> Language {
        self.0.get()
    }

    fn switch(self) {
        let language = self.0.get_untracked().other();
        storage::keep_language(language);
        self.0.set(language);
    }
}

/// Masthead, the page, footer.
#[component]
pub fn Frame(
    /// The name of the site, beside its mark.
    product: text::Phrase,
    /// What stands beside the language switch.
    #[prop(into)]
    menu: ViewFn,
    children: Children,
) -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    view! {
        <a class="skip" href="#main">{move || text::SKIP.say(current.get())}</a>
        <header class="masthead">
            <div class="measure">
                <p class="brand">
                    <Mark />
                    <span class="brand-name">{move || product.say(current.get())}</span>
                    <span class="brand-code" translate="no">"dcert"</span>
                </p>
                <div class="masthead-end">
                    {move || menu.run()}
                    // Names the other language in that language.
                    <button
                        type="button"
                        class="button quiet"
                        lang=move || current.get().other().tag()
                        on:click=move |_| current.switch()
                    >
                        {move || match current.get().other() {
                            Language::Chinese => "中文",
                            Language::English => "English",
                        }}
                    </button>
                </div>
            </div>
        </header>
        {children()}
        <footer class="colophon">
            <p class="measure">
                {move || text::FOOTER.say(current.get())}
                <span class="version">
                    {move || text::VERSION.say(current.get())} " " {env!("CARGO_PKG_VERSION")}
                    {build().map(|digest| view! { " · " {move || text::BUILD.say(current.get())} " " {digest} })}
                </span>
            </p>
        </footer>
    }
}

/// The digest of all files of this build, short.
fn build() -> Option<String> {
    worker::meta("meta[name=build]")?.get(..16).map(str::to_owned)
}

/// The mark of the product: a certificate's double frame with a tick in it.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M3.5 3.5h25v25h-25z M7.5 7.5h17v17h-17z" fill="none" stroke="currentColor" stroke-width="2" />
            <path d="M11 16.5l3.6 3.6 6.9-7.4" fill="none" stroke="currentColor" stroke-width="2.6" />
        </svg>
    }
}
