//! The diagnosis in a process of its own.
//!
//! It reads hostile files with a lenient reader, which may panic, overflow its
//! stack, loop or ask for all the memory there is. So the command starts itself a
//! second time for it, with limits that the system enforces, and does not wait for
//! long. If that process dies, there is no diagnosis, and the refusal stands.
//!
//! ```text
//! standard input:  the file
//! standard output: the diagnosis as a line of JSON, then what was restored
//! ```

use std::{
    env,
    io::{self, Read as _, Write as _},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use certificate::Diagnosis;
use diagnosis::{Limits, Outcome};
use rlimit::Resource;

/// Beyond this nobody waits for a reason.
const PATIENCE: Duration = Duration::from_secs(5);
/// The same in seconds of computing, should nobody be left to end it.
const COMPUTING: u64 = 5;
/// Several times what the largest file within the limits takes.
const MEMORY: u64 = 1 << 30;

/// Has a file diagnosed; `None` if that process did not come back with an answer.
pub(crate) fn diagnose(file: Vec<u8>) -> Option<Outcome> {
    parse(&ask(Command::new(env::current_exe().ok()?).arg("--diagnose"), file, PATIENCE)?)
}

/// What a process writes when given the file, if it is done in time.
fn ask(command: &mut Command, file: Vec<u8>, patience: Duration) -> Option<Vec<u8>> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    // Not here, where a process that does not read or write would keep us. What it
    // restored is shorter than what it was given, unless that was compressed.
    let limit = u64::try_from(Limits::default().bytes.saturating_mul(2)).ok()?;
    thread::spawn(move || {
        let _ = input.write_all(&file);
        drop(input);
        let mut answer = Vec::new();
        let read = output.take(limit).read_to_end(&mut answer);
        let _ = sender.send(read.map(|_| answer));
    });
    let answer = receiver.recv_timeout(patience);
    let _ = child.kill();
    let _ = child.wait();
    answer.ok()?.ok()
}

fn parse(answer: &[u8]) -> Option<Outcome> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let (line, restored) = answer.split_at_checked(end)?;
    let diagnosis: Diagnosis = serde_json::from_slice(line).ok()?;
    // A restored file is never empty: it begins with the header of a PDF.
    let restored = restored.get(1..).filter(|bytes| !bytes.is_empty()).map(<[u8]>::to_vec);
    Some(Outcome { diagnosis, restored })
}

/// Is that process.
pub(crate) fn answer() -> Result<()> {
    for (resource, limit) in [(Resource::AS, MEMORY), (Resource::CPU, COMPUTING), (Resource::CORE, 0)] {
        resource.set(limit, limit).context("the limits of this process could not be set")?;
    }
    let mut file = Vec::new();
    io::stdin().lock().read_to_end(&mut file)?;
    let outcome = diagnosis::diagnose(&file, &Limits::default());
    let mut out = io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(&outcome.diagnosis)?)?;
    out.write_all(&outcome.restored.unwrap_or_default())?;
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_back() {
        let line = r#"{"cause":"line-endings","certainty":"likely"}"#;
        let whole = parse(format!("{line}\n%PDF-1.7\n").as_bytes()).unwrap();
        assert_eq!(whole.restored.as_deref(), Some(&b"%PDF-1.7\n"[..]));
        assert_eq!(parse(format!("{line}\n").as_bytes()).unwrap().restored, None);
        for broken in ["", line, "\n", "{}\n", "thread 'main' panicked\n"] {
            assert_eq!(parse(broken.as_bytes()), None, "{broken}");
        }
    }

    #[track_caller]
    fn check(script: &str, patience: Duration, answer: Option<&str>) {
        let file = vec![b'a'; 1 << 20];
        let found = ask(Command::new("sh").args(["-c", script]), file, patience);
        assert_eq!(found.as_deref(), answer.map(str::as_bytes), "{script}");
    }

    #[test]
    fn a_process_that_answers_is_heard() {
        check("wc -c | tr -d ' '", PATIENCE, Some("1048576\n"));
        check("echo early", PATIENCE, Some("early\n"));
    }

    #[test]
    fn a_process_that_dies_or_does_not_end_is_done_without() {
        check("kill -9 $$", PATIENCE, Some(""));
        check("exec sleep 600", Duration::from_millis(50), None);
        check("while :; do :; done", Duration::from_millis(50), None);
        assert_eq!(parse(b""), None);
    }
}
