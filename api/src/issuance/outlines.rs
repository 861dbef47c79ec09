//! The outlines of the fonts, kept apart from what Typst sees of them.
//!
//! The faces of CNS 11643 are drawn with a brush: 350 points a character. Typst
//! would cut out, measure and compress those of a certificate's characters each
//! time. It gets *hollow* faces instead, in which a glyph has its box and its
//! number and nothing more, and what it embeds of them is filled here: the same
//! file in the end, of which every glyph is compressed once.

mod true_type;

use std::sync::OnceLock;

use typst::{foundations::Bytes, text::Font};

use super::zlib::{self, Part};
use true_type::{ADJUSTMENT, LOCA_FORMAT, SUM, Tables, Tag, directory, loca, number, push, sum};

/// Length of a hollow glyph, and what it has at a place of its own.
const HOLLOW: usize = 28;
const BOX: std::ops::Range<usize> = 2..10;
const NUMBER: std::ops::Range<usize> = 14..17;

/// The outlines of some faces.
pub(crate) struct Outlines {
    faces: Vec<Face>,
}

struct Face {
    file: Bytes,
    /// Made when a glyph is first used.
    glyphs: Vec<OnceLock<Option<Glyph>>>,
}

/// An outline, ready to be embedded.
struct Glyph {
    part: Part,
    sum: u32,
    length: usize,
}

impl Outlines {
    /// Takes the outlines out of fonts: gives the hollow fonts and the outlines.
    /// `None` where a font has TrueType outlines of another form than ours.
    pub(super) fn take_out(fonts: &[Font]) -> Option<(Vec<Font>, Self)> {
        let mut outlines = Self { faces: Vec::new() };
        let hollow = fonts.iter().map(|font| outlines.hollow(font)).collect::<Option<_>>()?;
        Some((hollow, outlines))
    }

    fn hollow(&mut self, font: &Font) -> Option<Font> {
        let tables = Tables::read(font.data())?;
        if tables.get(b"glyf").is_none() {
            return Some(font.clone());
        }
        let face = u8::try_from(self.faces.len()).ok()?;
        let glyphs = tables.glyphs()?;
        self.faces.push(Face {
            file: font.data().clone(),
            glyphs: glyphs.iter().map(|_| OnceLock::new()).collect(),
        });
        Font::new(Bytes::new(hollow_file(&tables, &glyphs, face)?), 0)
    }

    /// Fills what was cut out of a hollow face; as zlib data. `None` if it was not.
    pub(super) fn fill(&self, hollow: &[u8]) -> Option<Vec<u8>> {
        let tables = Tables::read(hollow)?;
        let outline = |glyph: &[u8]| if glyph.is_empty() { Some(None) } else { self.glyph(glyph).map(Some) };
        let glyphs: Vec<_> = tables.glyphs()?.into_iter().map(outline).collect::<Option<_>>()?;
        let (front, back) = around(&tables, &glyphs)?;
        let (front, back) = (Part::followed(&front), Part::last(&back));
        let outlines = glyphs.iter().flatten().map(|glyph| &glyph.part);
        Some(zlib::join([&front].into_iter().chain(outlines).chain([&back])))
    }

    /// The outline that belongs to a hollow glyph.
    fn glyph(&self, hollow: &[u8]) -> Option<&Glyph> {
        let &[face, high, low] = hollow.get(NUMBER).filter(|_| hollow.len() == HOLLOW)? else { return None };
        let (face, index) = (self.faces.get(usize::from(face))?, u16::from_be_bytes([high, low]).into());
        let cut = || Some(Glyph::new(Tables::read(&face.file)?.glyph(index)?));
        face.glyphs.get(index)?.get_or_init(cut).as_ref()
    }
}

impl Glyph {
    fn new(outline: &[u8]) -> Self {
        Self { part: Part::followed(outline), sum: sum(outline), length: outline.len() }
    }
}

