//! Finder patterns: dark and light in the proportions 1 : 1 : 3 : 1 : 1 along every
//! line through the middle (ISO/IEC 18004 §6.3.3).
//!
//! Where a shade crosses the threshold is taken between pixels, so that patterns of
//! two pixels a module still have their proportions.

use super::threshold::Thresholds;
use crate::picture::{Picture, Point};

/// What may be a finder pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finder {
    pub(crate) centre: Point,
    /// Its extent along a row and a column, together, for each of seven modules.
    pub(crate) module: f32,
    /// Rows in which it was seen.
    pub(crate) seen: f32,
}

/// Candidates that are followed up, those seen in most rows first. Text has many
/// that were seen in one or two.
const MOST: usize = 40;

/// The candidates in a picture.
pub(crate) fn find(picture: &Picture) -> Vec<Finder> {
    let thresholds = Thresholds::of(picture);
    let mut found: Vec<Finder> = Vec::new();
    let mut crossings = Vec::new();
    for y in 0..picture.height() {
        let row = Line { picture, thresholds: &thresholds, along: y, is_row: true };
        row.crossings(&mut crossings);
        for edges in crossings.windows(6) {
            let Some((middle, _)) = proportioned(edges) else { continue };
            if let Some(finder) = row.confirmed(middle) {
                merge(&mut found, finder);
            }
        }
    }
    found.sort_by(|one, other| other.seen.total_cmp(&one.seen));
    found.truncate(MOST);
    found
}

/// The middle and the module, if six edges are those of a finder pattern. The first
/// is one from light to dark, which the sign of its entry says.
fn proportioned(edges: &[Edge]) -> Option<(f32, f32)> {
    let [a, b, c, d, e, f] = edges else { return None };
    if !a.darkens {
        return None;
    }
    let module = (f.at - a.at) / 7.0;
    let is = |from: &Edge, to: &Edge, modules: f32, slack: f32| {
        ((to.at - from.at) / module - modules).abs() < slack
    };
    (is(a, b, 1.0, 0.65)
        && is(b, c, 1.0, 0.65)
        && is(c, d, 3.0, 1.1)
        && is(d, e, 1.0, 0.65)
        && is(e, f, 1.0, 0.65))
    .then_some(((c.at + d.at) / 2.0, module))
}

/// Where the shade along a line crosses the threshold.
#[derive(Clone, Copy)]
struct Edge {
    at: f32,
    darkens: bool,
}

struct Line<'a> {
    picture: &'a Picture,
    thresholds: &'a Thresholds,
    along: usize,
    is_row: bool,
}

impl Line<'_> {
    fn length(&self) -> usize {
        if self.is_row { self.picture.width() } else { self.picture.height() }
    }

    /// The shade over the threshold.
    fn level(&self, at: usize) -> f32 {
        let (x, y) = if self.is_row { (at, self.along) } else { (self.along, at) };
        f32::from(self.picture.pixel(x, y)) - self.thresholds.at(x, y)
    }

    fn crossings(&self, edges: &mut Vec<Edge>) {
        edges.clear();
        let mut before = 1.0;
        for at in 0..self.length() {
            let level = self.level(at);
            edges.extend(edge(at, before, level));
            before = level;
        }
    }

    /// The candidate around a middle in a row: its column, and then again its row,
    /// have to have the proportions.
    fn confirmed(&self, middle: f32) -> Option<Finder> {
        let (y, down) = self.across(middle).extent(self.along as f32 + 0.5)?;
        let (x, across) = self.across_at(y).extent(middle)?;
        let like = across / down;
        (0.5..2.0).contains(&like).then_some(Finder {
            centre: (x, y),
            module: (across * down).sqrt(),
            seen: 1.0,
        })
    }

    fn across(&self, at: f32) -> Self {
        Self { along: (at as usize).min(self.length() - 1), is_row: !self.is_row, ..*self }
    }

    /// The parallel of this line.
    fn across_at(&self, at: f32) -> Self {
        Self { along: at as usize, ..*self }
    }

    /// The middle and the module of the pattern around a place on this line.
    fn extent(&self, around: f32) -> Option<(f32, f32)> {
        let start = (around as usize).min(self.length() - 1);
        let up = self.walk(start, 1)?;
        let down = self.walk(start, -1)?;
        let edges = [down[2], down[1], down[0], up[0], up[1], up[2]];
        proportioned(&edges.map(|(at, darkens)| Edge { at, darkens }))
    }

    /// The next three edges from a dark place on.
    fn walk(&self, start: usize, step: isize) -> Option<[(f32, bool); 3]> {
        /// Seven modules of this many pixels are a picture of nothing else.
        const FARTHEST: usize = 700;
        let mut edges = [(0.0, false); 3];
        let mut count = 0;
        let mut before = self.level(start);
        if before >= 0.0 {
            return None;
        }
        let mut at = start;
        for _ in 0..FARTHEST {
            at = at.checked_add_signed(step).filter(|at| *at < self.length())?;
            let level = self.level(at);
            if (level < 0.0) != (before < 0.0) {
                let part = before / (before - level);
                let place = at as f32 + 0.5 - step as f32 * (1.0 - part);
                // Seen from the left, whichever way the walk goes.
                *edges.get_mut(count)? = (place, (level < 0.0) == (step > 0));
                count += 1;
                if count == 3 {
                    return Some(edges);
                }
            }
            before = level;
        }
        None
    }
}

/// The edge between the pixel before and this one.
fn edge(at: usize, before: f32, level: f32) -> Option<Edge> {
    ((level < 0.0) != (before < 0.0)).then(|| {
        let part = before / (before - level);
        Edge { at: at as f32 - 0.5 + part, darkens: level < 0.0 }
    })
}

/// Two sightings of one pattern are one.
fn merge(found: &mut Vec<Finder>, new: Finder) {
    let same = |old: &&mut Finder| {
        let reach = 2.0 * old.module;
        (old.centre.0 - new.centre.0).abs() < reach
            && (old.centre.1 - new.centre.1).abs() < reach
            && (0.5..2.0).contains(&(old.module / new.module))
    };
    let Some(old) = found.iter_mut().rev().find(same) else { return found.push(new) };
    let seen = old.seen + 1.0;
    let mean = |old_value: f32, new_value: f32| old_value + (new_value - old_value) / seen;
    *old = Finder {
        centre: (mean(old.centre.0, new.centre.0), mean(old.centre.1, new.centre.1)),
        module: mean(old.module, new.module),
        seen,
    };
}
