//! What is dark and what is light, place by place.

use crate::picture::Picture;

/// The side of the smallest squares that have a threshold of their own.
const SQUARE: usize = 8;

/// A threshold for every square of a picture: the middle between the darkest and the
/// lightest shade around it, in the smallest neighbourhood that has both.
pub(crate) struct Thresholds {
    columns: usize,
    values: Vec<f32>,
}

/// Darkest and lightest shade of a place.
#[derive(Clone, Copy)]
struct Range {
    low: u8,
    high: u8,
}

struct Level {
    columns: usize,
    rows: usize,
    ranges: Vec<Range>,
}

impl Range {
    const NONE: Self = Self { low: u8::MAX, high: 0 };

    fn with(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// Print on paper, not paper with noise. Light falls on both alike, so it is the
    /// proportion that tells.
    fn has_both(self) -> bool {
        f32::from(self.high) - f32::from(self.low) > 0.35 * f32::from(self.high) + 6.0
    }

    fn middle(self) -> f32 {
        (f32::from(self.low) + f32::from(self.high)) / 2.0
    }
}

impl Level {
    fn smallest(picture: &Picture) -> Self {
        let (columns, rows) = (picture.width().div_ceil(SQUARE), picture.height().div_ceil(SQUARE));
        let mut ranges = vec![Range::NONE; columns * rows];
        for y in 0..picture.height() {
            let (row, next) = (picture.row(y), picture.row((y + 1).min(picture.height() - 1)));
            let places = row.windows(2).zip(next.windows(2)).enumerate();
            for (x, (above, below)) in places {
                // The mean of four, or noise would look like print.
                let sum: u16 = above.iter().chain(below).map(|shade| u16::from(*shade)).sum();
                let shade = (sum / 4) as u8;
                if let Some(range) = ranges.get_mut(y / SQUARE * columns + x / SQUARE) {
                    *range = range.with(Range { low: shade, high: shade });
                }
            }
        }
        Self { columns, rows, ranges }
    }

    fn at(&self, column: usize, row: usize) -> Range {
        if column >= self.columns || row >= self.rows {
            return Range::NONE;
        }
        self.ranges.get(row * self.columns + column).copied().unwrap_or(Range::NONE)
    }

    /// Four squares become one.
    fn next(&self) -> Self {
        let (columns, rows) = (self.columns.div_ceil(2), self.rows.div_ceil(2));
        let four = |index: usize| {
            let (column, row) = (index % columns * 2, index / columns * 2);
            self.at(column, row)
                .with(self.at(column + 1, row))
                .with(self.at(column, row + 1))
                .with(self.at(column + 1, row + 1))
        };
        Self { columns, rows, ranges: (0..columns * rows).map(four).collect() }
    }

    /// A square with its eight neighbours.
    fn around(&self, column: usize, row: usize) -> Range {
        let rows = row.saturating_sub(1)..=row + 1;
        rows.flat_map(|row| (column.saturating_sub(1)..=column + 1).map(move |column| (column, row)))
            .fold(Range::NONE, |range, (column, row)| range.with(self.at(column, row)))
    }
}

impl Thresholds {
    pub(crate) fn of(picture: &Picture) -> Self {
        let mut levels = vec![Level::smallest(picture)];
        while let Some(last) = levels.last().filter(|last| last.columns.max(last.rows) > 4) {
            let next = last.next();
            levels.push(next);
        }
        let columns = picture.width().div_ceil(SQUARE);
        let rows = picture.height().div_ceil(SQUARE);
        let value = |index: usize| {
            let (column, row) = (index % columns, index / columns);
            let places =
                levels.iter().enumerate().map(|(depth, level)| level.around(column >> depth, row >> depth));
            // On blank paper everything is light.
            places.into_iter().find(|range| range.has_both()).map_or(0.0, Range::middle)
        };
        Self { columns, values: (0..columns * rows).map(value).collect() }
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        self.values.get(y / SQUARE * self.columns + x / SQUARE).copied().unwrap_or_default()
    }
}
