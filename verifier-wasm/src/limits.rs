//! Budgets: no input may cost more than this.

/// Limits of one verification. Running out is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file. An issued certificate has about 100 kB; 64 MiB is what a
    /// browser tab on an old office machine can hold beside the page.
    pub file_bytes: usize,
    /// Indirect objects. An issued certificate has about 130.
    pub objects: usize,
    /// Direct objects inside all indirect ones. An issued certificate has about
    /// 4,000.
    pub nodes: usize,
    /// Nesting of arrays and dictionaries. An issued certificate nests 5 deep.
    pub depth: usize,
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
            nodes: 1_000_000,
            depth: 32,
            token_bytes: 8 << 20,
            list_bytes: 4 << 20,
        }
    }
}
