//! Duplicates, and objects in other spellings. Everything is signed with the issuing
//! key, with offsets and digest right.

use certificate::FindingCode::{
    self, PdfCrossReference, PdfObject, PdfPage, PdfReference, PdfUnexpected, SignatureField,
};

use super::{
    bytes::replace,
    case::{Case, Family},
    draft::{Draft, object},
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family =
        Family::new("duplicates", "Mladenov et al. (CCS 2019); ISO 32000-2 §7.3.7: keys are unique");
    duplicates(&mut family, genuine);
    let duplicates = family.cases();
    let mut family = Family::new("objects", "ISO 32000-2 §7.3");
    spelling(&mut family, genuine);
    streams(&mut family, genuine);
    references(&mut family, genuine);
    [duplicates, family.cases()].concat()
}

fn duplicates(family: &mut Family, genuine: &Genuine) {
    let mut edit = |name, code: FindingCode, mark: &str, from: &str, to: &str, why| {
        family.refuse(name, code, genuine.insider(|draft| draft.edit(mark, from, to)), why);
    };
    edit(
        "key-in-catalogue",
        PdfObject,
        "/Type/Catalog",
        "/Pages",
        "/Pages 3 0 R/Pages",
        "first or last wins",
    );
    edit(
        "key-in-page",
        PdfObject,
        "/Type/Page/",
        "/Contents",
        "/Contents 1 0 R/Contents",
        "first or last wins",
    );
    edit("key-in-field", PdfObject, "/FT/Sig", "/V ", "/V null/V ", "first or last wins");
    edit("length", PdfObject, "/Type/EmbeddedFile", "/Type", "/Length 1/Type", "two lengths of one stream");
    edit(
        "key-by-escape",
        PdfUnexpected,
        "/Type/Catalog",
        "/Pages",
        "/P#61ges 3 0 R/Pages",
        "two spellings of one key",
    );
    edit(
        "key-in-nested",
        PdfObject,
        "/Type/Catalog",
        "/Marked true",
        "/Marked true/Marked false",
        "first or last wins",
    );
    let mut insert = |name, change: &dyn Fn(&mut Draft), why| {
        family.refuse(name, PdfCrossReference, genuine.insider(change), why);
    };
    let content = genuine.draft().page_content();
    insert(
        "object-copied",
        &|draft| {
            let copy = draft.objects[content - 1].clone();
            draft.objects[content - 1].extend(copy);
        },
        "the same object twice",
    );
    insert(
        "catalogue-copied",
        &|draft| {
            let index = draft.index("/Type/Catalog");
            draft.objects[index].extend(object(index + 1, b"<</Type/Catalog/Pages 1 0 R>>"));
        },
        "a second catalogue of the same number",
    );
    insert(
        "other-generation",
        &|draft| draft.objects[content - 1].extend(format!("{content} 1 obj\nnull\nendobj\n").bytes()),
        "the same number in another generation",
    );
    insert(
        "unlisted-object",
        &|draft| draft.objects[content - 1].extend(object(900, b"null")),
        "an object that the table does not name",
    );
}

