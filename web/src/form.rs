//! A form that is sent by fetch: what is typed stays, whatever the answer. What the
//! page itself does not take is a [`Slip`]; what the server does not take, a trouble.
//! Both are said beside the field and in one notice, which gets the focus.

use std::future::Future;

use leptos::{prelude::*, task};

use crate::{
    navigation,
    text::{Phrase, problem},
    trouble::Trouble,
};

/// A field that cannot be sent as it is, and why. It is forgotten as soon as something else
/// is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    id: &'static str,
    reason: Phrase,
    value: RwSignal<String>,
    typed: String,
}

impl Slip {
    /// What is wrong with the field that has this `id`, if it is `wrong`.
    pub fn when(wrong: bool, id: &'static str, value: RwSignal<String>, reason: Phrase) -> Option<Self> {
        wrong.then(|| Self { id, reason, value, typed: value.get_untracked() })
    }

    /// A field that has to be filled in and is not.
    pub fn missing(id: &'static str, value: RwSignal<String>) -> Option<Self> {
        let empty = value.with_untracked(|value| value.trim().is_empty());
        Self::when(empty, id, value, problem::MISSING)
    }

    /// A field that takes a day and has something else.
    pub fn of_day(id: &'static str, value: RwSignal<String>) -> Option<Self> {
        let wrong = value.with_untracked(|value| value.trim().parse::<certificate::Date>().is_err());
        Self::missing(id, value).or_else(|| Self::when(wrong, id, value, problem::NOT_A_DATE))
    }
}

/// A field of a form: what the server calls it, its control, its label.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    id: &'static str,
    label: Phrase,
}

/// A line of the notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The control and the label of its field, where the form has it.
    pub field: Option<(&'static str, Phrase)>,
    /// In both languages, or in the one there is.
    pub reason: String,
}

/// One form. Copies are the same.
#[derive(Clone, Copy)]
pub struct Form {
    trouble: RwSignal<Option<Trouble>>,
    slips: RwSignal<Vec<Slip>>,
    places: StoredValue<Vec<Place>>,
    busy: RwSignal<bool>,
    /// The `id` of the notice of what went wrong, which gets the focus.
    notice: &'static str,
}

impl Form {
    /// A form whose notice has this `id`.
    pub fn new(notice: &'static str) -> Self {
        Self {
            trouble: RwSignal::new(None),
            slips: RwSignal::new(Vec::new()),
            places: StoredValue::new(Vec::new()),
            busy: RwSignal::new(false),
            notice,
        }
    }

