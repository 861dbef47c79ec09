//! DER (X.690) put together and taken apart, valid or not.

pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const BIT_STRING: u8 = 0x03;

/// Tag, shortest length, content.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    [&[tag], length(content.len()).as_slice(), &content].concat()
}

fn length(length: usize) -> Vec<u8> {
    if length < 0x80 {
        return vec![length as u8];
    }
    let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    [&[0x80 | digits.len() as u8], digits.as_slice()].concat()
}

/// A length in one octet more than needed: BER, not DER.
pub(super) fn long_element(tag: u8, content: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    [&[tag, 0x81 + digits.len() as u8, 0], digits.as_slice(), content].concat()
}

/// An indefinite length with end-of-contents: BER, not DER.
pub(super) fn indefinite_element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, parts)
}

pub(super) fn set(parts: &[&[u8]]) -> Vec<u8> {
    element(SET, parts)
}

pub(super) fn octets(content: &[u8]) -> Vec<u8> {
    element(OCTET_STRING, &[content])
}

pub(super) fn integer(value: u8) -> Vec<u8> {
    vec![2, 1, value]
}

/// An object identifier from its dotted form.
pub(super) fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("arcs are numbers")).collect();
    let mut content = Vec::new();
    for arc in core::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        content.extend(digits.into_iter().rev());
    }
    element(6, &[&content])
}

/// An `AlgorithmIdentifier` with absent parameters.
pub(super) fn algorithm(dotted: &str) -> Vec<u8> {
    sequence(&[&oid(dotted)])
}

/// One element of a DER value.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) content: &'a [u8],
    /// Tag, length and content.
    pub(super) whole: &'a [u8],
}

/// The elements that follow each other in `bytes`.
pub(super) fn elements(mut bytes: &[u8]) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    while let [_, first, ..] = *bytes {
        let digits = if first < 0x80 { 0 } else { usize::from(first & 0x7f) };
        let length = bytes[2..2 + digits].iter().fold(0, |value, digit| value << 8 | usize::from(*digit));
        let length = if first < 0x80 { usize::from(first) } else { length };
        let start = 2 + digits;
        let end = start + length;
        found.push(Element { content: &bytes[start..end], whole: &bytes[..end] });
        bytes = &bytes[end..];
    }
    found
}

/// The elements inside a constructed one.
pub(super) fn children(whole: &[u8]) -> Vec<Element<'_>> {
    elements(elements(whole)[0].content)
}
