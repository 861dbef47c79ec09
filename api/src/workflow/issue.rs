//! Issuing: approved cases → available certificates. A batch names the cases;
//! the press makes their certificates, sixty-four at a time, and goes on after a
//! crash or a pause exactly where it was.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context as _, Result, bail};
use certificate::{
    Annotation, CertificateNumber, Claims, Digest, FORMAT_VERSION, Items, Kind, Nonce, Status,
    StatusReference, Timestamp,
};
use keys::{FileSigner, Purpose};
use serde::Serialize;
use sqlx::AnyConnection;
use verifier_wasm::{StatusEvidence, Verifier};

use super::record::{project, record};
use crate::{
    case::CaseDetails,
    db::{self, CertificateRow},
    files::FileStoreError,
    history::{Details, EventKind, NewEvent, Occasion},
    ids::{new_id, random_bits},
    issuance::{Checked, CodeSigning, Composer, sign},
    settings::Settings,
    status_list::{self, FreeSlots},
    unit::IssuingUnit,
};

/// Certificates that share two transactions: enough to make the disk's share of
/// the time small, few enough to lose little work in a crash.
const CHUNK: i64 = 64;

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
    /// 1 for the first, counting up with every correction and replacement.
    pub version: i64,
    /// SHA-256 of the file.
    pub fingerprint: Digest,
    /// Which family.
    pub kind: Kind,
}

/// A certificate that could not be issued. It stays pending; resuming its batch
/// tries it again.
#[derive(Debug, thiserror::Error)]
#[error("{certificate_number} was not issued and stays pending: {reason}")]
pub struct IssueFailed {
    /// 證書字號
    pub certificate_number: CertificateNumber,
    /// Why.
    pub reason: String,
}

/// What became of one certificate.
pub type Outcome = Result<Issued, IssueFailed>;

impl Press {
    /// Opens the issuing key and reads fonts and templates.
    pub fn open(settings: &Settings) -> Result<Self> {
        let signer = settings.open_signer(Purpose::DocumentSigning)?;
        let composer = Composer::new(&settings.fonts, settings.templates.as_deref())?;
        Ok(Self { composer, signer })
    }
}

/// Certificates that wait to be made, and the newest list of the same moment: there
/// they are current, whatever becomes of them meanwhile.
struct Waiting {
    certificates: Vec<CertificateRow>,
    list: String,
}

/// What a new certificate is made from.
pub(super) struct Order<'a> {
    pub(super) case_id: &'a str,
    pub(super) version: i64,
    pub(super) details: CaseDetails,
    pub(super) annotation: Option<Annotation>,
}

/// Does the work on all cores and gives the results in the order of the tasks.
/// There are two threads to a core: while one waits for the disk, another works.
fn on_every_core<T: Send, R: Send>(tasks: Vec<T>, work: impl Fn(T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = tasks.len().min(2 * cores);
    let waiting = Mutex::new(tasks.into_iter().enumerate());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || -> Result<Vec<(usize, R)>> {
        std::iter::from_fn(next).map(|(place, task)| Ok((place, work(task)?))).collect()
    };
    let mut results = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let mut results = Vec::new();
        for thread in running {
            results
                .append(&mut thread.join().map_err(|_| anyhow::anyhow!("making a certificate panicked"))??);
        }
        anyhow::Ok(results)
    })?;
    results.sort_by_key(|(place, _)| *place);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

impl IssuingUnit {
    /// Makes the next certificates that wait: finishes what an interrupted run
    /// left, then begins with the next cases of the batches that run. Nothing is
    /// left to do when the answer is empty.
    ///
    /// # Errors
    /// The database or the file store is away. Nothing is lost: the next try makes
    /// the same files.
    pub async fn press(&self, press: &Press, occasion: Occasion<'_>) -> Result<Vec<Outcome>> {
        loop {
            let mut waiting = self.waiting(occasion.now).await?;
            if waiting.is_none() {
                self.allocate(occasion).await?;
                waiting = self.waiting(occasion.now).await?;
            }
            let Some(waiting) = waiting else { return Ok(Vec::new()) };
            let outcomes = self.complete(press, waiting, occasion).await?;
            // None of them: another press was faster, or they were withdrawn
            // meanwhile. There may be others.
            if !outcomes.is_empty() {
                return Ok(outcomes);
            }
        }
    }

    /// What waits to be made, if anything does. Where there is no fresh list, one is
    /// published first.
    async fn waiting(&self, now: Timestamp) -> Result<Option<Waiting>> {
        for _ in 0..2 {
            let mut tx = self.db.read().await?;
            let certificates = db::load_pending_certificates(&mut tx, CHUNK).await?;
            if certificates.is_empty() {
                return Ok(None);
            }
            let needed = status_list::slot_count(db::count_certificates(&mut tx).await?);
            let newest = db::load_newest_list(&mut tx).await?;
            drop(tx);
            let fresh = newest.filter(|list| list.expires_at > now.unix() + 60 && list.slots >= needed);
            if let Some(list) = fresh {
                return Ok(Some(Waiting { certificates, list: list.token }));
            }
            self.publish(now).await.context("no fresh status list")?;
        }
        bail!("no fresh status list")
    }

