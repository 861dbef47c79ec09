//! Composition: claims → PDF/A-3 with the page and the embedded claims.
//!
//! Pure: the same claims, photo, templates and fonts give the same bytes.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use certificate::{Claims, Items, Kind};
use typst::{
    diag::{Severity, SourceDiagnostic},
    foundations::{Bytes, Smart},
    layout::Abs,
    text::Font,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp as PdfTimestamp};

use super::{
    code::{CodeError, CodeLink},
    outlines::Outlines,
    pdf_file::{Frame, LeftOut},
    wording::{Page, Wording, WordingIncomplete},
    world::{CLAIMS_FILE, CODE_FILE, PAGE_FILE, PHOTO_FILE, Shared, TemplateWorld},
};

/// After so many compositions Typst forgets what it has not used again since the
/// last time. Going through what it remembers takes longer than most of what it
/// would save.
const CACHE_INTERVAL: usize = 16;
const CACHE_AGE: usize = 1;

/// Between the pages of a preview, in points.
const PREVIEW_GAP: f64 = 12.0;

const UNIVERSITY: &str = "university.typ";
const K12: &str = "k12.typ";
const PAGE: &str = "page.typ";
const WORDING: &str = "wording.toml";

/// Templates as they ship; a folder of files with the same names replaces them.
const SHIPPED: [(&str, &str); 4] = [
    (UNIVERSITY, include_str!("../../templates/university.typ")),
    (K12, include_str!("../../templates/k12.typ")),
    (PAGE, include_str!("../../templates/page.typ")),
    (WORDING, include_str!("../../templates/wording.toml")),
];

/// The Kai faces of CNS 11643, in the order in which a glyph is looked for. The
/// third, TW-Kai-Plus, holds private-use characters only, which neither PDF/A-3a
/// nor another reader's fonts could make sense of.
const FONT_FILES: [&str; 2] = ["TW-Kai-98_1.ttf", "TW-Kai-Ext-B-98_1.ttf"];

/// Turns claims into pages. Costly to make (it reads 100 MB of fonts), cheap to
/// use.
pub struct Composer {
    /// For what is only looked at.
    drawn: Shared,
    /// For what is signed: the same with hollow fonts, and their outlines.
    hollow: Option<(Shared, Arc<Outlines>)>,
    wording: Wording,
    frames: Frames,
    compositions: AtomicUsize,
}

/// The frame of each kind, prepared with its first certificate; `None` where a
/// template does not let it be taken out.
#[derive(Default)]
struct Frames {
    university: OnceLock<Option<Arc<Frame>>>,
    k12: OnceLock<Option<Arc<Frame>>>,
}

/// A composed certificate, not yet signed.
pub struct Composed {
    pdf: Vec<u8>,
    frame: Option<Arc<Frame>>,
    outlines: Option<Arc<Outlines>>,
    claims: Claims,
}

