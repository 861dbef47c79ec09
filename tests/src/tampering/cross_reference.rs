//! Cross-reference tricks. Everything is signed with the issuing key, with byte
//! range and digest right.

use certificate::FindingCode::{self, PdfCrossReference, PdfEncrypted, PdfEnd, PdfReference, PdfTrailer};

use super::{
    case::{Case, Family},
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("cross-reference", "ISO 32000-2 §7.5.4, §7.5.5, §7.5.8");
    table(&mut family, genuine);
    entries(&mut family, genuine);
    trailer(&mut family, genuine);
    family.cases()
}

fn table(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code: FindingCode, change: fn(String) -> String, why| {
        family.refuse(name, code, genuine.draft().with_tail(change).sign(&genuine.issuing), why);
    };
    refuse(
        "no-table",
        PdfCrossReference,
        |tail| tail.replacen("\nxref\n", "\nxrex\n", 1),
        "readers rebuild a broken table",
    );
    refuse(
        "start-zero",
        PdfCrossReference,
        |tail| start(&tail, "0"),
        "readers rebuild a table that is not found",
    );
    refuse("start-beyond-end", PdfEnd, |tail| start(&tail, "99999999"), "a start behind the end of the file");
    refuse("start-huge", PdfEnd, |tail| start(&tail, "99999999999999999999"), "a start that overflows");
    refuse("start-negative", PdfEnd, |tail| start(&tail, "-1"), "a start before the file");
    refuse(
        "start-padded",
        PdfTrailer,
        |tail| {
            let at = started(&tail);
            start(&tail, &format!("0{at}"))
        },
        "one spelling",
    );
    refuse(
        "start-twice",
        PdfTrailer,
        |tail| tail.replacen("startxref\n", "startxref\n9\nstartxref\n", 1),
        "two starts",
    );
    refuse(
        "second-section",
        PdfTrailer,
        |tail| tail.replacen("trailer\n", "200 1\n0000000009 00000 n \ntrailer\n", 1),
        "a section for an object that is not there",
    );
    refuse(
        "two-sections",
        PdfTrailer,
        |tail| {
            let count: usize = size(&tail);
            tail.replacen(
                &format!("0 {count}\n0000000000 65535 f \n"),
                &format!("0 1\n0000000000 65535 f \n1 {}\n", count - 1),
                1,
            )
        },
        "the same entries in two sections",
    );
    refuse(
        "size-too-small",
        PdfTrailer,
        |tail| tail.replacen(&format!("0 {}\n", size(&tail)), &format!("0 {}\n", size(&tail) - 1), 1),
        "an entry beyond the count",
    );
    refuse(
        "starts-at-one",
        PdfCrossReference,
        |tail| tail.replacen("\nxref\n0 ", "\nxref\n1 ", 1),
        "a table that starts at 1 shifts every number",
    );
    refuse("carriage-returns", PdfCrossReference, |tail| tail.replace(" n \n", " n\r\n"), "one line end");
    refuse("short-entries", PdfCrossReference, |tail| tail.replace(" n \n", " n\n"), "entries of 19 bytes");
    refuse(
        "table-comment",
        PdfCrossReference,
        |tail| tail.replacen("\nxref\n", "\nxref\n%\n", 1),
        "a comment in the table",
    );
    let stream_table = genuine.draft().with_tail(|tail| {
        let at = tail.find("\nxref\n").expect("a table") + 1;
        let start = started(&tail);
        let body =
            "200 0 obj\n<</Type/XRef/Size 201/W[1 4 2]/Root 1 0 R/Length 0>>stream\n\nendstream\nendobj\n";
        format!("{}{body}startxref\n{start}\n%%EOF\n", &tail[..at])
    });
    family.refuse(
        "cross-reference-stream",
        PdfCrossReference,
        stream_table.sign(&genuine.issuing),
        "a cross-reference stream is another form with other tricks",
    );
}

/// The number in `startxref`.
fn started(tail: &str) -> usize {
    let (_, rest) = tail.split_once("startxref\n").expect("a start");
    rest.lines().next().and_then(|line| line.parse().ok()).expect("a number")
}

fn start(tail: &str, to: &str) -> String {
    tail.replacen(&format!("startxref\n{}\n", started(tail)), &format!("startxref\n{to}\n"), 1)
}

/// The count in the head of the table.
fn size(tail: &str) -> usize {
    let (_, rest) = tail.split_once("\nxref\n0 ").expect("a table");
    rest.lines().next().and_then(|line| line.parse().ok()).expect("a number")
}

