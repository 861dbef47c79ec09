//! What is left out of a composition and laid in again makes no difference.

use std::path::Path;

use certificate::{CertificateNumber, FORMAT_VERSION, Nonce, Rank, StatusReference, UniversityItems};
use lopdf::{Document, Object};

use super::*;
use crate::issuance::pdf_file::Prepared;

const FONTS: &str = "/usr/share/fonts/truetype/cns11643";

fn claims() -> Claims {
    Claims {
        format: FORMAT_VERSION,
        items: Items::University(UniversityItems {
            // The first character is in the second font.
            name: "𠮷田曉晴".parse().unwrap(),
            birth_date: "78-04-16".parse().unwrap(),
            identity_number: "F123456784".parse().unwrap(),
            rank: Rank::Professor,
            certificate_number: CertificateNumber::new("教", "142195").unwrap(),
            seniority_start: "111/02".parse().unwrap(),
            submitting_school: "樣本大學".parse().unwrap(),
            issue_date: "115-11-22".parse().unwrap(),
        }),
        annotation: None,
        status: StatusReference { list: "https://dcert.example/status/1".to_owned(), index: 48_213 },
        nonce: Nonce([7; 16]),
        issued_at: "2026-11-22T05:07:00Z".parse().unwrap(),
        specimen: true,
    }
}

fn code() -> CodeLink {
    CodeLink::of_text(&format!("HTTPS://DCERT.EXAMPLE/#C:{}", "0Z$:/".repeat(86)))
}

/// The file up to its signature.
fn file(composer: &Composer) -> Vec<u8> {
    let composed = composer.compose(claims(), &code(), None).unwrap();
    let prepared = Prepared::new(composed.pdf(), composed.left_out(), claims().issued_at, 8).unwrap();
    prepared.signed_spans().concat()
}

/// Every object of the file, streams unpacked.
fn objects(composed: &Composed) -> Vec<Object> {
    let prepared = Prepared::new(composed.pdf(), composed.left_out(), claims().issued_at, 8).unwrap();
    let document = Document::load_mem(&prepared.fill(&[0; 8]).unwrap()).unwrap();
    let unpacked = |mut object: Object| {
        if let Object::Dictionary(descriptor) = &mut object
            && descriptor.has(b"FontFile2")
        {
            // The glyphs' own boxes instead of those around all their points.
            assert!(descriptor.remove(b"FontBBox").is_some());
        }
        if let Object::Dictionary(signature) = &mut object
            && signature.has_type(b"Sig")
        {
            assert!(signature.remove(b"ByteRange").is_some(), "where the signature stands depends on sizes");
        }
        if let Object::Stream(stream) = &mut object {
            stream.decompress().unwrap();
            // A line feed stands between frame and content.
            stream.content.retain(|byte| *byte != b'\n');
            stream.dict.remove(b"Length");
            if stream.dict.has_type(b"Metadata") {
                stream.content = without_ids(&stream.content);
            }
        }
        object
    };
    document.objects.into_values().map(unpacked).collect()
}

/// XMP without the ids, which Typst makes from what it wrote itself.
fn without_ids(xmp: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8(xmp.to_vec()).unwrap();
    for tag in ["<xmpMM:DocumentID>", "<xmpMM:InstanceID>"] {
        let id = text.split_once(tag).unwrap().1.split('<').next().unwrap().to_owned();
        assert!(id.len() > 16, "{id}");
        text = text.replace(&id, "");
    }
    text.into_bytes()
}

#[test]
fn what_is_laid_in_is_what_typst_would_have_written() {
    let composer = Composer::new(Path::new(FONTS), None).unwrap();
    let laid_in = composer.compose(claims(), &code(), None).unwrap();
    assert!(laid_in.frame.is_some() && laid_in.outlines.is_some());
    let frames = Frames { university: OnceLock::from(None), k12: OnceLock::from(None) };
    let written = Composer { hollow: None, frames, ..composer }.compose(claims(), &code(), None).unwrap();
    assert!(written.frame.is_none() && written.outlines.is_none());
    let (laid_in, written) = (objects(&laid_in), objects(&written));
    assert_eq!(laid_in.len(), written.len());
    let fonts =
        written.iter().filter(|object| object.as_stream().is_ok_and(|font| font.content.len() > 20_000));
    assert!(fonts.count() > 0, "the outlines are among them");
    for (laid_in, written) in laid_in.iter().zip(&written) {
        assert!(
            laid_in == written,
            "{:.500}\nis not\n{:.500}",
            format!("{laid_in:?}"),
            format!("{written:?}")
        );
    }
}

#[test]
fn the_same_claims_give_the_same_bytes_whatever_was_composed_before() {
    let composer = Composer::new(Path::new(FONTS), None).unwrap();
    let first = file(&composer);
    let other = Claims { nonce: Nonce([8; 16]), ..claims() };
    for _ in 0..2 * CACHE_INTERVAL {
        composer.compose(other.clone(), &code(), None).unwrap();
    }
    assert!(file(&composer) == first);
    assert!(file(&Composer::new(Path::new(FONTS), None).unwrap()) == first);
}
