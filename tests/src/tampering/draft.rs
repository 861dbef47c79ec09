//! A certificate taken apart, so that parts can be changed, and put together again
//! with offsets, cross-reference table, byte range and signature that are right
//! (docs/format.md §2 and §3).

use std::rc::Rc;

use sha2::{Digest as _, Sha512};

use super::{
    bytes::{find, find_last, from_hex, gap, replace},
    envelope::Envelope,
    genuine::Identity,
};

/// A change of text whose numbers are known only when the file is laid out.
type Change = Rc<dyn Fn(String) -> String>;

/// A file before its signature.
#[derive(Clone)]
pub(super) struct Draft {
    /// `%PDF-1.7` and the binary comment.
    pub(super) header: Vec<u8>,
    /// All objects but the last, each from its number to the line feed behind
    /// `endobj`: object 1, 2, …
    pub(super) objects: Vec<Vec<u8>>,
    /// The signature dictionary up to and with `/Contents`.
    pub(super) dictionary: Vec<u8>,
    /// The trailer dictionary.
    pub(super) trailer: String,
    /// The signature value of the file that was taken apart.
    pub(super) signature_value: Vec<u8>,
    range: Change,
    tail: Change,
}

/// What a signature is over: everything but the gap.
pub(super) struct Covered {
    pub(super) before: Vec<u8>,
    pub(super) behind: Vec<u8>,
}

impl Covered {
    /// SHA-512, the digest of our signatures.
    pub(super) fn digest(&self) -> Vec<u8> {
        Sha512::new().chain_update(&self.before).chain_update(&self.behind).finalize().to_vec()
    }

    pub(super) fn message(&self) -> Vec<u8> {
        [self.before.as_slice(), &self.behind].concat()
    }
}

impl Draft {
    /// Takes a genuine file apart.
    pub(super) fn of(file: &[u8]) -> Option<Self> {
        let table = find_last(file, b"xref\n0 ")?;
        let text = core::str::from_utf8(&file[table..]).ok()?;
        let (entries, rest) = text.split_once("trailer\n")?;
        let (trailer, _) = rest.split_once("\nstartxref\n")?;
        let offsets: Vec<usize> =
            entries.lines().filter_map(|line| line.strip_suffix(" 00000 n ")?.parse().ok()).collect();
        let last = *offsets.last()?;
        let objects = offsets.windows(2).map(|span| file[span[0]..span[1]].to_vec()).collect();
        let contents = last + find(&file[last..], b"/Contents<")? + 9;
        let digits = find(&file[contents..], b">")?;
        Some(Self {
            header: file[..offsets[0]].to_vec(),
            objects,
            dictionary: file[last..contents].to_vec(),
            trailer: trailer.to_owned(),
            signature_value: from_hex(&file[contents + 1..contents + digits]),
            range: Rc::new(core::convert::identity),
            tail: Rc::new(core::convert::identity),
        })
    }

    /// Changes the text from `/ByteRange` to `endobj`, with its numbers right; the
    /// cross-reference table stays where `startxref` says.
    pub(super) fn with_range(mut self, change: impl Fn(String) -> String + 'static) -> Self {
        self.range = Rc::new(change);
        self
    }

    /// Changes everything behind the gap, with its numbers right; the byte range
    /// still counts every byte.
    pub(super) fn with_tail(mut self, change: impl Fn(String) -> String + 'static) -> Self {
        self.tail = Rc::new(change);
        self
    }

    /// Changes the entry of an object in the cross-reference table.
    pub(super) fn with_entry(self, number: usize, change: impl Fn(&str) -> String + 'static) -> Self {
        self.with_tail(move |tail| {
            let at = tail.find("\nxref\n").expect("a table") + 6;
            let start = at + tail[at..].find('\n').expect("a table") + 1 + 20 * number;
            format!("{}{}{}", &tail[..start], change(&tail[start..start + 20]), &tail[start + 20..])
        })
    }

    /// Changes the first `from` in the one object whose dictionary has `mark`.
    #[track_caller]
    pub(super) fn edit(&mut self, mark: &str, from: &str, to: impl AsRef<[u8]>) {
        let index = self.index(mark);
        self.objects[index] = replace(&self.objects[index], from, to);
    }

    /// The number of the first object whose dictionary has `mark`.
    #[track_caller]
    pub(super) fn number(&self, mark: &str) -> usize {
        self.index(mark) + 1
    }

    #[track_caller]
    pub(super) fn index(&self, mark: &str) -> usize {
        let found = self.objects.iter().position(|object| {
            let end = find(object, b">>stream\n").unwrap_or(object.len());
            find(&object[..end], mark.as_bytes()).is_some()
        });
        found.unwrap_or_else(|| panic!("no object has {mark}"))
    }

