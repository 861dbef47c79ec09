//! Pictures of codes made in memory.

use qrcode::{Color, EcLevel, QrCode, Version};

use super::*;

const TEXT: &str = "HTTPS://EXAMPLE.TW/#C:THE TEXT OF A CODE IS NOT JUDGED HERE";

/// A code of dark modules on a light page, as many pixels a module as given.
fn page(text: &str, version: i16, module: usize) -> Picture {
    let code = QrCode::with_version(text, Version::Normal(version), EcLevel::Q).unwrap();
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 8) * module;
    let shade = |index: usize| {
        let (column, row) = ((index % side) / module, (index / side) / module);
        let inside = (4..modules + 4).contains(&column) && (4..modules + 4).contains(&row);
        if inside && colors[(row - 4) * modules + column - 4] == Color::Dark { 30 } else { 230 }
    };
    Picture::from_grey(side, side, (0..side * side).map(shade).collect()).unwrap()
}

fn turned(picture: &Picture) -> Picture {
    let (width, height) = (picture.height(), picture.width());
    let shade = |index: usize| picture.pixel(index / width, height - 1 - index % width);
    Picture::from_grey(width, height, (0..width * height).map(shade).collect()).unwrap()
}

#[test]
fn a_code_is_read_at_every_size_of_module() {
    for (version, module) in [(2, 3), (7, 2), (16, 2), (16, 3), (16, 5), (16, 12), (25, 4)] {
        let text = if version == 2 { "A SHORT TEXT" } else { TEXT };
        assert_eq!(read(&page(text, version, module)), [text], "version {version}, {module} pixels a module");
    }
}

#[test]
fn a_code_is_read_whichever_way_up_it_is() {
    let mut picture = page(TEXT, 16, 3);
    for quarter in 0..4 {
        assert_eq!(read(&picture), [TEXT], "{quarter}");
        picture = turned(&picture);
    }
}

#[test]
fn a_covered_corner_does_not_matter() {
    let picture = page(TEXT, 16, 4);
    let covered = 25 * 4;
    for (left, top) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let mut grey = picture.grey().to_vec();
        let far = picture.width() - covered - 16;
        let (left, top) = (if left == 1 { far } else { 16 }, if top == 1 { far } else { 16 });
        for row in top..top + covered {
            grey[row * picture.width()..][left..left + covered].fill(90);
        }
        let covered = Picture::from_grey(picture.width(), picture.height(), grey).unwrap();
        assert_eq!(read(&covered), [TEXT], "{left} {top}");
    }
}

#[test]
fn two_codes_on_a_page_are_both_read() {
    let (one, other) = (page(TEXT, 16, 3), page("ANOTHER", 16, 3));
    let grey = [one.grey(), other.grey()].concat();
    let both = Picture::from_grey(one.width(), one.height() * 2, grey).unwrap();
    let mut texts = read(&both);
    texts.sort();
    assert_eq!(texts, ["ANOTHER", TEXT]);
}

#[test]
fn where_there_is_no_code_nothing_is_read() {
    let noise = (0..400_u32 * 300).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for grey in [vec![255; 400 * 300], vec![0; 400 * 300], noise] {
        assert_eq!(read(&Picture::from_grey(400, 300, grey).unwrap()), [""; 0]);
    }
}

#[test]
fn the_smallest_pictures_are_read_without_harm() {
    for (width, height) in [(1, 1), (1, 500), (500, 1), (7, 7), (9, 2)] {
        for shade in [0, 255] {
            let picture = Picture::from_grey(width, height, vec![shade; width * height]).unwrap();
            assert_eq!(read(&picture), [""; 0]);
        }
    }
}

#[test]
fn a_picture_has_as_many_pixels_as_it_says_and_not_too_many() {
    assert_eq!(Picture::from_grey(2, 2, vec![0; 5]), None);
    assert_eq!(Picture::from_grey(0, 2, vec![]), None);
    assert_eq!(Picture::from_grey(usize::MAX, 2, vec![]), None);
    assert_eq!(Picture::from_rgba(1, 1, &[0, 0, 0]), None);
    assert!(Picture::from_rgba(1, 1, &[0, 0, 0, 0]).is_some_and(|clear| clear.grey() == [255]));
}

/// Lines of text around a code, at 600 dpi.
fn paper() -> rate::Paper {
    let code = page(TEXT, 16, 10);
    let (width, height) = (2400, 2000);
    let mut grey = vec![250; width * height];
    for (row, line) in grey.chunks_mut(width).enumerate() {
        for (column, shade) in line.iter_mut().enumerate() {
            let stroke = (row / 9).wrapping_mul(0x9e37_79b9) ^ (column / 9).wrapping_mul(0x85eb_ca6b);
            if row < 700 && row % 160 < 90 && (stroke >> 7) % 5 < 2 {
                *shade = 20;
            }
        }
    }
    for row in 0..code.height() {
        grey[(row + 900) * width + 300..][..code.width()].copy_from_slice(code.row(row));
    }
    rate::Paper::new(Picture::from_grey(width, height, grey).unwrap(), 600.0).unwrap()
}

#[test]
fn a_few_pictures_of_every_class_are_read() {
    let paper = paper();
    for class in rate::Class::ALL {
        for seed in 1..=2 {
            assert!(paper.is_read(&paper.picture(class, 200.0, seed)), "{class}, seed {seed}");
        }
    }
}
