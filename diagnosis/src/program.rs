//! Which program wrote a file, as far as the file shows.

use crate::search::{contains, head};

/// What a program calls itself in Producer, Creator or XMP, in lower case, and the
/// name people know it by. The first that occurs counts: a browser before the
/// library it prints with, an application before the library it is built on.
const NAMES: [(&str, &str); 75] = [
    ("edg/", "Microsoft Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("headlesschrome", "Google Chrome"),
    ("chrome/", "Google Chrome"),
    ("mozilla firefox", "Firefox"),
    ("firefox", "Firefox"),
    ("chromium", "Chromium"),
    ("wkhtmltopdf", "wkhtmltopdf"),
    ("microsoft: print to pdf", "Microsoft Print to PDF"),
    ("microsoft® print to pdf", "Microsoft Print to PDF"),
    ("microsoft print to pdf", "Microsoft Print to PDF"),
    ("microsoft® word", "Microsoft Word"),
    ("microsoft word", "Microsoft Word"),
    ("microsoft® excel", "Microsoft Excel"),
    ("microsoft® powerpoint", "Microsoft PowerPoint"),
    ("microsoft lens", "Microsoft Lens"),
    ("office lens", "Microsoft Lens"),
    ("google docs", "Google Docs"),
    ("libreoffice", "LibreOffice"),
    ("openoffice", "OpenOffice"),
    ("wps", "WPS Office"),
    ("kingsoft", "WPS Office"),
    ("foxit", "Foxit"),
    ("phantompdf", "Foxit"),
    ("nitro", "Nitro PDF"),
    ("pdf-xchange", "PDF-XChange"),
    ("pdfcreator", "PDFCreator"),
    ("cutepdf", "CutePDF"),
    ("dopdf", "doPDF"),
    ("primopdf", "PrimoPDF"),
    ("bullzip", "Bullzip PDF Printer"),
    ("pdfelement", "PDFelement"),
    ("wondershare", "PDFelement"),
    ("sejda", "Sejda"),
    ("ilovepdf", "iLovePDF"),
    ("smallpdf", "Smallpdf"),
    ("pdf24", "PDF24"),
    ("pdfsam", "PDFsam"),
    ("xodo", "Xodo"),
    ("apryse", "Apryse"),
    ("pdftron", "Apryse"),
    ("pspdfkit", "Nutrient"),
    ("camscanner", "CamScanner"),
    ("adobe scan", "Adobe Scan"),
    ("genius scan", "Genius Scan"),
    ("canva", "Canva"),
    ("samsung electronics", "Samsung"),
    ("hancom", "Hancom Office"),
    ("adobe illustrator", "Adobe Illustrator"),
    ("adobe photoshop", "Adobe Photoshop"),
    ("adobe indesign", "Adobe InDesign"),
    ("acrobat distiller", "Acrobat Distiller"),
    ("acrobat", "Adobe Acrobat"),
    ("adobe pdf library", "Adobe Acrobat"),
    ("ios version", "iOS"),
    ("ipados", "iPadOS"),
    ("quartz pdfcontext", "macOS"),
    ("ghostscript", "Ghostscript"),
    ("img2pdf", "img2pdf"),
    ("pyhanko", "pyHanko"),
    ("pikepdf", "pikepdf"),
    ("pypdf", "pypdf"),
    ("pdf-lib", "pdf-lib"),
    ("mupdf", "MuPDF"),
    ("pdfbox", "PDFBox"),
    ("openpdf", "OpenPDF"),
    ("itext", "iText"),
    ("pdftex", "pdfTeX"),
    ("reportlab", "ReportLab"),
    ("imagemagick", "ImageMagick"),
    ("pdf.js", "pdf.js"),
    ("pdfium", "PDFium"),
    ("android pdfdocument", "Android"),
    ("typst", "Typst"),
];

/// Names of libraries that are looked for after those of programs: they say how
/// rather than by what.
const LIBRARIES: [(&str, &str); 4] =
    [("skia/pdf", "Google Chrome"), ("cairo", "cairo"), ("poppler", "Poppler"), ("qt ", "Qt")];

/// What programs write behind the first line, so that transfer programs see that
/// the file is binary (ISO 32000-2 §7.5.2). Everybody has other bytes.
const COMMENTS: [(&[u8], &str); 11] = [
    (b"%\xbf\xf7\xa2\xfe\n", "qpdf"),
    (b"%\xc2\xb5\xc2\xb6\n", "MuPDF"),
    (b"%\xc7\xec\x8f\xa2\n", "Ghostscript"),
    (b"%\xd3\xeb\xe9\xe1\n", "Google Chrome"),
    (b"%\xb5\xed\xae\xfb\n", "cairo"),
    (b"%\xc4\xe5\xf2\xe5\xeb\xa7\xf3\xa0\xd0\xc4\xc6", "macOS"),
    (b"%\xc3\xa4\xc3\xbc\xc3\xb6\xc3\x9f\n", "LibreOffice"),
    (b"%\xa1\xb3\xc5\xd7", "PDFium"),
    (b"%\xf6\xe4\xfc\xdf", "PDFBox"),
    (b"%\xd0\xd4\xc5\xd8", "pdfTeX"),
    (b"\r%\xe2\xe3\xcf\xd3\r\n", "Adobe Acrobat"),
];

/// The program, from what it says of itself.
pub(crate) fn named(texts: &[String]) -> Option<&'static str> {
    let texts: Vec<_> = texts.iter().map(|text| text.to_lowercase()).collect();
    let said = |(needle, _): &&(&str, &str)| texts.iter().any(|text| text.contains(needle));
    NAMES.iter().find(said).or_else(|| LIBRARIES.iter().find(said)).map(|(_, name)| *name)
}