fn spelling(family: &mut Family, genuine: &Genuine) {
    let mut edit = |name, mark: &str, from: &str, to: &[u8], why| {
        family.refuse(name, PdfObject, genuine.insider(|draft| draft.edit(mark, from, to)), why);
    };
    edit("space-in-dictionary", "/Type/Catalog", "<</Type", b"<< /Type", "white space");
    edit("line-feed-in-dictionary", "/Type/Catalog", "/Pages", b"\n/Pages", "white space");
    edit("comment-in-dictionary", "/Type/Catalog", "/Pages", b"%x\n/Pages", "a comment hides what it holds");
    edit("double-space", "/Type/Catalog", "/Pages ", b"/Pages  ", "white space");
    edit("nul-as-space", "/Type/Catalog", "/Pages ", b"/Pages\0", "NUL is white space for some readers");
    edit("lower-case-hexadecimal", "/Title<", "/Title<FE", b"/Title<fe", "one spelling of a string");
    edit("odd-hexadecimal", "/Title<", "/Title<FEFF", b"/Title<FEF", "an odd digit is completed by zero");
    edit("space-in-hexadecimal", "/Title<", "/Title<FE", b"/Title<FE ", "white space in a string");
    edit("unbalanced-array", "/Type/Pages", "/Kids[", b"/Kids[[", "an array that does not end");
    edit("unbalanced-string", "/Type/Catalog", "(zh-TW)", b"((zh-TW)", "a string that does not end");
    edit(
        "unbalanced-dictionary",
        "/Type/Catalog",
        "/Perms<<",
        b"/Perms<<<<",
        "a dictionary that does not end",
    );
    edit("leading-zero", "/Type/FontDescriptor", "/Flags 1", b"/Flags 01", "one spelling of a number");
    edit(
        "leading-zero-of-real",
        "/Type/FontDescriptor",
        "/ItalicAngle 0",
        b"/ItalicAngle 00.0",
        "one spelling of zero",
    );
    edit("minus-zero", "/Type/FontDescriptor", "/ItalicAngle 0", b"/ItalicAngle -0", "one spelling of zero");
    edit(
        "trailing-zero-of-real",
        "/Type/FontDescriptor",
        "/StemV 95.4",
        b"/StemV 95.40",
        "one spelling of a number",
    );
    edit("plus-sign", "/Type/Pages", "/Count 1", b"/Count +1", "one spelling of a number");
    edit("two-signs", "/Type/Pages", "/Count 1", b"/Count --1", "some readers take two signs for one");
    edit("exponent", "/Type/Pages", "/Count 1", b"/Count 1e0", "no exponent in a PDF");
    edit("generation-in-reference", "/Type/Catalog", "/Pages 1 0 R", b"/Pages 1 1 R", "another generation");
    edit(
        "reference-zero-padded",
        "/Type/Catalog",
        "/Pages 1 0 R",
        b"/Pages 01 0 R",
        "one spelling of a reference",
    );
    edit("keyword-unknown", "/Type/Catalog", "/Marked true", b"/Marked truE", "no such keyword");
    edit("name-with-space", "/Type/Catalog", "/Type/Catalog", b"/Type/ Catalog", "an empty name and a word");
    let mut wrap = |name, code: FindingCode, change: &dyn Fn(&[u8]) -> Vec<u8>, why| {
        let file = genuine.insider(|draft| draft.objects[0] = change(&draft.objects[0]));
        family.refuse(name, code, file, why);
    };
    wrap(
        "header-spaces",
        PdfObject,
        &|object| replace(object, "1 0 obj\n", "1  0 obj\n"),
        "one spelling of an object",
    );
    wrap(
        "header-carriage-return",
        PdfObject,
        &|object| replace(object, "1 0 obj\n", "1 0 obj\r\n"),
        "one line end",
    );
    wrap("header-generation", PdfObject, &|object| replace(object, "1 0 obj\n", "1 7 obj\n"), "generation 0");
    wrap(
        "header-other-number",
        PdfObject,
        &|object| replace(object, "1 0 obj\n", "7 0 obj\n"),
        "the number of another",
    );
    wrap("no-end", PdfObject, &|object| replace(object, "\nendobj\n", "\n"), "an object that does not end");
    wrap(
        "end-twice",
        PdfCrossReference,
        &|object| [object, b"endobj\n"].concat(),
        "an object that ends twice",
    );
    wrap(
        "two-values",
        PdfObject,
        &|object| replace(object, "\nendobj\n", " null\nendobj\n"),
        "a value too many",
    );
    wrap("empty", PdfObject, &|_| b"1 0 obj\n\nendobj\n".to_vec(), "an object without a value");
    wrap(
        "blank-line-behind",
        PdfCrossReference,
        &|object| [object, b"\n"].concat(),
        "a byte that belongs to nothing",
    );
}

