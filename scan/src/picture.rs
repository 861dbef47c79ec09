//! A picture in shades of grey, and its budget.

/// Pixels that are looked at. The cameras of phones give 12 to 50 million; an A4
/// page at 600 dpi has 35 million.
pub const MOST_PIXELS: usize = 64_000_000;

/// A picture in shades of grey: 0 is black, 255 white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Picture {
    /// A picture from its rows, one byte a pixel. `None` if it is empty, over the
    /// budget, or not as many bytes as its size says.
    pub fn from_grey(width: usize, height: usize, grey: Vec<u8>) -> Option<Self> {
        let pixels = width.checked_mul(height)?;
        (pixels > 0 && pixels <= MOST_PIXELS && pixels == grey.len()).then_some(Self { width, height, grey })
    }

    /// A picture from its rows, four bytes a pixel, on white paper where it is
    /// transparent. `None` as for [`Picture::from_grey`].
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Option<Self> {
        let (pixels, rest) = rgba.as_chunks::<4>();
        if !rest.is_empty() || pixels.len() > MOST_PIXELS {
            return None;
        }
        Self::from_grey(width, height, pixels.iter().map(luminance).collect())
    }

    /// Pixels from left to right.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels from top to bottom.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The rows, one after the other.
    pub fn grey(&self) -> &[u8] {
        &self.grey
    }

    pub(crate) fn row(&self, y: usize) -> &[u8] {
        self.grey.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    pub(crate) fn pixel(&self, x: usize, y: usize) -> u8 {
        let (x, y) = (x.min(self.width - 1), y.min(self.height - 1));
        self.grey.get(y * self.width + x).copied().unwrap_or_default()
    }

    /// Whether a point lies on the picture.
    pub(crate) fn holds(&self, (x, y): Point) -> bool {
        x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32
    }

    /// The shade between the centres of four pixels; at the edge, that of the edge.
    pub(crate) fn shade(&self, (x, y): Point) -> f32 {
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (left, top) = (x as usize, y as usize);
        let (across, down) = (x - left as f32, y - top as f32);
        let shade = |x, y| f32::from(self.pixel(x, y));
        let above = shade(left, top) + (shade(left + 1, top) - shade(left, top)) * across;
        let below = shade(left, top + 1) + (shade(left + 1, top + 1) - shade(left, top + 1)) * across;
        above + (below - above) * down
    }

    /// The picture at a whole fraction of its size, each pixel the mean of a square.
    pub(crate) fn reduced(&self, factor: usize) -> Self {
        let (width, height) = ((self.width / factor).max(1), (self.height / factor).max(1));
        let area = (factor * factor) as u32;
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let rows = y * factor..(y + 1) * factor;
                let square =
                    rows.flat_map(|row| (x * factor..(x + 1) * factor).map(move |column| (column, row)));
                let sum: u32 = square.map(|(column, row)| u32::from(self.pixel(column, row))).sum();
                grey.push((sum / area) as u8);
            }
        }
        Self { width, height, grey }
    }

    /// The picture at twice its size.
    pub(crate) fn doubled(&self) -> Self {
        let (width, height) = (self.width * 2, self.height * 2);
        let mut grey = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                grey.push(self.shade(((x as f32 + 0.5) / 2.0, (y as f32 + 0.5) / 2.0)) as u8);
            }
        }
        Self { width, height, grey }
    }
}

/// A place on a picture in pixels, from its upper left corner.
pub(crate) type Point = (f32, f32);

/// ITU-R BT.601, in 256ths, on white.
fn luminance(&[red, green, blue, opacity]: &[u8; 4]) -> u8 {
    let colour = (u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8;
    let opacity = u32::from(opacity);
    ((colour * opacity + 255 * (255 - opacity)) / 255) as u8
}
