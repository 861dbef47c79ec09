//! Claims that are not what they seem, signed with the issuing key.

use certificate::{
    FindingCode::{
        self, ClaimsIssuedAt, ClaimsMalformed, ClaimsMissing, ClaimsSpecimen, ClockBeforeIssue, PageText,
        PdfUnexpected, StatusIndex, StatusOtherList,
    },
    Verdict,
};

use super::{
    bytes::replace,
    case::{Case, Family, List},
    draft::Draft,
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("claims", "docs/format.md §5; RFC 8785; RFC 8259 §4");
    spelling(&mut family, genuine);
    values(&mut family, genuine);
    disagreement(&mut family, genuine);
    container(&mut family, genuine);
    family.cases()
}

fn spelling(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, from: &str, to: &str, why| {
        family.refuse(name, ClaimsMalformed, genuine.insider(|draft| draft.edit_claims(from, to)), why);
    };
    refuse("space", "\"format\":1", "\"format\": 1", "one spelling");
    refuse("line-feed-inside", ",\"status\"", ",\n\"status\"", "one spelling");
    refuse("escaped-letter", "\"professor\"", "\"\\u0070rofessor\"", "one spelling of a text");
    refuse("escaped-slash", "http:", "http\\u003a", "one spelling of a text");
    refuse("escaped-ideograph", "樣本大學", "\\u6a23本大學", "one spelling of a text");
    refuse("key-twice", "\"format\":1", "\"format\":1,\"format\":1", "first or last wins");
    refuse("nested-key-twice", "\"rank\":", "\"rank\":\"lecturer\",\"rank\":", "first or last wins");
    refuse("key-by-escape", "\"rank\":", "\"r\\u0061nk\":", "another spelling of a key");
    refuse("unknown-field", "\"specimen\"", "\"note\":1,\"specimen\"", "exactly the fields of the format");
    refuse(
        "unknown-nested-field",
        "\"rank\":",
        "\"sex\":\"f\",\"rank\":",
        "exactly the fields of the format",
    );
    refuse("null-annotation", "\"status\":", "\"annotation\":null,\"status\":", "left out when empty");
    refuse("upper-case-hexadecimal", "\"nonce\":\"", "\"nonce\":\"A", "one spelling of octets");
    refuse("short-nonce", "\"nonce\":\"", "\"nonce\":\"\",\"n\":\"", "a nonce that can be guessed");
    refuse("index-real", "\"index\":", "\"index\":1.0,\"i\":", "one spelling of a number");
    refuse("index-exponent", "\"index\":", "\"index\":1e3,\"i\":", "one spelling of a number");
    refuse("index-negative", "\"index\":", "\"index\":-", "a slot before the first");
    refuse("index-leading-zero", "\"index\":", "\"index\":0", "one spelling of a number");
    refuse("index-beyond-32-bits", "\"index\":", "\"index\":4294967296", "a slot modulo 2^32");
    refuse("index-text", "\"index\":", "\"index\":\"1\",\"i\":", "one type");
    refuse("specimen-text", "\"specimen\":true", "\"specimen\":\"true\"", "one type");
    refuse("specimen-missing", ",\"specimen\":true", "", "an official document by omission");
    refuse("instant-with-zone", "Z\",\"specimen\"", "+00:00\",\"specimen\"", "one spelling of an instant");
    refuse("instant-with-fraction", "Z\",\"specimen\"", ".0Z\",\"specimen\"", "one spelling of an instant");
    refuse("comment", "{\"format\"", "/**/{\"format\"", "no comments in JSON");
    refuse("trailing-comma", "true}", "true,}", "no trailing comma in JSON");
    refuse("trailing-object", "true}", "true}{}", "a second value behind the first");
    refuse("trailing-line-feed", "true}", "true}\n", "one spelling");
    refuse("byte-order-mark", "{\"format\"", "\u{feff}{\"format\"", "one spelling");
    refuse("control-character", "樣本大學", "樣本\u{1}大學", "a control character in a text");
    refuse("text-direction", "樣本大學", "樣本\u{202e}大學", "an override of direction shows another text");
    refuse("invisible-space", "樣本大學", "樣本\u{200b}大學", "a text that looks like another");
    refuse("two-kinds", "\"items\":{", "\"items\":{\"k12\":{},", "two kinds at once");
    refuse("unknown-kind", "\"university\"", "\"college\"", "no such kind");
    let reordered = genuine.insider(|draft| {
        draft.edit_claims("{\"format\":1,", "{");
        draft.edit_claims(",\"specimen\":true}", ",\"specimen\":true,\"format\":1}");
    });
    family.refuse("order", ClaimsMalformed, reordered, "one order of the fields");
    for (name, claims, why) in [
        ("empty", b"".as_slice(), "no claims at all"),
        ("empty-object", b"{}", "claims that claim nothing"),
        ("array", b"[]", "another type"),
        ("not-utf-8", b"\xff\xfe{\x00", "UTF-16"),
        ("not-a-number", b"{\"format\":NaN}", "no such number in JSON"),
    ] {
        family.refuse(name, ClaimsMalformed, genuine.insider(|draft| draft.set_claims(claims)), why);
    }
}

