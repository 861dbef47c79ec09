//! Pages other than ours, and files beside the claims. Signed with the issuing key.

use certificate::FindingCode::{self, PageText, PdfEmbeddedFile, PdfPage, PdfReference, PdfUnexpected};

use super::{
    case::{Case, Family},
    draft::Draft,
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("page", "ISO 32000-2 §7.7.3; docs/format.md §3");
    page(&mut family, genuine);
    embedded(&mut family, genuine);
    family.cases()
}

fn page(family: &mut Family, genuine: &Genuine) {
    let mut insider = |name, code: FindingCode, change: &dyn Fn(&mut Draft), why| {
        family.refuse(name, code, genuine.insider(change), why);
    };
    let content = genuine.draft().page_content();
    insider(
        "second-page",
        PdfPage,
        &|draft| {
            let number = draft.add("<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]>>");
            draft.edit("/Type/Pages", "/Count 1", "/Count 2");
            draft.edit("/Type/Pages", "/Kids[", format!("/Kids[{number} 0 R "));
        },
        "another page in front of the certificate",
    );
    insider(
        "no-page",
        PdfPage,
        &|draft| draft.set("/Type/Pages", "<</Type/Pages/Count 0/Kids[]>>"),
        "no page at all",
    );
    insider(
        "wrong-count",
        PdfPage,
        &|draft| draft.edit("/Type/Pages", "/Count 1", "/Count 2"),
        "a count that is not that of the pages",
    );
    insider(
        "negative-count",
        PdfPage,
        &|draft| draft.edit("/Type/Pages", "/Count 1", "/Count -1"),
        "a count below zero",
    );
    insider(
        "page-tree-level",
        PdfPage,
        &|draft| {
            let page = draft.number("/Type/Page/");
            let number = draft.add(format!("<</Type/Pages/Parent 1 0 R/Count 1/Kids[{page} 0 R]>>"));
            draft.edit("/Type/Pages/Count", &format!("/Kids[{page} 0 R]"), format!("/Kids[{number} 0 R]"));
        },
        "a tree of two levels can inherit other resources",
    );
    insider(
        "content-array",
        PdfPage,
        &|draft| {
            draft.edit(
                "/Type/Page/",
                &format!("/Contents {content} 0 R"),
                format!("/Contents[{content} 0 R]"),
            )
        },
        "one content, named directly",
    );
    insider(
        "content-missing",
        PdfReference,
        &|draft| draft.edit("/Type/Page/", &format!("/Contents {content} 0 R"), ""),
        "a page without content",
    );
    insider(
        "content-elsewhere",
        PdfReference,
        &|draft| {
            let metadata = draft.number("/Type/Metadata");
            draft.edit(
                "/Type/Page/",
                &format!("/Contents {content} 0 R"),
                format!("/Contents {metadata} 0 R"),
            );
        },
        "the metadata as content of the page",
    );
    insider(
        "content-empty",
        PageText,
        &|draft| draft.set_page_content(b""),
        "an empty page prints none of the items",
    );
    insider(
        "text-invisible",
        PageText,
        &|draft| {
            let content = [b"3 Tr\n".to_vec(), draft.unpacked_page_content()].concat();
            draft.set_page_content(&content);
        },
        "text mode 3 draws nothing: the words are there and nobody sees them",
    );
    for (name, first, why) in [
        ("text-squeezed", "0 Tz\n", "text of no width"),
        ("text-of-no-size", "BT/f0 0 Tf ET\n", "text that nobody sees"),
        ("text-in-a-comment", "%(\\000\\001)Tj\n", "words that one reader sees and another passes over"),
        ("text-in-hexadecimal", "BT/f0 8 Tf<0001>Tj ET\n", "text in a spelling that is not read"),
    ] {
        let hidden = |draft: &mut Draft| {
            let content = [first.as_bytes(), &draft.unpacked_page_content()].concat();
            draft.set_page_content(&content);
        };
        insider(name, PageText, &hidden, why);
    }
    for (name, entry, why) in [
        ("crop-box", "/CropBox[0 0 9 9]", "only a corner of the page is shown"),
        ("rotation", "/Rotate 180", "the page stands on its head"),
        ("user-unit", "/UserUnit 1000", "a page of another size"),
        ("duration", "/Dur 1", "the page turns by itself"),
        ("thumbnail", "/Thumb 1 0 R", "a picture of another page"),
        ("group", "/Group<</S/Transparency>>", "a group that blends"),
        ("beads", "/B[]", "article beads"),
        ("last-modified", "/LastModified(D:20200101)", "an instant of its own"),
        ("presentation-steps", "/PresSteps<<>>", "a presentation"),
        ("unknown-key", "/Own 1", "exactly the entries we write"),
    ] {
        family.refuse(name, PdfUnexpected, genuine.insider(|draft| draft.page(entry)), why);
    }
    let metadata = genuine.insider(|draft| draft.page("/Metadata 1 0 R"));
    family.refuse("metadata", PdfPage, metadata, "metadata of its own");
    let media = genuine.insider(|draft| draft.edit("/Type/Page/", "/MediaBox[0 0 ", "/MediaBox[0 800 "));
    family.refuse("media-box", PdfPage, media, "a page that shows a strip of itself");
    let inherited = genuine.insider(|draft| draft.edit("/Type/Pages", "/Count", "/Rotate 90/Count"));
    family.refuse("inherited-rotation", PdfUnexpected, inherited, "an entry that the page inherits");
    for (name, from, to, why) in [
        ("resources-layer", "/ProcSet", "/Properties<</l0<</Type/OCG/Name(x)>>>>/ProcSet", "layers by name"),
        ("resources-pattern", "/ProcSet", "/Pattern<</p0 1 0 R>>/ProcSet", "a pattern over the page"),
        (
            "resources-postscript",
            "/ProcSet",
            "/XObject<</x0<</Subtype/PS>>>>/ProcSet",
            "PostScript that only printers run",
        ),
    ] {
        family.refuse(name, PdfUnexpected, genuine.insider(|draft| draft.edit("/ProcSet", from, to)), why);
    }
    let form = genuine.insider(|draft| draft.edit("/ProcSet", "/ProcSet", "/XObject<</x0 1 0 R>>/ProcSet"));
    family.refuse("resources-form", PdfPage, form, "a form over the page");
}

