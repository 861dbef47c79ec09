//! The frame of a page, laid in instead of drawn anew.
//!
//! The curves of the frame are most of what a page draws and the same on every
//! certificate of a kind. Typst draws them once, they are compressed once, and
//! put in front of the content of every page: deflate data may be joined where a
//! block ends on a byte (RFC 1951 §3.2.4), and so may the checksums behind it.

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::UnexpectedPdf;

/// The colour space of a page whose colours are all sRGB.
const COLOUR_SPACE: &str = "c0";

/// Around deflate data (RFC 1950 §2.2).
const ZLIB_HEADER: usize = 2;
const ZLIB_CHECKSUM: usize = 4;

/// The content that draws a frame.
pub(crate) struct Frame {
    /// Deflate blocks, none of them the last.
    deflated: Vec<u8>,
    checksum: Adler32,
    /// What its colours mean.
    profile: Stream,
}

impl Frame {
    /// What the first page has when it is composed with a frame, and has not when
    /// it is composed without. `None` if that is not a frame in front of the same
    /// content.
    pub(crate) fn between(framed: &[u8], bare: &[u8]) -> Option<Self> {
        let (framed, bare) = (Document::load_mem(framed).ok()?, Document::load_mem(bare).ok()?);
        let page = framed.page_iter().next()?;
        let with = content(&framed, page)?.decompressed_content().ok()?;
        let without = content(&bare, bare.page_iter().next()?)?.decompressed_content().ok()?;
        let drawn = with.strip_suffix(without.as_slice()).filter(|drawn| is_background(drawn))?;
        // Typst writes what follows right behind the last operator.
        let drawn = [drawn, b"\n"].concat();
        let profile = profile(&framed, page)?.clone();
        Some(Self { deflated: deflate(&drawn)?, checksum: Adler32::of(&drawn), profile })
    }

    /// Puts the frame in front of the content of every page.
    pub(super) fn lay_in(&self, document: &mut Document) -> Result<(), UnexpectedPdf> {
        for page in document.page_iter().collect::<Vec<_>>() {
            if profile(document, page).is_none_or(|profile| profile.content != self.profile.content) {
                return Err(UnexpectedPdf("the page has other colours than its frame"));
            }
            let id = content_id(document, page).ok_or(UnexpectedPdf("no content"))?;
            let content = document.get_object_mut(id).and_then(Object::as_stream_mut);
            let content = content.map_err(|_| UnexpectedPdf("no content"))?;
            let joined = self.before(content).ok_or(UnexpectedPdf("unreadable content"))?;
            content.set_content(joined);
        }
        Ok(())
    }

    /// The frame and the content of a page as one compressed content.
    fn before(&self, content: &Stream) -> Option<Vec<u8>> {
        let length = content.decompressed_content().ok()?.len();
        let (header, deflated) = content.content.split_at_checked(ZLIB_HEADER)?;
        let (deflated, checksum) = deflated.split_last_chunk::<ZLIB_CHECKSUM>()?;
        let checksum = self.checksum.joined(Adler32::from_bytes(*checksum), length);
        Some([header, &self.deflated, deflated, &checksum.to_bytes()].concat())
    }
}

/// One background artifact (ISO 32000-2 §14.8.2.2) that needs nothing of the page
/// but the colour space.
fn is_background(content: &[u8]) -> bool {
    let Ok(content) = str::from_utf8(content) else { return false };
    let Some((opening, body)) = content.split_once("BDC\n") else { return false };
    let mut names = body.split('/').skip(1);
    opening.starts_with("/Artifact<<")
        && opening.ends_with("/Type/Background>>")
        && names.all(|name| name.strip_prefix(COLOUR_SPACE).is_some_and(|rest| rest.starts_with(' ')))
        && body.ends_with("\nEMC")
        && body.matches("EMC").count() == 1
}

fn content_id(document: &Document, page: ObjectId) -> Option<ObjectId> {
    document.get_dictionary(page).ok()?.get(b"Contents").ok()?.as_reference().ok()
}

fn content(document: &Document, page: ObjectId) -> Option<&Stream> {
    document.get_object(content_id(document, page)?).ok()?.as_stream().ok()
}

/// The colour profile of a page: `/ColorSpace<</c0[/ICCBased n 0 R]>>`, or a
/// reference in place of any of these.
fn profile(document: &Document, page: ObjectId) -> Option<&Stream> {
    let resources = member(document, document.get_dictionary(page).ok()?, "Resources")?.as_dict().ok()?;
    let spaces = member(document, resources, "ColorSpace")?.as_dict().ok()?;
    let space = member(document, spaces, COLOUR_SPACE)?.as_array().ok()?;
    let [_, profile] = space.as_slice() else { return None };
    document.dereference(profile).ok()?.1.as_stream().ok()
}

