//! Genuine files, their keys and the pinned root.

use std::{env, fs, path::Path, sync::LazyLock, time::Duration};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use certificate::{CodeVerdict, Digest, Report, Timestamp, UnverifiedCode, Verdict};
use diagnosis::Limits;
use ed25519_dalek::{Signer as _, SigningKey, pkcs8::DecodePrivateKey as _};
use keys::{Anchor, Anchors};
use sha2::{Digest as _, Sha256};
use verifier_wasm::{StatusEvidence, Verifier};

use crate::{
    assembly::{Assembly, find, objects},
    der::element,
    second_reader, value,
};

/// Ed25519 with absent parameters, and a bit string without unused bits.
const ED25519: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";

/// A sample as `cargo xtask sample` writes it.
pub struct World {
    anchors: &'static Anchors,
    verifier: Verifier<'static>,
    token: Vec<u8>,
    now: Timestamp,
    genuine: Vec<Digest>,
    /// The links in the codes of the sample.
    codes: Vec<String>,
    current: Vec<u8>,
    /// The objects of the current file, its signature value and its trailer's `ID`.
    objects: Vec<u8>,
    value: Vec<u8>,
    ids: Vec<u8>,
    issuing: SigningKey,
    status: SigningKey,
    root: SigningKey,
}

/// The sample in the folder `DCERT_SAMPLE`.
pub fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(|| {
        let folder =
            env::var_os("DCERT_SAMPLE").expect("DCERT_SAMPLE names a sample of `cargo xtask sample`");
        World::open(folder.as_ref())
    });
    &WORLD
}

impl World {
    fn open(folder: &Path) -> Self {
        let read = |name: &str| fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = |name: &str| String::from_utf8(read(name)).expect("PEM is text");
        let key =
            |name: &str| SigningKey::from_pkcs8_pem(&text(name)).expect("keys of a sample are in the open");
        let anchor = Anchor::from_pem(&text("anchors/root.pem")).expect("a sample has its root");
        let anchors: &Anchors = Box::leak(Box::new([anchor].into_iter().collect()));
        let token = read("status.jwt");
        let now = instant(anchors, &token);
        let current = read("current.pdf");
        let evidence = StatusEvidence { token: Some(Box::leak(token.clone().into())), newest_seen: None };
        let genuine = ["current.pdf", "superseded.pdf", "revoked.pdf", "rare-name.pdf"]
            .map(|name| fingerprint(&read(name)));
        let world = Self {
            verifier: Verifier::new(anchors, evidence, now),
            anchors,
            token,
            now,
            genuine: genuine.to_vec(),
            codes: text("codes.txt").lines().map(str::to_owned).collect(),
            objects: objects(&current).expect("a genuine file has a gap"),
            value: gap(&current).expect("a genuine file has a gap"),
            ids: ids(&current).expect("a genuine file has a trailer"),
            current,
            issuing: key("keys/issuing-1.pem"),
            status: key("keys/status-1.pem"),
            root: key("keys/root.pem"),
        };
        world.check_itself();
        world
    }

    /// A target that never gets past the digest would find nothing and say so to
    /// nobody.
    fn check_itself(&self) {
        assert_eq!(
            self.verifier.verify(&self.current).verdict,
            Verdict::Current,
            "the sample is not current"
        );
        let verdict = self.verifier.verify_code(&self.codes[0]).verdict;
        assert_eq!(verdict, CodeVerdict::CopyOfCurrent, "the code of the sample is not current");
        let certificate = value::certificate(&self.value).expect("a genuine value has a certificate");
        let again = self.sign(&self.objects, certificate).expect("a genuine certificate names its issuer");
        assert!(again == self.current, "assembling a genuine file does not give the same bytes");
    }

    /// The outsider's file.
    pub fn verify(&self, file: &[u8]) {
        let report = self.verifier.verify(file);
        let genuine = self.genuine.contains(&fingerprint(file));
        assert!(genuine || refused(&report), "not issued, but {}", report.verdict);
    }

    /// The outsider's code, then the insider's: the same claims, signed.
    pub fn verify_code(&self, text: &str) {
        let data = |text: &str| text.rsplit('#').next().map(str::to_owned);
        let genuine = self.codes.iter().any(|code| data(code) == data(text));
        let report = self.verifier.verify_code(text);
        let recognised = report.verdict != CodeVerdict::CopyNotRecognised || report.statement.is_some();
        assert!(genuine || !recognised, "not a code we made, but {}", report.verdict);
        if let Ok(code) = UnverifiedCode::parse(text) {
            let link = code.claims.link("", &self.issuing.sign(&code.message).to_bytes());
            assert_eq!(data(&link).map(|link| link.len()), data(text).map(|text| text.len()));
            self.verifier.verify_code(&link);
        }
    }

