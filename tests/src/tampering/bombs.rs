//! Files that cost more than they weigh. Each must be answered within two seconds.

use certificate::FindingCode::{
    self, ClaimsMalformed, CmsMalformed, PdfCrossReference, PdfEnd, PdfObject, PdfTooComplex, PdfTrailer,
    SignatureMissing,
};

use super::{
    case::{Case, Family},
    draft::Draft,
    genuine::Genuine,
};

const MEGABYTE: usize = 1 << 20;

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new(
        "bombs",
        "Müller et al., Portable Document Flaws 101 (NDSS 2021); docs/format.md §2, limits",
    );
    nesting(&mut family, genuine);
    counts(&mut family, genuine);
    packed(&mut family, genuine);
    raw(&mut family, genuine);
    family.cases()
}

fn nesting(family: &mut Family, genuine: &Genuine) {
    for (name, code, open, count, why) in [
        ("arrays", PdfTooComplex, b"[".as_slice(), 10 * MEGABYTE, "arrays ten million deep"),
        ("dictionaries", PdfTooComplex, b"<</A", 2 * MEGABYTE, "dictionaries two million deep"),
        ("arrays-and-dictionaries", PdfTooComplex, b"[<</A", MEGABYTE, "both in turn"),
        ("parentheses", PdfObject, b"(", 10 * MEGABYTE, "parentheses ten million deep"),
        ("open-strings", PdfObject, b"<", 10 * MEGABYTE, "strings that do not end"),
        ("backslashes", PdfObject, b"(\\", 5 * MEGABYTE, "escapes of escapes"),
    ] {
        let file = genuine.insider(|draft| {
            draft.objects[0] = [b"1 0 obj\n".as_slice(), &open.repeat(count), b"\nendobj\n"].concat();
        });
        family.refuse(name, code, file, why);
    }
    let balanced = genuine.insider(|draft| {
        let depth = 100_000;
        draft.catalogue([b"/Own".as_slice(), &b"[".repeat(depth), &b"]".repeat(depth)].concat());
    });
    family.refuse("arrays-balanced", PdfTooComplex, balanced, "arrays a hundred thousand deep that do end");
    let claims = genuine.insider(|draft| {
        let depth = 2 * MEGABYTE;
        draft.set_claims(&[b"[".repeat(depth), b"]".repeat(depth)].concat());
    });
    family.refuse("claims-nested", ClaimsMalformed, claims, "claims of two million brackets");
    let cms = genuine.draft().seal(|_| {
        let mut digits = b"<".to_vec();
        digits.extend(b"3080".repeat(2 * MEGABYTE));
        digits.push(b'>');
        digits
    });
    family.refuse("cms-nested", CmsMalformed, cms, "two million nested elements of indefinite length");
}

fn counts(family: &mut Family, genuine: &Genuine) {
    let mut insider = |name, code: FindingCode, change: &dyn Fn(&mut Draft), why| {
        family.refuse(name, code, genuine.insider(change), why);
    };
    insider(
        "values",
        PdfTooComplex,
        &|draft| draft.catalogue([b"/Own[".as_slice(), &b"[]".repeat(4 * MEGABYTE), b"]"].concat()),
        "four million empty arrays",
    );
    insider(
        "keys",
        PdfTooComplex,
        &|draft| {
            let keys: String = (0..500_000).map(|key| format!("/K{key} 0")).collect();
            draft.catalogue(keys);
        },
        "half a million keys, each compared with all before it",
    );
    insider(
        "long-name",
        FindingCode::PdfUnexpected,
        &|draft| draft.catalogue(format!("/{} 1", "A".repeat(10 * MEGABYTE))),
        "a name of ten megabytes",
    );
    insider(
        "long-string",
        FindingCode::PdfUnexpected,
        &|draft| draft.catalogue(format!("/Own({})", "A".repeat(10 * MEGABYTE))),
        "a string of ten megabytes",
    );
    insider(
        "long-number",
        PdfObject,
        &|draft| draft.edit("/Type/Pages", "/Count 1", format!("/Count {}", "1".repeat(10 * MEGABYTE))),
        "a number of ten million digits",
    );
    let objects = genuine.draft().with_tail(|tail| {
        let entries = "0000000009 00000 n \n".repeat(500_000);
        tail.replacen("trailer\n", &format!("{entries}trailer\n"), 1)
    });
    family.refuse(
        "entries",
        PdfTrailer,
        objects.sign(&genuine.issuing),
        "half a million entries beyond the count",
    );
    let mut many = genuine.draft();
    let objects = many.objects.len();
    let last = many.objects.pop().expect("a field");
    many.objects.extend(
        (objects..objects + 20_000).map(|number| format!("{number} 0 obj\nnull\nendobj\n").into_bytes()),
    );
    many.objects.push(last);
    family.refuse("objects", PdfTooComplex, many.sign(&genuine.issuing), "twenty thousand objects");
    for (name, code, count, why) in [
        ("count-billion", PdfTooComplex, "1000000000", "a table that says it has a thousand million entries"),
        ("count-64-bits", PdfTooComplex, "18446744073709551615", "a table whose size overflows"),
        ("count-beyond-64-bits", PdfCrossReference, "99999999999999999999999", "a count of no type"),
        ("count-zero", PdfCrossReference, "0", "a table that says it is empty"),
    ] {
        let draft = genuine.draft().with_tail(move |tail| {
            let (head, rest) = tail.split_once("\nxref\n0 ").expect("a table");
            let (_, rest) = rest.split_once('\n').expect("a table");
            format!("{head}\nxref\n0 {count}\n{rest}")
        });
        family.refuse(name, code, draft.sign(&genuine.issuing), why);
    }
    let gap = genuine.draft().seal(|_| format!("<{}>", "0".repeat(16 * MEGABYTE)).into_bytes());
    family.refuse("contents-zero", CmsMalformed, gap, "a signature of 16 MiB of zeros");
    let gap = genuine.draft().seal(|_| format!("<{}>", "3082".repeat(4 * MEGABYTE)).into_bytes());
    family.refuse("contents-lengths", CmsMalformed, gap, "a signature of 16 MiB that begins like one");
}