fn values(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code: FindingCode, from: &str, to: &str, why| {
        family.refuse(name, code, genuine.insider(|draft| draft.edit_claims(from, to)), why);
    };
    refuse("rank-unknown", ClaimsMalformed, "\"rank\":\"professor\"", "\"rank\":\"dean\"", "no such rank");
    refuse(
        "birth-date-impossible",
        ClaimsMalformed,
        "\"birth_date\":\"1969-04-16\"",
        "\"birth_date\":\"1969-02-30\"",
        "no such day",
    );
    refuse(
        "identity-number-wrong",
        ClaimsMalformed,
        "F120000011",
        "F120000012",
        "the check digit does not agree",
    );
    refuse("number-form", ClaimsMalformed, "字第", "字", "no certificate number");
    refuse(
        "not-a-specimen",
        ClaimsSpecimen,
        "\"specimen\":true",
        "\"specimen\":false",
        "a development key signs no official document",
    );
    let instant = genuine.draft().instant();
    let other = instant.replacen("20", "19", 1);
    refuse(
        "other-instant",
        ClaimsIssuedAt,
        &instant,
        &other,
        "the claims name another instant than the signature",
    );
    let mut unknown = |name, code: FindingCode, from: &str, to: &str, why| {
        let file = genuine.insider(|draft| draft.edit_claims(from, to));
        family.push(name, file, List::Genuine, (Verdict::StatusUnknown, Some(code)), why);
    };
    unknown("other-list", StatusOtherList, "/status/1\"", "/status/2\"", "a list on which the slot is free");
    unknown(
        "other-list-host",
        StatusOtherList,
        "\"list\":\"http://",
        "\"list\":\"http://example.org/",
        "a list of somebody else",
    );
    let slot = genuine.draft().slot();
    unknown(
        "index-outside",
        StatusIndex,
        &format!("\"index\":{slot}"),
        "\"index\":4294967295",
        "a slot that no list has",
    );
    let early = |shift: &'static str| {
        let mut draft = genuine.draft();
        draft.edit_claims(&instant, &instant.replacen("2026", shift, 1));
        let compact = |text: &str| text.replace(['-', ':', 'T', 'Z'], "");
        draft.dictionary =
            replace(&draft.dictionary, compact(&instant), compact(&instant.replacen("2026", shift, 1)));
        draft.sign(&genuine.issuing)
    };
    family.push(
        "issued-in-the-future",
        early("2029"),
        List::Genuine,
        (Verdict::StatusUnknown, Some(ClockBeforeIssue)),
        "issued after the instant judged at: the clock or the claims lie",
    );
    family.refuse(
        "issued-before-the-key",
        FindingCode::SignerOutsideValidity,
        early("2019"),
        "an instant at which the signing certificate was not valid yet",
    );
    let mut other_time = genuine.draft();
    other_time.dictionary = replace(&other_time.dictionary, "/M(D:20", "/M(D:19");
    family.refuse(
        "other-signing-time",
        ClaimsIssuedAt,
        other_time.sign(&genuine.issuing),
        "the signature dictionary names another instant than the claims",
    );
}

/// What the page prints is not what the claims say.
fn disagreement(family: &mut Family, genuine: &Genuine) {
    family.source("docs/format.md §5: what the page prints comes from the claims and from nothing else");
    let mut refuse = |name, from: &str, to: &str, why| {
        family.refuse(name, PageText, genuine.insider(|draft| draft.edit_claims(from, to)), why);
    };
    refuse("name-disagrees", "\"name\":\"王樣本\"", "\"name\":\"王大本\"", "the page names another person");
    refuse(
        "rank-disagrees",
        "\"rank\":\"professor\"",
        "\"rank\":\"lecturer\"",
        "the page prints another rank",
    );
    refuse("birth-date-disagrees", "1969-04-16", "1969-04-17", "the page prints another day of birth");
    refuse(
        "identity-number-disagrees",
        "F120000011",
        "A123456789",
        "the page prints another identity number",
    );
    refuse("number-disagrees", "字第990001號", "字第990009號", "the page prints another certificate number");
    refuse("school-disagrees", "樣本大學", "本樣大學", "the page prints another school");
    refuse(
        "seniority-disagrees",
        "\"seniority_start\":\"2024-08\"",
        "\"seniority_start\":\"2014-08\"",
        "the page prints another month",
    );
    refuse(
        "issue-date-disagrees",
        "\"issue_date\":\"20",
        "\"issue_date\":\"19",
        "the page prints another day of issue",
    );
    refuse(
        "annotation-not-printed",
        "\"status\":",
        "\"annotation\":{\"mark\":\"replacement\",\"original_issue_date\":\"2020-01-01\",\"reason\":\"姓名變更\"},\"status\":",
        "the claims carry a mark that the page does not",
    );
    let other = Draft::of(&genuine.other).expect("a genuine file").claims();
    family.refuse(
        "claims-of-another",
        PageText,
        genuine.insider(|draft| draft.swap_claims(&other)),
        "the claims of another certificate under this page",
    );
    let Some(file) = &genuine.with_photo else { return };
    let mut draft = Draft::of(file).expect("a genuine file");
    let claims = draft.claims();
    let (_, rest) = claims.split_once("\"photo\":\"").expect("a certificate with a photograph");
    let photo = rest[..64].to_owned();
    draft.edit_claims(&photo, &"0123456789abcdef".repeat(4));
    family.refuse(
        "photo-disagrees",
        FindingCode::PagePhoto,
        draft.sign(&genuine.issuing),
        "the page shows the picture of another person",
    );
}

