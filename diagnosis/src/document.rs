//! What a PDF holds that is not, or no longer, in our form, read with lopdf.

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use crate::{
    Cause, Diagnosis, Limits, form, program,
    search::{contains, count, find_all, head},
    signed::{Signed, signer_name},
};

/// Reads a document as leniently as lopdf does, within the budget.
pub(crate) fn load(file: &[u8], limits: &Limits) -> Option<Document> {
    if count(file, b" obj") > limits.objects || count(file, b"/ObjStm") > limits.object_streams {
        return None;
    }
    let options = LoadOptions { max_decompressed_size: Some(limits.decompressed), ..LoadOptions::default() };
    Document::load_mem_with_options(file, options).ok()
}

/// Why a PDF that is in nobody's damaged form is no certificate.
pub(crate) fn diagnose(file: &[u8], limits: &Limits) -> Diagnosis {
    let document = load(file, limits);
    let document = document.as_ref();
    let program = document.and_then(named_program).or_else(|| program::by_form(file)).map(str::to_owned);
    let traces = Traces::of(file, document, limits);
    if let Some(version) = traces.newer_format {
        return Diagnosis::unsure(Cause::NewerFormat { version });
    }
    let stranger = document.and_then(|document| stranger(file, document));
    if let Some(signer) = stranger {
        return Diagnosis::likely(Cause::SignedBySomeoneElse { signer });
    }
    if traces.carried {
        return Diagnosis::likely(Cause::ReSaved { program });
    }
    let Some(document) = document else {
        return Diagnosis::unsure(Cause::Unknown);
    };
    if traces.titled && traces.fonts {
        return Diagnosis::likely(Cause::Printed { program });
    }
    let pages: Vec<_> =
        document.page_iter().take(PAGES).map(|page| Page::of(document, page, limits)).collect();
    let pictures = pages.iter().all(|page| page.images && !page.text) && !pages.is_empty();
    let printer = program.as_deref().is_some_and(program::prints);
    // A browser adds date and address as text to a page that is a picture.
    let picture_in_browser = printer && pages.first().is_some_and(|page| page.images);
    if pictures && !printer {
        Diagnosis::likely(Cause::Scan { program })
    } else if traces.titled || traces.fonts || picture_in_browser {
        Diagnosis::unsure(Cause::Printed { program })
    } else if pages.is_empty() {
        Diagnosis::unsure(Cause::OrdinaryPdf { program })
    } else {
        Diagnosis::likely(Cause::OrdinaryPdf { program })
    }
}

/// Pages beyond this are not looked at; a certificate has one.
const PAGES: usize = 50;

/// What of a certificate is still there.
struct Traces {
    /// Its signature or its claims.
    carried: bool,
    /// Its fonts.
    fonts: bool,
    /// Its title in the document information, or a font for it.
    titled: bool,
    /// Claims of a format of the future.
    newer_format: Option<u32>,
}

const TITLE: &str = "教師證書";
const FONT: &[u8] = b"TW-Kai";

impl Traces {
    fn of(file: &[u8], document: Option<&Document>, limits: &Limits) -> Self {
        let raw = contains(file, b"/ETSI.CAdES.detached") && contains(file, b"certificate.json");
        let Some(document) = document else {
            return Self { carried: raw, fonts: contains(file, FONT), titled: false, newer_format: None };
        };
        let dictionaries = || document.objects.values().filter_map(dictionary);
        let is = |dictionary: &Dictionary, key, value: &[u8]| {
            dictionary.get(key).is_ok_and(|found| found.as_name().ok().or(found.as_str().ok()) == Some(value))
        };
        let claims = claims(document, limits);
        let newer = claims.as_ref().and_then(format_version);
        let title = |text: &String| text.contains(TITLE);
        Self {
            carried: raw
                || claims.is_some()
                || dictionaries().any(|d| {
                    is(d, b"SubFilter", b"ETSI.CAdES.detached")
                        && is(d, b"Filter", b"Adobe.PPKLite")
                        && d.has(b"Reference")
                        || is(d, b"F", b"certificate.json")
                }),
            fonts: dictionaries()
                .any(|d| d.get(b"BaseFont").and_then(Object::as_name).is_ok_and(|name| contains(name, FONT))),
            titled: information(document).iter().any(title) || prints_title(document, limits),
            newer_format: newer.filter(|version| *version > certificate::FORMAT_VERSION),
        }
    }
}

/// The embedded `certificate.json`, if some object still looks like it.
fn claims(document: &Document, limits: &Limits) -> Option<serde_json::Value> {
    document.objects.values().find_map(|object| {
        let stream = object.as_stream().ok()?;
        stream.dict.has_type(b"EmbeddedFile").then_some(())?;
        let text = stream.get_plain_content_with_limit(limits.decompressed).ok()?;
        let claims: serde_json::Value = serde_json::from_slice(&text).ok()?;
        (claims.get("format").is_some() && claims.get("items").is_some()).then_some(claims)
    })
}

/// `format` of the claims.
pub(crate) fn format_version(claims: &serde_json::Value) -> Option<u32> {
    u32::try_from(claims.get("format")?.as_u64()?).ok()
}

/// The name in a signature over these very bytes that is not in our form, inside
/// `Some` if there is one.
#[expect(clippy::option_option, reason = "a signature that does not tell whose it is")]
fn stranger(file: &[u8], document: &Document) -> Option<Option<String>> {
    let signature = form::signatures(file).filter(|signature| !signature.ours).last()?;
    let value = hexadecimal(signature.gap);
    // ISO 32000-2 §12.8.3.2: adbe.x509.rsa_sha1 has the certificate beside.
    let beside = || {
        document.objects.values().filter_map(dictionary).find_map(|d| {
            let certificate = d.get(b"Cert").ok()?;
            certificate
                .as_str()
                .ok()
                .or_else(|| certificate.as_array().ok()?.first()?.as_str().ok())
                .and_then(signer_name)
        })
    };
    Some(Signed::parse(&value).and_then(|signed| signed.name()).or_else(beside))
}

