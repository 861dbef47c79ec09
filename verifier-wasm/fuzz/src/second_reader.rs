//! lopdf, which shares no code with the verifier, reads an accepted file.

use lopdf::{Document, Object};

/// Keys that no accepted file may have anywhere, however their names are spelt.
const FORBIDDEN: [&[u8]; 8] =
    [b"JS", b"JavaScript", b"OpenAction", b"AA", b"Launch", b"XFA", b"OCProperties", b"Encrypt"];

/// Asserts that lopdf sees one certified signature and nothing that acts.
pub fn agree(file: &[u8]) {
    let document = Document::load_mem(file).expect("accepted, but lopdf cannot read it");
    let mut signatures = 0;
    for (_, object) in &document.objects {
        let mut open = vec![object];
        while let Some(object) = open.pop() {
            let dictionary = match object {
                Object::Array(elements) => {
                    open.extend(elements);
                    continue;
                }
                Object::Dictionary(dictionary) => dictionary,
                Object::Stream(stream) => &stream.dict,
                _ => continue,
            };
            signatures += usize::from(dictionary.has(b"ByteRange"));
            for (key, value) in dictionary {
                assert!(
                    !FORBIDDEN.contains(&key.as_slice()),
                    "accepted with /{}",
                    String::from_utf8_lossy(key)
                );
                open.push(value);
            }
        }
    }
    assert_eq!(signatures, 1, "accepted with other than one signature");
}
