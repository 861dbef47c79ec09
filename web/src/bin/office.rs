//! Starts the office pages in the page that `office.html` holds ready.

use leptos::prelude::{document, mount_to_body};

fn main() {
    // The words shown while the app is on its way.
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
    mount_to_body(web::office::Office);
}