fn streams(family: &mut Family, genuine: &Genuine) {
    let content = genuine.draft().page_content();
    let mut refuse = |name, code: FindingCode, change: &dyn Fn(&mut Draft), why| {
        family.refuse(name, code, genuine.insider(change), why);
    };
    let edit = |draft: &mut Draft, from: &str, to: &str| {
        draft.objects[content - 1] = replace(&draft.objects[content - 1], from, to);
    };
    refuse(
        "length-short",
        PdfObject,
        &|draft| edit(draft, "<</Length ", "<</Length 1/X "),
        "readers look for endstream",
    );
    refuse(
        "length-long",
        PdfObject,
        &|draft| edit(draft, "<</Length ", "<</Length 9"),
        "a length that reaches over the end",
    );
    refuse(
        "length-negative",
        PdfObject,
        &|draft| edit(draft, "<</Length ", "<</Length -"),
        "a length below zero",
    );
    refuse(
        "length-indirect",
        PdfObject,
        &|draft| {
            let number = draft.add("21");
            edit(draft, "<</Length ", &format!("<</Length {number} 0 R/X "));
        },
        "a length in another object may be changed without touching the stream",
    );
    refuse("no-length", PdfObject, &|draft| edit(draft, "<</Length ", "<</X "), "no length at all");
    refuse(
        "endstream-inside",
        PdfUnexpected,
        &|draft| {
            let number = draft.add_stream("", b"x\nendstream\nendobj\n900 0 obj\nnull");
            draft.edit("/Type/Page/", "/Tabs", format!("/PieceInfo {number} 0 R/Tabs"));
        },
        "readers that repair find an end and an object inside the stream",
    );
    refuse(
        "carriage-return-before-data",
        PdfObject,
        &|draft| edit(draft, ">>stream\n", ">>stream\r\n"),
        "one line end",
    );
    refuse(
        "no-line-feed-after-data",
        PdfObject,
        &|draft| edit(draft, "\nendstream", "endstream"),
        "one line end",
    );
    refuse("space-before-keyword", PdfObject, &|draft| edit(draft, ">>stream", ">> stream"), "one spelling");
    refuse(
        "external-data",
        PdfUnexpected,
        &|draft| edit(draft, "/Filter", "/F(http://example.org/page)/Filter"),
        "content from elsewhere (§7.3.8)",
    );
    refuse(
        "external-filter",
        PdfUnexpected,
        &|draft| edit(draft, "/Filter", "/FFilter/FlateDecode/Filter"),
        "a filter of content from elsewhere",
    );
    refuse(
        "decode-length",
        PdfUnexpected,
        &|draft| edit(draft, "/Filter", "/DL 5/Filter"),
        "a hint that decoders trust",
    );
    refuse(
        "filter-crypt",
        PdfUnexpected,
        &|draft| edit(draft, "/Filter/FlateDecode", "/Filter/Crypt"),
        "a filter that encrypts",
    );
    refuse(
        "filter-chain",
        PdfUnexpected,
        &|draft| edit(draft, "/Filter/FlateDecode", "/Filter[/ASCIIHexDecode/FlateDecode]"),
        "a chain of filters we do not write",
    );
    refuse(
        "object-stream",
        PdfUnexpected,
        &|draft| {
            let number = draft.add_stream("/Type/ObjStm/N 1/First 6", b"900 0 null");
            draft.edit("/Type/Page/", "/Tabs", format!("/Metadata {number} 0 R/Tabs"));
        },
        "objects inside a stream escape a reader that does not unpack it",
    );
    refuse(
        "cross-reference-stream-object",
        PdfUnexpected,
        &|draft| {
            let number = draft.add_stream("/Type/XRef/Size 1/W[1 1 1]", b"\0\0\0");
            draft.edit("/Type/Page/", "/Tabs", format!("/Metadata {number} 0 R/Tabs"));
        },
        "a second table in a stream",
    );
}

fn references(family: &mut Family, genuine: &Genuine) {
    let metadata = format!("/Metadata {} 0 R", genuine.draft().number("/Type/Metadata"));
    let page = format!("/Kids[{} 0 R]", genuine.draft().number("/Type/Page/"));
    let mut edit = |name, code: FindingCode, mark: &str, from: &str, to: &str, why| {
        family.refuse(name, code, genuine.insider(|draft| draft.edit(mark, from, to)), why);
    };
    edit(
        "reference-to-nothing",
        PdfReference,
        "/Type/Catalog",
        &metadata,
        "/Metadata 999 0 R",
        "nothing today, something tomorrow",
    );
    edit(
        "reference-to-zero",
        PdfReference,
        "/Type/Catalog",
        &metadata,
        "/Metadata 0 0 R",
        "object 0 is free",
    );
    edit(
        "reference-huge",
        PdfObject,
        "/Type/Catalog",
        &metadata,
        "/Metadata 4294967297 0 R",
        "1 modulo 2^32",
    );
    edit("page-tree-loop", PdfPage, "/Type/Pages", &page, "/Kids[1 0 R]", "a page tree that holds itself");
    edit(
        "field-with-parent",
        SignatureField,
        "/FT/Sig",
        "/F 132",
        "/Parent 1 0 R/F 132",
        "a field that has a parent",
    );
    let mut insider = |name, code: FindingCode, change: &dyn Fn(&mut Draft), why| {
        family.refuse(name, code, genuine.insider(change), why);
    };
    insider(
        "null-object",
        PdfPage,
        &|draft| {
            let number = draft.add("null");
            draft.edit("/Type/Page/", "/Tabs", format!("/Metadata {number} 0 R/Tabs"));
        },
        "an object that is nothing",
    );
    insider(
        "hole-in-numbering",
        PdfObject,
        &|draft| {
            let last = draft.objects.len() - 1;
            draft.objects[last] = replace(&draft.objects[last], format!("{} 0 obj", last + 1), "900 0 obj");
        },
        "numbers without a hole leave no room for another object",
    );
    insider(
        "reference-chain",
        PdfPage,
        &|draft| {
            let content = draft.page_content();
            let number = draft.add(format!("{content} 0 R"));
            draft.edit("/Type/Page/", &format!("/Contents {content} 0 R"), format!("/Contents {number} 0 R"));
        },
        "a reference to a reference",
    );
}
