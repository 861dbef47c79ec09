//! What transfers do, byte by byte.

use anyhow::{Context, Result};
use base64ct::{Base64, Encoding as _};
use certificate::Cause;

use super::{Spoiled, not_pdf};
use crate::{PNG, ZIP, flip_bit};

/// A certificate after every kind of transfer.
pub fn by_transfers(certificate: &[u8]) -> Result<Vec<Spoiled>> {
    let mut all = cut(certificate)?;
    all.extend(as_text(certificate));
    all.extend(in_mail(certificate));
    all.extend(with_more(certificate));
    all.extend(damaged(certificate)?);
    all.extend(other_kinds());
    Ok(all)
}

fn place(certificate: &[u8], words: &[u8]) -> Result<usize> {
    let place = certificate.windows(words.len()).position(|window| window == words);
    place.with_context(|| format!("no {} in a certificate", String::from_utf8_lossy(words)))
}

/// The end is missing: how much is known once the byte range is there.
fn cut(certificate: &[u8]) -> Result<Vec<Spoiled>> {
    let size = certificate.len();
    let known = place(certificate, b"/ByteRange[")? + 60;
    let lengths = [
        100,
        1000,
        10_000,
        size / 3,
        size / 2,
        size * 3 / 4,
        known - 100,
        known,
        known + 500,
        size - 500,
        size - 7,
        size - 1,
    ];
    Ok(lengths
        .into_iter()
        .map(|length| {
            let missing = (length >= known).then_some((size - length) as u64);
            let cut = &certificate[..length];
            Spoiled::new(format!("cut off after {length} bytes"), cut, Cause::CutOff { missing })
        })
        .collect())
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, behind)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(from) {
            changed.extend(to);
            rest = behind;
        } else {
            changed.push(*first);
            rest = behind;
        }
    }
    changed
}

fn as_text(certificate: &[u8]) -> Vec<Spoiled> {
    let lines = |how: &str, bytes| Spoiled::new(how, bytes, Cause::LineEndings);
    let text = |how: &str, bytes: Vec<u8>| Spoiled::new(how, bytes, Cause::TextEncoding);
    let latin: String = certificate.iter().copied().map(char::from).collect();
    let with_returns = replaced(certificate, b"\n", b"\r\n");
    let wide: Vec<u8> = format!("\u{feff}{latin}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let asked = certificate.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' });
    let mut all = vec![
        lines("LF to CR LF, as FTP does", with_returns.clone()).proved(),
        // What was CR LF stays so.
        lines(
            "LF to CR LF, as unix2dos does",
            replaced(&replaced(certificate, b"\r\n", b"\n"), b"\n", b"\r\n"),
        ),
        lines("LF to CR", replaced(certificate, b"\n", b"\r")),
        text("read as UTF-8 with replacement", String::from_utf8_lossy(certificate).into_owned().into()),
        text("Latin-1 to UTF-8", latin.clone().into()).proved(),
        text("Latin-1 to UTF-16", wide).proved(),
        text(
            "CR LF and Latin-1 to UTF-8",
            with_returns.iter().copied().map(char::from).collect::<String>().into(),
        )
        .proved(),
        text("read as ASCII with question marks", asked.collect()),
        text("seven bits", certificate.iter().map(|byte| byte & 0x7f).collect()),
    ];
    // Without a CR LF in it, CR LF to LF leaves a certificate as it is.
    let without_returns = replaced(certificate, b"\r\n", b"\n");
    if without_returns != certificate {
        all.push(lines("CR LF to LF, as dos2unix does", without_returns));
    }
    all.push(lines("CR left out", replaced(certificate, b"\r", b"")));
    all
}

fn in_mail(certificate: &[u8]) -> Vec<Spoiled> {
    let letters = Base64::encode_string(certificate);
    let lines: Vec<_> = letters.as_bytes().chunks(76).collect();
    let wrapped = [lines.join(&b"\r\n"[..]), b"\r\n".to_vec()].concat();
    let mail = [
        b"Received: from a.example by b.example\r\nFrom: a@a.example\r\nSubject: certificate\r\nMIME-Version: 1.0\r\n\
          Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\nEnclosed.\r\n\
          --b1\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            .as_slice(),
        &wrapped,
        b"--b1--\r\n",
    ]
    .concat();
    [
        ("Base64 in one line", letters.clone().into()),
        ("Base64 in lines", wrapped),
        ("a mail with an attachment", mail),
        ("a data URL", format!("data:application/pdf;base64,{letters}").into()),
        ("Base64 in JSON", format!("{{\"file\":\"{letters}\"}}").into()),
    ]
    .map(|(how, bytes): (_, Vec<u8>)| Spoiled::new(how, bytes, Cause::Base64).proved())
    .into()
}

fn with_more(certificate: &[u8]) -> Vec<Spoiled> {
    let footer = "\r\n-- \r\n本郵件已通過掃描。This mail was scanned.\r\n";
    let trailing = [
        ("a line end appended", b"\n".to_vec()),
        ("CR LF appended", b"\r\n".to_vec()),
        ("a NUL appended", b"\0".to_vec()),
        ("filled up with NULs", vec![0; 4096]),
        ("a mail footer appended", footer.as_bytes().to_vec()),
        ("twice in one file", certificate.to_vec()),
    ]
    .map(|(how, more)| {
        let cause = Cause::TrailingBytes { count: more.len() as u64 };
        Spoiled::new(how, [certificate, &more].concat(), cause).proved()
    });
    let leading = [
        ("a byte order mark before it", b"\xef\xbb\xbf".to_vec()),
        ("a line end before it", b"\r\n".to_vec()),
        (
            "the head of a response before it",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n".to_vec(),
        ),
        ("128 NULs before it", vec![0; 128]),
    ]
    .map(|(how, more)| {
        let cause = Cause::LeadingBytes { count: more.len() as u64 };
        Spoiled::new(how, [&more, certificate].concat(), cause).proved()
    });
    let before: &[u8] = b"--b1\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    let upload = Spoiled::new(
        "the body of a form",
        [before, certificate, b"\r\n--b1--\r\n"].concat(),
        Cause::LeadingBytes { count: before.len() as u64 },
    );
    trailing.into_iter().chain(leading).chain([upload.proved()]).collect()
}

