//! Content that acts. Signed with the issuing key.

use certificate::FindingCode::{ClaimsMissing, PdfActiveContent, PdfUnexpected};

use super::{
    case::{Case, Family},
    genuine::Genuine,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new(
        "active-content",
        "ISO 32000-2 §12.6, §12.5, §13; Müller et al., Portable Document Flaws 101 (NDSS 2021)",
    );
    catalogue(&mut family, genuine);
    actions(&mut family, genuine);
    annotations(&mut family, genuine);
    family.cases()
}

fn catalogue(family: &mut Family, genuine: &Genuine) {
    for (name, code, entry, why) in [
        (
            "open-action-script",
            PdfActiveContent,
            "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
            "a script runs on opening",
        ),
        ("open-action-goto", PdfActiveContent, "/OpenAction[1 0 R/Fit]", "an action on opening"),
        (
            "additional-actions",
            PdfActiveContent,
            "/AA<</WC<</S/JavaScript/JS(1)>>>>",
            "a script runs on closing",
        ),
        (
            "optional-content",
            PdfActiveContent,
            "/OCProperties<</OCGs[]/D<<>>>>",
            "layers show one text on screen and another in print",
        ),
        ("needs-rendering", PdfUnexpected, "/NeedsRendering true", "XFA draws the page anew"),
        ("base-uri", PdfActiveContent, "/URI<</Base(http://example.org)>>", "links resolve elsewhere"),
        (
            "collection",
            PdfActiveContent,
            "/Collection<</Type/Collection>>",
            "a portfolio shows another file first",
        ),
        ("outlines", PdfUnexpected, "/Outlines 1 0 R", "outlines have actions"),
        ("destinations", PdfUnexpected, "/Dests<<>>", "named destinations"),
        ("page-labels", PdfUnexpected, "/PageLabels<</Nums[0<</S/D>>]>>", "an entry we do not write"),
        ("threads", PdfUnexpected, "/Threads[]", "article threads"),
        ("page-mode", PdfUnexpected, "/PageMode/UseAttachments", "what a viewer opens beside the page"),
        ("requirements", PdfUnexpected, "/Requirements[<</S/EnableJavaScripts>>]", "asks for scripts"),
        ("legal", PdfUnexpected, "/Legal<</JavaScriptActions 0>>", "an attestation that nobody checked"),
        ("spider-info", PdfUnexpected, "/SpiderInfo<</V 1>>", "an entry we do not write"),
        ("piece-info", PdfUnexpected, "/PieceInfo<<>>", "private data of another program"),
        (
            "security-store",
            PdfUnexpected,
            "/DSS<</Certs[]>>",
            "validation data that no signature covers in PAdES",
        ),
        ("unknown-key", PdfUnexpected, "/Own 1", "exactly the entries we write"),
    ] {
        family.refuse(name, code, genuine.insider(|draft| draft.catalogue(entry)), why);
    }
    for (name, code, mark, from, to, why) in [
        (
            "script-names",
            PdfActiveContent,
            "/Type/Catalog",
            "/Names<<",
            "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>",
            "named scripts run on opening",
        ),
        (
            "xfa",
            PdfActiveContent,
            "/Type/Catalog",
            "/AcroForm<<",
            "/AcroForm<</XFA 1 0 R",
            "an XFA form draws the page anew",
        ),
        (
            "calculation-order",
            PdfUnexpected,
            "/Type/Catalog",
            "/AcroForm<<",
            "/AcroForm<</CO[]",
            "an order of calculating scripts",
        ),
        (
            "alternate-presentations",
            PdfUnexpected,
            "/Type/Catalog",
            "/Names<<",
            "/Names<</AlternatePresentations<</Names[]>>",
            "a slide show instead of the page",
        ),
        (
            "named-pages",
            ClaimsMissing,
            "/Type/Catalog",
            "/Names<<",
            "/Names<</Pages<</Names[]>>",
            "a hidden page by name",
        ),
        (
            "named-templates",
            PdfUnexpected,
            "/Type/Catalog",
            "/Names<<",
            "/Names<</Templates<</Names[]>>",
            "a hidden page that a script brings up",
        ),
        (
            "viewer-preferences",
            PdfUnexpected,
            "/Type/Catalog",
            "/Direction/L2R",
            "/Direction/L2R/HideToolbar true",
            "a viewer without its signature panel",
        ),
    ] {
        family.refuse(name, code, genuine.insider(|draft| draft.edit(mark, from, to)), why);
    }
}

