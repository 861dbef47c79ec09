//! A scanner, or a phone above a table.

use super::{Chance, Class, jpeg::compressed};
use crate::{Picture, code::geometry::Homography, picture::Point};

/// Looks at a page.
pub(super) struct Camera {
    pub(super) class: Class,
    /// Pixels of the picture for one of the page.
    pub(super) scale: f32,
}

impl Camera {
    pub(super) fn picture(&self, page: &Picture, chance: &mut Chance) -> Picture {
        let (width, height, sight) = self.aim(page, chance);
        let table = if self.class.is_photo() { chance.between(30.0, 160.0) } else { 255.0 };
        let exact = exposed(page, width, height, &sight, table);
        let blurred = blurred(exact, width, height, self.blur(chance));
        let grey = self.developed(blurred, width, height, chance);
        let picture = Picture::from_grey(width, height, grey).expect("one shade a pixel");
        match self.class {
            Class::Clean => picture,
            Class::Jpeg => compressed(&picture, chance.between(30.0, 91.0) as u16),
            Class::Photo | Class::CoveredPhoto => compressed(&picture, chance.between(60.0, 91.0) as u16),
            _ => compressed(&picture, chance.between(75.0, 96.0) as u16),
        }
    }

    /// The size of the picture, and from its pixels to the page.
    fn aim(&self, page: &Picture, chance: &mut Chance) -> (usize, usize, Homography) {
        let (width, height) = (page.width() as f32, page.height() as f32);
        let (sine, cosine) = self.angle(chance).to_radians().sin_cos();
        let slope = if self.class.is_photo() { 0.42 } else { 0.0 };
        let tilt = (chance.between(-slope, slope), chance.between(-slope, slope));
        let distance = height * self.scale * 1.6;
        let seen = |(x, y): Point| {
            let (x, y) = ((x - width / 2.0) * self.scale, (y - height / 2.0) * self.scale);
            let (x, y) = (x * cosine - y * sine, x * sine + y * cosine);
            let away = distance / (distance + x * tilt.0.sin() + y * tilt.1.sin());
            (x * tilt.0.cos() * away, y * tilt.1.cos() * away)
        };
        let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
        let points = corners.map(seen);
        let margin = if self.class.is_photo() { chance.between(20.0, 200.0) } else { 0.0 };
        let low = |of: fn(&Point) -> f32| points.iter().map(of).fold(f32::INFINITY, f32::min) - margin;
        let high = |of: fn(&Point) -> f32| points.iter().map(of).fold(f32::NEG_INFINITY, f32::max) + margin;
        let (left, top) = (low(|point| point.0), low(|point| point.1));
        let (right, bottom) = (high(|point| point.0), high(|point| point.1));
        let pairs: Vec<_> = points.iter().map(|(x, y)| (x - left, y - top)).zip(corners).collect();
        let sight = Homography::through(&pairs).expect("four corners");
        ((right - left) as usize, (bottom - top) as usize, sight)
    }

    fn angle(&self, chance: &mut Chance) -> f32 {
        let quarter = 90.0 * chance.below(4) as f32;
        match self.class {
            Class::Clean => 0.0,
            Class::Skewed => chance.between(-5.0, 5.0),
            Class::Turned => chance.between(0.0, 360.0),
            Class::Photo | Class::CoveredPhoto => quarter + chance.between(-12.0, 12.0),
            Class::Jpeg | Class::Blurred | Class::Shaded | Class::Covered => {
                quarter + chance.between(-2.0, 2.0)
            }
        }
    }

    /// Of the lens, in pixels.
    fn blur(&self, chance: &mut Chance) -> f32 {
        match self.class {
            Class::Clean => 0.0,
            Class::Blurred => chance.between(0.6, 1.2),
            Class::Photo | Class::CoveredPhoto => chance.between(0.4, 0.9),
            _ => chance.between(0.3, 0.6),
        }
    }

