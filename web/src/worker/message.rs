//! JSON from a worker, parsed by the browser. Reading it with serde would be a
//! sixth of all that the page of verification loads.

use certificate::{Node, Timestamp};
use js_sys::{Array, Date, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A value of a message.
pub struct Message(JsValue);

impl Message {
    /// Parses a text; none if there is no text, or no JSON in it.
    pub fn parse(text: &JsValue) -> Option<Self> {
        JSON::parse(&text.as_string()?).ok().map(Self)
    }
}

impl Node for Message {
    fn field(&self, name: &str) -> Option<Self> {
        // Fails for what is no object.
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn list(&self) -> Option<Vec<Self>> {
        let list: &Array = self.0.dyn_ref()?;
        Some(list.iter().map(Self).collect())
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<u64> {
        whole(self.0.as_f64()?)
    }

    fn truth(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn instant(&self) -> Option<Timestamp> {
        let seconds = Date::parse(&self.0.as_string()?) / 1000.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "not a number becomes 0, which is refused before"
        )]
        (!seconds.is_nan()).then(|| Timestamp::from_unix(seconds as i64)).flatten()
    }
}

/// A whole number below 2^53, where those of JavaScript get coarse.
fn whole(number: f64) -> Option<u64> {
    const END: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be such a number"
    )]
    ((0.0..END).contains(&number) && number.trunc() == number).then_some(number as u64)
}
