//! The frame of a file: header, objects, cross-reference table, trailer
//! (ISO 32000-2 §7.5), without a byte between them.

use certificate::{Finding, FindingCode};

use super::object::{Dictionary, Object, Parser};
use crate::Limits;

/// Header and the comment that marks a binary file (§7.5.2).
const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
const FREE_ENTRY: &[u8] = b"0000000000 65535 f \n";
const ENTRY_LENGTH: usize = 20;

/// A file whose every byte belongs to the header, one object, the table or the
/// trailer. Only [`Frame::check`] makes one.
pub(crate) struct Frame<'a> {
    objects: Vec<Indirect<'a>>,
    /// The numbers of the catalogue and of the document information.
    trailer: (u32, u32),
    /// Where the last object, the signature dictionary, starts and where the
    /// table behind it does.
    last: (usize, usize),
}

/// An indirect object; a stream has content.
pub(crate) struct Indirect<'a> {
    /// Where it starts.
    pub(crate) at: usize,
    pub(crate) value: Object<'a>,
    pub(crate) content: Option<&'a [u8]>,
}

impl<'a> Frame<'a> {
    /// Checks the frame. The last object is left to [`super::Form`].
    pub(crate) fn check(file: &'a [u8], limits: &Limits) -> Result<Self, Finding> {
        if !file.starts_with(HEADER) {
            return Err(Finding::new(FindingCode::PdfHeader).at(0));
        }
        let table = table_offset(file)?;
        let mut parser = Parser::new(file, limits);
        parser.seek(table);
        let offsets = offsets(&mut parser, limits).map_err(as_code(FindingCode::PdfCrossReference))?;
        let trailer = trailer(&mut parser, offsets.len(), table).map_err(as_code(FindingCode::PdfTrailer))?;
        if parser.position() != file.len() {
            return Err(Finding::new(FindingCode::PdfEnd).at(parser.position()));
        }
        let (&last, others) =
            offsets.split_last().ok_or_else(|| Finding::new(FindingCode::PdfCrossReference))?;
        parser.seek(HEADER.len());
        let mut objects = Vec::with_capacity(others.len());
        for (&offset, number) in others.iter().zip(1_u32..) {
            check_place(&parser, offset)?;
            objects.push(indirect(&mut parser, number)?);
        }
        check_place(&parser, last)?;
        let last = parser.position();
        if last >= table {
            return Err(Finding::new(FindingCode::PdfCrossReference).expected(last).found(last));
        }
        Ok(Self { objects, trailer, last: (last, table) })
    }

    /// The objects but the last, which come first: object 1, 2, …
    pub(crate) fn objects(&self) -> &[Indirect<'a>] {
        &self.objects
    }

    /// The object with a number.
    pub(crate) fn object(&self, number: u32) -> Option<&Indirect<'a>> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.objects.get(index)
    }

    /// The dictionary with a number.
    pub(crate) fn dictionary(&self, number: u32) -> Option<&Dictionary<'a>> {
        self.object(number)?.value.dictionary()
    }

    /// The numbers of the catalogue and of the document information.
    pub(crate) const fn trailer(&self) -> (u32, u32) {
        self.trailer
    }

    /// The catalogue.
    pub(crate) fn catalog(&self) -> Option<&Dictionary<'a>> {
        self.dictionary(self.trailer.0)
    }

    /// The numbers of the pages in the one node of the page tree (§7.7.3.2).
    pub(crate) fn page_numbers(&self) -> Option<Vec<u32>> {
        let tree = self.dictionary(self.catalog()?.value(b"Pages")?.reference()?)?;
        let pages: Vec<u32> =
            tree.value(b"Kids")?.array()?.iter().map(Object::reference).collect::<Option<_>>()?;
        let count = tree.value(b"Count")?.integer().and_then(|count| usize::try_from(count).ok());
        let plain = tree.keys().eq([b"Type".as_slice(), b"Count", b"Kids"])
            && tree.value(b"Type")?.is_name(b"Pages")
            && count == Some(pages.len());
        plain.then_some(pages)
    }

    /// The number of the last object, the signature dictionary.
    pub(crate) fn last_number(&self) -> u32 {
        // The limit on objects is far below 2^32.
        u32::try_from(self.objects.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The number of the last object but one, the signature field.
    pub(crate) fn field_number(&self) -> u32 {
        self.last_number().saturating_sub(1)
    }

    /// Where the object with an index starts.
    pub(crate) fn start(&self, index: usize) -> usize {
        self.objects.get(index).map_or(self.last.0, |object| object.at)
    }

    /// Where the object with a number starts.
    pub(crate) fn start_of(&self, number: u32) -> usize {
        self.start(usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1))
    }

    /// Start and end of the last object.
    pub(crate) const fn last_span(&self) -> (usize, usize) {
        self.last
    }
}