fn entries(family: &mut Family, genuine: &Genuine) {
    let content = genuine.draft().page_content();
    let mut refuse = |name, number: usize, change: fn(&str) -> String, why| {
        let draft = genuine.draft().with_entry(number, change);
        family.refuse(name, PdfCrossReference, draft.sign(&genuine.issuing), why);
    };
    refuse("offset-plus-one", content, |entry| moved(entry, 1), "some readers look around for the object");
    refuse(
        "offset-minus-one",
        content,
        |entry| moved(entry, -1),
        "some readers skip white space before an object",
    );
    refuse(
        "offset-zero",
        content,
        |_| "0000000000 00000 n \n".to_owned(),
        "an offset of zero reads the header",
    );
    refuse(
        "offset-inside-stream",
        content,
        |entry| moved(entry, 200),
        "an object inside the bytes of a stream",
    );
    refuse("offset-beyond-end", content, |_| "9999999999 00000 n \n".to_owned(), "an offset behind the end");
    refuse("freed", content, |entry| entry.replace(" n ", " f "), "the object in use is said to be free");
    refuse(
        "generation-1",
        content,
        |entry| entry.replace("00000 n", "00001 n"),
        "another generation of the object",
    );
    refuse(
        "generation-65535",
        content,
        |entry| entry.replace("00000 n", "65535 n"),
        "a generation that cannot be",
    );
    refuse("first-in-use", 0, |_| "0000000015 00000 n \n".to_owned(), "object 0 is in use");
    refuse("first-generation", 0, |_| "0000000000 00000 f \n".to_owned(), "object 0 has another generation");
    refuse(
        "first-leads-on",
        0,
        |_| "0000000119 65535 f \n".to_owned(),
        "the list of free objects leads to one in use",
    );
    refuse("kind-unknown", content, |entry| entry.replace(" n ", " x "), "no such kind of entry");
    refuse("same-offset", 2, |_| "0000000015 00000 n \n".to_owned(), "two numbers for one object");
    let draft = genuine.draft();
    let swapped = draft.clone().with_tail(move |tail| {
        let at = tail.find(" 65535 f \n").expect("a table") + 10;
        format!("{}{}{}{}", &tail[..at], &tail[at + 20..at + 40], &tail[at..at + 20], &tail[at + 40..])
    });
    family.refuse(
        "swapped",
        PdfCrossReference,
        swapped.sign(&genuine.issuing),
        "two entries the other way round",
    );
}

fn moved(entry: &str, by: isize) -> String {
    let offset: usize = entry[..10].parse().expect("an offset");
    format!("{:010}{}", offset.wrapping_add_signed(by), &entry[10..])
}

fn trailer(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code: FindingCode, from: &str, to: &str, why| {
        let file = genuine.insider(|draft| {
            assert!(draft.trailer.contains(from), "`{from}` is not in the trailer");
            draft.trailer = draft.trailer.replacen(from, to, 1);
        });
        family.refuse(name, code, file, why);
    };
    refuse("previous", PdfTrailer, "/Root", "/Prev 15/Root", "an older table behind this one");
    refuse("previous-zero", PdfTrailer, "/Root", "/Prev 0/Root", "an older table that is not there");
    refuse("previous-self", PdfTrailer, "/Root", "/Prev 85010/Root", "a table that is its own predecessor");
    refuse(
        "hybrid",
        PdfTrailer,
        "/Root",
        "/XRefStm 15/Root",
        "a hybrid file says different things to different readers",
    );
    refuse("encrypt", PdfEncrypted, "/Root", "/Encrypt 1 0 R/Root", "encrypted strings are read otherwise");
    refuse("root-twice", PdfTrailer, "/Root", "/Root 1 0 R/Root", "two catalogues");
    refuse("no-info", PdfTrailer, "/Info", "/Inf0", "exactly the entries we write");
    refuse("no-identifier", PdfTrailer, "/ID[", "/IE[", "exactly the entries we write");
    refuse("extra-key", PdfTrailer, "/Root", "/Note(x)/Root", "exactly the entries we write");
    refuse("size-larger", PdfTrailer, "/Size 1", "/Size 9", "numbers beyond the table");
    refuse("size-real", PdfTrailer, "/Root", ".0/Root", "one spelling of a number");
    refuse("root-generation", PdfTrailer, " 0 R/Info", " 1 R/Info", "another generation of the catalogue");
    refuse("escaped-root", PdfTrailer, "/Root", "/#52oot", "the same key spelled with #");
    refuse("identifier-empty", PdfTrailer, "/ID[<", "/ID[]/X[<", "an identifier without parts");
    let mut direct = genuine.draft();
    let root = format!("/Root {} 0 R", direct.number("/Type/Catalog"));
    direct.trailer = direct.trailer.replacen(&root, "/Root<</Type/Catalog/Pages 1 0 R>>", 1);
    family.refuse(
        "root-direct",
        PdfTrailer,
        direct.sign(&genuine.issuing),
        "a catalogue in the trailer itself",
    );
    let mut elsewhere = genuine.draft();
    elsewhere.trailer = elsewhere.trailer.replace(&root, "/Root 1 0 R");
    family.refuse(
        "root-elsewhere",
        PdfReference,
        elsewhere.sign(&genuine.issuing),
        "the catalogue is another object",
    );
}
