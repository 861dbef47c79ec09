//! How often the code of a page is read under the conditions of offices and phones:
//! pictures of a page are made, each from a seed, and read. `cargo xtask scan-rate`
//! prints the table; a few of each class are read in every test run.

mod camera;
mod chance;
mod jpeg;

use std::fmt;

use crate::{Code, Picture, find};
use camera::Camera;
use chance::Chance;

/// What happens to the paper and how it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// As it was drawn: a screenshot, a page saved as a picture.
    Clean,
    /// A scan, up to 5° askew.
    Skewed,
    /// A scan at any angle.
    Turned,
    /// A scan on its side or head, as JPEG of quality 30 to 90.
    Jpeg,
    /// A scan that is blurred by 0.6 to 1.2 pixels, with noise.
    Blurred,
    /// Light that falls off by 40 to 75 %, evenly or at an edge.
    Shaded,
    /// A phone's photo, tilted up to 24° either way, on a table, in uneven light.
    Photo,
    /// A scan of a page on which 10 % of the code are covered, wherever.
    Covered,
    /// The same as a photo.
    CoveredPhoto,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 9] = [
        Self::Clean,
        Self::Skewed,
        Self::Turned,
        Self::Jpeg,
        Self::Blurred,
        Self::Shaded,
        Self::Photo,
        Self::Covered,
        Self::CoveredPhoto,
    ];

    const fn is_photo(self) -> bool {
        matches!(self, Self::Photo | Self::CoveredPhoto)
    }

    const fn is_covered(self) -> bool {
        matches!(self, Self::Covered | Self::CoveredPhoto)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Clean => "screenshot",
            Self::Skewed => "scan, up to 5° askew",
            Self::Turned => "scan, any angle",
            Self::Jpeg => "JPEG, quality 30 to 90",
            Self::Blurred => "blur and noise",
            Self::Shaded => "uneven light",
            Self::Photo => "photo, tilted up to 24°",
            Self::Covered => "10 % covered, scan",
            Self::CoveredPhoto => "10 % covered, photo",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A page with a code, at a resolution far above that of the pictures.
pub struct Paper {
    page: Picture,
    dpi: f32,
    code: Code,
}

impl Paper {
    /// A page on which exactly one code can be read.
    pub fn new(page: Picture, dpi: f32) -> Option<Self> {
        let mut codes = find(&page);
        let code = codes.pop().filter(|_| codes.is_empty())?;
        Some(Self { page, dpi, code })
    }

    /// A picture of it. The same seed gives the same picture.
    pub fn picture(&self, class: Class, dpi: f32, seed: u64) -> Picture {
        let mut chance = Chance::new(seed ^ (class as u64) << 32 ^ (dpi as u64) << 40);
        let covered = class.is_covered().then(|| self.covered(&mut chance));
        let camera = Camera { class, scale: dpi / self.dpi };
        camera.picture(covered.as_ref().unwrap_or(&self.page), &mut chance)
    }

    /// Whether the code is read from a picture, and nothing else.
    pub fn is_read(&self, picture: &Picture) -> bool {
        let codes = find(picture);
        matches!(&codes[..], [code] if code.text == self.code.text)
    }

    /// A tenth of the code under something black, white or grey, in one piece.
    fn covered(&self, chance: &mut Chance) -> Picture {
        let [corner, right, _, below] = self.code.corners;
        let (left, top) = (corner.0.min(below.0), corner.1.min(right.1));
        let side = (right.0 - corner.0).hypot(right.1 - corner.1);
        let width = (0.1 * chance.between(0.6, 1.6)).sqrt();
        let height = 0.1 / width;
        let x = left + side * chance.between(0.0, 1.0 - width);
        let y = top + side * chance.between(0.0, 1.0 - height);
        let shade = [0, 70, 128, 255][chance.below(4)];
        let mut grey = self.page.grey().to_vec();
        for row in y as usize..(y + side * height) as usize {
            let start = row * self.page.width() + x as usize;
            grey[start..start + (side * width) as usize].fill(shade);
        }
        Picture::from_grey(self.page.width(), self.page.height(), grey).expect("as large as before")
    }
}
