//! Where every module of a code lies on the picture.
//!
//! The timing patterns, which alternate from module to module between the finder
//! patterns, tell the size of the code and its slant. The alignment patterns then
//! hold the grid where paper bends (ISO/IEC 18004 §6.3.5, §6.3.6, Annex E).

use super::geometry::{Homography, difference, length, sum, times};
use crate::picture::{Picture, Point};

/// Where the modules of a code lie.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    side: usize,
    /// From the modules to the picture.
    plane: Homography,
    /// Places that were found, as modules, and how far off the plane they are.
    pins: Vec<(Point, Point)>,
}

/// From the middle of a finder pattern to the edge of the code.
const FINDER: f32 = 3.5;

/// Below this the timing patterns are no patterns at all.
const POOR_FIT: f32 = 0.4;

impl Grid {
    /// Modules along an edge.
    pub(crate) fn side(&self) -> usize {
        self.side
    }

    /// The corners of the code on the picture, clockwise.
    pub(crate) fn corners(&self) -> [Point; 4] {
        let side = self.side as f32;
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|corner| self.place(corner))
    }

    /// The place of a point of the code, in modules, on the picture.
    pub(crate) fn place(&self, point: Point) -> Point {
        let (mut shift, mut weights) = ((0.0, 0.0), 0.02);
        for (pin, off) in &self.pins {
            let away = length(difference(*pin, point));
            let weight = 1.0 / (away * away + 4.0);
            shift = sum(shift, times(*off, weight));
            weights += weight;
        }
        sum(self.plane.map(point), times(shift, 1.0 / weights))
    }

    /// The length of a module around a point, in pixels.
    fn module(&self, (u, v): Point) -> f32 {
        length(difference(self.plane.map((u + 1.0, v)), self.plane.map((u, v))))
    }

    /// Finds the alignment patterns one after the other, outwards from what is
    /// known, and lays the grid through them.
    fn aligned(mut self, picture: &Picture, version: usize, mut known: Vec<(Point, Point)>) -> Self {
        let mut centres = alignment_centres(version);
        // From the upper left corner, where the finder patterns hold the grid.
        centres.sort_by_key(|(column, row)| column + row);
        let finders = known.len();
        for reach in [2.5, 1.0] {
            known.truncate(finders);
            for (column, row) in &centres {
                let centre = (*column as f32 + 0.5, *row as f32 + 0.5);
                if let Some(place) = self.alignment(picture, centre, reach) {
                    known.push((centre, place));
                    self.pin(&known);
                }
            }
            self.lay(&known);
        }
        self
    }

    /// Takes the best plane through the known places, if there are enough.
    fn lay(&mut self, known: &[(Point, Point)]) {
        if known.len() >= 6
            && let Some(plane) = Homography::through(known)
        {
            self.plane = plane;
        }
        self.pin(known);
    }

    fn pin(&mut self, known: &[(Point, Point)]) {
        let off = |(pin, place): &(Point, Point)| (*pin, difference(*place, self.plane.map(*pin)));
        self.pins = known.iter().map(off).collect();
    }

    /// Where the alignment pattern is that should be around here.
    fn alignment(&self, picture: &Picture, centre: Point, reach: f32) -> Option<Point> {
        let step = (1.0 / self.module(centre)).clamp(0.125, 0.5);
        let steps = (reach / step) as i32;
        let mut best = (0.5, None);
        for down in -steps..=steps {
            for across in -steps..=steps {
                let shift = (across as f32 * step, down as f32 * step);
                let place = self.place(sum(centre, shift));
                let likeness = self.likeness(picture, centre, place);
                if likeness > best.0 {
                    best = (likeness, Some(place));
                }
            }
        }
        best.1
    }

    /// How much a place looks like an alignment pattern: dark, light, dark. It lies
    /// there like the one that should be at `centre`.
    fn likeness(&self, picture: &Picture, centre: Point, place: Point) -> f32 {
        let from = self.plane.map(centre);
        let mut shades = [0.0; 25];
        let mut signs = [0.0; 25];
        for (index, (shade, sign)) in shades.iter_mut().zip(&mut signs).enumerate() {
            let (across, down) = ((index % 5) as f32 - 2.0, (index / 5) as f32 - 2.0);
            let to = self.plane.map((centre.0 + across, centre.1 + down));
            *shade = picture.shade(sum(place, difference(to, from)));
            *sign = if across.abs().max(down.abs()) == 1.0 { 1.0 } else { -1.0 };
        }
        correlation(&shades, &signs)
    }
}

/// Three corners between which the timing patterns fit a version.
#[derive(Clone, Copy)]
pub(crate) struct Fit {
    corners: [Point; 3],
    version: usize,
    /// The foreshortening along the edges.
    slant: (f32, f32),
    /// How well the timing patterns fit, up to 1.
    pub(crate) quality: f32,
}

impl Fit {
    /// The best fit of a version. `None` where the timing patterns do not fit.
    pub(crate) fn of(
        picture: &Picture,
        corners: [Point; 3],
        version: usize,
        guessed: Option<usize>,
    ) -> Option<Self> {
        let timing = Timing { picture, corners, version };
        let fit = match guessed {
            None => timing.along(ACROSS).and_then(|row| Some(timing.with(row, timing.along(DOWN)?))),
            Some(2) => timing.along(ACROSS).and_then(|row| timing.searched(2, Some(row), None)),
            Some(1) => timing.along(DOWN).and_then(|column| timing.searched(1, None, Some(column))),
            Some(corner) => timing.searched(corner, None, None),
        };
        fit.filter(|fit| fit.quality > POOR_FIT)
    }