fn embedded(family: &mut Family, genuine: &Genuine) {
    family.source("ISO 32000-2 §7.11.4, §14.13; docs/format.md §3");
    let mut insider = |name, code: FindingCode, change: &dyn Fn(&mut Draft), why| {
        family.refuse(name, code, genuine.insider(change), why);
    };
    let file = |draft: &mut Draft| {
        let number = draft.add_stream("/Type/EmbeddedFile", b"MZ");
        draft.add(format!("<</Type/Filespec/F(a.exe)/UF(a.exe)/EF<</F {number} 0 R/UF {number} 0 R>>>>"))
    };
    insider(
        "second-file",
        PdfEmbeddedFile,
        &|draft| {
            let number = file(draft);
            draft.edit(
                "/Type/Catalog",
                "[(certificate.json)",
                format!("[(a.exe) {number} 0 R(certificate.json)"),
            );
        },
        "a program beside the claims",
    );
    insider(
        "second-associated-file",
        PdfEmbeddedFile,
        &|draft| {
            let number = file(draft);
            draft.edit("/Type/Catalog", "/AF[", format!("/AF[{number} 0 R "));
        },
        "a program associated with the document",
    );
    insider(
        "second-claims",
        PdfEmbeddedFile,
        &|draft| {
            let stream = draft.add_stream("/Type/EmbeddedFile/Subtype/application#2Fjson", b"{}");
            let number = draft.add(format!("<</Type/Filespec/F(certificate.json)/UF(certificate.json)/EF<</F {stream} 0 R/UF {stream} 0 R>>>>"));
            draft.edit("/Type/Catalog", "/Names[", format!("/Names[(certificate.json) {number} 0 R"));
        },
        "two files of the name of the claims",
    );
    insider(
        "file-on-page",
        PdfPage,
        &|draft| {
            let number = file(draft);
            draft.page(format!("/AF[{number} 0 R]"));
        },
        "a program associated with the page",
    );
    insider(
        "untyped-file",
        PdfPage,
        &|draft| {
            let stream = draft.add_stream("", b"MZ");
            let number = draft.add(format!("<</Type/Filespec/F(a.exe)/EF<</F {stream} 0 R>>>>"));
            draft.page(format!("/AF[{number} 0 R]"));
        },
        "an embedded file that does not call itself one",
    );
}