    /// The `id` of the notice.
    pub const fn notice(self) -> &'static str {
        self.notice
    }

    /// Why it was refused.
    pub fn trouble(self) -> Option<Trouble> {
        self.trouble.get()
    }

    /// Whether an answer is awaited.
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// Adds a field, so that the notice can name it and lead to it; gives what is wrong
    /// with it. Forms that share a state share names, and the one drawn last counts.
    pub fn field(self, name: &'static str, id: &'static str, label: Phrase) -> Signal<Option<String>> {
        self.places.update_value(|places| {
            places.retain(|place| place.name != name);
            places.push(Place { name, id, label });
        });
        Signal::derive(move || {
            let is_it = |slip: &&Slip| slip.id == id && slip.stands();
            let slip = self.slips.with(|slips| slips.iter().find(is_it).map(Slip::said));
            slip.or_else(|| {
                self.trouble.with(|trouble| trouble.as_ref()?.of_field(name).map(ToOwned::to_owned))
            })
        })
    }

    /// What the page does not take, field by field.
    pub fn slips(self) -> Vec<Complaint> {
        let complain =
            |slip: &Slip| Complaint { field: self.place(|place| place.id == slip.id), reason: slip.said() };
        self.slips.with(|slips| slips.iter().filter(|slip| slip.stands()).map(complain).collect())
    }

    /// What the server does not take, field by field.
    pub fn refusals(self) -> Vec<Complaint> {
        let fields = self
            .trouble
            .with(|trouble| trouble.as_ref().map(|trouble| trouble.fields().to_vec()).unwrap_or_default());
        let complain = |field: certificate::api::FieldProblem| Complaint {
            field: self.place(|place| field.field.rsplit(['.', '/']).next() == Some(place.name)),
            reason: field.reason,
        };
        fields.into_iter().map(complain).collect()
    }

    fn place(self, is_it: impl Fn(&Place) -> bool) -> Option<(&'static str, Phrase)> {
        let found = |places: &Vec<Place>| {
            places.iter().find(|place| is_it(place)).map(|place| (place.id, place.label))
        };
        self.places.try_with_value(found).flatten()
    }

    /// Takes back what was said.
    pub fn clear(self) {
        self.trouble.set(None);
        self.slips.set(Vec::new());
    }

    /// Takes back that somebody has to sign in.
    pub fn forget_sign_in(self) {
        let asks = |trouble: &Option<Trouble>| trouble.as_ref().is_some_and(Trouble::asks_to_sign_in);
        if self.trouble.with_untracked(asks) {
            self.trouble.set(None);
        }
    }

    /// Whether nothing is wrong that the page can see; else says what.
    pub fn accepts(self, slips: impl IntoIterator<Item = Option<Slip>>) -> bool {
        let slips: Vec<_> = slips.into_iter().flatten().collect();
        let fine = slips.is_empty();
        self.trouble.set(None);
        self.slips.set(slips);
        if !fine {
            navigation::focus(self.notice);
        }
        fine
    }

    /// Sends once at a time; `done` gets the answer.
    pub fn submit<T: 'static>(
        self,
        act: impl Future<Output = Result<T, Trouble>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.clear();
        task::spawn_local(async move {
            let outcome = act.await;
            // Gone with its view, the form has nothing to say any more.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(answer) => done(answer),
                Err(trouble) => {
                    self.trouble.try_set(Some(trouble));
                    navigation::focus(self.notice);
                }
            }
        });
    }
}

impl Slip {
    /// Whether the field still has what was wrong.
    fn stands(&self) -> bool {
        self.value.try_with(|value| *value == self.typed).unwrap_or_default()
    }

    /// Both languages in one text, as the server says it.
    fn said(&self) -> String {
        format!("{} {}", self.reason.zh, self.reason.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::office::{ACCOUNT, PASSWORD};

    fn form() -> (Owner, Form) {
        let owner = Owner::new();
        owner.set();
        (owner, Form::new("notice"))
    }

    #[test]
    fn a_field_that_is_left_empty_is_named_and_found() {
        let (_owner, form) = form();
        let (account, password) =
            (form.field("account", "a", ACCOUNT), form.field("password", "p", PASSWORD));
        let typed = RwSignal::new("  ".to_owned());
        form.slips.set(Slip::missing("p", typed).into_iter().collect());
        assert_eq!(account.get_untracked(), None);
        assert!(password.get_untracked().is_some());
        let complaints = untrack(|| form.slips());
        assert_eq!(complaints.len(), 1);
        assert_eq!(complaints[0].field, Some(("p", PASSWORD)));
        typed.set("something".to_owned());
        assert_eq!(password.get_untracked(), None, "what is typed anew is looked at anew");
        assert!(untrack(|| form.slips()).is_empty());
    }

    #[test]
    fn a_day_is_missing_wrong_or_taken() {
        let (_owner, _) = form();
        let slip = |typed: &str| Slip::of_day("d", RwSignal::new(typed.to_owned())).map(|slip| slip.reason);
        assert_eq!(slip(""), Some(problem::MISSING));
        assert_eq!(slip("yesterday"), Some(problem::NOT_A_DATE));
        assert_eq!(slip(" 115-11-20 "), None);
    }

    #[test]
    fn what_is_wrong_is_said_in_one_language() {
        let (_owner, _) = form();
        use crate::{Language, text::problem::in_language};
        for reason in [problem::MISSING, problem::NOT_A_DATE, problem::OTHER_NUMBER] {
            let value = RwSignal::new(String::new());
            let said = Slip { id: "x", reason, value, typed: String::new() }.said();
            assert_eq!(in_language(Language::Chinese, &said), reason.zh);
            assert_eq!(in_language(Language::English, &said), reason.en);
        }
    }
}
