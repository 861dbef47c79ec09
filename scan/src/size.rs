//! The size that a picture file says it has, read before anybody unpacks it: a few
//! kilobytes of PNG can stand for gigabytes of pixels.

/// Pixels of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// The largest cameras of phones give 200 million pixels.
const MOST_PACKED: u64 = 210_000_000;

impl Size {
    /// What the head of a file says. `None` for kinds that are not known here, such
    /// as HEIC; the browser has to know its own limits then.
    pub fn of(head: &[u8]) -> Option<Self> {
        png(head).or_else(|| gif(head)).or_else(|| bmp(head)).or_else(|| webp(head)).or_else(|| jpeg(head))
    }

    /// Whether unpacking it may be tried.
    pub fn is_bearable(self) -> bool {
        u64::from(self.width) * u64::from(self.height) <= MOST_PACKED
    }
}

/// PNG, IHDR.
fn png(head: &[u8]) -> Option<Size> {
    let rest = head.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(8..)?;
    let (width, rest) = rest.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    Some(Size { width: u32::from_be_bytes(*width), height: u32::from_be_bytes(*height) })
}

fn gif(head: &[u8]) -> Option<Size> {
    let rest = head.strip_prefix(b"GIF87a").or_else(|| head.strip_prefix(b"GIF89a"))?;
    let (&[a, b, c, d], _) = rest.split_first_chunk()?;
    Some(Size { width: u16::from_le_bytes([a, b]).into(), height: u16::from_le_bytes([c, d]).into() })
}

/// Rows may go up or down: the sign of the height says.
fn bmp(head: &[u8]) -> Option<Size> {
    let rest = head.strip_prefix(b"BM")?.get(16..)?;
    let (width, rest) = rest.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    let [width, height] = [width, height].map(|side| i32::from_le_bytes(*side).unsigned_abs());
    Some(Size { width, height })
}

/// RFC 9649: lossy, lossless and extended.
fn webp(head: &[u8]) -> Option<Size> {
    let rest = head.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBP")?;
    let (kind, rest) = rest.split_at_checked(8)?;
    match kind.get(..4)? {
        b"VP8 " => {
            let (&[a, b, c, d], _) = rest.get(6..)?.split_first_chunk()?;
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
            Some(Size { width: side(a, b), height: side(c, d) })
        }
        b"VP8L" => {
            let (bits, _) = rest.get(1..)?.split_first_chunk()?;
            let bits = u32::from_le_bytes(*bits);
            Some(Size { width: (bits & 0x3fff) + 1, height: (bits >> 14 & 0x3fff) + 1 })
        }
        b"VP8X" => {
            let (&[a, b, c, d, e, f], _) = rest.get(4..)?.split_first_chunk()?;
            let side = |low, middle, high| u32::from_le_bytes([low, middle, high, 0]) + 1;
            Some(Size { width: side(a, b, c), height: side(d, e, f) })
        }
        _ => None,
    }
}

/// The first frame header (ITU-T T.81 §B.2.2), behind whatever segments there are.
fn jpeg(head: &[u8]) -> Option<Size> {
    let mut rest = head.strip_prefix(b"\xff\xd8")?;
    loop {
        let (&[fill, marker], after) = rest.split_first_chunk()?;
        if fill != 0xff {
            return None;
        }
        if marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let (&[high, low], _) = after.split_first_chunk()?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            let (&[a, b, c, d], _) = after.get(3..)?.split_first_chunk()?;
            return Some(Size {
                width: u16::from_be_bytes([c, d]).into(),
                height: u16::from_be_bytes([a, b]).into(),
            });
        }
        rest = after.get(usize::from(u16::from_be_bytes([high, low])).max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &[u8], expected: Option<(u32, u32)>) {
        assert_eq!(Size::of(head), expected.map(|(width, height)| Size { width, height }));
    }

    #[test]
    fn each_kind_says_its_size() {
        check(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x02\0\0\x03\x04", Some((0x102, 0x304)));
        check(b"GIF89a\x02\x01\x04\x03", Some((0x102, 0x304)));
        check(b"BM0123456789abcdef\x02\x01\0\0\xfc\xff\xff\xff", Some((0x102, 4)));
        check(b"RIFF0000WEBPVP8X0000\0\0\0\0\x01\x01\0\x03\x03\0", Some((0x102, 0x304)));
        check(b"RIFF0000WEBPVP8L0000\x2f\x01\x40\0\0", Some((2, 2)));
        check(b"RIFF0000WEBPVP8 0000012\x9d\x01\x2a\x02\x01\x04\x03", Some((0x102, 0x304)));
        check(b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\x03\x04\x01\x02", Some((0x102, 0x304)));
    }

    #[test]
    fn what_is_cut_off_or_unknown_says_none() {
        for head in [
            &b"\x89PNG\r\n\x1a\n\0\0"[..],
            b"\xff\xd8",
            b"\xff\xd8\xff\xe0\0\0",
            b"RIFF0000WEBP",
            b"",
            b"%PDF-",
        ] {
            check(head, None);
        }
    }

    #[test]
    fn a_bomb_is_not_bearable() {
        let bomb = Size { width: u32::MAX, height: u32::MAX };
        assert!(!bomb.is_bearable());
        assert!(!Size { width: 30_000, height: 30_000 }.is_bearable());
        assert!(Size { width: 16_320, height: 12_240 }.is_bearable());
    }
}