/// Offsets are compared as 64 bits everywhere: the pointers of WebAssembly have 32,
/// and one file must get one report.
fn check_place(parser: &Parser<'_>, offset: u64) -> Result<(), Finding> {
    let position = parser.position();
    if u64::try_from(position).is_ok_and(|position| position == offset) {
        return Ok(());
    }
    Err(Finding::new(FindingCode::PdfCrossReference).expected(position).found(offset))
}

fn as_code(code: FindingCode) -> impl Fn(Finding) -> Finding {
    move |finding| match finding.code {
        FindingCode::PdfTooComplex => finding,
        _ => Finding { code, ..finding },
    }
}

/// Reads `startxref`, the offset and `%%EOF` from the end.
fn table_offset(file: &[u8]) -> Result<usize, Finding> {
    let end = || Finding::new(FindingCode::PdfEnd).at(file.len());
    let rest = file.strip_suffix(b"\n%%EOF\n").ok_or_else(end)?;
    let digits = rest.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (rest, digits) = rest.split_at_checked(rest.len().saturating_sub(digits)).ok_or_else(end)?;
    let offset = core::str::from_utf8(digits).ok().and_then(|text| text.parse().ok()).ok_or_else(end)?;
    let plain = rest.ends_with(b"\nstartxref\n") && offset < file.len();
    if plain { Ok(offset) } else { Err(end()) }
}

/// The cross-reference table (§7.5.4): one section, object 0 free, all others in
/// use with generation 0.
fn offsets(parser: &mut Parser<'_>, limits: &Limits) -> Result<Vec<u64>, Finding> {
    parser.expect(b"xref\n0 ")?;
    let size = parser.integer().ok_or_else(|| parser.unexpected())?;
    parser.expect(b"\n")?;
    parser.expect(FREE_ENTRY)?;
    let count = size.checked_sub(1).ok_or_else(|| parser.unexpected())?;
    let too_many = || Finding::new(FindingCode::PdfTooComplex).expected(limits.objects).found(count);
    let count = usize::try_from(count).ok().filter(|count| *count <= limits.objects).ok_or_else(too_many)?;
    let mut offsets = Vec::with_capacity(count);
    for _ in 0..count {
        let at = parser.position();
        let entry = parser.take(ENTRY_LENGTH)?;
        let offset = entry
            .strip_suffix(b" 00000 n \n")
            .filter(|digits| digits.iter().all(u8::is_ascii_digit))
            .and_then(|digits| core::str::from_utf8(digits).ok()?.parse().ok())
            .ok_or_else(|| Finding::new(FindingCode::PdfCrossReference).at(at))?;
        offsets.push(offset);
    }
    Ok(offsets)
}

/// The trailer (§7.5.5): exactly `Size`, `Root`, `Info`, `ID`; no `Prev`, no
/// `Encrypt`.
fn trailer(parser: &mut Parser<'_>, count: usize, table: usize) -> Result<(u32, u32), Finding> {
    parser.expect(b"trailer\n")?;
    let at = parser.position();
    let trailer = parser.dictionary()?;
    let wrong = || Finding::new(FindingCode::PdfTrailer).at(at);
    if !trailer.keys().eq([b"Size".as_slice(), b"Root", b"Info", b"ID"]) {
        return Err(wrong());
    }
    let size = trailer.value(b"Size").and_then(Object::integer).and_then(|size| usize::try_from(size).ok());
    if size != count.checked_add(1) {
        return Err(wrong());
    }
    let root = trailer.value(b"Root").and_then(Object::reference).ok_or_else(wrong)?;
    let info = trailer.value(b"Info").and_then(Object::reference).ok_or_else(wrong)?;
    let Some([Object::Hex, Object::Hex]) = trailer.value(b"ID").and_then(Object::array) else {
        return Err(wrong());
    };
    parser.expect(format!("\nstartxref\n{table}\n%%EOF\n").as_bytes())?;
    Ok((root, info))
}

/// `7 0 obj`, a value, for a stream its content, `endobj` (§7.3.10).
fn indirect<'a>(parser: &mut Parser<'a>, number: u32) -> Result<Indirect<'a>, Finding> {
    let at = parser.position();
    parser.expect(format!("{number} 0 obj\n").as_bytes())?;
    let value = parser.value()?;
    let is_stream = value.dictionary().is_some() && parser.expect(b"stream\n").is_ok();
    let content = if is_stream { Some(content(parser, &value)?) } else { None };
    parser.expect(b"\nendobj\n")?;
    Ok(Indirect { at, value, content })
}

fn content<'a>(parser: &mut Parser<'a>, value: &Object<'_>) -> Result<&'a [u8], Finding> {
    let length = value
        .dictionary()
        .and_then(|dictionary| dictionary.value(b"Length")?.integer())
        .ok_or_else(|| parser.unexpected())?;
    // A length beyond the pointers of WebAssembly is beyond the file.
    let content = parser.take(usize::try_from(length).unwrap_or(usize::MAX))?;
    parser.expect(b"\nendstream")?;
    Ok(content)
}