    /// Adds an object before the signature field and gives its number. The field and
    /// the signature dictionary stay the last two.
    pub(super) fn add(&mut self, value: impl AsRef<[u8]>) -> usize {
        let number = self.objects.len();
        let (field, signature) = (number, number + 1);
        for (from, to) in [(signature, signature + 1), (field, field + 1)] {
            for key in ["[", "/V ", "/DocMDP "] {
                let from = format!("{key}{from} 0 R");
                for object in &mut self.objects {
                    if find(object, b">>stream\n").is_none() && find(object, from.as_bytes()).is_some() {
                        *object = replace(object, &from, format!("{key}{to} 0 R"));
                    }
                }
            }
        }
        let last = self.objects.len() - 1;
        self.objects[last] =
            replace(&self.objects[last], format!("{field} 0 obj"), format!("{} 0 obj", field + 1));
        self.dictionary =
            replace(&self.dictionary, format!("{signature} 0 obj"), format!("{} 0 obj", signature + 1));
        self.trailer =
            self.trailer.replace(&format!("/Size {}", signature + 1), &format!("/Size {}", signature + 2));
        self.objects.insert(last, object(number, value.as_ref()));
        number
    }

    /// The number of the content of the page.
    pub(super) fn page_content(&self) -> usize {
        self.reference("/Type/Page/", "/Contents ")
    }

    /// The number behind `key` in the first object whose dictionary has `mark`.
    #[track_caller]
    pub(super) fn reference(&self, mark: &str, key: &str) -> usize {
        let object = &self.objects[self.index(mark)];
        let at = find(object, key.as_bytes()).expect("the entry is there") + key.len();
        let digits = object[at..].iter().take_while(|byte| byte.is_ascii_digit());
        digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
    }

