//! Issuing: approved cases → available certificates, in batches that resume
//! after a crash where they stopped.

use anyhow::{Context as _, Result};
use certificate::{
    Annotation, CertificateNumber, Claims, Digest, FORMAT_VERSION, Items, Kind, Nonce, StatusReference,
    Timestamp,
};
use keys::{FileSigner, Purpose};
use serde::Serialize;
use sqlx::AnyConnection;
use verifier_wasm::{StatusEvidence, Verifier};

use crate::{
    case::CaseDetails,
    db::{self, CertificateRow},
    history::EventKind,
    ids::{new_id, random_bits},
    issuance::{Checked, Composer, sign},
    settings::Settings,
    status_list,
    unit::IssuingUnit,
};

/// Certificates that share two transactions: enough to make the disk's share of
/// the time small, few enough to lose little work in a crash.
const BATCH: i64 = 64;

/// What making certificates takes besides the issuing unit: fonts, templates and
/// the issuing key.
pub struct Press {
    composer: Composer,
    signer: FileSigner,
}

/// A certificate that became available.
#[derive(Clone, Debug, Serialize)]
pub struct Issued {
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// 1 for the first, counting up with every replacement.
    pub version: i64,
    /// SHA-256 of the file.
    pub fingerprint: Digest,
    /// Which family.
    pub kind: Kind,
}

/// A certificate that could not be issued. It stays pending; issuing again tries
/// it again.
#[derive(Debug, thiserror::Error)]
#[error("{certificate_number} was not issued and stays pending: {reason}")]
pub struct IssueFailed {
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// Why.
    pub reason: String,
}

impl Press {
    /// Opens the issuing key and reads fonts and templates. Only the acts that
    /// issue do; the server never holds the key.
    pub fn open(settings: &Settings) -> Result<Self> {
        let signer = settings.open_signer(Purpose::DocumentSigning)?;
        let composer = Composer::new(&settings.fonts, settings.templates.as_deref())?;
        Ok(Self { composer, signer })
    }
}

impl IssuingUnit {
    /// Issues every approved case that has no certificate yet, and finishes what
    /// an interrupted run left pending. Reports each one as it becomes available
    /// or fails; one failure does not stop the others.
    pub async fn issue(
        &self,
        press: &Press,
        document_number: Option<&str>,
        now: Timestamp,
        mut report: impl FnMut(Result<Issued, IssueFailed>),
    ) -> Result<()> {
        let mut failed = Vec::new();
        loop {
            let mut batch = self.pending(&failed).await?;
            if batch.is_empty() {
                self.allocate(document_number, now).await?;
                batch = self.pending(&failed).await?;
            }
            if batch.is_empty() {
                return Ok(());
            }
            for outcome in self.complete(press, batch, now).await? {
                if let Err((id, failure)) = outcome {
                    failed.push(id);
                    report(Err(failure));
                } else if let Ok(issued) = outcome {
                    report(Ok(issued));
                }
            }
        }
    }

    async fn pending(&self, failed: &[String]) -> Result<Vec<CertificateRow>> {
        let mut tx = self.db.read().await?;
        let room = i64::try_from(failed.len())? + BATCH;
        let mut pending = db::load_pending_certificates(&mut tx, room).await?;
        pending.retain(|certificate| !failed.contains(&certificate.id));
        Ok(pending)
    }