    /// Ink is not black, paper not white, the light uneven, the sensor noisy.
    fn developed(&self, exact: Vec<f32>, width: usize, height: usize, chance: &mut Chance) -> Vec<u8> {
        if self.class == Class::Clean {
            return exact.into_iter().map(|shade| shade as u8).collect();
        }
        let (ink, paper) = (chance.between(10.0, 60.0), chance.between(205.0, 250.0));
        let noise = match self.class {
            Class::Blurred => chance.between(4.0, 14.0),
            Class::Photo | Class::CoveredPhoto | Class::Shaded => chance.between(2.0, 8.0),
            _ => chance.between(1.0, 4.0),
        };
        let light = self.light(chance);
        let shade = |(index, shade): (usize, f32)| {
            let place = ((index % width) as f32 / width as f32, (index / width) as f32 / height as f32);
            let lit = (ink + (paper - ink) * shade / 255.0) * light(place);
            (lit + noise * chance.bell()).clamp(0.0, 255.0) as u8
        };
        exact.into_iter().enumerate().map(shade).collect()
    }

    /// How much light falls on a place: less and less in one direction, or all at
    /// once where a shadow begins.
    fn light(&self, chance: &mut Chance) -> impl Fn(Point) -> f32 + use<> {
        let fall = match self.class {
            Class::Shaded => chance.between(0.4, 0.75),
            Class::Photo | Class::CoveredPhoto => chance.between(0.1, 0.5),
            _ => 0.0,
        };
        let (down, across) = chance.between(0.0, std::f32::consts::TAU).sin_cos();
        let (edge, is_hard) = (chance.between(0.3, 0.7), chance.below(2) == 0);
        move |(x, y)| {
            let way = ((x - 0.5) * across + (y - 0.5) * down + 0.5).clamp(0.0, 1.0);
            1.0 - fall * if is_hard { ((way - edge) * 12.0 + 0.5).clamp(0.0, 1.0) } else { way }
        }
    }
}

/// What falls on each pixel: the mean of nine places.
fn exposed(page: &Picture, width: usize, height: usize, sight: &Homography, table: f32) -> Vec<f32> {
    const PARTS: usize = 3;
    let shade = |index: usize| {
        let (x, y) = ((index % width) as f32, (index / width) as f32);
        let place = |part: usize| {
            let inside = |part: usize| (part as f32 + 0.5) / PARTS as f32;
            sight.map((x + inside(part % PARTS), y + inside(part / PARTS)))
        };
        let seen = (0..PARTS * PARTS).map(place).map(|place| {
            let on_page = page.holds(place);
            if on_page { f32::from(page.pixel(place.0 as usize, place.1 as usize)) } else { table }
        });
        seen.sum::<f32>() / (PARTS * PARTS) as f32
    };
    (0..width * height).map(shade).collect()
}

fn blurred(shades: Vec<f32>, width: usize, height: usize, deviation: f32) -> Vec<f32> {
    if deviation == 0.0 {
        return shades;
    }
    let reach = (deviation * 3.0).ceil() as isize;
    let weights: Vec<_> =
        (-reach..=reach).map(|at| (-((at * at) as f32) / (2.0 * deviation * deviation)).exp()).collect();
    let whole: f32 = weights.iter().sum();
    let along = |shades: &[f32], count: usize, length: usize, step: usize, next: usize| {
        let mut out = vec![0.0; shades.len()];
        for line in 0..count {
            for at in 0..length {
                let sum: f32 = (-reach..)
                    .zip(&weights)
                    .map(|(shift, weight)| {
                        let from = at.saturating_add_signed(shift).min(length - 1);
                        weight * shades[line * next + from * step]
                    })
                    .sum();
                out[line * next + at * step] = sum / whole;
            }
        }
        out
    };
    let across = along(&shades, height, width, 1, width);
    along(&across, width, height, width, 1)
}
