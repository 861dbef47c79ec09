//! From the grid to the text.

use super::grid::Grid;
use crate::picture::Picture;

/// How strongly a module is set off from its neighbours before it is judged: print
/// and lens blur bleed each into the next.
const SHARPENING: [f32; 4] = [0.0, 0.35, 0.7, 0.15];

/// The text of the code, if enough of its modules can be told.
pub(crate) fn read(picture: &Picture, grid: &Grid) -> Option<String> {
    let modules = Modules::sampled(picture, grid)?;
    SHARPENING.into_iter().find_map(|strength| modules.sharpened(strength).text())
}

/// The shade of every module.
struct Modules {
    side: usize,
    shades: Vec<f32>,
}

impl Modules {
    fn sampled(picture: &Picture, grid: &Grid) -> Option<Self> {
        let side = grid.side();
        let middle = |index: usize| ((index % side) as f32 + 0.5, (index / side) as f32 + 0.5);
        let corners = [0, side - 1, side * (side - 1), side * side - 1].map(middle);
        if !corners.into_iter().all(|corner| picture.holds(grid.place(corner))) {
            return None;
        }
        // Five places, so that noise and specks count less.
        const AROUND: [(f32, f32); 5] = [(0.0, 0.0), (-0.2, -0.2), (0.2, -0.2), (-0.2, 0.2), (0.2, 0.2)];
        let shade = |index| {
            let (x, y) = middle(index);
            AROUND.iter().map(|(right, down)| picture.shade(grid.place((x + right, y + down)))).sum::<f32>()
                / 5.0
        };
        Some(Self { side, shades: (0..side * side).map(shade).collect() })
    }

    fn at(&self, column: usize, row: usize) -> f32 {
        let last = self.side - 1;
        self.shades.get(row.min(last) * self.side + column.min(last)).copied().unwrap_or_default()
    }

    fn sharpened(&self, strength: f32) -> Self {
        let shade = |index: usize| {
            let (column, row) = (index % self.side, index / self.side);
            let beside = self.at(column.saturating_sub(1), row)
                + self.at(column + 1, row)
                + self.at(column, row.saturating_sub(1))
                + self.at(column, row + 1);
            let own = self.at(column, row);
            own + strength * (own - beside / 4.0)
        };
        Self { side: self.side, shades: (0..self.side * self.side).map(shade).collect() }
    }

    fn text(&self) -> Option<String> {
        let middles = self.middles();
        let dark = |column: usize, row: usize| {
            let index = row * self.side + column;
            self.shades.get(index) < middles.get(index)
        };
        rqrr::Grid::new(rqrr::SimpleGrid::from_func(self.side, dark)).decode().ok().map(|(_, text)| text)
    }

    /// The mean around every module. Masking sees to it that there is as much dark
    /// as light around (§7.8).
    fn middles(&self) -> Vec<f32> {
        const REACH: usize = 6;
        let side = self.side;
        // Sums of all that is above and to the left.
        let mut sums = vec![0.0_f64; (side + 1) * (side + 1)];
        let at = |sums: &[f64], column: usize, row: usize| {
            sums.get(row * (side + 1) + column).copied().unwrap_or_default()
        };
        for row in 0..side {
            for column in 0..side {
                let sum =
                    f64::from(self.at(column, row)) + at(&sums, column, row + 1) + at(&sums, column + 1, row)
                        - at(&sums, column, row);
                if let Some(place) = sums.get_mut((row + 1) * (side + 1) + column + 1) {
                    *place = sum;
                }
            }
        }
        let mean = |index: usize| {
            let (column, row) = (index % side, index / side);
            let (left, right) = (column.saturating_sub(REACH), (column + REACH + 1).min(side));
            let (top, bottom) = (row.saturating_sub(REACH), (row + REACH + 1).min(side));
            let sum = at(&sums, right, bottom) - at(&sums, left, bottom) - at(&sums, right, top)
                + at(&sums, left, top);
            (sum / ((right - left) * (bottom - top)) as f64) as f32
        };
        (0..side * side).map(mean).collect()
    }
}
