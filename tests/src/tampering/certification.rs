//! Attacks on certified documents, and certification other than ours.

use certificate::FindingCode::{
    self, PdfActiveContent, PdfCatalog, PdfTrailer, PdfUnexpected, SignatureDictionary, SignatureField,
};

use super::{
    bytes::replace,
    case::{Case, Family},
    genuine::Genuine,
    revision::Revision,
};

const BROKEN: &str = "Rohlmann et al., Breaking the Specification: PDF Certification (S&P 2021)";

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("certification", BROKEN);
    outsider(&mut family, genuine);
    family.source("ISO 32000-2 §12.8.2.2, §12.8.6, §12.7.5.5");
    permissions(&mut family, genuine);
    field(&mut family, genuine);
    family.cases()
}

/// What a viewer lets anybody add to a certified document.
fn outsider(family: &mut Family, genuine: &Genuine) {
    let (file, draft) = (&genuine.file, genuine.draft());
    let page = draft.number("/Type/Page/");
    let field = draft.objects.len();
    let index = draft.index("/Type/Page/");
    let annotated = replace(&draft.objects[index], "/Annots[", "/Annots[200 0 R ");
    let annotated = &annotated[format!("{page} 0 obj\n").len()..annotated.len() - b"\nendobj\n".len()];
    for (name, annotation, why) in [
        ("annotation-free-text", "/FreeText/DA(/f0 12 Tf)/Contents(professor)", "EAA: text over the page"),
        ("annotation-stamp", "/Stamp/AP<</N 1 0 R>>", "EAA: a stamp can show anything"),
        ("annotation-redact", "/Redact/IC[1 1 1]/OverlayText(professor)", "EAA: a redaction hides text"),
        ("annotation-ink", "/Ink/InkList[[90 500 300 520]]", "EAA: a line strikes an item out"),
        ("annotation-text", "/Text/Contents(note)", "EAA: even a note is a change"),
        ("annotation-link", "/Link/A<</S/URI/URI(https://example.org)>>", "a link leads elsewhere"),
    ] {
        let annotation = format!("<</Type/Annot/Subtype{annotation}/F 4/Rect[90 500 300 520]>>");
        let revision = Revision::of(file).object(200, annotation).object(page, annotated);
        family.refuse(name, PdfTrailer, revision.append(file), why);
    }
    let catalogue = draft.number("/Type/Catalog");
    let fields = format!("<</Type/Catalog/Pages 1 0 R/AcroForm<</Fields[{field} 0 R 200 0 R]/SigFlags 3>>>>");
    let sneaky = Revision::of(file)
        .object(200, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Second)/V 201 0 R/AP<</N 1 0 R>>/Rect[90 500 300 520]>>")
        .object(201, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>/ByteRange[0 1 2 3]>>")
        .object(page, annotated)
        .object(catalogue, fields);
    family.refuse(
        "sneaky-signature",
        PdfTrailer,
        sneaky.append(file),
        "SSA: the appearance of a further signature",
    );
    let script = "<</Type/Catalog/Pages 1 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>";
    family.refuse(
        "script-added",
        PdfTrailer,
        Revision::of(file).object(catalogue, script).append(file),
        "scripts added to a certified document ran with its privileges (CVE-2020-24432)",
    );
}

/// The insider certifies in another way.
fn permissions(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, from: &str, to: &str, why| {
        let file = genuine.insider(|draft| draft.dictionary = replace(&draft.dictionary, from, to));
        family.refuse(name, SignatureDictionary, file, why);
    };
    let reference = "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams\
                     <</Type/TransformParams/P 1/V/1.2>>>>]";
    refuse("fill-in-permitted", "/P 1/", "/P 2/", "P 2 lets anybody fill in forms and sign");
    refuse("annotations-permitted", "/P 1/", "/P 3/", "P 3 lets anybody annotate");
    refuse("permission-zero", "/P 1/", "/P 0/", "no such permission");
    refuse("permission-missing", "/P 1/", "/", "the default is P 2");
    refuse("permission-real", "/P 1/", "/P 1.0/", "one spelling");
    refuse("not-certified", reference, "", "an approval signature permits every change");
    refuse("reference-empty", reference, "/Reference[]", "no transform, no permission");
    refuse("transform-field", "/DocMDP/", "/FieldMDP/", "FieldMDP guards fields and not the document");
    refuse("transform-identity", "/DocMDP/", "/Identity/", "Identity guards nothing");
    refuse("transform-usage-rights", "/DocMDP/", "/UR3/", "usage rights are not a certification");
    refuse("transform-version", "/V/1.2", "/V/1.3", "a version that does not exist");
    refuse("digest-method", "/V/1.2>>", "/V/1.2>>/DigestMethod/MD5", "a weaker digest beside ours");
    refuse("filter", "/Adobe.PPKLite", "/Adobe.PPKMS", "another handler");
    refuse("no-type", "/Type/Sig/", "/", "the type is optional in general and not here");
    refuse("timestamp-type", "/Type/Sig/", "/Type/DocTimeStamp/", "a time stamp is no signature");
    refuse("name-added", "/M(", "/Name(Minister)/M(", "a name of the signer that nobody checked");
    refuse("reason-added", "/M(", "/Reason(approved)/M(", "a reason that nobody checked");
    refuse("cert-added", "/M(", "/Cert(x)/M(", "a certificate outside the signature value");
    refuse("changes-added", "/M(", "/Changes[0 0 0]/M(", "what changed between revisions");
    refuse("no-time", "/M(D:", "/X(D:", "the instant is required by PAdES");
    refuse("local-time", "Z)", "+08'00)", "one spelling of an instant");
}

/// The insider puts the field another way.
fn field(family: &mut Family, genuine: &Genuine) {
    let mut refuse = |name, code: FindingCode, mark: &str, from: &str, to: &str, why| {
        let file = genuine.insider(|draft| draft.edit(mark, from, to));
        family.refuse(name, code, file, why);
    };
    let (field, signature) = (genuine.draft().objects.len(), genuine.draft().objects.len() + 1);
    let permissions = format!("/Perms<</DocMDP {signature} 0 R>>");
    refuse(
        "permissions-missing",
        PdfCatalog,
        "/Type/Catalog",
        &permissions,
        "",
        "without Perms nobody honours the certification",
    );
    refuse("permissions-empty", SignatureField, "/Type/Catalog", &permissions, "/Perms<<>>", "empty Perms");
    refuse(
        "permissions-usage-rights",
        PdfUnexpected,
        "/Type/Catalog",
        &permissions,
        &format!("/Perms<</UR3 {signature} 0 R>>"),
        "usage rights instead of a certification",
    );
    refuse(
        "permissions-elsewhere",
        SignatureField,
        "/Type/Catalog",
        &permissions,
        "/Perms<</DocMDP 1 0 R>>",
        "the certification is another object than the signature",
    );
    refuse(
        "flags-1",
        SignatureField,
        "/Type/Catalog",
        "/SigFlags 3",
        "/SigFlags 1",
        "the append-only flag is missing",
    );
    refuse(
        "flags-0",
        SignatureField,
        "/Type/Catalog",
        "/SigFlags 3",
        "/SigFlags 0",
        "the document says it has no signature",
    );
    refuse(
        "flags-7",
        SignatureField,
        "/Type/Catalog",
        "/SigFlags 3",
        "/SigFlags 7",
        "a flag that does not exist",
    );
    refuse(
        "no-fields",
        SignatureField,
        "/Type/Catalog",
        &format!("[{field} 0 R]"),
        "[]",
        "a signature outside the form is not shown",
    );
    refuse(
        "field-twice",
        SignatureField,
        "/Type/Catalog",
        &format!("/Fields[{field} 0 R]"),
        &format!("/Fields[{field} 0 R {field} 0 R]"),
        "one field named twice",
    );
    refuse(
        "need-appearances",
        PdfActiveContent,
        "/Type/Catalog",
        "/SigFlags 3",
        "/SigFlags 3/NeedAppearances true",
        "drawn by the viewer",
    );
    refuse(
        "default-appearance",
        PdfUnexpected,
        "/Type/Catalog",
        "/SigFlags 3",
        "/SigFlags 3/DA(/f0 0 Tf)",
        "an entry of forms we do not write",
    );
    refuse(
        "visible",
        SignatureField,
        "/FT/Sig",
        "/Rect[0 0 0 0]",
        "/Rect[0 0 595 842]",
        "an appearance can cover the page",
    );
    refuse(
        "appearance",
        PdfUnexpected,
        "/FT/Sig",
        "/Rect",
        "/AP<</N 1 0 R>>/Rect",
        "an appearance is a second page content",
    );
    refuse(
        "lock",
        PdfUnexpected,
        "/FT/Sig",
        "/F 132",
        "/Lock<</Type/SigFieldLock/Action/All/P 1>>/F 132",
        "a lock of its own",
    );
    refuse(
        "seed-value",
        PdfUnexpected,
        "/FT/Sig",
        "/F 132",
        "/SV<</Type/SV>>/F 132",
        "constraints of a future signature",
    );
    refuse(
        "action",
        PdfActiveContent,
        "/FT/Sig",
        "/F 132",
        "/A<</S/JavaScript/JS(1)>>/F 132",
        "an action on the signature",
    );
    refuse("kids", SignatureField, "/FT/Sig", "/F 132", "/Kids[]/F 132", "a field with children");
    refuse(
        "text-field",
        PdfUnexpected,
        "/FT/Sig",
        "/FT/Sig",
        "/FT/Tx",
        "a text field whose value is a signature dictionary",
    );
    refuse(
        "value-elsewhere",
        SignatureField,
        "/FT/Sig",
        &format!("/V {signature} 0 R"),
        "/V 1 0 R",
        "the value is another object",
    );
    refuse("flags-changed", SignatureField, "/FT/Sig", "/F 132", "/F 2", "a hidden field");
    refuse("other-name", SignatureField, "/FT/Sig", "/T(Signature)", "/T(Other)", "one name");
    let second = genuine.insider(|draft| {
        let other = draft.add("<</Type/Annot/Subtype/Widget/FT/Sig/T(Second)/F 132/P 1 0 R/Rect[0 0 0 0]>>");
        let field = draft.objects.len();
        draft.edit(
            "/Type/Catalog",
            &format!("/Fields[{field} 0 R]"),
            format!("/Fields[{field} 0 R {other} 0 R]"),
        );
    });
    family.refuse(
        "second-field",
        SignatureField,
        second,
        "an empty signature field invites a second signature",
    );
}
