//! What JPEG leaves of a picture (ITU-T T.81): squares of eight pixels lose the
//! precision that the quality does not keep. The coding behind that loses nothing
//! and is left out.

use std::f32::consts::PI;

use crate::Picture;

const SIDE: usize = 8;

type Square = [f32; SIDE * SIDE];

/// Annex K.1, for luminance.
const STEPS: [u16; SIDE * SIDE] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
    22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
    87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/// The picture after it was stored with a quality from 1 to 100, as the Independent
/// JPEG Group counts it.
pub(super) fn compressed(picture: &Picture, quality: u16) -> Picture {
    let factor = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    let steps = STEPS.map(|step| ((u32::from(step) * u32::from(factor) + 50) / 100).clamp(1, 255) as f32);
    let waves = waves();
    let (width, height) = (picture.width(), picture.height());
    let mut grey = picture.grey().to_vec();
    for top in (0..height).step_by(SIDE) {
        for left in (0..width).step_by(SIDE) {
            let places = |index: usize| (left + index % SIDE, top + index / SIDE);
            let square: Square = std::array::from_fn(|index| {
                let (x, y) = places(index);
                f32::from(picture.pixel(x, y)) - 128.0
            });
            let kept = kept(&square, &waves, &steps);
            for (index, shade) in kept.into_iter().enumerate() {
                let (x, y) = places(index);
                if x < width && y < height {
                    grey[y * width + x] = (shade + 128.0).round().clamp(0.0, 255.0) as u8;
                }
            }
        }
    }
    Picture::from_grey(width, height, grey).expect("as large as before")
}

/// Each row is a wave: §A.3.3.
fn waves() -> Square {
    std::array::from_fn(|index| {
        let (wave, at) = (index / SIDE, index % SIDE);
        let weight = if wave == 0 { 1.0 / 8_f32.sqrt() } else { 0.5 };
        weight * ((2 * at + 1) as f32 * wave as f32 * PI / 16.0).cos()
    })
}

fn kept(square: &Square, waves: &Square, steps: &Square) -> Square {
    let transposed: Square = std::array::from_fn(|index| waves[index % SIDE * SIDE + index / SIDE]);
    let mut strengths = product(&product(waves, square), &transposed);
    for (strength, step) in strengths.iter_mut().zip(steps) {
        *strength = (*strength / step).round() * step;
    }
    product(&product(&transposed, &strengths), waves)
}

fn product(one: &Square, other: &Square) -> Square {
    std::array::from_fn(|index| {
        let (row, column) = (index / SIDE, index % SIDE);
        (0..SIDE).map(|at| one[row * SIDE + at] * other[at * SIDE + column]).sum()
    })
}
