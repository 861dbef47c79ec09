//! What stands in the gap: the one part of the file that no signature covers.

use certificate::{FindingCode, Verdict};

use super::{
    bytes::{find, gap, splice},
    case::{Case, Family},
    draft::Draft,
    envelope::Envelope,
    genuine::Genuine,
};

const COVERAGE: &str = "pyHanko: coverage anomalies; ISO 32000-2 §12.8.1";

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("gap", COVERAGE);
    controls(&mut family, genuine);
    outsider(&mut family, genuine);
    insider(&mut family, genuine);
    family.cases()
}

fn controls(family: &mut Family, genuine: &Genuine) {
    family.accept(
        "control-genuine",
        Verdict::Current,
        genuine.file.clone(),
        "the untouched file must be current, or the refusals beside it prove nothing",
    );
    family.accept(
        "control-other-nonce",
        Verdict::Current,
        genuine.insider(|draft| draft.set_nonce(&"0123456789abcdef".repeat(2))),
        "the builder must be able to make a good file",
    );
}

/// Keyless changes that keep the length, so that byte range and digest still hold.
fn outsider(family: &mut Family, genuine: &Genuine) {
    use FindingCode::{CmsMalformed, SignatureContents};
    let file = &genuine.file;
    let start = find(file, b"/Contents<").expect("a gap") + 10;
    let end = start + find(&file[start..], b">").expect("a gap");
    let overwrite = |at: usize, bytes: &[u8]| splice(file, at, bytes.len(), bytes);
    let letter = start + file[start..end].iter().position(u8::is_ascii_lowercase).expect("a letter");
    let upper = file[start..end].to_ascii_uppercase();
    family.refuse(
        "upper-case",
        SignatureContents,
        overwrite(start, &upper),
        "the same signature in other bytes would give one certificate many fingerprints",
    );
    family.refuse(
        "one-upper-case-digit",
        SignatureContents,
        overwrite(letter, &file[letter..=letter].to_ascii_uppercase()),
        "one digit of another case is a second file with the same signature",
    );
    for (name, byte, why) in [
        ("space-for-last-digit", b" ", "white space in a hexadecimal string is skipped (§7.3.4.3)"),
        ("line-feed-for-last-digit", b"\n", "a line feed is white space in a hexadecimal string"),
        ("form-feed-for-last-digit", b"\x0c", "a form feed is white space in a hexadecimal string"),
        ("nul-for-last-digit", b"\0", "NUL is white space in a PDF (§7.2.3)"),
        ("percent-for-last-digit", b"%", "a comment sign inside a string is text, outside it hides bytes"),
        ("letter-beyond-f", b"g", "some readers take any letter for a digit"),
    ] {
        family.refuse(name, SignatureContents, overwrite(end - 1, byte), why);
    }
    family.refuse(
        "early-end",
        FindingCode::SignatureByteRange,
        overwrite(end - 2, b"><"),
        "the string ends before the byte range says it does",
    );
    family.refuse(
        "all-zeros",
        CmsMalformed,
        overwrite(start, &vec![b'0'; end - start]),
        "an empty place for a signature must not pass as one",
    );
    let literal = [b"(".as_slice(), &file[start..end], b")"].concat();
    family.refuse(
        "literal-string",
        FindingCode::SignatureDictionary,
        overwrite(start - 1, &literal),
        "a literal string may hold the same octets, and escapes beside them",
    );
    family.refuse(
        "tail-zeroed",
        FindingCode::SignatureInvalid,
        overwrite(end - 8, b"00000000"),
        "a signature that lost its last bytes must not verify",
    );
}

/// Signed files whose gap is spelled in another way; byte range and digest are right.
fn insider(family: &mut Family, genuine: &Genuine) {
    use FindingCode::{CmsMalformed, SignatureByteRange, SignatureContents, SignatureDictionary};
    let mut refuse = |name, code, spell: fn(String) -> String, why| {
        family.refuse(name, code, spelled(&genuine.draft(), genuine, spell), why);
    };
    refuse(
        "padding-zeros",
        CmsMalformed,
        |digits| format!("<{digits}{}>", "00".repeat(512)),
        "padding is unsigned space in which a shadow document can be kept",
    );
    refuse(
        "padding-one-octet",
        CmsMalformed,
        |digits| format!("<{digits}00>"),
        "one octet of padding is enough to make a second file",
    );
    refuse(
        "padding-data",
        CmsMalformed,
        |digits| format!("<{digits}{}>", "25504446".repeat(64)),
        "readers that stop at the end of the CMS never look at what follows",
    );
    refuse(
        "odd-digits",
        SignatureContents,
        |digits| format!("<{digits}0>"),
        "an odd last digit is completed by a zero (§7.3.4.3)",
    );
    refuse("leading-space", SignatureContents, |digits| format!("< {digits}>"), "white space is skipped");
    refuse("trailing-space", SignatureContents, |digits| format!("<{digits} >"), "white space is skipped");
    refuse(
        "line-breaks",
        SignatureContents,
        |digits| {
            let lines: Vec<_> = digits.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
            format!("<{}>", lines.join("\n"))
        },
        "a signature broken into lines is the same string to a lenient reader",
    );
    refuse(
        "space-before",
        SignatureDictionary,
        |digits| format!(" <{digits}>"),
        "the gap starts at the byte range and not at the string",
    );
    refuse(
        "comment-before",
        SignatureDictionary,
        |digits| format!("%<00>\n<{digits}>"),
        "a comment in the gap is neither signed nor part of the string",
    );
    refuse(
        "key-behind",
        SignatureByteRange,
        |digits| format!("<{digits}>/Note(unsigned)"),
        "an entry inside the gap is an unsigned part of the signature dictionary",
    );
    refuse(
        "second-contents",
        SignatureByteRange,
        |digits| format!("<{digits}>/Contents<{digits}>"),
        "two values for one key: which of them is the signature?",
    );
    refuse(
        "name-value",
        SignatureDictionary,
        |_| "/None".to_owned(),
        "universal forgery: Contents of another type",
    );
    refuse(
        "array-value",
        SignatureDictionary,
        |digits| format!("[<{digits}>]"),
        "a string in an array is read through by some",
    );
    refuse(
        "literal-octal",
        SignatureDictionary,
        |digits| {
            let octets = super::bytes::from_hex(digits.as_bytes());
            format!("({})", octets.iter().map(|octet| format!("\\{octet:03o}")).collect::<String>())
        },
        "octal escapes spell the same octets (§7.3.4.2)",
    );
}

fn spelled(draft: &Draft, genuine: &Genuine, spell: fn(String) -> String) -> Vec<u8> {
    draft.seal(|covered| {
        let string = gap(&Envelope::signed(&genuine.issuing, &covered.digest()).to_bytes());
        let digits = String::from_utf8(string[1..string.len() - 1].to_vec()).expect("digits are text");
        spell(digits).into_bytes()
    })
}
