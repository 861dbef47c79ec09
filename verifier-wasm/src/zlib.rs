//! ZLIB data (RFC 1950), whole and within a limit.

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, decompress,
        inflate_flags::{TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF},
    },
};

/// Why data could not be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnpackError {
    /// There is more in it than the limit.
    TooLong,
    /// Not ZLIB data, damaged, or followed by something else.
    Malformed,
}

/// Unpacks data of which every byte belongs to one ZLIB stream; the crate's own
/// function would not tell what follows.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, UnpackError> {
    const FLAGS: u32 = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let mut unpacked = vec![0; packed.len().saturating_mul(4).clamp(64, limit.max(64))];
    let (mut read, mut written) = (0_usize, 0_usize);
    loop {
        let rest = packed.get(read..).ok_or(UnpackError::Malformed)?;
        let (status, taken, given) = decompress(&mut state, rest, &mut unpacked, written, FLAGS);
        read = read.saturating_add(taken);
        written = written.saturating_add(given);
        match status {
            TINFLStatus::Done if read != packed.len() => return Err(UnpackError::Malformed),
            TINFLStatus::Done if written > limit => return Err(UnpackError::TooLong),
            TINFLStatus::Done => {
                unpacked.truncate(written);
                return Ok(unpacked);
            }
            TINFLStatus::HasMoreOutput if unpacked.len() < limit => {
                unpacked.resize(unpacked.len().saturating_mul(2).min(limit), 0);
            }
            TINFLStatus::HasMoreOutput => return Err(UnpackError::TooLong),
            _ => return Err(UnpackError::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    #[test]
    fn unpacks_up_to_the_limit() {
        for length in [0, 1, 63, 64, 65, 1_000, 100_000] {
            let content = vec![7; length];
            let packed = compress_to_vec_zlib(&content, 6);
            assert_eq!(unpack(&packed, 100_000), Ok(content));
        }
        assert_eq!(unpack(&compress_to_vec_zlib(&[7; 1_001], 6), 1_000), Err(UnpackError::TooLong));
        assert_eq!(unpack(&compress_to_vec_zlib(&[7; 2], 6), 1), Err(UnpackError::TooLong));
    }

    #[test]
    fn refuses_what_follows_and_what_is_cut_off() {
        let packed = compress_to_vec_zlib(b"content", 6);
        assert_eq!(unpack(&[packed.as_slice(), b"\0"].concat(), 100), Err(UnpackError::Malformed));
        for end in 0..packed.len() {
            assert_eq!(unpack(&packed[..end], 100), Err(UnpackError::Malformed));
        }
    }
}
