//! Plane geometry: how the modules of a code lie on a picture that shows it at a
//! slant.

use crate::picture::Point;

/// A mapping of a plane onto a plane seen at a slant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Homography([f32; 8]);

impl Homography {
    /// The mapping that takes the points (0, 0), (1, 0) and (0, 1) to the three
    /// corners, with the given foreshortening along the two edges.
    pub(crate) fn of_corners([origin, right, below]: [Point; 3], (along, down): (f32, f32)) -> Self {
        Self([
            right.0 * (1.0 + along) - origin.0,
            below.0 * (1.0 + down) - origin.0,
            origin.0,
            right.1 * (1.0 + along) - origin.1,
            below.1 * (1.0 + down) - origin.1,
            origin.1,
            along,
            down,
        ])
    }

    pub(crate) fn map(&self, (u, v): Point) -> Point {
        let [a, b, c, d, e, f, g, h] = self.0;
        let depth = g * u + h * v + 1.0;
        ((a * u + b * v + c) / depth, (d * u + e * v + f) / depth)
    }

    /// The mapping that brings each first point closest to its second, by least
    /// squares over the linear form. `None` where they do not tell one.
    pub(crate) fn through(pairs: &[(Point, Point)]) -> Option<Self> {
        let mut equations = Equations::default();
        for &((u, v), (x, y)) in pairs {
            equations.add([u, v, 1.0, 0.0, 0.0, 0.0, -x * u, -x * v], x);
            equations.add([0.0, 0.0, 0.0, u, v, 1.0, -y * u, -y * v], y);
        }
        equations.solution().map(Self)
    }
}

const UNKNOWNS: usize = 8;

/// The normal equations of a least-squares problem.
#[derive(Default)]
struct Equations {
    rows: [[f64; UNKNOWNS]; UNKNOWNS],
    values: [f64; UNKNOWNS],
}

impl Equations {
    fn add(&mut self, coefficients: [f32; UNKNOWNS], value: f32) {
        let coefficients = coefficients.map(f64::from);
        for ((row, sum), one) in self.rows.iter_mut().zip(&mut self.values).zip(coefficients) {
            *sum += one * f64::from(value);
            for (cell, other) in row.iter_mut().zip(coefficients) {
                *cell += one * other;
            }
        }
    }

    /// By elimination, the largest coefficient first.
    fn solution(mut self) -> Option<[f32; UNKNOWNS]> {
        for column in 0..UNKNOWNS {
            let size = |row: &usize| self.rows[*row][column].abs();
            let pivot = (column..UNKNOWNS).max_by(|one, other| size(one).total_cmp(&size(other)))?;
            if size(&pivot) < 1e-12 {
                return None;
            }
            self.rows.swap(column, pivot);
            self.values.swap(column, pivot);
            let (pivot_row, pivot_value) = (self.rows[column], self.values[column]);
            for (row, value) in self.rows.iter_mut().zip(&mut self.values).skip(column + 1) {
                let factor = row[column] / pivot_row[column];
                *value -= factor * pivot_value;
                for (cell, pivot) in row.iter_mut().zip(pivot_row) {
                    *cell -= factor * pivot;
                }
            }
        }
        let mut solution = [0.0; UNKNOWNS];
        for row in (0..UNKNOWNS).rev() {
            let known: f64 =
                self.rows[row].iter().zip(solution).skip(row + 1).map(|(cell, x)| cell * x).sum();
            solution[row] = (self.values[row] - known) / self.rows[row][row];
        }
        solution.iter().all(|x| x.is_finite()).then(|| solution.map(|x| x as f32))
    }
}

pub(crate) fn difference(one: Point, other: Point) -> Point {
    (one.0 - other.0, one.1 - other.1)
}

pub(crate) fn sum(one: Point, other: Point) -> Point {
    (one.0 + other.0, one.1 + other.1)
}

pub(crate) fn times((x, y): Point, factor: f32) -> Point {
    (x * factor, y * factor)
}

pub(crate) fn length((x, y): Point) -> f32 {
    x.hypot(y)
}

/// Positive where the second lies clockwise of the first, on a picture whose rows
/// go down.
pub(crate) fn cross(one: Point, other: Point) -> f32 {
    one.0 * other.1 - one.1 * other.0
}

pub(crate) fn dot(one: Point, other: Point) -> f32 {
    one.0 * other.0 + one.1 * other.1
}
