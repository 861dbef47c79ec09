//! The form of an issued certificate (docs/format.md §2 and §3), as far as it
//! shows in a damaged one.

use crate::search::{after, contains, find, find_all, find_last, head, number, tail};

/// How every certificate begins.
pub(crate) const HEADER: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";
/// How every certificate ends.
pub(crate) const END: &[u8] = b"%%EOF\n";
/// How its signature dictionary begins. Programs that write a file anew hardly
/// ever keep order and spelling.
const SIGNATURE: &[u8] = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:";
/// Longer than what stands between that and the gap.
const DICTIONARY: usize = 400;

/// A signature dictionary whose byte range fits the file: it is about these very
/// bytes, or those that were here before the end was lost or something was added.
pub(crate) struct Signature<'a> {
    /// Whether the dictionary is spelled like ours.
    pub(crate) ours: bool,
    /// What stands in the gap, without `<` and `>`.
    pub(crate) gap: &'a [u8],
    /// Where the gap begins, with its `<`.
    pub(crate) start: usize,
    /// Where it ends, behind its `>`.
    pub(crate) end: usize,
    /// The length of the file when it was signed.
    pub(crate) length: usize,
}

/// The numbers of a `/ByteRange[0 a b c]` (ISO 32000-2 §12.8.1).
#[derive(Clone, Copy)]
pub(crate) struct ByteRange {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) length: usize,
}

impl ByteRange {
    fn parse(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii_start().strip_prefix(b"[")?;
        let (zero, text) = number(text)?;
        let (start, text) = number(text)?;
        let (end, text) = number(text)?;
        let (rest, text) = number(text)?;
        let whole = zero == 0 && start < end && text.trim_ascii_start().starts_with(b"]");
        whole.then_some(Self { start, end, length: end.checked_add(rest)? })
    }
}

/// The signatures whose gap lies where the byte range says, in the order of the
/// file.
pub(crate) fn signatures(file: &[u8]) -> impl Iterator<Item = Signature<'_>> {
    find_all(file, b"/ByteRange").filter_map(|at| {
        let ByteRange { start, end, length } = ByteRange::parse(after(file.get(at..)?, b"/ByteRange")?)?;
        let gap = file.get(start..end)?.strip_prefix(b"<")?.strip_suffix(b">")?;
        let ours = contains(file.get(start.saturating_sub(DICTIONARY)..start)?, SIGNATURE);
        Some(Signature { ours, gap, start, end, length })
    })
}

/// Our signature, wherever its gap may be now: the offset of the gap, and what the
/// byte range says.
pub(crate) fn displaced(file: &[u8]) -> Option<(usize, ByteRange)> {
    let dictionary = find(file, SIGNATURE)?;
    let gap = dictionary.checked_add(find(file.get(dictionary..)?, b"/Contents<")?)?.checked_add(9)?;
    Some((gap, ByteRange::parse(after(file.get(gap..)?, b"/ByteRange")?)?))
}

/// Whether a file is still in our form, a damaged place or two aside: our
/// spelling of the signature dictionary, and header, first object, table where the
/// end says, and end, one of which may be the damaged one.
pub(crate) fn kept(file: &[u8]) -> bool {
    let (first_half, second_half) = SIGNATURE.split_at(SIGNATURE.len() / 2);
    let last = tail(file, 1 << 16);
    let table = find_last(file, b"startxref\n")
        .and_then(|at| number(after(file.get(at..)?, b"startxref\n")?))
        .and_then(|(offset, _)| file.get(offset..));
    let signs = [
        head(file, 15) == head(HEADER, 15),
        file.get(15..).is_some_and(|rest| rest.starts_with(b"1 0 obj\n<<")),
        table.is_some_and(|table| table.starts_with(b"xref\n0 ")),
        file.ends_with(END),
    ];
    let spelled = contains(last, first_half) || contains(last, second_half);
    spelled && signs.into_iter().filter(|sign| *sign).count() >= 3
}

/// Whether a file began like one of ours.
pub(crate) fn begun(file: &[u8]) -> bool {
    head(file, HEADER.len()) == HEADER
}

/// The end of a PDF is near the end of the file (ISO 32000-2 §7.5.5; readers look
/// for it in the last 1,024 bytes).
pub(crate) fn ended(file: &[u8]) -> bool {
    contains(tail(file, 1024), b"%%EOF")
}
