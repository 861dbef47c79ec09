//! Files that are no certificates.

/// A copy with one bit changed.
pub fn flip_bit(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at] ^= 1;
    changed
}

/// A PNG of one grey pixel.
pub const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\
      \0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";

/// A ZIP archive with one file of one byte.
pub const ZIP: &[u8] =
    b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0C\xbe\xb7\xe8\x01\0\0\0\x01\0\0\0\x01\0\0\0aaPK\x01\x02\x14\x03\x14\
      \0\0\0\0\0\0\0!\0C\xbe\xb7\xe8\x01\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x80\x01\0\0\0\0aPK\
      \x05\x06\0\0\0\0\x01\0\x01\0/\0\0\0 \0\0\0\0\0";
