//! What the fuzzer starts from: the parts of real certificates, and the attacks.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use flate2::read::ZlibDecoder;
use qrcode::{Color, QrCode};
use serde_json::Value;

use super::target::LONGEST_INPUT;
use crate::{
    binaries,
    process::{self, cargo},
    workspace::Workspace,
};

const FILES: [&str; 4] = ["current", "superseded", "revoked", "rare-name"];

/// Writes a folder of seeds for every target.
pub fn write(workspace: &Workspace, sample: &Path, folder: &Path) -> Result<()> {
    let attacks = tempfile::tempdir().context("there is no place for temporary files")?;
    process::run(
        cargo()
            .args(["build", "--release", "--locked", "--package", "e2e", "--bin", "corpus"])
            .current_dir(&workspace.root),
    )?;
    let corpus = binaries::folder(workspace).join("corpus");
    process::output(Command::new(corpus).arg(sample).arg(attacks.path()))?;

    let seeds = Seeds { folder: folder.to_owned() };
    for name in FILES {
        let path = sample.join(name).with_extension("pdf");
        let file = fs::read(&path).with_context(|| path.display().to_string())?;
        seeds.of_certificate(name, &file)?;
    }
    let codes = fs::read_to_string(sample.join("codes.txt")).context("a sample has codes")?;
    for (name, code) in FILES.iter().zip(codes.lines()) {
        seeds.put("code", name, code.as_bytes())?;
    }
    seeds.put("scan", "code", &picture_of_code()?)?;
    let token = fs::read(sample.join("status.jwt"))?;
    seeds.put("status_list", "genuine", &token)?;
    seeds.of_payload("genuine", &token)?;
    let described: Value = serde_json::from_slice(&fs::read(attacks.path().join("corpus.json"))?)?;
    for case in described["cases"].as_array().context("the corpus has no cases")? {
        seeds.of_case(attacks.path(), case)?;
    }
    Ok(())
}

/// A code of three pixels a module as the target takes it: the width, then the rows.
fn picture_of_code() -> Result<Vec<u8>> {
    let code = QrCode::new("A CODE")?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 8) * 3;
    let shade = |index: usize| {
        let (column, row) = (index % side / 3, index / side / 3);
        let inside = (4..modules + 4).contains(&column) && (4..modules + 4).contains(&row);
        if inside && colors[(row - 4) * modules + column - 4] == Color::Dark { 0 } else { 255 }
    };
    let width = u8::try_from(side)?;
    Ok([width].into_iter().chain((0..side * side).map(shade)).collect())
}

struct Seeds {
    folder: PathBuf,
}

impl Seeds {
    /// Bombs stay out: most of their bytes say nothing new.
    fn put(&self, target: &str, name: &str, seed: &[u8]) -> Result<()> {
        if seed.len() > LONGEST_INPUT {
            return Ok(());
        }
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), seed).with_context(|| format!("a seed of {target}"))
    }

    fn of_certificate(&self, name: &str, file: &[u8]) -> Result<()> {
        let missing = |part| move || format!("{name}.pdf has no {part} where a certificate has it");
        let objects = objects(file).with_context(missing("gap"))?;
        let value = value(file).with_context(missing("signature value"))?;
        let unsigned = unsigned_certificate(&value).with_context(missing("signing certificate"))?;
        let claims = between(file, b"stream\n{\"format\"", b"\nendstream").with_context(missing("claims"))?;
        self.put("verify", name, file)?;
        self.put("diagnosis", name, file)?;
        self.put("pdf", name, &objects)?;
        self.put("pdf", &format!("{name}-short"), &short(&objects))?;
        self.put("cms", name, &value)?;
        self.put("certificate", name, unsigned)?;
        self.put("claims", name, &[b"{\"format\"", claims].concat())
    }

    /// An attack. The outsider's targets get nothing that is accepted: what an
    /// insider signed would look like a forgery there.
    fn of_case(&self, corpus: &Path, case: &Value) -> Result<()> {
        let text = |key: &str| case[key].as_str().with_context(|| format!("a case without `{key}`"));
        let read = |name: &str| fs::read(corpus.join(name)).with_context(|| format!("{name} of the corpus"));
        let (name, list, verdict) = (text("file")?, text("status")?, text("verdict")?);
        let file = read(name)?;
        let name = name.replace('/', "-");
        if let Some(objects) = objects(&file) {
            self.put("pdf", &name, &short(&objects))?;
        }
        if verdict == "not_recognised" {
            self.put("verify", &name, &file)?;
            self.put("diagnosis", &name, &file)?;
            value(&file).map_or(Ok(()), |value| self.put("cms", &name, &value))?;
        }
        if list == "status.jwt" {
            return Ok(());
        }
        let token = read(list)?;
        if verdict == "status_unknown" {
            self.put("status_list", &name, &token)?;
        }
        self.of_payload(&name, &token)
    }

    /// The payload of a token, which the target signs anew.
    fn of_payload(&self, name: &str, token: &[u8]) -> Result<()> {
        let payload = token.split(|byte| *byte == b'.').nth(1);
        let payload = payload.and_then(|text| Base64UrlUnpadded::decode_vec(str::from_utf8(text).ok()?).ok());
        payload.map_or(Ok(()), |payload| self.put("status_list", &format!("{name}-payload"), &payload))
    }
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