/// The program, from the comment behind the first line and from the end.
pub(crate) fn by_form(file: &[u8]) -> Option<&'static str> {
    let start = head(file, 64);
    let named = COMMENTS.iter().find(|(comment, _)| contains(start, comment)).map(|(_, name)| *name);
    // Poppler has the comment of many, lines that end in LF there, and then in CR LF.
    let poppler = contains(start, b"\n%\xe2\xe3\xcf\xd3\n") && file.ends_with(b"\r\n%%EOF\r\n");
    named.or_else(|| poppler.then_some("Poppler"))
}

/// The program, from how it writes a later revision, or what that says of itself.
pub(crate) fn by_revision(later: &[u8]) -> Option<&'static str> {
    // The annotations that the viewer of Firefox lets people add. It says nothing
    // of itself.
    if contains(later, b"/F 4 /Border [0 0 0] /Rotate ") {
        return Some("pdf.js (Firefox)");
    }
    named(&[String::from_utf8_lossy(later).into_owned()])
}

/// Whether a program is a browser or a printer driver: what people print to.
pub(crate) fn prints(program: &str) -> bool {
    const PRINTERS: [&str; 12] = [
        "Microsoft Edge",
        "Opera",
        "Samsung Internet",
        "Google Chrome",
        "Chromium",
        "Firefox",
        "Microsoft Print to PDF",
        "PDFCreator",
        "CutePDF",
        "doPDF",
        "PrimoPDF",
        "Bullzip PDF Printer",
    ];
    PRINTERS.contains(&program)
}

/// A name from a file, fit to stand in a sentence: one line, no invisible or
/// direction-changing characters, not too long. `None` if nothing is left.
pub(crate) fn plain(text: &str) -> Option<String> {
    const LONGEST: usize = 100;
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
    };
    let text: String = text.chars().filter(visible).take(LONGEST).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], name: Option<&str>) {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(named(&texts), name);
    }

    #[test]
    fn what_programs_say_of_themselves() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";
        check(&["Skia/PDF m156", chrome], Some("Google Chrome"));
        check(&["Skia/PDF m156", &format!("{chrome} Edg/156.0")], Some("Microsoft Edge"));
        check(&["cairo 1.18.0 (https://cairographics.org)", "Mozilla Firefox 128.0"], Some("Firefox"));
        check(&["macOS Version 13.4 (Build 22F66) Quartz PDFContext"], Some("macOS"));
        check(&["iOS Version 17.5 (Build 21F79) Quartz PDFContext"], Some("iOS"));
        check(&["Microsoft: Print To PDF"], Some("Microsoft Print to PDF"));
        check(&["Adobe PDF Library 23.1", "Acrobat PDFMaker 23 for Word"], Some("Adobe Acrobat"));
        check(&["GPL Ghostscript 10.00.0"], Some("Ghostscript"));
        check(&["LibreOffice 7.4", "Draw"], Some("LibreOffice"));
        check(&["a program of one's own"], None);
        check(&[], None);
    }

    #[test]
    fn needles_are_in_lower_case() {
        for (needle, _) in NAMES.iter().chain(&LIBRARIES) {
            assert_eq!(needle.to_lowercase(), *needle);
        }
    }

    #[test]
    fn the_comment_behind_the_first_line() {
        assert_eq!(by_form(b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n1 0 obj"), Some("qpdf"));
        assert_eq!(by_form(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"), None);
    }

    #[test]
    fn a_name_cannot_disturb_a_sentence() {
        assert_eq!(plain("\u{202e}Eve\n\0").as_deref(), Some("Eve"));
        assert_eq!(plain("\u{200b} "), None);
        assert_eq!(plain(&"x".repeat(1000)).map(|name| name.len()), Some(100));
    }
}
