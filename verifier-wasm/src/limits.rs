//! Budgets: no input may cost more than this.

/// Limits of one verification. Running out is a finding. Together they keep the
/// memory below the file's size and 32 MiB.
///
/// There is none on time, since the verifier reads no clock: all work is linear in
/// the numbers below, and whoever calls may end it (the page does after 15
/// seconds). There is none on certificates, either: the form has room for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file. An issued certificate has about 100 kB; 64 MiB is what a
    /// browser tab on an old office machine can hold beside the page.
    pub file_bytes: usize,
    /// Indirect objects. An issued certificate has about 130.
    pub objects: usize,
    /// Direct objects inside all indirect ones. An issued certificate has about
    /// 4,000. One takes up to 80 bytes, so these take 8 MiB, and twice that for a
    /// moment when a list of them grows.
    pub nodes: usize,
    /// Nesting of arrays and dictionaries, the only recursion there is. An issued
    /// certificate nests 5 deep.
    pub depth: usize,
    /// Bytes of the unpacked content of a page: about 70 kB in an issued
    /// certificate, most of it the drawn frame.
    pub content_bytes: usize,
    /// Fonts of a page: four in an issued certificate with the rarest characters.
    pub fonts: usize,
    /// Bytes of the unpacked map of a font to Unicode: 20 a glyph, and a page has
    /// room for some 2,000.
    pub font_map_bytes: usize,
    /// Bytes of a status list token. 2 million certificates, of which 2 % are
    /// superseded, compress to about 60 kB.
    pub token_bytes: usize,
    /// Bytes of the unpacked list: 16 million slots, a hundred years of issuing.
    pub list_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            objects: 10_000,
            nodes: 100_000,
            depth: 32,
            content_bytes: 2 << 20,
            fonts: 8,
            font_map_bytes: 64 << 10,
            token_bytes: 2 << 20,
            list_bytes: 4 << 20,
        }
    }
}
