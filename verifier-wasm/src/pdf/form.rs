//! The form of a certificate inside a sound frame: the strict profile, the claims
//! and the signature dictionary with its gap.

use certificate::{Finding, FindingCode};

use super::{frame::Frame, page_text::page_text, profile};
use crate::Limits;

/// What the checks of signature and claims work on. Only [`Form::check`] makes
/// one.
pub(crate) struct Form<'a> {
    /// Everything before and behind the gap.
    pub(crate) signed_spans: [&'a [u8]; 2],
    /// The hexadecimal digits in the gap.
    pub(crate) contents: &'a [u8],
    /// Where they start.
    pub(crate) contents_at: usize,
    /// `/M`: the instant in the form `20261122050700`.
    pub(crate) signed_at: &'a [u8],
    /// The content of the embedded `certificate.json`.
    pub(crate) claims: &'a [u8],
    frame: Frame<'a>,
}

impl<'a> Form<'a> {
    /// Checks the form.
    pub(crate) fn check(file: &'a [u8], frame: Frame<'a>) -> Result<Self, Finding> {
        profile::check(&frame)?;
        let claims = profile::claims(&frame).ok_or_else(|| Finding::new(FindingCode::ClaimsMissing))?;
        let dictionary = SignatureDictionary::check(file, &frame)?;
        Ok(Self {
            signed_spans: dictionary.signed_spans,
            contents: dictionary.contents,
            contents_at: dictionary.contents_at,
            signed_at: dictionary.signed_at,
            claims,
            frame,
        })
    }

    /// The text of all pages without white space.
    pub(crate) fn page_text(&self, limits: &Limits) -> Result<String, Finding> {
        page_text(&self.frame, limits)
    }

    /// The pictures in JPEG form, as they are in the file.
    pub(crate) fn photos(&self) -> impl Iterator<Item = &'a [u8]> {
        self.frame.objects().iter().filter_map(|object| {
            let filter = object.value.dictionary()?.value(b"Filter")?;
            object.content.filter(|_| filter.is_name(b"DCTDecode"))
        })
    }
}

/// The signature dictionary is a fixed text around three values: the instant,
/// the gap and the byte range.
struct SignatureDictionary<'a> {
    signed_spans: [&'a [u8]; 2],
    contents: &'a [u8],
    contents_at: usize,
    signed_at: &'a [u8],
}

const BEFORE_INSTANT: &[u8] = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:";
/// `YYYYMMDDhhmmss`
const INSTANT_LENGTH: usize = 14;
const BEFORE_GAP: &[u8] = b"Z)/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams\
<</Type/TransformParams/P 1/V/1.2>>>>]/Contents";

impl<'a> SignatureDictionary<'a> {
    fn check(file: &'a [u8], frame: &Frame<'_>) -> Result<Self, Finding> {
        let (start, end) = frame.last_span();
        let wrong = || Finding::new(FindingCode::SignatureDictionary).at(start);
        let number = frame.last_number();
        let object = file.get(start..end).ok_or_else(wrong)?;
        let rest = object.strip_prefix(format!("{number} 0 obj\n").as_bytes()).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(BEFORE_INSTANT).ok_or_else(wrong)?;
        let (signed_at, rest) = rest.split_at_checked(INSTANT_LENGTH).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(BEFORE_GAP).ok_or_else(wrong)?;
        // `end` bounds `rest`, so the gap opens this far from the file's start.
        let gap_start = end.checked_sub(rest.len()).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(b"<").ok_or_else(wrong)?;
        let digits = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        let contents_at = gap_start.saturating_add(1);
        let gap = || Finding::new(FindingCode::SignatureContents).at(contents_at.saturating_add(digits));
        let (contents, rest) = rest.split_at_checked(digits).ok_or_else(gap)?;
        let rest = rest.strip_prefix(b">").ok_or_else(gap)?;
        let gap_end = end.checked_sub(rest.len()).ok_or_else(wrong)?;

        let behind = file.get(gap_end..).ok_or_else(wrong)?;
        let expected = format!("/ByteRange[0 {gap_start} {gap_end} {}]>>\nendobj\n", behind.len());
        if rest != expected.as_bytes() {
            let found: String = String::from_utf8_lossy(rest).chars().take(80).collect();
            return Err(Finding::new(FindingCode::SignatureByteRange)
                .at(gap_end)
                .expected(expected.trim_end())
                .found(found.trim_end()));
        }
        let before = file.get(..gap_start).ok_or_else(wrong)?;
        Ok(Self { signed_spans: [before, behind], contents, contents_at, signed_at })
    }
}