/// A font with the same tables but hollow glyphs. `None` if a glyph is made of
/// others or ends amid four bytes.
fn hollow_file(tables: &Tables<'_>, glyphs: &[&[u8]], face: u8) -> Option<Vec<u8>> {
    let mut glyf = Vec::new();
    for (glyph, index) in glyphs.iter().zip(0_u16..).filter(|(glyph, _)| !glyph.is_empty()) {
        let is_simple = number(glyph, 0)? < 0x8000;
        glyf.extend(hollow_glyph(glyph, face, index).filter(|_| is_simple && glyph.len() % 4 == 0)?);
    }
    let length = |glyph: &&[u8]| if glyph.is_empty() { 0 } else { HOLLOW };
    let (is_long, loca) = loca(glyphs.iter().map(length));
    let mut head = tables.get(b"head")?.to_vec();
    *head.get_mut(LOCA_FORMAT)? = u8::from(is_long);
    let tables = replaced(tables, &[(b"glyf", &glyf), (b"head", &head), (b"loca", &loca)]);
    let records: Vec<_> = tables.iter().map(|(tag, table)| (*tag, sum(table), table.len())).collect();
    let mut file = directory(&records);
    tables.iter().for_each(|(_, table)| push(&mut file, table));
    Some(file)
}

/// One contour of two points, the corners of the box (§5.3.3). The three bytes of
/// its instructions are the face and the number.
fn hollow_glyph(glyph: &[u8], face: u8, index: u16) -> Option<[u8; HOLLOW]> {
    let corners = glyph.get(BOX)?;
    let [left, bottom, right, top] = [0, 2, 4, 6].map(|at| number(corners, at).unwrap_or_default());
    let [high, low] = index.to_be_bytes();
    let mut hollow = [0; HOLLOW];
    hollow[1] = 1;
    hollow[BOX].copy_from_slice(corners);
    // The last point of the contour, the length of the instructions, and they.
    hollow[10..NUMBER.end].copy_from_slice(&[0, 1, 0, 3, face, high, low]);
    // Two points on the curve with long coordinates.
    hollow[17..19].copy_from_slice(&[1, 1]);
    let steps = [left, right.wrapping_sub(left), bottom, top.wrapping_sub(bottom)];
    for (place, step) in hollow[19..27].chunks_exact_mut(2).zip(steps) {
        place.copy_from_slice(&step.to_be_bytes());
    }
    Some(hollow)
}

/// What stands before the outlines in the filled file, and what behind.
fn around(tables: &Tables<'_>, glyphs: &[Option<&Glyph>]) -> Option<(Vec<u8>, Vec<u8>)> {
    let lengths = glyphs.iter().map(|glyph| glyph.map_or(0, |glyph| glyph.length));
    let outlines = glyphs.iter().flatten().fold(0, |sum: u32, glyph| sum.wrapping_add(glyph.sum));
    let (is_long, loca) = loca(lengths.clone());
    let mut head = tables.get(b"head")?.to_vec();
    head.get_mut(ADJUSTMENT)?.fill(0);
    *head.get_mut(LOCA_FORMAT)? = u8::from(is_long);
    let tables = replaced(tables, &[(b"head", &head), (b"loca", &loca)]);
    let record = |(tag, table): &(Tag, &[u8])| match tag {
        b"glyf" => (*tag, outlines, lengths.clone().sum()),
        _ => (*tag, sum(table), table.len()),
    };
    let mut front = directory(&tables.iter().map(record).collect::<Vec<_>>());
    let mut back = Vec::new();
    let mut adjustment = None;
    let place = tables.iter().position(|(tag, _)| tag == b"glyf")?;
    tables[..place].iter().for_each(|(_, table)| push(&mut front, table));
    for (tag, table) in &tables[place + 1..] {
        if tag == b"head" {
            adjustment = Some(back.len() + ADJUSTMENT.start..back.len() + ADJUSTMENT.end);
        }
        push(&mut back, table);
    }
    let whole = [sum(&front), outlines, sum(&back)].into_iter().fold(0, u32::wrapping_add);
    back.get_mut(adjustment?)?.copy_from_slice(&SUM.wrapping_sub(whole).to_be_bytes());
    Some((front, back))
}

/// The tables of a file with some in place of their own.
fn replaced<'t>(tables: &Tables<'t>, others: &[(&Tag, &'t [u8])]) -> Vec<(Tag, &'t [u8])> {
    let other = |tag: Tag| others.iter().find(|(known, _)| **known == tag).map(|(_, table)| *table);
    tables.iter().map(|(tag, table)| (tag, other(tag).unwrap_or(table))).collect()
}
