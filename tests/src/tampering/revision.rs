//! Incremental updates (ISO 32000-2 §7.5.6) behind a finished file.

use super::{
    bytes::find_last,
    draft::{Draft, object},
};

/// A further revision: objects, a section of the cross-reference table for each,
/// and a trailer that points back.
pub(super) struct Revision {
    objects: Vec<(usize, Vec<u8>)>,
    /// Entries of the table without an object: number, offset, kind.
    entries: Vec<(usize, usize, char)>,
    /// Entries of the trailer beside `Size` and `Prev`.
    pub(super) trailer: String,
    pub(super) previous: Option<usize>,
}

impl Revision {
    /// One that says the same catalogue.
    pub(super) fn of(file: &[u8]) -> Self {
        let draft = Draft::of(file).expect("a genuine file");
        let root = draft.number("/Type/Catalog");
        Self {
            objects: Vec::new(),
            entries: Vec::new(),
            trailer: format!("/Root {root} 0 R"),
            previous: Some(table(file)),
        }
    }

    /// Adds or replaces an object.
    pub(super) fn object(mut self, number: usize, value: impl AsRef<[u8]>) -> Self {
        self.objects.push((number, object(number, value.as_ref())));
        self
    }

    /// Says that an object begins elsewhere.
    pub(super) fn entry(mut self, number: usize, offset: usize) -> Self {
        self.entries.push((number, offset, 'n'));
        self
    }

    /// Says that an object is free.
    pub(super) fn free(mut self, number: usize) -> Self {
        self.entries.push((number, 0, 'f'));
        self
    }

    /// The file with the revision behind it.
    pub(super) fn append(&self, file: &[u8]) -> Vec<u8> {
        let mut bytes = file.to_vec();
        let mut sections = String::new();
        for (number, object) in &self.objects {
            sections += &format!("{number} 1\n{:010} 00000 n \n", bytes.len());
            bytes.extend(object);
        }
        for (number, offset, kind) in &self.entries {
            sections += &format!("{number} 1\n{offset:010} 00000 {kind} \n");
        }
        let size = self.objects.iter().map(|(number, _)| number + 1).max().unwrap_or_default().max(200);
        let previous = self.previous.map(|offset| format!("/Prev {offset}")).unwrap_or_default();
        let table = bytes.len();
        let trailer = &self.trailer;
        bytes.extend(
            format!(
                "xref\n0 1\n0000000000 65535 f \n{sections}trailer\n<</Size {size}{trailer}{previous}>>\n\
                 startxref\n{table}\n%%EOF\n"
            )
            .into_bytes(),
        );
        bytes
    }
}

/// Where the cross-reference table of a finished file is.
pub(super) fn table(file: &[u8]) -> usize {
    find_last(file, b"\nxref\n").expect("a genuine file has a table") + 1
}
