//! A worker that is started for one question and ended with its answer, so that
//! nothing of a file that broke it is left. Its script is fetched with the first
//! question and not before.
//!
//! ```text
//! → the question, with `id: 1`
//! ← { ready: true } once, then the answer
//! ```

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
    time::Duration,
};

use futures_channel::oneshot;
use js_sys::{Array, Object, Reflect};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::set_timeout_with_handle};
use wasm_bindgen::JsValue;

use super::{Running, Script, field};

/// Loading the module on a slow line.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// Runs one errand at a time. Clones are the same.
#[derive(Clone)]
pub(super) struct Errands {
    script: &'static Script,
    /// After this the worker is taken to loop.
    patience: Duration,
    desk: Rc<RefCell<Option<Errand>>>,
}

struct Errand {
    running: Running,
    /// Handed over once the worker is ready.
    question: Option<(Object, Array)>,
    answer: oneshot::Sender<Option<JsValue>>,
    patience: Duration,
    alarm: Alarm,
}

/// Ends the errand when the time is up, unless dropped before.
struct Alarm(Option<TimeoutHandle>);

impl Errands {
    pub(super) fn to(script: &'static Script, patience: Duration) -> Self {
        Self { script, patience, desk: Rc::default() }
    }

    /// Ends what is under way; its asker gets no answer.
    pub(super) fn dismiss(&self) {
        self.desk.take();
    }

    /// The answer to a question of one field; none if there is none in time,
    /// whatever the cause.
    pub(super) async fn answer(&self, name: &str, value: &JsValue, handed_over: Array) -> Option<JsValue> {
        let question = Object::new();
        Reflect::set(&question, &"id".into(), &1.into()).ok()?;
        Reflect::set(&question, &name.into(), value).ok()?;
        let (answer, answered) = oneshot::channel();
        let errand = self.start((question, handed_over), answer).ok()?;
        self.desk.replace(Some(errand));
        answered.await.ok().flatten()
    }

    fn start(
        &self,
        question: (Object, Array),
        answer: oneshot::Sender<Option<JsValue>>,
    ) -> Result<Errand, JsValue> {
        let desk = Rc::downgrade(&self.desk);
        let received = {
            let desk = desk.clone();
            move |message| receive(&desk, message)
        };
        let failed = {
            let desk = desk.clone();
            move || end(&desk, None)
        };
        let running = Running::start(self.script, received, failed)?;
        let alarm = Alarm::set(&desk, START_PATIENCE);
        Ok(Errand { running, question: Some(question), answer, patience: self.patience, alarm })
    }
}

impl Errand {
    fn hand_over(&mut self) -> Result<(), JsValue> {
        let Some((question, handed_over)) = self.question.take() else { return Ok(()) };
        self.running.worker.post_message_with_transfer(&question, &handed_over)
    }
}

impl Alarm {
    fn set(desk: &Weak<RefCell<Option<Errand>>>, patience: Duration) -> Self {
        let desk = desk.clone();
        Self(set_timeout_with_handle(move || end(&desk, None), patience).ok())
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if let Some(timer) = self.0 {
            timer.clear();
        }
    }
}

fn receive(desk: &Weak<RefCell<Option<Errand>>>, message: JsValue) {
    if !field(&message, "ready").is_truthy() {
        return end(desk, Some(message));
    }
    let Some(shared) = desk.upgrade() else { return };
    let handed_over = shared.borrow_mut().as_mut().is_some_and(|errand| {
        errand.alarm = Alarm::set(desk, errand.patience);
        errand.hand_over().is_ok()
    });
    if !handed_over {
        end(desk, None);
    }
}

/// Ends the worker and answers.
fn end(desk: &Weak<RefCell<Option<Errand>>>, answer: Option<JsValue>) {
    if let Some(errand) = desk.upgrade().and_then(|desk| desk.take()) {
        // Nobody may be waiting any more.
        let _ = errand.answer.send(answer);
    }
}
