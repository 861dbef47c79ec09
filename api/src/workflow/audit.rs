//! Reading the history: pages for the auditor, and the check that nothing in it was
//! changed, taken out or moved.

use anyhow::{Context as _, Result};
use base64ct::{Base64, Encoding as _};
use certificate::{
    Timestamp,
    api::{AuditEntry, AuditPage},
};
use serde::Serialize;
use sqlx::AnyConnection;

use super::{
    record::{projection, versions},
    rules::Standing,
};
use crate::{
    db::{self, EventFilter, Found, SignedHeadRow},
    history::{self, Chain, ChainFault, Details, Event, EventKind, Head, NewEvent, Occasion, fold},
    ids::new_id,
    spreadsheet, status_list,
    unit::IssuingUnit,
};

/// How many entries a page has at most.
const LONGEST_PAGE: i64 = 500;
/// How many events are held in memory while the history is checked.
const STRIDE: i64 = 10_000;

/// The field of [`Details`] that the auditor alone sees, opened.
const PLACE: &str = "place";

/// The columns of an export.
const COLUMNS: [&str; 9] =
    ["sequence", "at", "account", "action", "certificate_number", "version", "case_id", "details", "digest"];

/// What a check of the history found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// How many events were checked.
    pub events: i64,
    /// The end of the history, to be noted and compared later.
    pub head: Head,
    /// How many signed heads were checked.
    pub signed_heads: u64,
    /// Everything that is wrong, as a sentence.
    pub faults: Vec<String>,
}

impl IssuingUnit {
    /// A page of the history, newest first.
    pub(crate) async fn audit(&self, filter: &EventFilter, limit: i64) -> Result<AuditPage> {
        let limit = limit.clamp(1, LONGEST_PAGE);
        let mut tx = self.db.read().await?;
        let mut events = db::search_events(&mut tx, filter, limit + 1).await?;
        let more = i64::try_from(events.len())? > limit;
        events.truncate(limit.try_into()?);
        let next = events.last().filter(|_| more).map(|event| event.sequence);
        let places = events.iter().map(place).collect::<Vec<_>>();
        let mut entries = audit_entries(&mut tx, events).await?;
        self.add_places(&mut tx, &mut entries, &places).await?;
        Ok(AuditPage { entries, next })
    }

    /// The history as CSV, newest first, at most `longest` entries; `row` gives the
    /// cells of one. The export is itself an event.
    pub(crate) async fn export_history(
        &self,
        mut filter: EventFilter,
        longest: usize,
        occasion: Occasion<'_>,
        row: impl Fn(&AuditEntry) -> Vec<String>,
    ) -> Result<Vec<u8>> {
        let mut csv = spreadsheet::writer(true);
        csv.write_record(COLUMNS)?;
        let mut written = 0;
        while written < longest {
            let page = self.audit(&filter, LONGEST_PAGE).await?;
            for entry in &page.entries {
                csv.write_record(row(entry).into_iter().map(spreadsheet::plain))?;
            }
            written += page.entries.len();
            let Some(next) = page.next else { break };
            filter.before = Some(next);
        }
        let mut tx = self.db.write().await?;
        let event = NewEvent {
            kind: EventKind::Exported,
            act: &new_id(),
            case_id: None,
            certificate_id: None,
            details: &Details { count: Some(written.try_into()?), ..Default::default() },
        };
        history::append(&mut tx, occasion, &[event]).await?;
        tx.commit().await?;
        Ok(csv.into_inner()?)
    }

    /// Adds the addresses that acts came from, as long as they are kept.
    async fn add_places(
        &self,
        db: &mut AnyConnection,
        entries: &mut [AuditEntry],
        places: &[Option<String>],
    ) -> Result<()> {
        let addresses = db::load_client_addresses(db, places.iter().flatten().map(String::as_str)).await?;
        for (entry, place) in entries.iter_mut().zip(places) {
            if let Some(address) = place.as_ref().and_then(|id| addresses.get(id)) {
                entry.details.push((PLACE.to_owned(), self.vault.open_address(address)?));
            }
        }
        Ok(())
    }

