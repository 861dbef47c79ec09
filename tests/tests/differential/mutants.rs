//! Mutants of genuine files. A mutant is determined by its number.

use core::ops::Range;

/// A changed file, and what kind of change it was.
pub struct Mutant {
    pub kind: &'static str,
    pub file: Vec<u8>,
}

impl Mutant {
    pub const fn new(kind: &'static str, file: Vec<u8>) -> Self {
        Self { kind, file }
    }
}

/// How often every edit is made, each time at another place of another file.
const ROUNDS: usize = 22;

/// How many mutants there are.
pub const COUNT: usize = ONE_ROUND * ROUNDS;

const ONE_ROUND: usize = PLACES.len() * EDITS.len() + STRUCTURAL.len();

/// All mutants of these files.
pub fn mutants(files: &[Vec<u8>]) -> impl Iterator<Item = Mutant> {
    (0..COUNT).map(move |number| {
        let mut random = Random(number as u64);
        let original = &files[random.below(files.len())];
        let mut file = original.clone();
        let edit = number % ONE_ROUND;
        let kind = if let Some((kind, place)) = PLACES.get(edit / EDITS.len()) {
            let place = place(&file);
            let at = place.start + random.below(place.len());
            EDITS[edit % EDITS.len()](&mut file, at, &mut random);
            if file == *original {
                file[at] ^= 1;
            }
            kind
        } else {
            let (kind, change) = STRUCTURAL[edit - PLACES.len() * EDITS.len()];
            change(&mut file, &mut random);
            kind
        };
        Mutant::new(kind, file)
    })
}

type Place = fn(&[u8]) -> Range<usize>;

/// Parts of a file; each gets as many edits as any other, however short it is.
const PLACES: [(&str, Place); 11] = [
    ("bytes of the header", |_| 0..15),
    ("bytes of page and fonts", |file| find(file, b"stream\n")..claims(file).start),
    ("bytes of the claims", claims),
    ("bytes of the metadata", |file| find(file, b"<?xpacket")..find(file, b"/Type/Catalog")),
    ("bytes of the catalogue and field", |file| find(file, b"/Type/Catalog")..find(file, b"/Type/Sig/")),
    ("bytes of the signature dictionary", |file| find(file, b"/Type/Sig/")..gap(file).start),
    ("bytes of the gap", gap),
    ("bytes of the byte range", |file| gap(file).end..rfind(file, b"\nxref\n")),
    ("bytes of the cross-reference table", |file| rfind(file, b"\nxref\n")..rfind(file, b"trailer\n")),
    ("bytes of the trailer", |file| rfind(file, b"trailer\n")..file.len()),
    ("bytes anywhere", |file| 0..file.len()),
];

fn claims(file: &[u8]) -> Range<usize> {
    let start = rfind(file, b"stream\n{\"format\"");
    start..start + find(&file[start..], b"endstream")
}

fn gap(file: &[u8]) -> Range<usize> {
    let start = rfind(file, b"/Contents<") + "/Contents".len();
    start..start + find(&file[start..], b">") + 1
}

type Edit = fn(&mut Vec<u8>, usize, &mut Random);

const EDITS: [Edit; 8] = [
    |file, at, random| file[at] ^= 1 << random.below(8),
    |file, at, random| file[at] = random.byte(),
    // What is another spelling of the same, if anything is.
    |file, at, _| file[at] ^= if file[at].is_ascii_alphabetic() { 0x20 } else { 1 },
    |file, at, random| file.insert(at, b" \n\r\t\0%"[random.below(6)]),
    |file, at, random| file.insert(at, random.byte()),
    |file, at, _| file.insert(at, file[at]),
    |file, at, _| {
        file.remove(at);
    },
    |file, at, random| {
        let end = file.len().min(at + 1 + random.below(16));
        file[at..end].fill(b'0');
    },
];

type Change = fn(&mut Vec<u8>, &mut Random);