    /// The instant of signing as the claims write it.
    pub(super) fn instant(&self) -> String {
        let claims = self.claims();
        let (_, rest) = claims.split_once("\"issued_at\":\"").expect("claims name an instant");
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// Adds entries to the catalogue.
    pub(super) fn catalogue(&mut self, entries: impl AsRef<[u8]>) {
        let entries = [entries.as_ref(), b"/AcroForm"].concat();
        self.edit("/Type/Catalog", "/AcroForm", entries);
    }

    /// Adds entries to the page.
    pub(super) fn page(&mut self, entries: impl AsRef<[u8]>) {
        let entries = [entries.as_ref(), b"/Annots"].concat();
        self.edit("/Type/Page/", "/Annots", entries);
    }

    /// Adds an annotation to the page.
    pub(super) fn annotate(&mut self, annotation: impl AsRef<[u8]>) {
        let number = self.add(annotation);
        let field = self.objects.len();
        self.edit("/Type/Page/", &format!("[{field} 0 R]"), format!("[{field} 0 R {number} 0 R]"));
    }

    /// Adds a stream and gives its number.
    pub(super) fn add_stream(&mut self, entries: &str, content: &[u8]) -> usize {
        self.add(stream(entries, content))
    }

    /// The object whose dictionary has `mark` gets another value.
    #[track_caller]
    pub(super) fn set(&mut self, mark: &str, value: impl AsRef<[u8]>) {
        let index = self.index(mark);
        self.objects[index] = object(index + 1, value.as_ref());
    }

    /// The content of the stream whose dictionary has `mark`.
    #[track_caller]
    pub(super) fn content(&self, mark: &str) -> Vec<u8> {
        let object = &self.objects[self.index(mark)];
        let start = find(object, b">>stream\n").expect("a stream") + 9;
        object[start..object.len() - b"\nendstream\nendobj\n".len()].to_vec()
    }

    /// The content of the page, unpacked.
    pub(super) fn unpacked_page_content(&self) -> Vec<u8> {
        let object = &self.objects[self.page_content() - 1];
        let start = find(object, b">>stream\n").expect("a stream") + 9;
        miniz_oxide::inflate::decompress_to_vec_zlib(&object[start..]).expect("a packed stream")
    }

    /// Another content of the page, packed.
    pub(super) fn set_page_content(&mut self, content: &[u8]) {
        let number = self.page_content();
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(content, 6);
        self.objects[number - 1] = object(number, &stream("/Filter/FlateDecode", &packed));
    }

    /// The text of the claims.
    pub(super) fn claims(&self) -> String {
        String::from_utf8(self.content("/EmbeddedFile")).expect("claims are UTF-8")
    }

    /// The slot of the status list that the claims name.
    pub(super) fn slot(&self) -> usize {
        let claims = self.claims();
        let (_, rest) = claims.split_once("\"index\":").expect("claims name a slot");
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect("a slot is a number")
    }

    /// Other claims, with lengths that are right.
    pub(super) fn set_claims(&mut self, claims: &[u8]) {
        let length = self.content("/EmbeddedFile").len();
        let object = &self.objects[self.index("/Type/EmbeddedFile")];
        let end = find(object, b">>stream\n").expect("a stream");
        let dictionary =
            replace(&object[..end], format!("/Length {length}"), format!("/Length {}", claims.len()));
        let dictionary = replace(&dictionary, format!("/Size {length}"), format!("/Size {}", claims.len()));
        let index = self.index("/Type/EmbeddedFile");
        self.objects[index] =
            [&dictionary, b">>stream\n".as_slice(), claims, b"\nendstream\nendobj\n"].concat();
    }

    /// Another nonce.
    pub(super) fn set_nonce(&mut self, nonce: &str) {
        let claims = self.claims();
        let (_, rest) = claims.split_once("\"nonce\":\"").expect("claims have a nonce");
        self.edit_claims(&rest[..32], nonce);
    }

    /// The items of other claims, with the instant and the slot of these.
    pub(super) fn swap_claims(&mut self, other: &str) {
        let claims = self.claims();
        let (_, end) = claims.split_once(",\"status\":").expect("claims name a status");
        let (items, _) = other.split_once(",\"status\":").expect("claims name a status");
        self.set_claims(format!("{items},\"status\":{end}").as_bytes());
    }

    /// Changes the claims.
    #[track_caller]
    pub(super) fn edit_claims(&mut self, from: &str, to: &str) {
        let claims = self.claims();
        assert!(claims.contains(from), "`{from}` is not in the claims");
        self.set_claims(claims.replacen(from, to, 1).as_bytes());
    }

    /// The file with a signature as we would make it.
    pub(super) fn sign(&self, signer: &Identity) -> Vec<u8> {
        self.seal(|covered| gap(&Envelope::signed(signer, &covered.digest()).to_bytes()))
    }

    /// The file with the signature of the file that was taken apart: what an outsider
    /// can do.
    pub(super) fn sign_with_old_value(&self) -> Vec<u8> {
        self.seal(|_| gap(&self.signature_value))
    }

    /// The file with whatever `contents` puts between `/Contents` and `/ByteRange`;
    /// its length must not depend on what is covered.
    pub(super) fn seal(&self, contents: impl Fn(&Covered) -> Vec<u8>) -> Vec<u8> {
        let length = contents(&Covered { before: Vec::new(), behind: Vec::new() }).len();
        let (before, behind) = self.lay_out(length);
        let covered = Covered { before, behind };
        let contents = contents(&covered);
        assert_eq!(contents.len(), length, "the length of the gap must be known before");
        [covered.before, contents, covered.behind].concat()
    }

    /// Everything before and behind a gap of this length.
    fn lay_out(&self, gap: usize) -> (Vec<u8>, Vec<u8>) {
        let mut before = self.header.clone();
        let mut offsets = Vec::with_capacity(self.objects.len() + 1);
        for object in self.objects.iter().chain([&self.dictionary]) {
            offsets.push(before.len());
            before.extend(object);
        }
        let (start, end) = (before.len(), before.len() + gap);
        let entries: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
        let entries = format!("0 {}\n0000000000 65535 f \n{entries}", offsets.len() + 1);
        let mut length = 0;
        // The length stands in the text that it counts: it settles after a few turns.
        for _ in 0..8 {
            let range = (self.range)(format!("/ByteRange[0 {start} {end} {length}]>>\nendobj\n"));
            let table = end + range.len();
            let trailer = &self.trailer;
            let tail =
                (self.tail)(format!("{range}xref\n{entries}trailer\n{trailer}\nstartxref\n{table}\n%%EOF\n"));
            if tail.len() == length {
                return (before, tail.into_bytes());
            }
            length = tail.len();
        }
        panic!("the length behind the gap does not settle")
    }
}

/// `7 0 obj`, a value, `endobj`.
pub(super) fn object(number: usize, value: &[u8]) -> Vec<u8> {
    [format!("{number} 0 obj\n").as_bytes(), value, b"\nendobj\n"].concat()
}

/// A stream with its length.
pub(super) fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let dictionary = format!("<</Length {}{entries}>>stream\n", content.len());
    [dictionary.as_bytes(), content, b"\nendstream"].concat()
}
