//! The handle of the verifier. One that stops, stays silent or answers nonsense
//! is replaced; its open checks fail and say so.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
    time::Duration,
};

use certificate::{CodeReport, Read, Summary};
use futures_channel::oneshot;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use leptos::prelude::set_timeout_with_handle;
use wasm_bindgen::JsValue;

use super::{Message, Running, Script, field};
use crate::session::Failure;

const SCRIPT: Script = Script { meta: "meta[name=verifier-worker]", fallback: "/verifier-wasm_loader.js" };

/// The verifier that knows printed codes, too: a tenth more to load.
const CODES: Script = Script { meta: "meta[name=codes-worker]", fallback: "/codes_loader.js" };

/// Loading the verifier on a slow line.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// A check takes milliseconds; the largest file on an old machine a few seconds.
const CHECK_PATIENCE: Duration = Duration::from_secs(15);

/// What is to be checked.
pub enum Subject {
    /// The bytes of a file; handed over, not copied.
    File(ArrayBuffer),
    /// The code on a printed certificate.
    Code(String),
}

/// The version of the verifier: that of the product, with the digest by which its
/// script is named.
pub fn build() -> String {
    let address = SCRIPT.address();
    let digest = address.trim_end_matches(".js").rsplit('-').next().unwrap_or_default();
    format!("{} ({digest})", env!("CARGO_PKG_VERSION"))
}

/// One check.
pub struct Request {
    /// What is to be checked.
    pub subject: Subject,
    /// The status list as the server sent it.
    pub status: Option<String>,
    /// The highest list version this browser has seen.
    pub newest_seen: Option<u64>,
}

/// The verifier. Clones are the same verifier.
#[derive(Clone)]
pub struct Verifier(Rc<RefCell<State>>);

struct State {
    script: &'static Script,
    /// The running worker; none after one that never got ready has failed, so
    /// that a missing script is not asked for in a loop.
    serving: Option<Serving>,
    last_id: u32,
}

struct Serving {
    running: Running,
    ready: bool,
    open: Vec<Open>,
}

/// A check without an answer.
struct Open {
    id: u32,
    /// What to post once the worker is ready.
    unsent: Option<(JsValue, Array)>,
    answer: oneshot::Sender<Result<JsValue, Failure>>,
}

impl Verifier {
    /// Starts the worker.
    pub fn start() -> Self {
        let verifier = Self::idle();
        verifier.warm_up();
        verifier
    }

    /// One whose worker starts when it is told to, or with the first check.
    pub fn idle() -> Self {
        Self::of(&SCRIPT)
    }

    /// Starts one that can check the codes of printed certificates.
    pub fn start_for_codes() -> Self {
        let verifier = Self::of(&CODES);
        verifier.warm_up();
        verifier
    }

    fn of(script: &'static Script) -> Self {
        Self(Rc::new(RefCell::new(State { script, serving: None, last_id: 0 })))
    }

    /// Checks a file.
    pub async fn verify(&self, request: Request) -> Result<Summary, Failure> {
        self.ask(request, "report", Summary::read).await
    }

    /// Checks the code on a printed certificate; for one started for codes.
    pub async fn verify_code(&self, request: Request) -> Result<CodeReport, Failure> {
        self.ask(request, "copy", CodeReport::read).await
    }

    /// What the worker says in the field `name`. Of a copy it never speaks as of a file.
    async fn ask<T>(
        &self,
        request: Request,
        name: &str,
        read: impl FnOnce(&Message) -> Option<T>,
    ) -> Result<T, Failure> {
        let answer = self.answer(request).await?;
        let answer = Message::parse(&field(&answer, name)).and_then(|answer| read(&answer));
        answer.ok_or_else(|| {
            replace(&Rc::downgrade(&self.0), Failure::VerifierGarbled);
            Failure::VerifierGarbled
        })
    }

    async fn answer(&self, request: Request) -> Result<JsValue, Failure> {
        self.warm_up();
        let (answer, answered) = oneshot::channel();
        let (id, ready) = {
            let mut state = self.0.borrow_mut();
            state.last_id = state.last_id.wrapping_add(1);
            let id = state.last_id;
            let serving = state.serving.as_mut().ok_or(Failure::VerifierDied)?;
            let message = request.into_message(id).map_err(|_| Failure::VerifierDied)?;
            serving.open.push(Open { id, unsent: Some(message), answer });
            serving.post_unsent();
            (id, serving.ready)
        };
        let timer = {
            let verifier = Rc::downgrade(&self.0);
            let patience = if ready { CHECK_PATIENCE } else { START_PATIENCE };
            set_timeout_with_handle(move || silent(&verifier, id), patience).ok()
        };
        let result = answered.await.unwrap_or(Err(Failure::VerifierDied));
        if let Some(timer) = timer {
            timer.clear();
        }
        result
    }