fn actions(family: &mut Family, genuine: &Genuine) {
    for (name, action, why) in [
        (
            "page-action-script",
            "<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
            "a script runs when the page is shown",
        ),
        ("page-action-launch", "<</O<</S/Launch/F(calc.exe)>>>>", "a program is started"),
        ("page-action-uri", "<</O<</S/URI/URI(http://example.org)>>>>", "opening the file is reported"),
        (
            "page-action-remote",
            "<</O<</S/GoToR/F(\\\\\\\\example.org\\\\x)/D[0/Fit]>>>>",
            "leaks a hash of the password (CVE-2018-4993)",
        ),
        (
            "page-action-embedded",
            "<</O<</S/GoToE/D[0/Fit]/T<</R/C/N(x)>>>>>>",
            "shows an embedded file instead",
        ),
        ("page-action-submit", "<</O<</S/SubmitForm/F(http://example.org)>>>>", "sends the form away"),
        ("page-action-import", "<</O<</S/ImportData/F(data.fdf)>>>>", "takes values from another file"),
        ("page-action-hide", "<</O<</S/Hide/T(Signature)>>>>", "hides the signature"),
        ("page-action-named", "<</O<</S/Named/N/Print>>>>", "a command of the viewer"),
        ("page-action-reset", "<</O<</S/ResetForm>>>>", "changes fields"),
        ("page-action-layers", "<</O<</S/SetOCGState/State[]>>>>", "switches layers"),
        ("page-action-rendition", "<</O<</S/Rendition/OP 0>>>>", "plays media"),
        ("page-action-transition", "<</O<</S/Trans>>>>", "a transition"),
        ("page-action-3d", "<</O<</S/GoTo3DView>>>>", "a view of a model"),
        (
            "page-action-chain",
            "<</O<</S/Named/N/NextPage/Next<</S/JavaScript/JS(1)>>>>>>",
            "an action behind an action",
        ),
    ] {
        let file = genuine.insider(|draft| draft.page(format!("/AA{action}")));
        family.refuse(name, PdfActiveContent, file, why);
    }
    for (name, action) in
        [("indirect-script", "<</S/JavaScript/JS(1)>>"), ("indirect-launch", "<</S/Launch/F(a)>>")]
    {
        let file = genuine.insider(|draft| {
            let number = draft.add(action);
            draft.page(format!("/AA<</O {number} 0 R>>"));
        });
        family.refuse(name, PdfActiveContent, file, "an action in an object of its own");
    }
    let script_stream = genuine.insider(|draft| {
        let number = draft.add_stream("", b"app.alert(1)");
        draft.catalogue(format!("/OpenAction<</S/JavaScript/JS {number} 0 R>>"));
    });
    family.refuse("script-in-stream", PdfActiveContent, script_stream, "a script in a stream");
    let escaped = genuine.insider(|draft| draft.catalogue("/Open#41ction<</S/J#61vaScript/JS(1)>>"));
    family.refuse(
        "escaped-open-action",
        PdfUnexpected,
        escaped,
        "the key spelled with # passes simple filters",
    );
}

fn annotations(family: &mut Family, genuine: &Genuine) {
    for (name, code, annotation, why) in [
        ("link", PdfActiveContent, "/Link/A<</S/URI/URI(http://example.org)>>", "a link leads elsewhere"),
        ("text", PdfUnexpected, "/Text/Contents(note)", "a note"),
        ("free-text", PdfUnexpected, "/FreeText/DA(/f0 9 Tf)/Contents(professor)", "text over the page"),
        ("stamp", PdfUnexpected, "/Stamp/AP<</N 1 0 R>>", "a stamp can show anything"),
        ("redact", PdfUnexpected, "/Redact", "a redaction hides text"),
        ("popup", PdfUnexpected, "/Popup/Open true", "a window over the page"),
        ("ink", PdfUnexpected, "/Ink/InkList[[0 0 9 9]]", "a line strikes an item out"),
        ("file-attachment", PdfUnexpected, "/FileAttachment/FS 1 0 R", "an attached file"),
        ("sound", PdfActiveContent, "/Sound/Sound 1 0 R", "sound"),
        ("movie", PdfActiveContent, "/Movie/Movie<</F(a.avi)>>", "a film"),
        ("screen", PdfActiveContent, "/Screen", "a screen that plays media"),
        ("rich-media", PdfActiveContent, "/RichMedia/RichMediaContent<<>>", "Flash (CVE-2010-1297)"),
        ("three-d", PdfActiveContent, "/3D/3DD 1 0 R", "a model with a script (CVE-2009-3953)"),
        ("watermark", PdfUnexpected, "/Watermark", "a watermark covers the page"),
        ("text-field", PdfUnexpected, "/Widget/FT/Tx/T(a)/V(b)", "a field anybody can fill in"),
        ("button", PdfUnexpected, "/Widget/FT/Btn/T(a)/A<</S/ResetForm>>", "a button"),
        ("printer-mark", PdfUnexpected, "/PrinterMark", "what only the print shows"),
        ("trap-network", PdfUnexpected, "/TrapNet", "what only the print shows"),
    ] {
        let annotation = format!("<</Type/Annot/Subtype{annotation}/Rect[90 500 300 520]>>");
        family.refuse(name, code, genuine.insider(|draft| draft.annotate(annotation)), why);
    }
}