fn packed(family: &mut Family, genuine: &Genuine) {
    let page = |content: Vec<u8>| genuine.insider(|draft| draft.set_page_content(&content));
    family.refuse(
        "page-unpacks",
        PdfTooComplex,
        page(vec![b' '; 256 * MEGABYTE]),
        "a page of 256 MiB in a quarter of a megabyte",
    );
    family.refuse(
        "page-operators",
        PdfTooComplex,
        page(b"q Q ".repeat(16 * MEGABYTE)),
        "a page of 32 million operators",
    );
    let fonts = genuine.insider(|draft| {
        let number = draft.reference("/Type/Font/", "/ToUnicode ");
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(
            &b"1 beginbfrange <0000><FFFF><0000> endbfrange\n".repeat(MEGABYTE),
            6,
        );
        draft.objects[number - 1] =
            super::draft::object(number, &super::draft::stream("/Filter/FlateDecode", &packed));
    });
    family.refuse(
        "character-map",
        PdfTooComplex,
        fonts,
        "a character map of 65,536 entries, a million times over",
    );
}

/// Files that never were certificates.
fn raw(family: &mut Family, genuine: &Genuine) {
    let header = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".as_slice();
    let streams: String = (1..2_000)
        .map(|number| {
            format!("{number} 0 obj\n<</Type/ObjStm/N 2/First 9/Extends {} 0 R>>\nendobj\n", number + 1)
        })
        .collect();
    family.refuse(
        "object-streams",
        SignatureMissing,
        [header, streams.as_bytes()].concat(),
        "object streams that extend each other",
    );
    let tree: String = (1..2_000)
        .map(|number| format!("{number} 0 obj\n<</Kids[{0} 0 R {0} 0 R]>>\nendobj\n", number + 1))
        .collect();
    family.refuse(
        "field-tree",
        SignatureMissing,
        [header, tree.as_bytes()].concat(),
        "a tree that doubles on every level",
    );
    let widths = b"1 0 obj\n<</Type/XRef/W[0 0 0]/Size 2147483647/Index[0 2147483647]/Length 0>>stream\n\nendstream\nendobj\nstartxref\n15\n%%EOF\n";
    family.refuse(
        "zero-widths",
        SignatureMissing,
        [header, widths].concat(),
        "a cross-reference stream whose entries take no room",
    );
    family.refuse("headers", SignatureMissing, b"%PDF-1.7\n".repeat(MEGABYTE), "a million headers");
    family.refuse(
        "ends",
        SignatureMissing,
        [header, &b"startxref\n9\n%%EOF\n".repeat(MEGABYTE)].concat(),
        "a million ends",
    );
    let names = b"/ETSI.CAdES.detached".repeat(MEGABYTE / 2);
    family.refuse(
        "formats",
        PdfEnd,
        [header, &names].concat(),
        "half a million names of the signature format",
    );
    family.refuse(
        "tables",
        PdfEnd,
        [genuine.file.as_slice(), &b"xref\n0 1\n".repeat(MEGABYTE)].concat(),
        "a million tables",
    );
    family.refuse(
        "zeros",
        PdfEnd,
        [genuine.file.as_slice(), &vec![0; 20 * MEGABYTE - 200_000]].concat(),
        "20 MB of zeros behind the end",
    );
    family.refuse(
        "gaps",
        PdfEnd,
        [genuine.file.as_slice(), &b"/Contents<".repeat(MEGABYTE)].concat(),
        "a million gaps",
    );
    family.refuse(
        "digits",
        PdfEnd,
        [genuine.file.as_slice(), &b"1".repeat(10 * MEGABYTE), b"\n%%EOF\n"].concat(),
        "a start of ten million digits",
    );
}
