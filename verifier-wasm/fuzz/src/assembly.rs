//! A file from its objects: numbers, lengths, offsets, byte range and trailer are
//! made to fit, so that a mutation of the objects gets past them.

use std::ops::Range;

use sha2::{Digest as _, Sha512};

const HEADER: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
const END: &[u8] = b"\nendobj\n";
const CONTENTS: &[u8] = b"/Contents<";
const BYTE_RANGE: &[u8] = b"/ByteRange[";

/// A file whose gap is still to be filled.
pub struct Assembly {
    bytes: Vec<u8>,
    gap: Option<Range<usize>>,
}

/// The place of a string.
pub fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The objects of a file, as [`Assembly::new`] takes them: the text between header
/// and cross-reference table, without the digits of gap and byte range.
pub fn objects(file: &[u8]) -> Option<Vec<u8>> {
    let end = file.windows(6).rposition(|window| window == b"\nxref\n")? + 1;
    let mut objects = file.get(HEADER.len()..end)?.to_vec();
    for (start, end) in [(BYTE_RANGE, b']'), (CONTENTS, b'>')] {
        let at = objects.windows(start.len()).rposition(|window| window == start)? + start.len();
        let length = objects[at..].iter().position(|byte| *byte == end)?;
        objects.drain(at..at + length);
    }
    Some(objects)
}

impl Assembly {
    /// Frames objects with a gap of so many digits. The last one is taken for the
    /// signature dictionary, the third last for the catalogue and the fifth last
    /// for the document information, as in a genuine file.
    pub fn new(objects: &[u8], digits: usize, ids: &[u8]) -> Self {
        let mut bytes = HEADER.to_vec();
        let mut offsets = Vec::new();
        let mut rest = objects;
        while let Some(at) = find(rest, END) {
            offsets.push(bytes.len());
            bytes.extend(format!("{} 0 obj\n", offsets.len()).into_bytes());
            bytes.extend(with_stream(without_number(&rest[..at])));
            bytes.extend(END);
            rest = &rest[at + END.len()..];
        }
        let last = offsets.last().copied().unwrap_or_default();
        let gap = insert(&mut bytes, last, CONTENTS, b'>', &vec![b'0'; digits]);
        let range = gap.clone().and_then(|gap| {
            let range = insert(&mut bytes, last, BYTE_RANGE, b']', b"")?;
            (range.start > gap.end).then_some(range)
        });
        let tail = |body: usize| tail(&offsets, body, ids);
        if let (Some(gap), Some(range)) = (&gap, range) {
            // The byte range has its own length in it.
            let text = (0..64).find_map(|width| {
                let body = bytes.len() + width;
                let size = body + tail(body).len();
                let text = format!("0 {} {} {}", gap.start - 1, gap.end + 1, size - gap.end - 1);
                (text.len() == width).then_some(text)
            });
            bytes.splice(range, text.unwrap_or_default().into_bytes());
        }
        bytes.extend(tail(bytes.len()));
        Self { bytes, gap }
    }

    /// Fills the gap with the value that is made for the digest of the rest.
    pub fn fill(mut self, value: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        if let Some(gap) = self.gap {
            let digest = Sha512::new()
                .chain_update(&self.bytes[..gap.start - 1])
                .chain_update(&self.bytes[gap.end + 1..])
                .finalize();
            let digits: String = value(&digest).iter().map(|byte| format!("{byte:02x}")).collect();
            self.bytes.splice(gap, digits.into_bytes());
        }
        self.bytes
    }
}

/// Puts text between `start` and `end`, if nothing stands there.
fn insert(bytes: &mut Vec<u8>, from: usize, start: &[u8], end: u8, text: &[u8]) -> Option<Range<usize>> {
    let at = from + find(&bytes[from..], start)? + start.len();
    (bytes.get(at) == Some(&end)).then(|| {
        bytes.splice(at..at, text.iter().copied());
        at..at + text.len()
    })
}

fn tail(offsets: &[usize], body: usize, ids: &[u8]) -> Vec<u8> {
    let count = offsets.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", count + 1).into_bytes();
    offsets.iter().for_each(|offset| tail.extend(format!("{offset:010} 00000 n \n").into_bytes()));
    let from_end = |places: usize| count.saturating_sub(places);
    let trailer =
        format!("trailer\n<</Size {}/Root {} 0 R/Info {} 0 R/ID", count + 1, from_end(2), from_end(4));
    tail.extend(trailer.into_bytes());
    tail.extend(ids);
    tail.extend(format!(">>\nstartxref\n{body}\n%%EOF\n").into_bytes());
    tail
}

/// `7 0 obj` is written anew; mutations come and go between the objects.
fn without_number(object: &[u8]) -> &[u8] {
    match find(object, b" 0 obj\n") {
        Some(digits @ 1..=5) if object[..digits].iter().all(u8::is_ascii_digit) => &object[digits + 7..],
        _ => object,
    }
}

/// A stream is packed, if its filter says so and it is not, and gets the length it
/// then has.
fn with_stream(object: &[u8]) -> Vec<u8> {
    let parts = || {
        let start = find(object, b"stream\n")? + 7;
        let end = object.windows(10).rposition(|window| window == b"\nendstream")?;
        let (dictionary, content) = (&object[..start], object.get(start..end)?);
        let at = find(dictionary, b"/Length ")? + 8;
        let digits = dictionary[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let plain = find(dictionary, b"/Filter/FlateDecode").is_some() && content.first() != Some(&ZLIB);
        let content = if plain { stored(content) } else { content.to_vec() };
        let length = content.len().to_string();
        Some(
            [&dictionary[..at], length.as_bytes(), &dictionary[at + digits..], &content, &object[end..]]
                .concat(),
        )
    };
    parts().unwrap_or_else(|| object.to_vec())
}

/// The first byte of ZLIB data: DEFLATE with the largest window (RFC 1950 §2.2).
const ZLIB: u8 = 0x78;

/// ZLIB data that holds its content as it is (RFC 1951 §3.2.4): mutations of a page
/// would be lost in compressed data.
fn stored(content: &[u8]) -> Vec<u8> {
    let mut packed = vec![ZLIB, 0x01];
    let blocks = content.len().div_ceil(0xffff).max(1);
    for number in 0..blocks {
        let block = &content[number * 0xffff..content.len().min((number + 1) * 0xffff)];
        let length = block.len() as u16;
        packed.push(u8::from(number + 1 == blocks));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    let (low, high) = content.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    packed.extend((high << 16 | low).to_be_bytes());
    packed
}