/// The file that holds the claims.
fn container(family: &mut Family, genuine: &Genuine) {
    family.source("ISO 32000-2 §7.11.4, §14.13; docs/format.md §3");
    let mut refuse = |name, code: FindingCode, mark: &str, from: &str, to: &str, why| {
        family.refuse(name, code, genuine.insider(|draft| draft.edit(mark, from, to)), why);
    };
    let (file, names) = ("/Type/Filespec", "/Type/Catalog");
    refuse(
        "other-file-name",
        ClaimsMissing,
        file,
        "/F(certificate.json)",
        "/F(Certificate.json)",
        "one name",
    );
    refuse(
        "other-unicode-name",
        ClaimsMissing,
        file,
        "/UF(certificate.json)",
        "/UF(claims.json)",
        "two names of one file",
    );
    refuse(
        "octal-file-name",
        ClaimsMissing,
        file,
        "/F(certificate.json)",
        "/F(\\143ertificate.json)",
        "the name in octal",
    );
    refuse(
        "hexadecimal-file-name",
        ClaimsMissing,
        file,
        "/F(certificate.json)",
        "/F<63657274>",
        "the name in hexadecimal",
    );
    refuse(
        "other-relationship",
        ClaimsMissing,
        file,
        "/AFRelationship/Data",
        "/AFRelationship/Source",
        "one relationship",
    );
    refuse("other-name-in-tree", ClaimsMissing, names, "[(certificate.json)", "[(claims.json)", "one name");
    refuse("not-associated", PdfUnexpected, names, "/AF[", "/AF[]/X[", "not associated with the document");
    refuse(
        "not-embedded",
        PdfUnexpected,
        names,
        "/Names[(certificate.json)",
        "/Names[]/X[(certificate.json)",
        "not in the tree of names",
    );
    refuse(
        "limits-in-tree",
        PdfUnexpected,
        names,
        "<</Names[(",
        "<</Limits[(a)(z)]/Names[(",
        "a tree of one level has no limits",
    );
    let stream = "/Type/EmbeddedFile";
    refuse("other-media-type", PdfUnexpected, stream, "application#2Fjson", "text#2Fhtml", "one media type");
    refuse(
        "untyped",
        PdfUnexpected,
        stream,
        "/Type/EmbeddedFile",
        "/Type/Embedded",
        "not said to be an embedded file",
    );
    refuse("no-parameters", PdfUnexpected, stream, "/Params", "/Param5", "exactly the entries we write");
    refuse(
        "check-sum",
        PdfUnexpected,
        stream,
        "/Params<<",
        "/Params<</CheckSum<00>",
        "exactly the entries we write",
    );
    refuse("wrong-size", ClaimsMissing, stream, "/Size ", "/Size 9", "a size that is not that of the claims");
    let packed = genuine.insider(|draft| {
        let claims = miniz_oxide::deflate::compress_to_vec_zlib(draft.claims().as_bytes(), 6);
        draft.edit("/Type/EmbeddedFile", "/Type", "/Filter/FlateDecode/Type");
        draft.set_claims(&claims);
    });
    family.refuse("compressed", ClaimsMissing, packed, "claims that need a decompressor");
    let split = genuine.insider(|draft| {
        let claims = draft.claims();
        let number =
            draft.add_stream("/Type/EmbeddedFile/Params<<>>/Subtype/application#2Fjson", claims.as_bytes());
        draft.edit("/Type/Filespec", "/UF ", format!("/UF {number} 0 R/X "));
    });
    family.refuse("two-streams", PdfUnexpected, split, "one stream for old readers, another for new ones");
}
