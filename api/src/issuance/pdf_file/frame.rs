//! The frame of a page, laid in instead of drawn anew.
//!
//! The curves of the frame are most of what a page draws and the same on every
//! certificate of a kind. Typst draws them once, they are compressed once, and
//! put in front of the content of every page.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::UnexpectedPdf;
use crate::issuance::zlib::{self, Part};

/// The colour space of a page whose colours are all sRGB.
const COLOUR_SPACE: &str = "c0";

/// The content that draws a frame.
pub(crate) struct Frame {
    drawn: Part,
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
        Some(Self { drawn: Part::followed(&drawn), profile })
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
        Some(zlib::join([&self.drawn, &Part::whole(&content.content, length)?]))
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

#[cfg(test)]
mod tests {
    use super::*;

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
