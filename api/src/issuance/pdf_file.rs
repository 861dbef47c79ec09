//! The one form in which certificates are written (docs/format.md §2).
//!
//! lopdf reads what Typst composed and writes single objects; the frame around
//! them (header, order, cross-reference table, trailer, gap) is fixed here, byte
//! for byte, because the verifier accepts nothing else.

mod fonts;
mod frame;

use std::io::Write as _;

use certificate::Timestamp;
use lopdf::{Document, Object, ObjectId, Stream, StringFormat, Writer, dictionary};

use super::outlines::Outlines;
pub(crate) use frame::Frame;

/// ISO 32000-2 §7.5.2; the second line marks the file as binary.
const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";

/// A file with room for a signature.
pub(crate) struct Prepared {
    bytes: Vec<u8>,
    /// Offsets of `<` and of the byte behind `>`.
    gap: (usize, usize),
}

/// What is the same on many certificates and was left out of the composed PDF.
#[derive(Clone, Copy, Default)]
pub(crate) struct LeftOut<'a> {
    /// The frame of every page.
    pub(crate) frame: Option<&'a Frame>,
    /// The outlines of the embedded fonts.
    pub(crate) outlines: Option<&'a Outlines>,
}

/// The composed PDF is not what we expect from our own composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the composed PDF has an unexpected form: {0}")]
pub struct UnexpectedPdf(&'static str);

impl Prepared {
    /// Lays out the composed PDF with what was left out of it, a certified
    /// signature field and a gap for a signature of `signature_length` bytes.
    pub(crate) fn new(
        pdf: &[u8],
        left_out: LeftOut<'_>,
        issued_at: Timestamp,
        signature_length: usize,
    ) -> Result<Self, UnexpectedPdf> {
        let mut document = Document::load_mem(pdf).map_err(|_| UnexpectedPdf("unreadable"))?;
        if let Some(frame) = left_out.frame {
            frame.lay_in(&mut document)?;
        }
        if let Some(outlines) = left_out.outlines {
            fonts::fill(outlines, &mut document)?;
        }
        let body = Body::new(document)?;
        Ok(body.lay_out(issued_at, signature_length))
    }

    /// The two signed spans: everything but the gap.
    pub(crate) fn signed_spans(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.gap.0], &self.bytes[self.gap.1..]]
    }

    /// Fills the gap with the signature in lower-case hexadecimal.
    pub(crate) fn fill(mut self, signature: &[u8]) -> Result<Vec<u8>, UnexpectedPdf> {
        let room = &mut self.bytes[self.gap.0 + 1..self.gap.1 - 1];
        if room.len() != 2 * signature.len() {
            return Err(UnexpectedPdf("the signature does not fit the gap"));
        }
        base16(signature, room);
        Ok(self.bytes)
    }
}

fn base16(bytes: &[u8], text: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (byte, digits) in bytes.iter().zip(text.chunks_exact_mut(2)) {
        digits[0] = DIGITS[usize::from(byte >> 4)];
        digits[1] = DIGITS[usize::from(byte & 15)];
    }
}

/// The objects of the file but the last, the signature dictionary.
struct Body {
    objects: Vec<Object>,
    root: u32,
    info: Option<u32>,
    identifier: Object,
}

