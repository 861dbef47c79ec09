//! Which finder patterns are the three corners of one code.

use super::{
    finder::Finder,
    geometry::{cross, difference, dot, length, sum, times},
    grid::{Fit, Grid},
};
use crate::picture::{Picture, Point};

/// The middles of three finder patterns: upper left, upper right, lower left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Corners {
    points: [Point; 3],
    /// Pixels a module, along the edges of the code.
    module: f32,
    /// Which of them is a guess, because nothing was found there.
    guessed: Option<usize>,
}

/// Guesses that are tried: each costs about a millisecond when it is wrong.
const MOST_TRIPLES: usize = 40;
/// A pair makes six guesses.
const MOST_OF_PAIRS: usize = 8;
const MOST_PAIRS: usize = 12;

/// The guesses, likely ones first.
pub(crate) fn corners(finders: &[Finder]) -> Vec<Corners> {
    let mut guesses = triples(finders);
    guesses.sort_by(|one, other| one.0.total_cmp(&other.0));
    guesses.truncate(MOST_TRIPLES);
    guesses.into_iter().map(|(_, corners)| corners).chain(pairs(finders)).collect()
}

/// Three finders with how unlikely they are.
fn triples(finders: &[Finder]) -> Vec<(f32, Corners)> {
    let mut guesses = Vec::new();
    for (index, a) in finders.iter().enumerate() {
        for (second, b) in finders.iter().enumerate().skip(index + 1) {
            if !alike(a, b) {
                continue;
            }
            for c in finders.iter().skip(second + 1).filter(|c| alike(a, c) && alike(b, c)) {
                let roles = [[a, b, c], [b, a, c], [c, a, b]];
                guesses.extend(roles.into_iter().filter_map(triple));
            }
        }
    }
    guesses
}

fn alike(one: &Finder, other: &Finder) -> bool {
    (0.55..1.8).contains(&(one.module / other.module))
}

/// Three finders, the first of them in the corner between the others.
fn triple([corner, one, other]: [&Finder; 3]) -> Option<(f32, Corners)> {
    let (mut right, mut below) = (one, other);
    let edge = |to: &Finder| difference(to.centre, corner.centre);
    if cross(edge(right), edge(below)) < 0.0 {
        (right, below) = (below, right);
    }
    let (across, down) = (edge(right), edge(below));
    let slant = dot(across, down) / (length(across) * length(down));
    let proportion = (length(across) / length(down)).ln().abs();
    let sizes = [corner, right, below].map(|finder| finder.module);
    let largest = sizes.iter().copied().fold(0.0, f32::max);
    let smallest = sizes.iter().copied().fold(f32::INFINITY, f32::min);
    let unlikely = slant.abs() + proportion + (largest / smallest).ln();
    let corners = Corners {
        points: [corner.centre, right.centre, below.centre],
        module: module([corner, right, below], across),
        guessed: None,
    };
    (slant.abs() < 0.5 && proportion < 0.6 && corners.plausible()).then_some((unlikely, corners))
}

/// Along a row, a pattern that is turned looks larger than it is.
fn module<const N: usize>(finders: [&Finder; N], across: Point) -> f32 {
    let turned = across.0.abs().max(across.1.abs()) / length(across);
    finders.iter().map(|finder| finder.module).sum::<f32>() / N as f32 * turned
}

/// Two finders, and a guess where the third is.
fn pairs(finders: &[Finder]) -> Vec<Corners> {
    let first = finders.get(..finders.len().min(MOST_OF_PAIRS)).unwrap_or_default();
    let all = first
        .iter()
        .enumerate()
        .flat_map(|(index, a)| first.iter().skip(index + 1).filter(|b| alike(a, b)).map(move |b| (a, b)));
    all.take(MOST_PAIRS).flat_map(|(a, b)| pair(a, b)).filter(Corners::plausible).collect()
}

fn pair(a: &Finder, b: &Finder) -> [Corners; 6] {
    let edge = difference(b.centre, a.centre);
    let quarter = (-edge.1, edge.0);
    let (a_at, b_at) = (a.centre, b.centre);
    let half = times(sum(edge, quarter), 0.5);
    let half_back = times(difference(edge, quarter), 0.5);
    let straight = module([a, b], edge);
    let diagonal = module([a, b], half);
    let guess = |points, module, guessed| Corners { points, module, guessed: Some(guessed) };
    [
        guess([a_at, b_at, sum(a_at, quarter)], straight, 2),
        guess([b_at, a_at, difference(b_at, quarter)], straight, 2),
        guess([a_at, difference(a_at, quarter), b_at], straight, 1),
        guess([b_at, sum(b_at, quarter), a_at], straight, 1),
        guess([sum(a_at, half_back), b_at, a_at], diagonal, 0),
        guess([sum(a_at, half), a_at, b_at], diagonal, 0),
    ]
}

impl Corners {
    /// Whether one of them is in a code that has been read.
    pub(crate) fn touches(&self, other: &Self) -> bool {
        self.points.iter().any(|point| other.points.contains(point))
    }

    /// Whether all of them were seen.
    pub(crate) fn is_complete(&self) -> bool {
        self.guessed.is_none()
    }

    /// Modules between two finder patterns, by size.
    fn modules(&self) -> f32 {
        let [corner, right, below] = self.points;
        let edges = length(difference(right, corner)) + length(difference(below, corner));
        edges / 2.0 / self.module
    }

    /// As far apart as in versions 1 to 40, with room for the error of the measure.
    fn plausible(&self) -> bool {
        (11.0..210.0).contains(&self.modules())
    }

    /// Where the modules of the code may lie, for the sizes of code it may have.
    pub(crate) fn grids(&self, picture: &Picture) -> Vec<Grid> {
        let side = self.modules() + 7.0;
        let version = ((side - 17.0) / 4.0).round();
        let versions = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0].into_iter().map(|step| version + step);
        let possible = versions.filter(|version| (1.0..=40.0).contains(version));
        let mut fits: Vec<_> = possible
            .filter_map(|version| Fit::of(picture, self.points, version as usize, self.guessed))
            .collect();
        fits.sort_by(|one, other| other.quality.total_cmp(&one.quality));
        fits.iter().take(2).filter_map(|fit| fit.grid(picture, self.guessed)).collect()
    }
}