impl Composed {
    /// The PDF as Typst wrote it.
    pub(crate) fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// What is still to be laid in.
    pub(crate) fn left_out(&self) -> LeftOut<'_> {
        LeftOut { frame: self.frame.as_deref(), outlines: self.outlines.as_deref() }
    }

    /// The claims it was composed from.
    pub const fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// Why a certificate could not be composed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// A font file is not there.
    #[error(
        "the font {path} cannot be read ({source}); install the package fonts-cns11643-kai or name its folder with --fonts",
        path = path.display()
    )]
    Font {
        /// The file looked for.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A template or wording file is not there.
    #[error("the template {path} cannot be read ({source})", path = path.display())]
    Template {
        /// The file looked for.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The wording file is not in its form.
    #[error("the wording file cannot be read: {0}")]
    Wording(#[from] Box<toml::de::Error>),
    /// The wording file lacks an entry.
    #[error(transparent)]
    WordingIncomplete(#[from] WordingIncomplete),
    /// No font has a glyph for a character; a box would be printed.
    #[error("no font has the character U+{character:04X} in {field}")]
    MissingGlyph {
        /// The item that has it.
        field: &'static str,
        /// The character.
        character: u32,
    },
    /// K-12 certificates show a photo.
    #[error("a k12 certificate needs a photo in JPEG")]
    MissingPhoto,
    /// The printed code could not be drawn.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The template failed; the text names no person.
    #[error("the template {template} failed: {reason}")]
    Layout {
        /// The template file.
        template: &'static str,
        /// Typst's message.
        reason: String,
    },
}

impl Composer {
    /// Reads the fonts from `fonts`, and the templates from `templates` or, by
    /// default, as shipped.
    pub fn new(fonts: &Path, templates: Option<&Path>) -> Result<Self, ComposeError> {
        let fonts = load_fonts(fonts)?;
        let mut sources = load_templates(templates)?;
        let wording = sources.pop().map(|(_, text)| text).unwrap_or_default();
        let wording = Wording::parse(&wording).map_err(Box::new)?;
        let hollow = Outlines::take_out(&fonts)
            .map(|(hollow, outlines)| (Shared::new(hollow, sources.clone()), Arc::new(outlines)));
        Ok(Self {
            drawn: Shared::new(fonts, sources),
            hollow,
            wording,
            frames: Frames::default(),
            compositions: AtomicUsize::new(0),
        })
    }

    /// Composes the page of `claims` with their code and the claims embedded.
    pub fn compose(
        &self,
        claims: Claims,
        code: &CodeLink,
        photo: Option<&[u8]>,
    ) -> Result<Composed, ComposeError> {
        let frame = self.frame(&claims, code, photo)?;
        let page = self.wording.page(&claims)?;
        let page = if frame.is_some() { page.without_frame() } else { page };
        let pdf = self.pdf(&page, &claims, code, photo);
        self.forget();
        let outlines = self.hollow.as_ref().map(|(_, outlines)| outlines.clone());
        Ok(Composed { pdf: pdf?, frame, outlines, claims })
    }

    /// The frame of this kind of certificate, which takes a quarter of the time of
    /// a composition to draw and is the same every time.
    fn frame(
        &self,
        claims: &Claims,
        code: &CodeLink,
        photo: Option<&[u8]>,
    ) -> Result<Option<Arc<Frame>>, ComposeError> {
        let prepared = match claims.items.kind() {
            Kind::University => &self.frames.university,
            Kind::K12 => &self.frames.k12,
        };
        if let Some(frame) = prepared.get() {
            return Ok(frame.clone());
        }
        let page = self.wording.page(claims)?;
        let framed = self.pdf(&page, claims, code, photo)?;
        let bare = self.pdf(&page.without_frame(), claims, code, photo)?;
        Ok(prepared.get_or_init(|| Frame::between(&framed, &bare).map(Arc::new)).clone())
    }

    /// Keeps Typst's memory of layouts from growing without end.
    fn forget(&self) {
        if self.compositions.fetch_add(1, Ordering::Relaxed) % CACHE_INTERVAL == CACHE_INTERVAL - 1 {
            comemo::evict(CACHE_AGE);
        }
    }

    fn pdf(
        &self,
        page: &Page<'_>,
        claims: &Claims,
        code: &CodeLink,
        photo: Option<&[u8]>,
    ) -> Result<Vec<u8>, ComposeError> {
        let shared = self.hollow.as_ref().map_or(&self.drawn, |(shared, _)| shared);
        let (template, world) = self.world(shared, page, claims, Some(code), photo)?;
        write_pdf(template, &lay_out(template, &world)?, claims)
    }

    /// Draws the page of `claims`, marked 預覽, as an SVG document. Nothing in it can
    /// be signed or taken for a certificate.
    pub fn preview(&self, claims: &Claims, photo: Option<&[u8]>) -> Result<String, ComposeError> {
        let page = self.wording.page(claims)?.into_preview();
        let (template, world) = self.world(&self.drawn, &page, claims, None, photo)?;
        let document = lay_out(template, &world);
        self.forget();
        Ok(typst_svg::svg_merged(&document?, &typst_svg::SvgOptions::default(), Abs::pt(PREVIEW_GAP)))
    }

    /// The template of a certificate and everything it reads.
    fn world<'a>(
        &self,
        shared: &'a Shared,
        page: &Page<'_>,
        claims: &Claims,
        code: Option<&CodeLink>,
        photo: Option<&[u8]>,
    ) -> Result<(&'static str, TemplateWorld<'a>), ComposeError> {
        for (field, text) in page.case_texts() {
            self.check_glyphs(field, text)?;
        }
        let page = serde_json::to_string(page).expect("a page holds only strings and booleans");
        let mut files =
            vec![(PAGE_FILE, Bytes::from_string(page)), (CLAIMS_FILE, Bytes::from_string(claims.to_json()))];
        if let Some(code) = code {
            files.push((CODE_FILE, Bytes::from_string(code.symbol()?)));
        }
        if let Items::K12(_) = &claims.items {
            let photo = photo.ok_or(ComposeError::MissingPhoto)?;
            files.push((PHOTO_FILE, Bytes::new(photo.to_vec())));
        }
        let template = match claims.items.kind() {
            Kind::University => UNIVERSITY,
            Kind::K12 => K12,
        };
        Ok((template, TemplateWorld::new(shared, template, files)))
    }

    /// Refuses a text that would print a box. Variation selectors and spaces
    /// need no glyph of their own.
    fn check_glyphs(&self, field: &'static str, text: &str) -> Result<(), ComposeError> {
        let has_glyph = |c: char| {
            c.is_whitespace()
                || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
                || self.drawn.fonts().iter().any(|font| font.info().coverage.contains(c.into()))
        };
        match text.chars().find(|&c| !has_glyph(c)) {
            Some(c) => Err(ComposeError::MissingGlyph { field, character: c.into() }),
            None => Ok(()),
        }
    }
}

fn lay_out(template: &'static str, world: &TemplateWorld<'_>) -> Result<PagedDocument, ComposeError> {
    typst::compile(world).output.map_err(|errors| failed(template, &errors))
}

fn write_pdf(
    template: &'static str,
    document: &PagedDocument,
    claims: &Claims,
) -> Result<Vec<u8>, ComposeError> {
    let options = PdfOptions {
        // The nonce is unique to the certificate and says nothing about it.
        ident: Smart::Custom(claims.nonce.to_string()),
        creator: Smart::Custom(None),
        timestamp: pdf_timestamp(claims.issued_at),
        page_ranges: None,
        standards: PdfStandards::new(&[PdfStandard::A_3a]).expect("one standard does not conflict"),
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(document, &options).map_err(|errors| failed(template, &errors))
}

fn failed(template: &'static str, errors: &[SourceDiagnostic]) -> ComposeError {
    let error = errors.iter().find(|error| error.severity == Severity::Error);
    ComposeError::Layout {
        template,
        reason: error.map(|error| first_line(&error.message)).unwrap_or_default(),
    }
}

fn load_fonts(folder: &Path) -> Result<Vec<Font>, ComposeError> {
    let mut fonts = Vec::new();
    for name in FONT_FILES {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(|source| ComposeError::Font { path: path.clone(), source })?;
        fonts.extend(Font::iter(Bytes::new(bytes)));
    }
    // Libertinus Serif, the Latin companion, is part of the program.
    for bytes in typst_assets::fonts() {
        fonts.extend(Font::iter(Bytes::new(bytes)).filter(|font| font.info().family == "Libertinus Serif"));
    }
    Ok(fonts)
}

/// The templates, the wording last.
fn load_templates(folder: Option<&Path>) -> Result<Vec<(&'static str, String)>, ComposeError> {
    let load = |(name, shipped): (&'static str, &str)| match folder {
        None => Ok((name, shipped.to_owned())),
        Some(folder) => {
            let path = folder.join(name);
            let text = fs::read_to_string(&path)
                .map_err(|source| ComposeError::Template { path: path.clone(), source })?;
            Ok((name, text))
        }
    };
    SHIPPED.into_iter().map(load).collect()
}

fn pdf_timestamp(instant: certificate::Timestamp) -> Option<PdfTimestamp> {
    let text = instant.to_string();
    let number = |range: core::ops::Range<usize>| text.get(range)?.parse::<u8>().ok();
    let date = typst::foundations::Datetime::from_ymd_hms(
        text.get(..4)?.parse().ok()?,
        number(5..7)?,
        number(8..10)?,
        number(11..13)?,
        number(14..16)?,
        number(17..19)?,
    )?;
    Some(PdfTimestamp::new_utc(date))
}

/// A diagnostic may quote its input further down; the first line does not.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
