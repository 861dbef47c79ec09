//! The budget of a diagnosis.

/// What a diagnosis may cost. Beyond it the answer is "unknown": a refusal needs
/// no reason to stand. Time and memory are the business of whoever runs it: the
/// command in a process of its own, the page in a worker it can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file. That of the verifier: a larger file gets no verdict
    /// beyond "too large" either.
    pub bytes: usize,
    /// Indirect objects, those in object streams not counted. A certificate has
    /// about 130; programs that write one anew add a few dozen.
    pub objects: usize,
    /// Object streams, each of which may hold `decompressed` bytes.
    pub object_streams: usize,
    /// Decompressed bytes of any one stream. The largest of a certificate that is
    /// read here, the content of its page, has 30 kB.
    pub decompressed: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, objects: 20_000, object_streams: 100, decompressed: 1 << 20 }
    }
}