fn damaged(certificate: &[u8]) -> Result<Vec<Spoiled>> {
    let size = certificate.len();
    let gap = place(certificate, b"/Contents<")? + 10;
    let byte_range = place(certificate, b"/ByteRange[")?;
    let claims = place(certificate, b"{\"format\":1")?;
    let altered = [
        0,
        3,
        9,
        16,
        5000,
        size / 4,
        size / 2,
        claims + 40,
        byte_range + 4,
        byte_range + 14,
        size - 60,
        size - 3,
    ];
    let signature = [gap, gap + 9, gap + 300, gap + 1000, byte_range - 10];
    let flipped = |place: usize, cause: &Cause| {
        Spoiled::new(format!("one bit flipped at {place}"), flip_bit(certificate, place), cause.clone())
    };
    let mut all: Vec<_> = altered.iter().map(|place| flipped(*place, &Cause::Altered)).collect();
    all.extend(signature.iter().map(|place| flipped(*place, &Cause::DamagedSignature)));
    let mut upper = certificate.to_vec();
    upper[gap..byte_range].make_ascii_uppercase();
    all.push(Spoiled::new("digits of the signature in upper case", upper, Cause::DamagedSignature));
    let mut lost = certificate.to_vec();
    lost[gap + 200..gap + 300].fill(b'0');
    all.push(Spoiled::new("a part of the signature lost", lost, Cause::DamagedSignature));
    let mut block = certificate.to_vec();
    block[8192..12_288].fill(0);
    all.push(Spoiled::new("a block of a disk lost", block, Cause::Altered));
    Ok(all)
}

fn other_kinds() -> Vec<Spoiled> {
    let mut all = vec![Spoiled::new("nothing", *b"", Cause::Empty)];
    all.extend(
        [
            ("PNG", PNG),
            ("ZIP", ZIP),
            ("JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
            ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0"),
            ("DOC", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
            ("RAR", b"Rar!\x1a\x07\x01\0"),
            ("7z", b"7z\xbc\xaf\x27\x1c\0\x04"),
            ("GZIP", b"\x1f\x8b\x08\0"),
            ("RTF", b"{\\rtf1\\ansi }"),
            ("TXT", "教師證書\n".as_bytes()),
            ("HTML", b"<!DOCTYPE html><title>Sign in</title>"),
            ("EML", b"From: a@a.example\r\nSubject: no attachment\r\n\r\nSorry.\r\n"),
        ]
        .map(|(kind, bytes)| Spoiled::new(format!("a file that is {kind}"), bytes, not_pdf(kind))),
    );
    all
}