    /// Fixes number, slot, nonce and instant of the next cases. From here on the
    /// bytes of the file are determined, so that a crash later resumes with the
    /// same file. Batches with nothing left are done.
    async fn allocate(&self, occasion: Occasion<'_>) -> Result<()> {
        let mut tx = self.db.write().await?;
        for batch in db::load_running_batches(&mut tx).await? {
            let cases = db::load_unissued_cases(&mut tx, &batch, CHUNK).await?;
            if cases.is_empty() {
                db::mark_batch_state(&mut tx, &batch, "running", "done").await?;
                continue;
            }
            let mut slots = FreeSlots::load(&mut tx, CHUNK).await?;
            for case in cases {
                let details = self.vault.open_details(&case)?;
                let order = Order { case_id: &case.id, version: 1, details, annotation: None };
                self.order(&mut tx, &mut slots, order, occasion.now).await?;
                project(&mut tx, &case.id).await?;
            }
            break;
        }
        Ok(tx.commit().await?)
    }

    /// Adds one pending certificate.
    pub(super) async fn order(
        &self,
        db: &mut AnyConnection,
        slots: &mut FreeSlots,
        order: Order<'_>,
        now: Timestamp,
    ) -> Result<CertificateRow> {
        let slot = slots.take(db).await?;
        let claims = Claims {
            format: FORMAT_VERSION,
            items: order.details.items(now.taiwan_date()),
            annotation: order.annotation,
            status: StatusReference { list: self.settings.list_uri.clone(), index: slot.try_into()? },
            nonce: Nonce(random_bits()),
            issued_at: now,
            specimen: self.issues_specimens(),
        };
        let id = new_id();
        let certificate = CertificateRow {
            case_id: order.case_id.to_owned(),
            version: order.version,
            slot,
            sealed: self.vault.seal_claims(&id, &claims),
            file: None,
            failure: None,
            confirmed: false,
            status: Status::Current.code().to_owned(),
            downloads: 0,
            id,
        };
        db::insert_certificate(db, &certificate).await?;
        Ok(certificate)
    }

    /// Composes, signs, stores and checks, then makes all available in one
    /// transaction. A crash before the commit leaves files that nothing refers
    /// to; the next run makes the same files again.
    async fn complete(
        &self,
        press: &Press,
        waiting: Waiting,
        occasion: Occasion<'_>,
    ) -> Result<Vec<Outcome>> {
        let Waiting { certificates, list } = waiting;
        let anchors = self.anchors();
        let evidence = StatusEvidence { token: Some(list.as_bytes()), newest_seen: None };
        let verifier = Verifier::new(&anchors, evidence, occasion.now);
        // A store that is away need not be asked for each of them.
        let is_away = AtomicBool::new(false);
        let make = |certificate: CertificateRow| {
            if is_away.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let claims = self.vault.open_claims(&certificate)?;
            let subject = (claims.items.certificate_number().clone(), claims.items.kind());
            let made = self.make(press, &verifier, claims);
            if made.as_ref().is_err_and(FileStoreError::store_behind) {
                is_away.store(true, Ordering::Relaxed);
            }
            Ok(Some((certificate, subject, made)))
        };
        // Seconds of work for the processor: requests go on meanwhile.
        let made = tokio::task::block_in_place(|| on_every_core(certificates, make))?;
        self.record_made(made.into_iter().flatten().collect(), occasion).await
    }

    /// The only write of a chunk, begun when the slow work is done: nobody waits
    /// for the composing.
    async fn record_made(
        &self,
        made: Vec<(CertificateRow, (CertificateNumber, Kind), Result<Checked>)>,
        occasion: Occasion<'_>,
    ) -> Result<Vec<Outcome>> {
        let mut tx = self.db.write().await?;
        let mut outcomes = Vec::with_capacity(made.len());
        let mut stored = Vec::with_capacity(made.len());
        let mut away = None;
        for (certificate, (certificate_number, kind), checked) in made {
            match checked {
                Ok(checked) => {
                    let fingerprint = checked.fingerprint();
                    if db::mark_stored(&mut tx, &certificate.id, &fingerprint.to_string()).await? {
                        let version = certificate.version;
                        outcomes.push(Ok(Issued { certificate_number, version, fingerprint, kind }));
                        let details = Details { fingerprint: Some(fingerprint), ..Default::default() };
                        stored.push((certificate, new_id(), details));
                    }
                }
                // No fault of the certificate: it waits until the store is back.
                Err(error) if FileStoreError::store_behind(&error) => away = Some(error),
                Err(error) => {
                    let reason = format!("{error:#}");
                    if db::mark_failed(&mut tx, &certificate.id, &reason).await? {
                        project(&mut tx, &certificate.case_id).await?;
                        outcomes.push(Err(IssueFailed { certificate_number, reason }));
                    }
                }
            }
        }
        let events: Vec<_> = stored
            .iter()
            .map(|(certificate, act, details)| NewEvent {
                kind: EventKind::Issued,
                act,
                case_id: Some(&certificate.case_id),
                certificate_id: Some(&certificate.id),
                details,
            })
            .collect();
        record(&mut tx, occasion, &events).await?;
        tx.commit().await?;
        away.map_or(Ok(outcomes), Err)
    }

    /// code → compose → sign → store → check
    fn make(&self, press: &Press, verifier: &Verifier<'_>, claims: Claims) -> Result<Checked> {
        let photo = match &claims.items {
            Items::University(_) => None,
            Items::K12(items) => Some(self.files.read(items.photo)?),
        };
        let codes = CodeSigning { signer: &press.signer, root: self.root(), page: &self.settings.origin };
        let code = codes.link(&claims)?;
        let composed = press.composer.compose(claims, &code, photo.as_deref())?;
        let signed = sign(composed, &press.signer)?;
        let stored = signed.store(&self.files)?;
        Ok(stored.check(&self.files, verifier)?)
    }
}