    /// The outsider's signature value.
    pub fn replace_value(&self, value: &[u8]) {
        let file = Assembly::new(&self.objects, value.len() * 2, &self.ids).fill(|_| value.to_vec());
        let report = self.verifier.verify(&file);
        assert!(value == self.value || refused(&report), "not the value we wrote, but {}", report.verdict);
    }

    /// The insider's objects.
    pub fn certify(&self, objects: &[u8]) {
        let certificate = value::certificate(&self.value).expect("checked at the start");
        let file = self.sign(objects, certificate).expect("checked at the start");
        let report = self.verifier.verify(&file);
        // The second reader is slow; one accepted file of sixteen is enough of a look.
        if !refused(&report) && report.fingerprint.0[0].is_multiple_of(16) {
            second_reader::agree(&file);
        }
    }

    /// A spoiled file: what the diagnosis restores is authentic only if it was issued.
    pub fn diagnose(&self, file: &[u8]) {
        if let Some(restored) = diagnosis::diagnose(file, &Limits::default()).restored {
            self.verify(&restored);
        }
    }

    /// The insider's signing certificate.
    pub fn replace_signer(&self, unsigned: &[u8]) {
        let signature = self.root.sign(unsigned).to_bytes();
        let signature = element(0x03, &[&[0], &signature]);
        let certificate = element(0x30, &[unsigned, ED25519, &signature]);
        if let Some(file) = self.sign(&self.objects, &certificate) {
            self.verifier.verify(&file);
        }
    }

    /// The outsider's token, then the insider's payload.
    pub fn replace_list(&self, token: &[u8]) {
        let known = self.judge_by(token).verdict != Verdict::StatusUnknown;
        assert!(!known || token == self.token, "judged by a list we did not publish");
        let header = self.token.split(|byte| *byte == b'.').next().unwrap_or_default();
        let mut message = [header, b"."].concat();
        message.extend(Base64UrlUnpadded::encode_string(token).into_bytes());
        let signature = self.status.sign(&message).to_bytes();
        message.push(b'.');
        message.extend(Base64UrlUnpadded::encode_string(&signature).into_bytes());
        self.judge_by(&message);
    }

    fn judge_by(&self, token: &[u8]) -> Report {
        let evidence = StatusEvidence { token: Some(token), newest_seen: None };
        let verifier = Verifier::new(self.anchors, evidence, self.now);
        let report = verifier.verify(b"");
        // A list that is not trusted says the same of every file.
        if report.list.is_some() {
            verifier.verify(&self.current)
        } else {
            Report { verdict: Verdict::StatusUnknown, ..report }
        }
    }

    fn sign(&self, objects: &[u8], certificate: &[u8]) -> Option<Vec<u8>> {
        let empty = value::sign(certificate, &self.issuing, &[0; 64])?;
        let assembly = Assembly::new(objects, empty.len() * 2, &self.ids);
        Some(assembly.fill(|digest| value::sign(certificate, &self.issuing, digest).unwrap_or(empty)))
    }
}

fn refused(report: &Report) -> bool {
    report.verdict == Verdict::NotRecognised && report.claims.is_none()
}

fn fingerprint(file: &[u8]) -> Digest {
    Digest(Sha256::digest(file).into())
}

/// A minute after the list was made: the instant at which the corpus of attacks is
/// judged, and all targets.
fn instant(anchors: &Anchors, token: &[u8]) -> Timestamp {
    let long_ago = Timestamp::from_unix(0).expect("1970 is inside the calendar");
    let evidence = StatusEvidence { token: Some(token), newest_seen: None };
    let report = Verifier::new(anchors, evidence, long_ago).verify(b"");
    report.list.expect("the sample has a list under its root").issued_at.after(Duration::from_secs(60))
}

/// The value in the gap.
fn gap(file: &[u8]) -> Option<Vec<u8>> {
    let at = file.windows(10).rposition(|window| window == b"/Contents<")? + 10;
    let digits = file[at..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    file[at..at + digits].chunks(2).map(pair).collect()
}

/// The trailer's `ID`, in brackets.
fn ids(file: &[u8]) -> Option<Vec<u8>> {
    let trailer = &file[file.windows(8).rposition(|window| window == b"trailer\n")?..];
    let start = find(trailer, b"/ID")? + 3;
    Some(trailer[start..find(trailer, b">>\nstartxref")?].to_vec())
}