    /// Starts the worker unless it runs, so that it is warm when a file arrives.
    pub fn warm_up(&self) {
        let mut state = self.0.borrow_mut();
        if state.serving.is_none() {
            state.serving = Serving::start(state.script, &Rc::downgrade(&self.0)).ok();
        }
    }
}

impl Request {
    fn into_message(self, id: u32) -> Result<(JsValue, Array), JsValue> {
        let status = match self.status {
            Some(token) => Uint8Array::from(token.as_bytes()).buffer().into(),
            None => JsValue::NULL,
        };
        // List versions stay far below 2^53, where JavaScript's numbers get coarse.
        let newest_seen = self.newest_seen.map_or(JsValue::NULL, |version| JsValue::from_f64(version as f64));
        let now = (js_sys::Date::now() / 1000.0).floor();
        let message = Object::new();
        let (kind, subject, transfer) = match self.subject {
            Subject::File(file) => ("file", JsValue::from(&file), Array::of1(&file)),
            Subject::Code(code) => ("code", code.into(), Array::new()),
        };
        for (key, value) in [
            ("id", &JsValue::from(id)),
            (kind, &subject),
            ("status", &status),
            ("newest_seen", &newest_seen),
            ("now", &JsValue::from_f64(now)),
        ] {
            Reflect::set(&message, &key.into(), value)?;
        }
        Ok((message.into(), transfer))
    }
}

impl Serving {
    fn start(script: &Script, state: &Weak<RefCell<State>>) -> Result<Self, JsValue> {
        let received = {
            let state = state.clone();
            move |message| receive(&state, &message)
        };
        let failed = {
            let state = state.clone();
            move || replace(&state, Failure::VerifierDied)
        };
        Ok(Self { running: Running::start(script, received, failed)?, ready: false, open: Vec::new() })
    }

    /// Hands the worker what waits for it. Before it is ready nobody listens
    /// there, and a message would be lost.
    fn post_unsent(&mut self) {
        if !self.ready {
            return;
        }
        for open in &mut self.open {
            if let Some((message, transfer)) = open.unsent.take() {
                // Fails only for a buffer that was handed over before; the check
                // then runs into its time limit.
                let _ = self.running.worker.post_message_with_transfer(&message, &transfer);
            }
        }
    }
}

/// `{ready: true}`, `{id, report}` or `{id, copy}`.
fn receive(state: &Weak<RefCell<State>>, message: &JsValue) {
    let Some(shared) = state.upgrade() else { return };
    let mut borrowed = shared.borrow_mut();
    let Some(serving) = &mut borrowed.serving else { return };
    if field(message, "ready").is_truthy() {
        serving.ready = true;
        serving.post_unsent();
        return;
    }
    let id = field(message, "id");
    let Some(place) = serving.open.iter().position(|open| id == open.id) else { return };
    // Nobody may be waiting any more.
    let _ = serving.open.swap_remove(place).answer.send(Ok(message.clone()));
}

/// The time of a check is up.
fn silent(state: &Weak<RefCell<State>>, id: u32) {
    let still_open = state.upgrade().is_some_and(|state| {
        let state = state.borrow();
        state.serving.as_ref().is_some_and(|serving| serving.open.iter().any(|open| open.id == id))
    });
    if still_open {
        replace(state, Failure::VerifierSilent);
    }
}

/// Ends the worker, fails its open checks and starts another one.
fn replace(state: &Weak<RefCell<State>>, failure: Failure) {
    let Some(state) = state.upgrade() else { return };
    let failed = state.borrow_mut().serving.take();
    if let Some(mut failed) = failed {
        for open in failed.open.drain(..) {
            let _ = open.answer.send(Err(failure));
        }
        if failed.ready {
            let script = state.borrow().script;
            state.borrow_mut().serving = Serving::start(script, &Rc::downgrade(&state)).ok();
        }
    }
}
