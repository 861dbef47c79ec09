//! What the browser keeps between visits: the language and the newest status
//! list. Nothing about any certificate. A browser that keeps nothing (private
//! window, blocked storage) loses only that comfort.

use web_sys::Storage;

use crate::Language;

/// Of the office pages, for this tab only.
const IMPORT: &str = "dcert.import";
const LANGUAGE: &str = "dcert.language";
const LIST_VERSION: &str = "dcert.list-version";
const LIST: &str = "dcert.list";

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn load(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn keep(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // Full or forbidden: the site works without.
        let _ = storage.set_item(key, value);
    }
}

fn tab_storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// The roster whose import was under way when this tab left the page, by the name of
/// its file.
pub fn import_under_way() -> Option<String> {
    tab_storage()?.get_item(IMPORT).ok().flatten()
}

/// Remembers, or forgets, that a roster is being imported.
pub fn note_import(file: Option<&str>) {
    if let Some(storage) = tab_storage() {
        // Full or forbidden: the page then cannot tell after a reload.
        let _ = match file {
            Some(file) => storage.set_item(IMPORT, file),
            None => storage.remove_item(IMPORT),
        };
    }
}

/// The language chosen with the switch.
pub fn language() -> Option<Language> {
    Language::from_tag(&load(LANGUAGE)?)
}

/// Remembers the language chosen.
pub fn keep_language(language: Language) {
    keep(LANGUAGE, language.tag());
}

/// The highest list version that the verifier has accepted in this browser. An
/// older list is refused from then on.
pub fn newest_seen() -> Option<u64> {
    load(LIST_VERSION)?.parse().ok()
}

/// The list of that version.
pub fn list() -> Option<String> {
    load(LIST)
}

/// Keeps a list whose signature the verifier has accepted, unless a newer one is
/// kept already, or the same: writing costs time, and many files come with one list.
pub fn keep_list(version: u64, token: &str) {
    if newest_seen().is_none_or(|newest| version > newest) {
        keep(LIST_VERSION, &version.to_string());
        keep(LIST, token);
    }
}