    /// Fixes number, slot, nonce and instant of the next cases. From here on the
    /// bytes of the file are determined, so that a crash later resumes with the
    /// same file.
    async fn allocate(&self, document_number: Option<&str>, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        for case in db::load_unissued_cases(&mut tx, document_number, BATCH).await? {
            let details = CaseDetails::parse(&case.details).context("a stored case cannot be read")?;
            self.allocate_certificate(&mut tx, &case.id, 1, details, None, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Adds one pending certificate.
    pub(super) async fn allocate_certificate(
        &self,
        db: &mut AnyConnection,
        case_id: &str,
        version: i64,
        details: CaseDetails,
        annotation: Option<Annotation>,
        now: Timestamp,
    ) -> Result<CertificateRow> {
        let slot = status_list::free_slot(db).await?;
        let rank = details.rank().map(|rank| rank.code().to_owned());
        let claims = Claims {
            format: FORMAT_VERSION,
            items: details.items(now.taiwan_date()),
            annotation,
            status: StatusReference { list: self.settings.list_uri.clone(), index: slot.try_into()? },
            nonce: Nonce(random_bits()),
            issued_at: now,
            specimen: self.issues_specimens(),
        };
        let certificate = CertificateRow {
            id: new_id(),
            case_id: case_id.to_owned(),
            version,
            rank,
            slot,
            claims: claims.to_json(),
            file: None,
        };
        db::insert_certificate(db, &certificate).await?;
        Ok(certificate)
    }

    /// Composes, signs, stores and checks a batch, then makes it available in one
    /// transaction. A crash before the commit leaves files that nothing refers
    /// to; the next run makes the same files again.
    pub(super) async fn complete(
        &self,
        press: &Press,
        batch: Vec<CertificateRow>,
        now: Timestamp,
    ) -> Result<Vec<Result<Issued, (String, IssueFailed)>>> {
        let anchors = self.anchors();
        let token = self.fresh_list(now).await?;
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        let verifier = Verifier::new(&anchors, evidence, now);
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut made = Vec::with_capacity(batch.len());
        for certificate in batch {
            let claims =
                Claims::parse(certificate.claims.as_bytes()).context("stored claims cannot be read")?;
            let certificate_number = claims.items.certificate_number().clone();
            let kind = claims.items.kind();
            match self.make(press, &verifier, claims) {
                Ok(checked) => {
                    let (version, fingerprint) = (certificate.version, checked.fingerprint());
                    outcomes.push(Ok(Issued { certificate_number, version, fingerprint, kind }));
                    made.push((certificate, checked));
                }
                Err(error) => {
                    let failure = IssueFailed { certificate_number, reason: format!("{error:#}") };
                    outcomes.push(Err((certificate.id, failure)));
                }
            }
        }
        self.record_all(&made, now).await?;
        Ok(outcomes)
    }

    /// The only write of a batch, begun when the slow work is done: nobody waits
    /// for the composing.
    async fn record_all(&self, made: &[(CertificateRow, Checked)], now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let mut list_changed = false;
        for (certificate, checked) in made {
            list_changed |= self.record(&mut tx, certificate, checked, now).await?;
        }
        if list_changed {
            status_list::publish_within(&mut tx, self.status_signer(), self.publication(now)).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// compose → sign → store → check
    fn make(&self, press: &Press, verifier: &Verifier<'_>, claims: Claims) -> Result<Checked> {
        let photo = match &claims.items {
            Items::University(_) => None,
            Items::K12(items) => Some(self.files.read(items.photo)?),
        };
        let composed = press.composer.compose(claims, photo.as_deref())?;
        let signed = sign(composed, &press.signer)?;
        let stored = signed.store(&self.files)?;
        Ok(stored.check(&self.files, verifier)?)
    }

    /// Records that a certificate is available. A replacement takes the place of
    /// the version before it in the same moment; true when that changed the list.
    async fn record(
        &self,
        db: &mut AnyConnection,
        certificate: &CertificateRow,
        checked: &Checked,
        now: Timestamp,
    ) -> Result<bool> {
        if !db::mark_stored(db, &certificate.id, &checked.fingerprint().to_string()).await? {
            return Ok(false);
        }
        let act = new_id();
        db::append_event(db, &self.event(EventKind::Issued, &act, certificate, now)).await?;
        if certificate.version == 1 {
            return Ok(false);
        }
        // The ministry confirms what it replaces itself; confirmation by the
        // school comes with its screen.
        db::append_event(db, &self.event(EventKind::Confirmed, &act, certificate, now)).await?;
        for older in db::load_certificates(db, &certificate.case_id).await? {
            if older.version == certificate.version - 1 {
                db::append_event(db, &self.event(EventKind::Superseded, &act, &older, now)).await?;
            }
        }
        Ok(true)
    }

    /// The newest list, or a new one where it is missing, near its end or too
    /// short for the slots in use.
    async fn fresh_list(&self, now: Timestamp) -> Result<String> {
        let mut tx = self.db.write().await?;
        let needed = status_list::slot_count(db::count_certificates(&mut tx).await?);
        let newest = db::load_newest_list(&mut tx).await?;
        let usable = newest.filter(|list| list.expires_at > now.unix() + 60 && list.slots >= needed);
        let token = match usable {
            Some(list) => list.token,
            None => status_list::publish_within(&mut tx, self.status_signer(), self.publication(now)).await?,
        };
        tx.commit().await?;
        Ok(token)
    }
}