    /// The grid over all of the code.
    pub(crate) fn grid(&self, picture: &Picture, guessed: Option<usize>) -> Option<Grid> {
        let side = 17 + 4 * self.version;
        let span = side as f32 - 2.0 * FINDER;
        let unit = Homography::of_corners(self.corners, self.slant);
        let module = |(u, v): Point| (u * span + FINDER, v * span + FINDER);
        let square = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        let plane = Homography::through(&square.map(|place| (module(place), unit.map(place))))?;
        let known = square.into_iter().zip(self.corners).enumerate();
        let known = known.filter(|(index, _)| Some(*index) != guessed);
        let known = known.map(|(_, (place, corner))| (module(place), corner)).collect();
        Some(Grid { side, plane, pins: Vec::new() }.aligned(picture, self.version, known))
    }
}

/// The timing patterns between three corners.
#[derive(Clone, Copy)]
struct Timing<'a> {
    picture: &'a Picture,
    corners: [Point; 3],
    version: usize,
}

/// Along which edge: from, to, and the corner that lies inwards.
type Edge = [usize; 3];
const ACROSS: Edge = [0, 1, 2];
const DOWN: Edge = [0, 2, 1];

/// The slant along an edge and how well the pattern fits with it.
type Along = (f32, f32);

impl Timing<'_> {
    fn with(self, (across, row): Along, (down, column): Along) -> Fit {
        let Self { corners, version, .. } = self;
        Fit { corners, version, slant: (across, down), quality: (row + column) / 2.0 }
    }

    fn along(&self, edge: Edge) -> Option<Along> {
        const STEPS: i32 = 14;
        let all = (-STEPS..=STEPS).map(|step| step as f32 * 0.02);
        self.best(edge, all).filter(|(_, quality)| *quality > POOR_FIT)
    }

    fn best(&self, edge: Edge, slants: impl Iterator<Item = f32>) -> Option<Along> {
        slants.map(|slant| (slant, self.quality(edge, slant))).max_by(|one, other| one.1.total_cmp(&other.1))
    }

    fn quality(&self, [from, to, other]: Edge, slant: f32) -> f32 {
        let corners = [self.corners[from], self.corners[to], self.corners[other]];
        let unit = Homography::of_corners(corners, (slant, 0.0));
        let side = 17 + 4 * self.version;
        let span = side as f32 - 2.0 * FINDER;
        // Three modules inwards of the line between the middles of the finders.
        let inwards = 3.0 / span;
        let mut before = None;
        let (mut sum, mut total) = (0.0, 1.0);
        for index in 0..side - 16 {
            let along = (index as f32 + 8.5 - FINDER) / span;
            let shade = self.picture.shade(unit.map((along, inwards)));
            if let Some(before) = before {
                // Dark comes first, then light.
                let step: f32 = shade - before;
                sum += if index % 2 == 1 { step } else { -step };
                total += step.abs();
            }
            before = Some(shade);
        }
        sum / total
    }

    /// A corner that was guessed may be off by some modules: looks around for the
    /// place where its timing patterns fit best.
    fn searched(&self, guessed: usize, row: Option<Along>, column: Option<Along>) -> Option<Fit> {
        let [corner, right, below] = self.corners;
        let span = 10.0 + 4.0 * self.version as f32;
        let across = times(difference(right, corner), 1.0 / span);
        let down = times(difference(below, corner), 1.0 / span);
        let reach = (span * 0.08) as i32;
        let slants = || [-0.12, -0.08, -0.04, 0.0, 0.04, 0.08, 0.12].into_iter();
        let mut best: Option<Fit> = None;
        for index in 0..(2 * reach + 1).pow(2) {
            let (right, below) = (index % (2 * reach + 1) - reach, index / (2 * reach + 1) - reach);
            let mut moved = *self;
            moved.corners[guessed] =
                sum(self.corners[guessed], sum(times(across, right as f32), times(down, below as f32)));
            let row = row.or_else(|| moved.best(ACROSS, slants()))?;
            let column = column.or_else(|| moved.best(DOWN, slants()))?;
            let fit = moved.with(row, column);
            if best.is_none_or(|best| fit.quality > best.quality) {
                best = Some(fit);
            }
        }
        best
    }
}

/// Between -1 and 1.
fn correlation(shades: &[f32; 25], signs: &[f32; 25]) -> f32 {
    let mean = |values: &[f32; 25]| values.iter().sum::<f32>() / 25.0;
    let (shade_mean, sign_mean) = (mean(shades), mean(signs));
    let (mut together, mut one, mut other) = (0.0, 1.0, 0.0);
    for (shade, sign) in shades.iter().zip(signs) {
        let (shade, sign) = (shade - shade_mean, sign - sign_mean);
        together += shade * sign;
        one += shade * shade;
        other += sign * sign;
    }
    together / (one * other).sqrt()
}

/// The middles of the alignment patterns, as column and row (Annex E): evenly
/// spaced from the far side by even steps; the first step may be shorter.
fn alignment_centres(version: usize) -> Vec<(usize, usize)> {
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let last = 4 * version + 10;
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    let lines: Vec<_> =
        (0..count).map(|index| if index == 0 { 6 } else { last - (count - 1 - index) * step }).collect();
    let all = lines.iter().flat_map(|row| lines.iter().map(move |column| (*column, *row)));
    all.filter(|place| ![(6, 6), (6, last), (last, 6)].contains(place)).collect()
}
