//! TrueType files as far as glyphs need it: the table directory and `glyf`, `loca`,
//! `head`, `maxp` (ISO/IEC 14496-22 §4.5, §5.3).

use std::ops::Range;

pub(super) type Tag = [u8; 4];

const DIRECTORY: usize = 12;
const RECORD: usize = 16;

/// Where `head` says how `loca` counts, and where the sum over the file is evened.
pub(super) const LOCA_FORMAT: usize = 51;
pub(super) const ADJUSTMENT: Range<usize> = 8..12;
/// What the sum over a file shall be.
pub(super) const SUM: u32 = 0xb1b0_afba;

/// Short offsets count in twos and reach this far.
const SHORT_REACH: usize = 2 * 65_535;

/// The tables of a file.
pub(super) struct Tables<'f>(Vec<(Tag, &'f [u8])>);

impl<'f> Tables<'f> {
    pub(super) fn read(file: &'f [u8]) -> Option<Self> {
        let count = usize::from(number(file, 4)?);
        let records = file.get(DIRECTORY..DIRECTORY + RECORD * count)?;
        let (records, _) = records.as_chunks::<RECORD>();
        let table = |record: &[u8; RECORD]| {
            let start = usize::try_from(long_number(record, 8)?).ok()?;
            let length = usize::try_from(long_number(record, 12)?).ok()?;
            Some((*record.first_chunk()?, file.get(start..start.checked_add(length)?)?))
        };
        records.iter().map(table).collect::<Option<_>>().map(Self)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Tag, &'f [u8])> {
        self.0.iter().copied()
    }

    pub(super) fn get(&self, tag: &Tag) -> Option<&'f [u8]> {
        self.0.iter().find(|(known, _)| known == tag).map(|(_, table)| *table)
    }

    /// The descriptions of all glyphs in their order; empty for one without outline.
    pub(super) fn glyphs(&self) -> Option<Vec<&'f [u8]>> {
        let count = usize::from(number(self.get(b"maxp")?, 4)?);
        (0..count).map(|index| self.glyph(index)).collect()
    }

    /// The description of one glyph.
    pub(super) fn glyph(&self, index: usize) -> Option<&'f [u8]> {
        let (glyf, loca) = (self.get(b"glyf")?, self.get(b"loca")?);
        let is_long = *self.get(b"head")?.get(LOCA_FORMAT)? != 0;
        let offset = |index: usize| {
            if is_long {
                usize::try_from(long_number(loca, 4 * index)?).ok()
            } else {
                Some(2 * usize::from(number(loca, 2 * index)?))
            }
        };
        glyf.get(offset(index)?..offset(index + 1)?)
    }
}

pub(super) fn number(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_be_bytes)
}

fn long_number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}

/// Where glyphs of these lengths begin and end: whether the offsets are long ones,
/// and the table.
pub(super) fn loca(lengths: impl Iterator<Item = usize> + Clone) -> (bool, Vec<u8>) {
    let is_long = lengths.clone().sum::<usize>() > SHORT_REACH;
    let mut loca = Vec::new();
    let mut offset = 0_usize;
    for length in lengths.map(Some).chain([None]) {
        let written = u32::try_from(offset).expect("a font has less than 4 GiB");
        if is_long {
            loca.extend(written.to_be_bytes());
        } else {
            loca.extend(u16::try_from(written / 2).expect("it is within short reach").to_be_bytes());
        }
        offset += length.unwrap_or_default();
    }
    (is_long, loca)
}

/// The directory of tables with these sums and lengths, in their order.
pub(super) fn directory(tables: &[(Tag, u32, usize)]) -> Vec<u8> {
    let count = u16::try_from(tables.len()).expect("a font has few tables");
    let entry_selector = count.checked_ilog2().unwrap_or_default();
    let search_range = 16_u16 << entry_selector;
    let entry_selector = u16::try_from(entry_selector).expect("a logarithm is small");
    let mut directory = 0x0001_0000_u32.to_be_bytes().to_vec();
    for number in [count, search_range, entry_selector, 16 * count - search_range] {
        directory.extend(number.to_be_bytes());
    }
    let mut offset = DIRECTORY + RECORD * tables.len();
    for (tag, sum, length) in tables {
        directory.extend(tag);
        directory.extend(sum.to_be_bytes());
        for number in [offset, *length] {
            directory.extend(u32::try_from(number).expect("a font has less than 4 GiB").to_be_bytes());
        }
        offset += length.next_multiple_of(4);
    }
    directory
}

/// The sum of a table, as if zeros filled its last four bytes.
pub(super) fn sum(table: &[u8]) -> u32 {
    let (words, rest) = table.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    words.iter().chain([&last]).fold(0, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)))
}

/// Adds a table and the zeros behind it.
pub(super) fn push(file: &mut Vec<u8>, table: &[u8]) {
    file.extend(table);
    file.resize(file.len().next_multiple_of(4), 0);
}
