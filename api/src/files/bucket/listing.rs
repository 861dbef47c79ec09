//! The answer to `ListObjectsV2`, and the code of an error, in XML.

use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};

/// A page of names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) keys: Vec<String>,
    /// Where the next page begins; none after the last.
    pub(super) next: Option<String>,
}

/// Reads a page; `None` if it is none.
pub(super) fn parse(xml: &[u8]) -> Option<Listing> {
    let mut listing = Listing::default();
    let (mut truncated, mut next) = (None, None);
    for (path, text) in texts(xml)? {
        match path.as_str() {
            "ListBucketResult/Contents/Key" => listing.keys.push(text),
            "ListBucketResult/IsTruncated" => truncated = Some(text == "true"),
            "ListBucketResult/NextContinuationToken" => next = Some(text),
            _ => {}
        }
    }
    // A page that does not say whether others follow may lack half of the files.
    if truncated? {
        listing.next = Some(next?);
    }
    Some(listing)
}

/// The code of an error, such as `AccessDenied`, if the body has one. It is written
/// into the log, so it is letters only.
pub(super) fn error_code(xml: &[u8]) -> Option<String> {
    let code = texts(xml)?.into_iter().find(|(path, _)| path == "Error/Code")?.1;
    (code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

/// Every text with the names of the elements around it.
fn texts(xml: &[u8]) -> Option<Vec<(String, String)>> {
    let mut reader = Reader::from_reader(xml);
    let (mut path, mut texts) = (Vec::<String>::new(), Vec::new());
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(part) => text += &part.xml10_content(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                Some(letter) => text.push(letter),
                None => text += resolve_predefined_entity(&reference.xml10_content())?,
            },
            Event::End(_) => {
                texts.push((path.join("/"), std::mem::take(&mut text)));
                path.pop();
            }
            Event::Eof => return path.is_empty().then_some(texts),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{inside}</ListBucketResult>"
        )
    }

    #[test]
    fn names_and_the_place_of_the_next_page_are_read() {
        let xml = page(
            "<Name>b</Name><IsTruncated>true</IsTruncated><Contents><Key>ab/x&amp;y</Key><Size>1</Size></Contents>\
             <Contents><Key>cd/&#122;</Key></Contents><NextContinuationToken>a&lt;b=</NextContinuationToken>",
        );
        let listing = parse(xml.as_bytes()).unwrap();
        assert_eq!(listing.keys, ["ab/x&y", "cd/z"]);
        assert_eq!(listing.next.as_deref(), Some("a<b="));
    }

    #[test]
    fn the_last_page_has_no_next_one() {
        let xml = page("<IsTruncated>false</IsTruncated><NextContinuationToken>x</NextContinuationToken>");
        assert_eq!(parse(xml.as_bytes()), Some(Listing::default()));
    }

    #[test]
    fn half_a_page_is_none() {
        let xml = page("<IsTruncated>false</IsTruncated><Contents><Key>ab/x</Key></Contents>");
        assert!(parse(xml.as_bytes()).is_some());
        assert_eq!(parse(&xml.as_bytes()[..xml.len() - 10]), None);
        assert_eq!(parse(page("<Contents><Key>ab/x</Key></Contents>").as_bytes()), None);
        assert_eq!(parse(page("<IsTruncated>true</IsTruncated>").as_bytes()), None);
        assert_eq!(parse(b"<html>"), None);
        assert_eq!(parse(b""), None);
    }

    #[test]
    fn only_a_code_gets_into_the_log() {
        assert_eq!(error_code(b"<Error><Code>AccessDenied</Code></Error>").as_deref(), Some("AccessDenied"));
        assert_eq!(error_code(b"<Error><Code>a\nb</Code></Error>"), None);
        assert_eq!(error_code(b"<html><body>Bad gateway</body></html>"), None);
    }
}