/// What stands between the last `start` and the first `end` behind it.
fn between<'a>(bytes: &'a [u8], start: &[u8], end: &[u8]) -> Option<&'a [u8]> {
    let rest = &bytes[rfind(bytes, start)? + start.len()..];
    Some(&rest[..rest.windows(end.len()).position(|window| window == end)?])
}

/// Everything between the header and the cross-reference table, without the
/// digits of gap and byte range: the target writes those.
fn objects(file: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = "%PDF-1.7\n%____\n".len();
    let end = rfind(file, b"\nxref\n")? + 1;
    let mut objects = file.get(HEADER..end)?.to_vec();
    for (start, end) in [(b"/ByteRange[".as_slice(), b"]"), (b"/Contents<", b">")] {
        let length = between(&objects, start, end)?.len();
        let at = rfind(&objects, start)? + start.len();
        objects.drain(at..at + length);
    }
    Some(objects)
}

/// The same objects with less in their streams: the text of pages and fonts' maps
/// unpacked, since the target packs them, and no drawing and no glyphs. So more runs
/// and more mutations hit what the verifier reads.
fn short(objects: &[u8]) -> Vec<u8> {
    let mut short = Vec::new();
    let mut rest = objects;
    while let Some(start) = rest.windows(7).position(|window| window == b"stream\n").map(|at| at + 7) {
        let Some(end) = rest[start..].windows(10).position(|window| window == b"\nendstream") else { break };
        let (before, content) = (&rest[..start], &rest[start..start + end]);
        short.extend(before);
        short.extend(if content.starts_with(b"{\"format\"") { content.to_vec() } else { text(content) });
        short.extend(b"\nendstream");
        rest = &rest[start + end + 10..];
    }
    short.extend(rest);
    short
}

/// What a packed stream says, if it is a page or a map to Unicode.
fn text(packed: &[u8]) -> Vec<u8> {
    const DRAWING: usize = 200;
    let mut text = Vec::new();
    let unpacked = ZlibDecoder::new(packed).take(1 << 20).read_to_end(&mut text).is_ok();
    let has = |line: &[u8], word: &[u8]| line.windows(word.len()).any(|window| window == word);
    if !unpacked || !(has(&text, b"BDC\n") || has(&text, b"begincmap")) {
        return Vec::new();
    }
    let lines = text.split(|byte| *byte == b'\n');
    let lines: Vec<_> = lines.filter(|line| line.len() < DRAWING || has(line, b"Tf")).collect();
    lines.join(&b'\n')
}

/// The signature value.
fn value(file: &[u8]) -> Option<Vec<u8>> {
    let digits = between(file, b"/Contents<", b">")?;
    let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

/// The signed part of the signing certificate. It begins with a long length, its
/// version, and stands after the name of the content, which the certificate's
/// own header follows.
fn unsigned_certificate(value: &[u8]) -> Option<&[u8]> {
    const VERSION_3: &[u8] = b"\xa0\x03\x02\x01\x02";
    let content = value.windows(VERSION_3.len()).position(|window| window == VERSION_3)?;
    let start = content.checked_sub(4).filter(|start| value[*start..].starts_with(b"\x30\x82"))?;
    let length = usize::from(u16::from_be_bytes([value[start + 2], value[start + 3]]));
    value.get(start..content + length)
}
