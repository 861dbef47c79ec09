//! The data of a case as fields.

use leptos::prelude::*;

use super::{Choice, Field};
use crate::{
    Language,
    case_data::{CaseField, TypedCase},
    form::Form,
    text::{ministry as words, office},
};

/// One field for each item that this kind of case has.
#[component]
pub fn CaseFields(language: Language, typed: TypedCase, form: Form) -> impl IntoView {
    let field = move |field: CaseField| {
        let value = typed.value(field);
        let label = words::case_field(field);
        let error = form.field(field.name(), field.id(), label);
        match field {
            CaseField::Rank => {
                let ranks = certificate::Rank::ALL
                    .into_iter()
                    .rev()
                    .map(|rank| (rank.code().to_owned(), office::rank(rank).say(language).to_owned()))
                    .collect();
                view! {
                    <Choice
                        language=language
                        id=field.id()
                        label=label
                        value=value
                        options=ranks
                        none=office::PLEASE_CHOOSE
                        error=error
                    />
                }
                .into_any()
            }
            _ => view! {
                <Field
                    language=language
                    id=field.id()
                    label=label
                    value=value
                    hint=words::case_field_hint(field)
                    error=error
                />
            }
            .into_any(),
        }
    };
    view! { <div class="fields">{typed.fields().iter().map(|name| field(*name)).collect_view()}</div> }
}
