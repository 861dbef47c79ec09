//! Compressed data put together from parts that were compressed before.
//!
//! Deflate data may be joined where a block ends on a byte (RFC 1951 §3.2.4), and
//! the checksum of zlib data (RFC 1950 §2.2) follows from those of its parts.

use std::io::Write as _;

use flate2::{Compression, write::DeflateEncoder};

/// A window of 32 KiB, no dictionary.
const HEADER: [u8; 2] = [0x78, 0x9c];
const CHECKSUM: usize = 4;

/// Some compressed bytes. Nothing in them refers to a part before.
#[derive(Clone, Debug)]
pub(super) struct Part {
    deflated: Box<[u8]>,
    checksum: Adler32,
    length: usize,
}

impl Part {
    /// A part that others follow: none of its blocks is the last.
    pub(super) fn followed(bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let done = encoder.write_all(bytes).and_then(|()| encoder.flush());
        done.expect("a vector takes every write");
        Self::new(encoder.get_ref(), Adler32::of(bytes), bytes.len())
    }

    /// The last part.
    pub(super) fn last(bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
        Self::new(&done.expect("a vector takes every write"), Adler32::of(bytes), bytes.len())
    }

    /// All of some zlib data that unpack to `length` bytes, as the last part.
    pub(super) fn whole(zlib: &[u8], length: usize) -> Option<Self> {
        let (_, rest) = zlib.split_at_checked(HEADER.len())?;
        let (deflated, checksum) = rest.split_last_chunk::<CHECKSUM>()?;
        Some(Self::new(deflated, Adler32::from_bytes(*checksum), length))
    }

    fn new(deflated: &[u8], checksum: Adler32, length: usize) -> Self {
        Self { deflated: deflated.into(), checksum, length }
    }
}

/// Zlib data of these parts, in their order.
pub(super) fn join<'p>(parts: impl IntoIterator<Item = &'p Part>) -> Vec<u8> {
    let mut joined = HEADER.to_vec();
    let mut checksum = Adler32::of(&[]);
    for part in parts {
        joined.extend(&part.deflated);
        checksum = checksum.then(part.checksum, part.length);
    }
    joined.extend(checksum.to_bytes());
    joined
}

/// The checksum of RFC 1950 §8.2.
#[derive(Clone, Copy, Debug)]
struct Adler32 {
    a: u32,
    b: u32,
}

impl Adler32 {
    const MODULUS: u32 = 65_521;

    /// So many bytes can be added before a sum leaves 32 bits.
    const STRETCH: usize = 5_552;

    fn of(bytes: &[u8]) -> Self {
        let (mut a, mut b) = (1, 0);
        for stretch in bytes.chunks(Self::STRETCH) {
            for byte in stretch {
                a += u32::from(*byte);
                b += a;
            }
            a %= Self::MODULUS;
            b %= Self::MODULUS;
        }
        Self { a, b }
    }

    fn from_bytes(bytes: [u8; CHECKSUM]) -> Self {
        let sum = u32::from_be_bytes(bytes);
        Self { a: sum & 0xffff, b: sum >> 16 }
    }

    fn to_bytes(self) -> [u8; CHECKSUM] {
        (self.b << 16 | self.a).to_be_bytes()
    }

    /// Of these bytes and `length` more with a checksum of their own: each of them
    /// adds to `b` what was in `a` before.
    fn then(self, next: Self, length: usize) -> Self {
        let modulus = u64::from(Self::MODULUS);
        let before = u64::from(self.a) + modulus - 1;
        let length = u64::try_from(length).unwrap_or(u64::MAX) % modulus;
        let reduced = |sum: u64| u32::try_from(sum % modulus).expect("the modulus has 16 bits");
        Self {
            a: reduced(before + u64::from(next.a)),
            b: reduced(u64::from(self.b) + u64::from(next.b) + length * before),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[track_caller]
    fn check(parts: &[Part], expected: &str) {
        let mut plain = String::new();
        // Fails at a wrong checksum.
        flate2::read::ZlibDecoder::new(join(parts).as_slice()).read_to_string(&mut plain).unwrap();
        assert!(plain == expected, "{} bytes became {}", expected.len(), plain.len());
    }

    #[test]
    fn parts_unpack_one_after_the_other() {
        for (one, other) in [("", ""), ("q Q\n", ""), ("", "BT ET"), ("q Q\n", "BT ET")] {
            for times in [1, 1_000, 40_000] {
                let (one, other) = (one.repeat(times), other.repeat(times));
                let front = Part::followed(one.as_bytes());
                check(&[front.clone(), Part::last(other.as_bytes())], &format!("{one}{other}"));
                check(&[front.clone(), front, Part::last(other.as_bytes())], &format!("{one}{one}{other}"));
            }
        }
    }

    #[test]
    fn whole_data_can_come_last() {
        let zlib = join(&[Part::last(b"BT ET")]);
        check(&[Part::followed(b"q Q\n"), Part::whole(&zlib, 5).unwrap()], "q Q\nBT ET");
        assert!(Part::whole(b"x", 0).is_none());
    }
}