const STRUCTURAL: [(&str, Change); 14] = [
    ("line end behind the end", |file, random| file.extend(&b"\r\n\n"[random.below(3)..])),
    ("zeros behind the end", |file, random| file.extend(vec![0; 1 + random.below(64)])),
    ("another file behind the end", |file, _| file.extend(file.clone())),
    ("bytes before the header", |file, random| {
        file.splice(0..0, vec![b'%'; 1 + random.below(64)]);
    }),
    ("cut off", |file, random| file.truncate(file.len() - 1 - random.below(4096))),
    ("line ends of another system", |file, _| {
        *file = file
            .iter()
            .flat_map(|byte| if *byte == b'\n' { b"\r\n".to_vec() } else { vec![*byte] })
            .collect();
    }),
    ("hexadecimal in upper case", |file, _| {
        let gap = gap(file);
        file[gap].make_ascii_uppercase();
    }),
    ("an empty revision", |file, _| revise(file, &[])),
    ("a revision with the same catalogue", |file, _| {
        let (number, catalogue) = object(file, find(file, b"/Type/Catalog"));
        revise(file, &[(number, catalogue)]);
    }),
    ("a revision with an object", |file, _| {
        let size = count(file);
        revise(file, &[(size, b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(note)>>".to_vec())]);
    }),
    ("a revision with another title", |file, _| {
        let (number, _) = object(file, rfind(file, b"/Title<"));
        revise(file, &[(number, b"<</Title(another)>>".to_vec())]);
    }),
    ("an object twice", |file, random| {
        let object = any_object(file, random);
        file.splice(object.end..object.end, file[object].to_vec());
    }),
    ("an object less", |file, random| drop(file.drain(any_object(file, random)))),
    ("two objects exchanged", |file, random| {
        let (first, second) = (any_object(file, random), any_object(file, random));
        if first.end <= second.start {
            let moved = file.drain(second).collect::<Vec<_>>();
            file.splice(first.start..first.start, moved);
        } else {
            let moved = file.drain(first).collect::<Vec<_>>();
            file.extend(moved);
        }
    }),
];

/// One more revision with a table of its own (ISO 32000-2 §7.5.6).
fn revise(file: &mut Vec<u8>, objects: &[(usize, Vec<u8>)]) {
    let before = number(file, rfind(file, b"startxref\n") + 10);
    let trailer = rfind(file, b"trailer\n");
    let root = trailer + find(&file[trailer..], b"/Root ");
    let root = String::from_utf8_lossy(&file[root..rfind(file, b"\nstartxref")]).into_owned();
    let size = count(file).max(objects.iter().map(|(number, _)| number + 1).max().unwrap_or(0));
    let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, value) in objects {
        table += &format!("{number} 1\n{:010} 00000 n \n", file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(value);
        file.extend(b"\nendobj\n");
    }
    let at = file.len();
    // The root's entry brings the closing brackets along.
    file.extend(
        format!("{table}trailer\n<</Size {size}/Prev {before}{root}\nstartxref\n{at}\n%%EOF\n").into_bytes(),
    );
}

/// The objects and the free one.
fn count(file: &[u8]) -> usize {
    number(file, rfind(file, b"/Size ") + 6)
}

/// Number and value of the object around a place.
fn object(file: &[u8], at: usize) -> (usize, Vec<u8>) {
    let start = rfind(&file[..at], b" 0 obj\n");
    let digits = file[..start].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let value = start + 7..at + find(&file[at..], b"\nendobj\n");
    (number(file, start - digits), file[value].to_vec())
}

/// An object from its number to its end.
fn any_object(file: &[u8], random: &mut Random) -> Range<usize> {
    let number = 2 + random.below(count(file) - 4);
    let place = |number: usize| find(file, format!("\nendobj\n{number} 0 obj\n").as_bytes()) + 8;
    place(number)..place(number + 1)
}

fn number(file: &[u8], at: usize) -> usize {
    file[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

#[track_caller]
fn find(file: &[u8], wanted: &[u8]) -> usize {
    file.windows(wanted.len()).position(|window| window == wanted).expect("a genuine file has this part")
}

#[track_caller]
fn rfind(file: &[u8], wanted: &[u8]) -> usize {
    file.windows(wanted.len()).rposition(|window| window == wanted).expect("a genuine file has this part")
}

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}