    /// Checks the whole history: every link, every signed head, and that what lists
    /// show of each case is what its history says. Finds every fault, not only the
    /// first.
    pub async fn check_history(&self) -> Result<Audit> {
        let mut tx = self.db.read().await?;
        let mut chain = Chain::start();
        let mut audit = Audit { events: 0, head: Head::EMPTY, signed_heads: 0, faults: Vec::new() };
        // From the very beginning: nothing may stand before the first, either.
        let mut after = i64::MIN;
        loop {
            let found = db::load_events_after(&mut tx, after, STRIDE).await?;
            let Some(last) = found.last() else { break };
            let heads = db::load_signed_heads(&mut tx, after.max(0), last.sequence).await?;
            after = last.sequence;
            for Found { sequence, event } in &found {
                audit.events += 1;
                let Some(event) = event else {
                    audit.faults.push(chain.skip(*sequence).to_string());
                    continue;
                };
                audit.faults.extend(chain.advance(event).err().map(|fault| fault.to_string()));
                for head in heads.iter().filter(|head| head.history_sequence == event.sequence) {
                    audit.signed_heads += 1;
                    audit.faults.extend(self.check_head(head, event)?.map(|fault| fault.to_string()));
                }
            }
        }
        audit.head = chain.head();
        // A head beyond the end: the end was cut off.
        let beyond = db::load_signed_heads(&mut tx, audit.head.sequence, i64::MAX).await?;
        if let Some(furthest) = beyond.last() {
            let fault = ChainFault::Missing { from: audit.head.sequence + 1, to: furthest.history_sequence };
            audit.faults.push(fault.to_string());
        }
        audit.faults.append(&mut check_projections(&mut tx).await?);
        Ok(audit)
    }

    fn check_head(&self, head: &SignedHeadRow, event: &Event) -> Result<Option<ChainFault>> {
        let list = head.version;
        let digest = head.history_digest.parse().unwrap_or(Head::EMPTY.digest);
        let signature = Base64::decode_vec(&head.history_signature).unwrap_or_default();
        let message = Head { sequence: head.history_sequence, digest }.message();
        // The certificate is as trustworthy as the root that vouches for it: it may
        // be read from a token that nobody checked.
        let certificate = status_list::certificate(&head.token_start).unwrap_or_default();
        let at = Timestamp::from_unix(head.issued_at).context("a stored instant is out of range")?;
        Ok(if !self.is_signed_by_status_key(&certificate, at, &message, &signature) {
            Some(ChainFault::HeadNotSigned { list })
        } else if digest != event.digest {
            Some(ChainFault::Rewritten { sequence: event.sequence, list })
        } else {
            None
        })
    }
}

/// The blind index of the address that an act came from.
fn place(event: &Event) -> Option<String> {
    Details::parse(&event.details).ok()?.place
}

/// Events as an auditor reads them, without places but with the numbers of what they are about.
pub(super) async fn audit_entries(db: &mut AnyConnection, events: Vec<Event>) -> Result<Vec<AuditEntry>> {
    let cases = events.iter().filter_map(|event| event.case_id.as_deref());
    let numbers = db::load_certificate_numbers(db, cases).await?;
    let certificates = events.iter().filter_map(|event| event.certificate_id.as_deref());
    let versions = db::load_versions(db, certificates).await?;
    let entry = |event: Event| {
        let number = event.case_id.as_ref().and_then(|id| numbers.get(id));
        let version = event.certificate_id.as_ref().and_then(|id| versions.get(id));
        Ok(AuditEntry {
            certificate_number: number.map(|number| number.parse()).transpose()?,
            version: version.map(|version| u32::try_from(*version)).transpose()?,
            sequence: event.sequence,
            at: event.at,
            account: event.account,
            action: event.kind.code().to_owned(),
            case_id: event.case_id,
            details: details(&event.details)?,
            digest: event.digest,
        })
    };
    events.into_iter().map(entry).collect()
}

/// Compares what lists show with what the history says.
async fn check_projections(db: &mut AnyConnection) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for case in db::load_case_ids(db).await? {
        let row = db::load_case(db, &case).await?.context("the case is there")?;
        let certificates = db::load_certificates(db, &case).await?;
        let state = match db::load_case_events(db, &case).await {
            Ok(events) => fold(&events).remove(&case).unwrap_or_default(),
            // The event was named already.
            Err(sqlx::Error::ColumnDecode { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let standing = Standing::new(state, versions(&certificates));
        let state = standing.state();
        let expected = projection(&standing, row.projection.open_notes);
        let stands = certificates.iter().all(|certificate| {
            let own = state.certificate(&certificate.id);
            certificate.confirmed == own.is_confirmed()
                && certificate.downloads == own.downloads()
                && certificate.status == state.status(&certificate.id).code()
                && certificate.file.is_some() == own.is_issued()
        });
        if !stands || expected != row.projection {
            faults
                .push(format!("what lists show of {} is not what its history says", row.certificate_number));
        }
    }
    Ok(faults)
}

/// Names and values, in the order of the fields.
fn details(json: &str) -> Result<Vec<(String, String)>> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json)?;
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Array(list) => {
            list.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let shown = fields.into_iter().filter(|(name, _)| name != PLACE);
    Ok(shown.map(|(name, value)| (name, text(value))).collect())
}
