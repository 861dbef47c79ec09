//! The characters on a page, without drawing it.

use hayro::{
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings,
        Paint, PathDrawMode, SoftMask, font::Glyph, hayro_cmap::BfString, interpret_page,
    },
    hayro_syntax::page::Page,
    vello_cpu::kurbo::{Affine, BezPath, Rect},
};

/// A certificate has about 400 characters.
const MOST: usize = 20_000;

/// The characters that the fonts give a meaning, without spaces.
pub(crate) fn of(page: &Page<'_>) -> String {
    let settings = InterpreterSettings::default();
    let cache = InterpreterCache::new();
    let everywhere = Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX);
    let mut context = Context::new(Affine::IDENTITY, everywhere, &cache, page.xref(), settings);
    let mut listener = Listener::default();
    interpret_page(page, &mut context, &mut listener);
    listener.words
}

#[derive(Default)]
struct Listener {
    words: String,
}

impl<'a> Device<'a> for Listener {
    fn draw_glyph(&mut self, glyph: &Glyph<'a>, _: Affine, _: Affine, _: &Paint<'a>, _: &GlyphDrawMode) {
        if self.words.len() > MOST {
            return;
        }
        match glyph.as_unicode() {
            Some(BfString::Char(char)) => self.words.extend((!char.is_whitespace()).then_some(char)),
            Some(BfString::String(chars)) => self.words.extend(chars.split_whitespace()),
            None => {}
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