/// The bytes that hexadecimal digits stand for, as far as they go.
pub(crate) fn hexadecimal(digits: &[u8]) -> Vec<u8> {
    let (pairs, _) = digits.as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    pairs.iter().map_while(byte).collect()
}

/// What an object says of itself, as dictionary or as stream.
pub(crate) fn dictionary(object: &Object) -> Option<&Dictionary> {
    object.as_dict().ok().or_else(|| object.as_stream().ok().map(|stream| &stream.dict))
}

/// The program, from the document information and the XMP metadata.
pub(crate) fn named_program(document: &Document) -> Option<&'static str> {
    program::named(&information(document))
}

/// The texts in the information dictionary and those of the XMP metadata that name
/// a program.
fn information(document: &Document) -> Vec<String> {
    let trailer = document.trailer.get_deref(b"Info", document).ok().and_then(|info| info.as_dict().ok());
    let mut texts: Vec<_> = trailer
        .into_iter()
        .flat_map(Dictionary::iter)
        .filter(|(key, _)| matches!(key.as_slice(), b"Producer" | b"Creator" | b"Title"))
        .filter_map(|(_, value)| lopdf::decode_text_string(value).ok())
        .collect();
    let metadata = document.catalog().ok().and_then(|catalog| catalog.get_deref(b"Metadata", document).ok());
    if let Some(stream) = metadata.and_then(|object| object.as_stream().ok()) {
        let xmp = stream.get_plain_content_with_limit(LONGEST_METADATA).unwrap_or_default();
        texts.extend(tool_names(&xmp));
    }
    texts
}

const LONGEST_METADATA: usize = 1 << 18;

/// `pdf:Producer` and `xmp:CreatorTool`, as elements or attributes.
fn tool_names(xmp: &[u8]) -> Vec<String> {
    const LONGEST: usize = 200;
    let names = [&b"Producer"[..], b"CreatorTool"];
    let places = names.into_iter().flat_map(|name| find_all(xmp, name).map(move |at| (at, name.len())));
    places
        .filter_map(|(at, length)| {
            let rest = xmp.get(at.checked_add(length)?..)?;
            let rest = rest.strip_prefix(b">").or_else(|| rest.strip_prefix(b"=\""))?;
            let end = rest.iter().take(LONGEST).position(|byte| matches!(byte, b'<' | b'"'))?;
            Some(String::from_utf8_lossy(head(rest, end)).into_owned())
        })
        .collect()
}

/// Whether some font of the document prints all characters of the title, as its
/// mapping to Unicode says (ISO 32000-2 §9.10.3). Reading the text itself would be
/// surer, but costs a megabyte of tables, and lopdf can be kept busy with it.
fn prints_title(document: &Document, limits: &Limits) -> bool {
    const FONTS: usize = 100;
    let fonts = document.objects.values().filter_map(dictionary).filter(|d| d.has(b"ToUnicode")).take(FONTS);
    fonts.filter_map(|font| font.get_deref(b"ToUnicode", document).ok()?.as_stream().ok()).any(|map| {
        let map =
            map.get_plain_content_with_limit(limits.decompressed).unwrap_or_default().to_ascii_lowercase();
        TITLE.chars().all(|c| contains(&map, format!("<{:04x}>", u32::from(c)).as_bytes()))
    })
}

/// What a page is made of.
struct Page {
    images: bool,
    /// Text that can be seen.
    text: bool,
}

impl Page {
    fn of(document: &Document, page: ObjectId, limits: &Limits) -> Self {
        // Scanners lay the text they recognised under the picture without drawing it
        // (`3 Tr`, ISO 32000-2 §9.3.6).
        let content = document.get_page_content_with_limit(page, limits.decompressed).unwrap_or_default();
        let shows = |operator| contains(&content, operator);
        let mut found = Self { images: false, text: (shows(b"Tj") || shows(b"TJ")) && !shows(b"3 Tr") };
        if let Ok((own, inherited)) = document.get_page_resources(page) {
            let inherited = inherited.iter().filter_map(|id| document.get_dictionary(*id).ok());
            for resources in own.into_iter().chain(inherited) {
                found.look_into(document, resources, 0);
            }
        }
        found
    }

    /// Form objects may hold the page, and more form objects. Those that name a
    /// font are taken to use it.
    fn look_into(&mut self, document: &Document, resources: &Dictionary, depth: usize) {
        const DEEPEST: usize = 4;
        const WIDEST: usize = 64;
        let part = |key| resources.get_deref(key, document).ok().and_then(|part| part.as_dict().ok());
        self.text |= depth > 0 && part(b"Font").is_some_and(|fonts| !fonts.is_empty());
        for (_, object) in part(b"XObject").into_iter().flat_map(Dictionary::iter).take(WIDEST) {
            let Ok((_, Object::Stream(stream))) = document.dereference(object) else { continue };
            match stream.dict.get(b"Subtype").and_then(Object::as_name) {
                Ok(b"Image") => self.images = true,
                Ok(b"Form") if depth < DEEPEST => {
                    if let Ok(Object::Dictionary(inner)) = stream.dict.get_deref(b"Resources", document) {
                        self.look_into(document, inner, depth.saturating_add(1));
                    }
                }
                _ => {}
            }
        }
    }
}