impl Body {
    fn new(mut document: Document) -> Result<Self, UnexpectedPdf> {
        let root = document
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference)
            .map_err(|_| UnexpectedPdf("no root"))?;
        store_claims_plainly(&mut document)?;
        document.prune_objects();
        // The field comes last but one; the signature dictionary will be last.
        let field = document.new_object_id();
        let signature = (field.0 + 1, 0);
        document.objects.insert(field, signature_field(&document, signature)?);
        let catalog = document.get_dictionary_mut(root).map_err(|_| UnexpectedPdf("no catalogue"))?;
        catalog.set("AcroForm", dictionary! { "Fields" => vec![field.into()], "SigFlags" => 3 });
        catalog.set("Perms", dictionary! { "DocMDP" => signature });
        add_annotation(&mut document, field)?;
        Self::numbered(document, field)
    }

    /// Numbers the objects 1 to n without a hole, in their order; the signature
    /// dictionary gets n + 1.
    fn numbered(document: Document, field: ObjectId) -> Result<Self, UnexpectedPdf> {
        let Document { mut objects, mut trailer, .. } = document;
        let mut numbers: std::collections::BTreeMap<u32, u32> =
            objects.keys().zip(1..).map(|(id, number)| (id.0, number)).collect();
        let count = u32::try_from(objects.len()).map_err(|_| UnexpectedPdf("too many objects"))?;
        numbers.insert(field.0 + 1, count + 1);
        let mut dangling = false;
        for object in objects.values_mut().chain(trailer.iter_mut().map(|(_, object)| object)) {
            renumber(object, &numbers, &mut dangling);
        }
        if dangling {
            return Err(UnexpectedPdf("a reference to a missing object"));
        }
        let number = |key: &[u8]| trailer.get(key).and_then(Object::as_reference).ok().map(|id| id.0);
        let root = number(b"Root").ok_or(UnexpectedPdf("no root"))?;
        let info = number(b"Info");
        let mut identifier = trailer.get(b"ID").map_err(|_| UnexpectedPdf("no identifier"))?.clone();
        for text in identifier.as_array_mut().map_err(|_| UnexpectedPdf("no identifier"))? {
            if let Object::String(_, format) = text {
                *format = StringFormat::Hexadecimal;
            }
        }
        Ok(Self { objects: objects.into_values().collect(), root, info, identifier })
    }

    /// Writes the file. The numbers in `/ByteRange` stand behind the gap and
    /// change the length they state, so the lengths are tried until they agree.
    fn lay_out(&self, issued_at: Timestamp, signature_length: usize) -> Prepared {
        let mut front = HEADER.to_vec();
        let mut offsets = Vec::with_capacity(self.objects.len() + 1);
        for (object, number) in self.objects.iter().zip(1_u32..) {
            offsets.push(front.len());
            write_object(&mut front, number, object);
        }
        offsets.push(front.len());
        let number = offsets.len();
        write(&mut front, format_args!("{number} 0 obj\n{}", signature_dictionary_front(issued_at)));

        let gap = (front.len(), front.len() + 2 * signature_length + 2);
        let mut tail_length = 0;
        loop {
            let tail = self.tail(gap, tail_length, &offsets);
            if tail.len() == tail_length {
                let mut bytes = front;
                bytes.push(b'<');
                bytes.resize(gap.1 - 1, b'0');
                bytes.push(b'>');
                bytes.extend(tail);
                return Prepared { bytes, gap };
            }
            tail_length = tail.len();
        }
    }

    /// Everything behind the gap.
    fn tail(&self, gap: (usize, usize), tail_length: usize, offsets: &[usize]) -> Vec<u8> {
        let mut tail = Vec::new();
        write(&mut tail, format_args!("/ByteRange[0 {} {} {tail_length}]>>\nendobj\n", gap.0, gap.1));
        let cross_reference = gap.1 + tail.len();
        let size = offsets.len() + 1;
        write(&mut tail, format_args!("xref\n0 {size}\n0000000000 65535 f \n"));
        for offset in offsets {
            write(&mut tail, format_args!("{offset:010} 00000 n \n"));
        }
        write(&mut tail, format_args!("trailer\n<</Size {size}/Root {} 0 R", self.root));
        if let Some(info) = self.info {
            write(&mut tail, format_args!("/Info {info} 0 R"));
        }
        tail.extend(b"/ID");
        Writer::write_object(&mut tail, &self.identifier).expect("a vector takes every write");
        write(&mut tail, format_args!(">>\nstartxref\n{cross_reference}\n%%EOF\n"));
        tail
    }
}

