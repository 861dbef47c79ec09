//! An object store on the loopback interface that speaks S3 and takes nothing that
//! is not signed as Amazon says. It can be away in several ways.

mod http;
mod signature;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
};

use http::{Reply, Request};
use signature::Account;

const BUCKET: &str = "/dcert";
pub(super) const KEY_ID: &str = "SAMPLEKEYID";
pub(super) const SECRET: &str = "sample/secret+of=the~store";
/// Few, so that a test meets more than one page.
const PAGE: usize = 3;

/// How the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Serving,
    /// Takes connections and hangs up.
    HangingUp,
    /// 503 to everything.
    Overloaded,
    /// Does what it is asked, and hangs up instead of saying so; asked the same
    /// again, it answers.
    LosingAnswers,
}

#[derive(Debug)]
struct State {
    mood: Mood,
    objects: BTreeMap<String, Vec<u8>>,
    requests: usize,
    /// Questions whose answer was lost.
    lost: BTreeSet<String>,
    /// What was refused, with the code that was answered.
    refusals: Vec<String>,
}

/// The store; dropping it ends nothing that matters.
#[derive(Clone)]
pub(super) struct ObjectStore {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl ObjectStore {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = State {
            mood: Mood::Serving,
            objects: BTreeMap::new(),
            requests: 0,
            lost: BTreeSet::new(),
            refusals: Vec::new(),
        };
        let store = Self { address: listener.local_addr().unwrap(), state: Arc::new(Mutex::new(state)) };
        let serving = store.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || drop(serving.serve(stream)));
            }
        });
        store
    }

    /// What the settings file says of it.
    pub(super) fn settings(&self) -> String {
        self.settings_with(SECRET)
    }

    pub(super) fn settings_with(&self, secret: &str) -> String {
        let url = format!("http://{}{BUCKET}", self.address);
        format!(
            "[object_store]\nurl = \"{url}\"\nregion = \"tw-1\"\nkey_id = \"{KEY_ID}\"\nsecret = \"{secret}\"\n"
        )
    }

    pub(super) fn set(&self, mood: Mood) {
        self.state().mood = mood;
    }

    pub(super) fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().objects.clone()
    }

    pub(super) fn put_foreign(&self, key: &str) {
        self.state().objects.insert(key.to_owned(), b"not ours".to_vec());
    }

    pub(super) fn damage(&self, key: &str) {
        let mut state = self.state();
        *state.objects.get_mut(key).unwrap().last_mut().unwrap() ^= 1;
    }

    pub(super) fn requests(&self) -> usize {
        self.state().requests
    }

    pub(super) fn refusals(&self) -> Vec<String> {
        self.state().refusals.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        if self.state().mood == Mood::HangingUp {
            return Ok(());
        }
        let request = http::read(&mut stream)?;
        let reply = self.reply(&request);
        let mut state = self.state();
        let question = format!("{} {}?{}", request.method, request.path, request.query);
        if state.mood == Mood::LosingAnswers && state.lost.insert(question) {
            return Ok(());
        }
        drop(state);
        http::write(&mut stream, &reply)
    }

    fn reply(&self, request: &Request) -> Reply {
        let account = Account { key_id: KEY_ID, secret: SECRET, region: "tw-1" };
        let checked = account.check(request, api::now());
        let mut state = self.state();
        state.requests += 1;
        if state.mood == Mood::Overloaded {
            return Reply::error(503, "SlowDown");
        }
        if let Err((status, code)) = checked {
            state.refusals.push(code.to_owned());
            return Reply::error(status, code);
        }
        let Some(path) = request.path.strip_prefix(BUCKET) else { return Reply::error(404, "NoSuchBucket") };
        match (request.method.as_str(), path.strip_prefix('/')) {
            ("GET", None) => list(&state.objects, request),
            ("GET", Some(key)) => state.objects.get(key).map_or_else(
                || Reply::error(404, "NoSuchKey"),
                |object| part(object, request.header("range")),
            ),
            ("PUT", Some(key)) => {
                if request.header("if-none-match") == Some("*") && state.objects.contains_key(key) {
                    return Reply::error(412, "PreconditionFailed");
                }
                state.objects.insert(key.to_owned(), request.content.clone());
                Reply::ok(Vec::new())
            }
            _ => Reply::error(405, "MethodNotAllowed"),
        }
    }
}

fn part(object: &[u8], range: Option<&str>) -> Reply {
    let Some(range) = range else { return Reply::ok(object.to_vec()) };
    let (first, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    Reply { status: 206, content: object[first..=last.min(object.len() - 1)].to_vec() }
}

/// `ListObjectsV2`. The tokens hold what has to be encoded, in the query and in XML.
fn list(objects: &BTreeMap<String, Vec<u8>>, request: &Request) -> Reply {
    if request.parameter("list-type").as_deref() != Some("2") {
        return Reply::error(501, "NotImplemented");
    }
    let start = match request.parameter("continuation-token") {
        Some(token) => match token.strip_prefix("<&+/= ").and_then(|start| start.parse().ok()) {
            Some(start) => start,
            None => return Reply::error(400, "InvalidArgument"),
        },
        None => 0,
    };
    let longest = request.parameter("max-keys").map_or(PAGE, |text| text.parse::<usize>().unwrap().min(PAGE));
    let keys: Vec<_> = objects.keys().skip(start).take(longest).collect();
    let next = start + keys.len();
    let truncated = next < objects.len();
    let mut xml = format!("<ListBucketResult><Name>dcert</Name><IsTruncated>{truncated}</IsTruncated>");
    for key in keys {
        let _ = write!(xml, "<Contents><Key>{key}</Key><Size>1</Size></Contents>");
    }
    if truncated {
        let _ = write!(xml, "<NextContinuationToken>&lt;&amp;+/= {next}</NextContinuationToken>");
    }
    Reply::ok((xml + "</ListBucketResult>").into_bytes())
}
