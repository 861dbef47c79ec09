//! Older and weaker forms, and files that are two things at once.

use certificate::FindingCode::{
    self, ClaimsMalformed, ClaimsNewerFormat, FileEmpty, FileNotPdf, PdfCrossReference, PdfEnd, PdfHeader,
    PdfUnexpected, SignatureDictionary, SignatureMissing,
};

use super::{
    bytes::replace,
    case::{Case, Family},
    genuine::Genuine,
};
use crate::{PNG, ZIP};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("downgrade", "docs/format.md §2 and §5; ISO 32000-2 §12.8.3");
    versions(&mut family, genuine);
    filters(&mut family, genuine);
    let downgrade = family.cases();
    let mut family = Family::new("polyglot", "Albertini: PoC||GTFO; Magazinius et al., Polyglots (CCS 2013)");
    in_front(&mut family, genuine);
    behind(&mut family, genuine);
    [downgrade, family.cases()].concat()
}

fn versions(family: &mut Family, genuine: &Genuine) {
    let mut header = |name, text: &[u8], why| {
        let file = genuine.insider(|draft| draft.header = text.to_vec());
        family.refuse(name, PdfHeader, file, why);
    };
    header("pdf-1.4", b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n", "an older version has no rules for certification");
    header("pdf-2.0", b"%PDF-2.0\n%\xE2\xE3\xCF\xD3\n", "one version");
    header("pdf-1.10", b"%PDF-1.10\n%\xE2\xE3\xCF\xD3\n", "no such version");
    header("no-binary-comment", b"%PDF-1.7\n", "without the comment mail programs take the file for text");
    header("carriage-return", b"%PDF-1.7\r%\xE2\xE3\xCF\xD3\n", "the line ends of another writer");
    header("other-comment", b"%PDF-1.7\n%\x80\x81\x82\x83\n", "the comment of another writer");
    let mut claims = |name, code: FindingCode, from: &str, to: &str, why| {
        family.refuse(name, code, genuine.insider(|draft| draft.edit_claims(from, to)), why);
    };
    claims("format-0", ClaimsMalformed, "\"format\":1", "\"format\":0", "an older format has older rules");
    claims(
        "format-2",
        ClaimsNewerFormat,
        "\"format\":1",
        "\"format\":2",
        "a newer format has rules unknown here",
    );
    claims("format-text", ClaimsMalformed, "\"format\":1", "\"format\":\"1\"", "one type");
    claims("format-real", ClaimsMalformed, "\"format\":1", "\"format\":1.0", "one spelling");
    claims("format-negative", ClaimsMalformed, "\"format\":1", "\"format\":-1", "no such version");
    claims("format-huge", ClaimsMalformed, "\"format\":1", "\"format\":4294967297", "1 modulo 2^32");
    claims("format-missing", ClaimsMalformed, "\"format\":1,", "", "no version at all");
    let mut catalogue = |name, entry: &str, why| {
        family.refuse(name, PdfUnexpected, genuine.insider(|draft| draft.catalogue(entry)), why);
    };
    catalogue("version-in-catalogue", "/Version/1.4", "the catalogue overrides the header (§7.7.2)");
    catalogue(
        "extensions",
        "/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>",
        "extensions of a vendor change what a reader does",
    );
}

fn filters(family: &mut Family, genuine: &Genuine) {
    let mut sub_filter = |name, code: FindingCode, to: &str, why| {
        let file = genuine
            .insider(|draft| draft.dictionary = replace(&draft.dictionary, "/ETSI.CAdES.detached", to));
        family.refuse(name, code, file, why);
    };
    sub_filter(
        "adbe-detached",
        SignatureMissing,
        "/adbe.pkcs7.detached",
        "needs no signing certificate attribute",
    );
    sub_filter("adbe-sha1", SignatureMissing, "/adbe.pkcs7.sha1", "signs a SHA-1 digest");
    sub_filter("adbe-rsa-sha1", SignatureMissing, "/adbe.x509.rsa_sha1", "PKCS #1 with SHA-1");
    sub_filter("time-stamp", SignatureMissing, "/ETSI.RFC3161", "a time stamp is no signature");
    sub_filter("escaped", SignatureMissing, "/ETSI.CAdES#2Edetached", "the same name spelled with #");
    sub_filter("case", SignatureMissing, "/etsi.cades.detached", "names tell case apart");
    sub_filter(
        "both",
        SignatureDictionary,
        "/ETSI.CAdES.detached/SubFilter/adbe.x509.rsa_sha1",
        "two formats: which of them is checked?",
    );
}

/// `front`, then the certificate.
fn in_front(family: &mut Family, genuine: &Genuine) {
    let file = &genuine.file;
    for (name, code, front, why) in [
        ("zip-in-front", FileNotPdf, ZIP, "an archive that is a PDF, too"),
        ("png-in-front", FileNotPdf, PNG, "a picture that is a PDF, too"),
        ("jpeg-in-front", FileNotPdf, b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture that is a PDF, too"),
        ("html-in-front", FileNotPdf, b"<!DOCTYPE html><!--", "a web page that is a PDF, too"),
        ("shell-in-front", FileNotPdf, b"#!/bin/sh\nexit\n", "a program that is a PDF, too"),
        ("executable-in-front", FileNotPdf, b"MZ\x90\0", "a program that is a PDF, too"),
        (
            "line-feed-in-front",
            FileNotPdf,
            b"\n",
            "the header may stand within the first 1024 bytes for some",
        ),
        ("byte-order-mark", FileNotPdf, b"\xef\xbb\xbf", "a byte order mark of a text editor"),
        ("nul-in-front", FileNotPdf, b"\0", "one byte in front"),
        ("header-twice", PdfHeader, b"%PDF-1.7\n", "two headers"),
        ("mail-in-front", FileNotPdf, b"Content-Type: application/pdf\r\n\r\n", "the headers of a mail"),
    ] {
        family.refuse(name, code, [front, file].concat(), why);
    }
    family.refuse("empty", FileEmpty, Vec::new(), "nothing at all is every kind of file");
    let mut insider = |name, header: &[u8], why| {
        let file = genuine.insider(|draft| draft.header = header.to_vec());
        family.refuse(name, PdfHeader, file, why);
    };
    insider(
        "html-in-header",
        b"%PDF-1.7\n%\xE2\xE3\xCF\xD3<html><script>alert(1)</script>\n",
        "signed, and a web page",
    );
    insider("comment-in-header", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3 \n", "signed, with a byte more in the header");
    let shifted = genuine.insider(|draft| draft.header.splice(0..0, ZIP.iter().copied()).for_each(drop));
    family.refuse("zip-in-front-signed", FileNotPdf, shifted, "signed as a whole, with right offsets");
}

fn behind(family: &mut Family, genuine: &Genuine) {
    let file = &genuine.file;
    for (name, code, tail, why) in [
        ("zip-behind", PdfEnd, ZIP, "a certificate that is an archive, too"),
        (
            "html-behind",
            PdfEnd,
            b"<script>alert(1)</script>".as_slice(),
            "a certificate that is a web page, too",
        ),
        ("other-certificate-behind", PdfCrossReference, &genuine.other, "two certificates in one file"),
        ("itself-behind", PdfEnd, file, "the same certificate twice"),
    ] {
        family.refuse(name, code, [file.as_slice(), tail].concat(), why);
    }
    let mut insider = |name, code: FindingCode, change: fn(String) -> String, why| {
        family.refuse(name, code, genuine.draft().with_tail(change).sign(&genuine.issuing), why);
    };
    insider(
        "text-behind-signed",
        PdfEnd,
        |tail| tail + "anything\n",
        "covered by the byte range, and yet behind the end",
    );
    insider(
        "second-end-signed",
        PdfCrossReference,
        |tail| tail + "startxref\n9\n%%EOF\n",
        "two ends, both covered by the byte range",
    );
    insider("no-last-line-feed", PdfEnd, |tail| tail.trim_end().to_owned(), "one end");
    insider("carriage-return-end", PdfEnd, |tail| tail.trim_end().to_owned() + "\r\n", "one end");
}