fn write(bytes: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    bytes.write_fmt(text).expect("a vector takes every write");
}

fn write_object(bytes: &mut Vec<u8>, number: u32, object: &Object) {
    write(bytes, format_args!("{number} 0 obj\n"));
    Writer::write_object(bytes, object).expect("a vector takes every write");
    bytes.extend(b"\nendobj\n");
}

/// The signature dictionary up to the gap (ISO 32000-2 §12.8.1, EN 319 142-1
/// §5.3): certified, no changes permitted (DocMDP P 1, §12.8.2.2).
fn signature_dictionary_front(issued_at: Timestamp) -> String {
    format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({})\
         /Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]\
         /Contents",
        pdf_date(issued_at)
    )
}

/// `D:20261122050700Z` (ISO 32000-2 §7.9.4).
fn pdf_date(instant: Timestamp) -> String {
    let digits: String = instant.to_string().chars().filter(char::is_ascii_digit).collect();
    format!("D:{digits}Z")
}

/// An invisible field: a rectangle without extent needs no appearance
/// (ISO 19005-3 §6.3.3). Flags: print, locked.
fn signature_field(document: &Document, signature: ObjectId) -> Result<Object, UnexpectedPdf> {
    let page = first_page(document)?;
    Ok(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => Object::string_literal("Signature"),
        "V" => signature,
        "F" => 132,
        "P" => page,
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
    }
    .into())
}

fn first_page(document: &Document) -> Result<ObjectId, UnexpectedPdf> {
    document.page_iter().next().ok_or(UnexpectedPdf("no page"))
}

fn add_annotation(document: &mut Document, field: ObjectId) -> Result<(), UnexpectedPdf> {
    let page = first_page(document)?;
    let page = document.get_dictionary_mut(page).map_err(|_| UnexpectedPdf("no page"))?;
    if page.has(b"Annots") {
        return Err(UnexpectedPdf("the page has annotations"));
    }
    page.set("Annots", vec![field.into()]);
    Ok(())
}

/// Rewrites the embedded claims without compression, so that the verifier reads
/// them without a decompressor.
fn store_claims_plainly(document: &mut Document) -> Result<(), UnexpectedPdf> {
    let is_embedded =
        |object: &Object| object.as_stream().is_ok_and(|stream| stream.dict.has_type(b"EmbeddedFile"));
    let mut embedded = document.objects.values_mut().filter(|object| is_embedded(object));
    let Some(Object::Stream(claims)) = embedded.next() else { return Err(UnexpectedPdf("no embedded file")) };
    if embedded.next().is_some() {
        return Err(UnexpectedPdf("more than one embedded file"));
    }
    let content = if claims.dict.has(b"Filter") {
        claims.decompressed_content().map_err(|_| UnexpectedPdf("unreadable claims"))?
    } else {
        claims.content.clone()
    };
    // The keys in the one order that the verifier accepts.
    let mut dict = dictionary! { "Length" => 0 };
    for key in [b"Type".as_slice(), b"Params", b"Subtype"] {
        let value = claims.dict.get(key).map_err(|_| UnexpectedPdf("an embedded file without type"))?;
        dict.set(key, value.clone());
    }
    *claims = Stream::new(dict, content).with_compression(false);
    Ok(())
}

fn renumber(object: &mut Object, numbers: &std::collections::BTreeMap<u32, u32>, dangling: &mut bool) {
    match object {
        Object::Reference(id) => match numbers.get(&id.0) {
            Some(&number) => *id = (number, 0),
            None => *dangling = true,
        },
        Object::Array(array) => array.iter_mut().for_each(|object| renumber(object, numbers, dangling)),
        Object::Dictionary(dict) => {
            dict.iter_mut().for_each(|(_, object)| renumber(object, numbers, dangling))
        }
        Object::Stream(stream) => {
            stream.dict.iter_mut().for_each(|(_, object)| renumber(object, numbers, dangling));
        }
        _ => {}
    }
}