fn member<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &str) -> Option<&'d Object> {
    Some(document.dereference(dictionary.get(key.as_bytes()).ok()?).ok()?.1)
}

/// Deflate blocks that end on a byte and are not the last.
fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut compress = Compress::new(Compression::best(), false);
    // Stored blocks have five bytes for every 65,535: twice the length is plenty.
    let mut blocks = Vec::with_capacity(2 * bytes.len() + 64);
    let status = compress.compress_vec(bytes, &mut blocks, FlushCompress::Sync).ok()?;
    (status == Status::Ok && compress.total_in() == u64::try_from(bytes.len()).ok()?).then_some(blocks)
}

/// The checksum of zlib data (RFC 1950 §8.2).
#[derive(Clone, Copy)]
struct Adler32 {
    a: u32,
    b: u32,
}

impl Adler32 {
    const MODULUS: u32 = 65_521;

    fn of(bytes: &[u8]) -> Self {
        let mut sum = Self { a: 1, b: 0 };
        for byte in bytes {
            sum.a = (sum.a + u32::from(*byte)) % Self::MODULUS;
            sum.b = (sum.b + sum.a) % Self::MODULUS;
        }
        sum
    }

    fn from_bytes(bytes: [u8; ZLIB_CHECKSUM]) -> Self {
        let sum = u32::from_be_bytes(bytes);
        Self { a: sum & 0xffff, b: sum >> 16 }
    }

    fn to_bytes(self) -> [u8; ZLIB_CHECKSUM] {
        (self.b << 16 | self.a).to_be_bytes()
    }

    /// Of these bytes and `length` more whose own checksum is `next`: every one of
    /// them adds what stands before it.
    fn joined(self, next: Self, length: usize) -> Self {
        let length = u64::try_from(length).unwrap_or(u64::MAX) % u64::from(Self::MODULUS);
        let before = u64::from(self.a + Self::MODULUS - 1);
        let b = u64::from(self.b) + u64::from(next.b) + length * before;
        let modulus = u64::from(Self::MODULUS);
        Self {
            a: (self.a + next.a + Self::MODULUS - 1) % Self::MODULUS,
            b: u32::try_from(b % modulus).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    fn zlib(bytes: &[u8]) -> Stream {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(bytes).unwrap();
        let dict = lopdf::dictionary! { "Filter" => "FlateDecode" };
        Stream::new(dict, encoder.finish().unwrap())
    }

    fn frame(drawn: &[u8]) -> Frame {
        Frame { deflated: deflate(drawn).unwrap(), checksum: Adler32::of(drawn), profile: zlib(b"") }
    }

    #[test]
    fn frame_and_content_are_one_content() {
        for (drawn, content) in [("", ""), ("q Q\n", ""), ("", "BT ET"), ("q Q\n", "BT ET")] {
            for times in [1, 1_000, 40_000] {
                let (drawn, content) = (drawn.repeat(times), content.repeat(times));
                let joined = frame(drawn.as_bytes()).before(&zlib(content.as_bytes())).unwrap();
                let mut plain = String::new();
                // Fails at a wrong checksum.
                flate2::read::ZlibDecoder::new(joined.as_slice()).read_to_string(&mut plain).unwrap();
                assert_eq!(plain, drawn + &content);
            }
        }
    }

    #[test]
    fn a_frame_is_a_background_that_uses_colours_only() {
        let artifact = "/Artifact<</BBox[0 0 9 9]/Type/Background>>BDC\n";
        let check = |content: &str, expected| assert_eq!(is_background(content.as_bytes()), expected);
        check(&format!("{artifact}q/c0 CS 1 0 0 SCN 0 0 m S\nQ\nEMC"), true);
        check(&format!("{artifact}q/c1 CS 1 0 0 SCN 0 0 m S\nQ\nEMC"), false);
        check(&format!("{artifact}q/g0 gs/c0 CS 0 0 m S\nQ\nEMC"), false);
        check(&format!("{artifact}q/c0 CS\nQ\nEMC/Artifact BMC\nEMC"), false);
        check(&format!("{artifact}q/c0 CS\nQ"), false);
        check("/Artifact<</Type/Layout>>BDC\nq/c0 CS\nQ\nEMC", false);
        check("", false);
    }
}
