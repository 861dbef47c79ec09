//! Elements of DER (X.690), as far as the targets have to cut and join them.

/// Tag, shortest length, content.
pub fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = vec![tag];
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
        bytes.push(0x80 | digits.len() as u8);
        bytes.extend(digits);
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

/// The first element: its content, all of it, and what follows.
pub fn first(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (head, length) = match *bytes.get(1)? {
        short @ 0..=0x7f => (2, usize::from(short)),
        0x81 => (3, usize::from(*bytes.get(2)?)),
        0x82 => (4, usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]))),
        _ => return None,
    };
    let (whole, rest) = bytes.split_at_checked(head + length)?;
    Some((&whole[head..], whole, rest))
}

/// All elements, whole.
pub fn all(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut elements = Vec::new();
    while !bytes.is_empty() {
        let (_, whole, rest) = first(bytes)?;
        elements.push(whole);
        bytes = rest;
    }
    Some(elements)
}
