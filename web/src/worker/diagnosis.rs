//! The handle of the diagnosis: a large, lenient reader of PDF that says why a
//! refused file is not what it should be. It is fetched after the first refusal
//! and not before, and gets a worker of its own for every file, so that nothing of
//! a file that broke it is left.
//!
//! ```text
//! → { id, file: ArrayBuffer }
//! ← { ready: true } once, then { id, diagnosis: JSON of Diagnosis, restored: ArrayBuffer | null }
//! ```

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
    time::Duration,
};

use certificate::{Diagnosis, Read};
use futures_channel::oneshot;
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::set_timeout_with_handle};
use wasm_bindgen::{JsCast, JsValue};

use super::{Message, Running, Script, field};

const SCRIPT: Script = Script { meta: "meta[name=diagnosis-worker]", fallback: "/diagnosis_loader.js" };

/// Loading the module on a slow line. The verdict is there all the while.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// After this it is taken to loop.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known about a refused file.
pub struct Opinion {
    /// What happened to it.
    pub diagnosis: Diagnosis,
    /// The issued bytes, if undoing the change may give them; to be verified.
    pub restored: Option<ArrayBuffer>,
}

/// Asks for one opinion at a time. Clones are the same.
#[derive(Clone, Default)]
pub struct Diagnostician(Rc<RefCell<Option<Consultation>>>);

struct Consultation {
    running: Running,
    /// Handed over once the worker is ready.
    file: Option<ArrayBuffer>,
    answer: oneshot::Sender<Option<Opinion>>,
    alarm: Alarm,
}

/// Ends the consultation when the time is up, unless dropped before.
struct Alarm(Option<TimeoutHandle>);

impl Diagnostician {
    /// Ends what is under way; its asker gets no opinion.
    pub fn dismiss(&self) {
        self.0.take();
    }

    /// The opinion on a file; none if there is none in time, whatever the cause.
    pub async fn opinion(&self, file: ArrayBuffer) -> Option<Opinion> {
        let (answer, answered) = oneshot::channel();
        let consultation = Consultation::start(&Rc::downgrade(&self.0), file, answer).ok()?;
        self.0.replace(Some(consultation));
        answered.await.ok().flatten()
    }
}

impl Consultation {
    fn start(
        desk: &Weak<RefCell<Option<Self>>>,
        file: ArrayBuffer,
        answer: oneshot::Sender<Option<Opinion>>,
    ) -> Result<Self, JsValue> {
        let received = {
            let desk = desk.clone();
            move |message| receive(&desk, &message)
        };
        let failed = {
            let desk = desk.clone();
            move || end(&desk, None)
        };
        let running = Running::start(&SCRIPT, received, failed)?;
        Ok(Self { running, file: Some(file), answer, alarm: Alarm::set(desk, START_PATIENCE) })
    }

    fn hand_over(&mut self) -> Result<(), JsValue> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let message = Object::new();
        Reflect::set(&message, &"id".into(), &1.into())?;
        Reflect::set(&message, &"file".into(), &file)?;
        self.running.worker.post_message_with_transfer(&message, &Array::of1(&file))
    }
}

impl Alarm {
    fn set(desk: &Weak<RefCell<Option<Consultation>>>, patience: Duration) -> Self {
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

fn receive(desk: &Weak<RefCell<Option<Consultation>>>, message: &JsValue) {
    if !field(message, "ready").is_truthy() {
        return end(desk, Opinion::from_message(message));
    }
    let Some(shared) = desk.upgrade() else { return };
    let handed_over = shared.borrow_mut().as_mut().is_some_and(|consultation| {
        consultation.alarm = Alarm::set(desk, PATIENCE);
        consultation.hand_over().is_ok()
    });
    if !handed_over {
        end(desk, None);
    }
}

/// Ends the worker and answers.
fn end(desk: &Weak<RefCell<Option<Consultation>>>, opinion: Option<Opinion>) {
    if let Some(consultation) = desk.upgrade().and_then(|desk| desk.take()) {
        // Nobody may be waiting any more.
        let _ = consultation.answer.send(opinion);
    }
}

impl Opinion {
    fn from_message(message: &JsValue) -> Option<Self> {
        let diagnosis = Diagnosis::read(&Message::parse(&field(message, "diagnosis"))?)?;
        Some(Self { diagnosis, restored: field(message, "restored").dyn_into().ok() })
    }
}
