//! `/announcements`: the annulments that the rules order to publish, number and
//! date only. Programs get the same as JSON at the same address.
//!
//! Hooks for tests: table "撤銷、廢止教師證書公告".

use leptos::prelude::*;

use crate::{
    client::Client,
    components::loaded,
    frame::CurrentLanguage,
    loader::Loader,
    navigation::TITLE,
    text::{self, office as words},
};

/// The page.
#[component]
pub fn AnnouncementsPage() -> impl IntoView {
    let current = expect_context::<CurrentLanguage>();
    let client = expect_context::<Client>();
    let list = Loader::start(move |leaving| client.announcements(leaving));
    view! {
        <h1 id=TITLE tabindex="-1">{move || words::ANNOUNCEMENTS_TITLE.say(current.get())}</h1>
        <p class="lead">{move || words::ANNOUNCEMENTS_LEAD.say(current.get())}</p>
        {move || {
            let language = current.get();
            loaded(
                language,
                list,
                move |list| {
                    if list.is_empty() {
                        return view! { <p class="empty">{words::NO_ANNOUNCEMENTS.say(language)}</p> }.into_any();
                    }
                    let rows = list
                        .iter()
                        .map(|entry| {
                            view! {
                                <tr>
                                    <th scope="row">{entry.certificate_number.to_string()}</th>
                                    <td>{words::day(language, entry.decision_date)}</td>
                                </tr>
                            }
                        })
                        .collect_view();
                    view! {
                        <table class="table short">
                            <caption class="hidden-text">{words::ANNOUNCEMENTS_TITLE.say(language)}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{text::CERTIFICATE_NUMBER.say(language)}</th>
                                    <th scope="col">{words::DECISION_DATE.say(language)}</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    }
                        .into_any()
                },
            )
        }}
    }
}
