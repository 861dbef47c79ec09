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
    process::{Child, Command, Stdio},
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
    let mut child = start().ok()?;
    let (mut input, mut output) = (child.stdin.take()?, child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    // A process that does not read, or does not stop writing, must not keep us. An
    // answer cannot be much longer than the file, unless it was compressed.
    let limit = u64::try_from(Limits::default().bytes.saturating_mul(2)).ok()?;
    thread::spawn(move || {
        let _ = input.write_all(&file);
        drop(input);
        let mut answer = Vec::new();
        let read = output.by_ref().take(limit).read_to_end(&mut answer);
        let _ = sender.send(read.map(|_| answer));
    });
    let answer = receiver.recv_timeout(PATIENCE);
    let _ = child.kill();
    let _ = child.wait();
    parse(&answer.ok()?.ok()?)
}

fn start() -> io::Result<Child> {
    Command::new(env::current_exe()?)
        .arg("--diagnose")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
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
}
