//! What happens to the cases of one letter, from import on: events in the order in
//! which the acts would have recorded them, and the rows that come of them.

use anyhow::{Context as _, Result};
use certificate::{
    Annotation, AnnotationMark, Claims, Digest, FORMAT_VERSION, Nonce, StatusReference, Timestamp,
};
use sha2::{Digest as _, Sha256};

use super::{
    LETTER, Progress, Sample, id,
    people::{NewCase, People},
    rows::Rows,
};
use crate::{
    archive::Particulars,
    case::CaseDetails,
    db::{AnnulmentRow, CaseRow, CertificateRow},
    history::{self, Details, Event, EventKind, NewEvent, Occasion, fold},
    ids::random_bits,
    unit::IssuingUnit,
    workflow::{projection, rules::Standing, versions},
};

/// How far a case gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    Approved,
    Unconfirmed,
    Confirmed,
    Downloaded,
    /// A second version waits for its confirmation.
    Replacing,
    /// The second version took the place of the first.
    Replaced,
    Annulled,
}

impl Life {
    fn of(people: &People, letter: usize, place: usize) -> Self {
        if people.is_approved_only(letter) {
            return Self::Approved;
        }
        if people.is_new(letter) {
            return Self::Unconfirmed;
        }
        // A prime, so that every kind of certificate meets every fate.
        match (letter * LETTER + place) % 997 {
            0 | 500 if people.rank(letter) == certificate::Rank::Professor => Self::Annulled,
            1..=20 => Self::Replaced,
            21 => Self::Replacing,
            22..=600 => Self::Downloaded,
            _ => Self::Confirmed,
        }
    }

    const fn has_second_version(self) -> bool {
        matches!(self, Self::Replacing | Self::Replaced)
    }
}

/// A fact about a case of the letter, and about a version of it.
struct Fact {
    case: usize,
    version: Option<usize>,
    kind: EventKind,
    details: Details,
}

/// A case of the letter with its certificates.
struct Living {
    life: Life,
    row: CaseRow,
    certificates: Vec<CertificateRow>,
}

/// Adds the rows of one letter.
pub(super) fn live(
    unit: &IssuingUnit,
    people: &People,
    letter: usize,
    at: Timestamp,
    progress: &mut Progress,
    rows: &mut Rows,
) -> Result<()> {
    let mut cases = Vec::with_capacity(LETTER);
    for (place, new) in people.cases(letter)?.into_iter().enumerate() {
        let life = Life::of(people, letter, place);
        let row = case_row(unit, people, letter, at, &new, progress, rows)?;
        let certificates = certificates(unit, life, &row, &new.details, at, progress)?;
        note_sample(progress, life, letter, place, &row, &new.details);
        cases.push(Living { life, row, certificates });
    }
    let school = if people.is_k12(letter) {
        "issuer-0".to_owned()
    } else {
        format!("school-{}", people.school_code(letter))
    };
    let events = events(&cases, &school, at, progress, rows)?;
    for case in cases {
        finish(case, &events, rows)?;
    }
    rows.events.extend(events);
    Ok(())
}

fn case_row(
    unit: &IssuingUnit,
    people: &People,
    letter: usize,
    at: Timestamp,
    new: &NewCase,
    progress: &mut Progress,
    rows: &mut Rows,
) -> Result<CaseRow> {
    let details = &new.details;
    let holder_id = match progress.holders.get(&new.person) {
        Some(known) => known.clone(),
        None => {
            let holder = id();
            let particulars = Particulars {
                identity_number: details.identity_number().clone(),
                birth_date: details.birth_date(),
            };
            let sealed = unit.vault.seal_particulars(&holder, &particulars)?;
            let index = unit.vault.identity_index(&particulars.identity_number);
            rows.holders.push((holder.clone(), index, sealed));
            progress.holders.insert(new.person, holder.clone());
            holder
        }
    };
    let id = id();
    Ok(CaseRow {
        holder_id,
        kind: details.kind().code().to_owned(),
        document_number: people.document_number(letter),
        certificate_number: details.certificate_number().to_string(),
        school_code: details.school_code().map(str::to_owned),
        rank: details.rank().map(|rank| rank.code().to_owned()),
        name_index: unit.vault.name_index(details.name()),
        imported_at: at.unix(),
        revision: 1,
        sealed: unit.vault.seal_details(&id, 1, details),
        projection: projection(&Standing::default(), 0),
        id,
    })
}

/// The versions of a case, as an order would have made them.
fn certificates(
    unit: &IssuingUnit,
    life: Life,
    case: &CaseRow,
    details: &CaseDetails,
    at: Timestamp,
    progress: &mut Progress,
) -> Result<Vec<CertificateRow>> {
    let versions = match life {
        Life::Approved => 0,
        life => 1 + i64::from(life.has_second_version()),
    };
    (1..=versions)
        .map(|version| {
            let slot = progress.slots.take()?;
            let claims = Claims {
                format: FORMAT_VERSION,
                items: details.clone().items(at.taiwan_date()),
                annotation: (version > 1).then(|| annotation(at)).transpose()?,
                status: StatusReference { list: unit.settings.list_uri.clone(), index: slot.try_into()? },
                nonce: Nonce(random_bits()),
                issued_at: at,
                specimen: unit.issues_specimens(),
            };
            let id = id();
            // In place of the file that was not made.
            let file = Digest(Sha256::digest(claims.to_json()).into());
            Ok(CertificateRow {
                case_id: case.id.clone(),
                version,
                slot,
                sealed: unit.vault.seal_claims(&id, &claims),
                file: Some(file.to_string()),
                failure: None,
                confirmed: false,
                status: certificate::Status::Current.code().to_owned(),
                downloads: 0,
                id,
            })
        })
        .collect()
}

fn annotation(at: Timestamp) -> Result<Annotation> {
    Ok(Annotation {
        mark: AnnotationMark::Reissue,
        original_issue_date: at.taiwan_date(),
        reason: "紙本遺失".parse()?,
    })
}

/// The facts of the letter, one kind of act after the other, and chained.
fn events(
    cases: &[Living],
    school: &str,
    at: Timestamp,
    progress: &mut Progress,
    rows: &mut Rows,
) -> Result<Vec<Event>> {
    let acts = acts(cases, rows, at)?;
    let mut events = Vec::new();
    for (step, (account, act, facts)) in acts.into_iter().enumerate() {
        let account = account.unwrap_or(school);
        let now = Timestamp::from_unix(at.unix() + i64::try_from(step)? * 300).context("a late instant")?;
        let acts: Vec<_> = facts.iter().map(|_| act.clone().unwrap_or_else(id)).collect();
        let new: Vec<_> = facts
            .iter()
            .zip(&acts)
            .map(|(fact, act)| {
                let case = &cases[fact.case];
                NewEvent {
                    kind: fact.kind,
                    act,
                    case_id: Some(&case.row.id),
                    certificate_id: fact.version.map(|version| case.certificates[version].id.as_str()),
                    details: &fact.details,
                }
            })
            .collect();
        let chained = history::chained(&mut progress.head, Occasion { account, now, address: None }, &new);
        events.extend(chained);
    }
    Ok(events)
}

/// Who does what: account (none: the school), act (none: one for each), facts.
type Act = (Option<&'static str>, Option<String>, Vec<Fact>);

fn acts(cases: &[Living], rows: &mut Rows, at: Timestamp) -> Result<Vec<Act>> {
    let about = |kind, version: Option<usize>, which: &dyn Fn(&Living) -> bool| -> Vec<Fact> {
        let chosen = cases.iter().enumerate().filter(|(_, case)| which(case));
        chosen
            .map(|(case, living)| Fact { case, version, kind, details: details(kind, living, version) })
            .collect()
    };
    let is_confirmed = |case: &Living| !matches!(case.life, Life::Approved | Life::Unconfirmed);
    let is_downloaded = |case: &Living| case.life == Life::Downloaded;
    let second = |case: &Living| case.life.has_second_version();
    let mut acts = vec![
        (Some("issuer-0"), Some(id()), about(EventKind::Imported, None, &|_| true)),
        (Some("the press"), None, about(EventKind::Issued, Some(0), &|case| case.life != Life::Approved)),
        (None, Some(id()), about(EventKind::Confirmed, Some(0), &is_confirmed)),
        (Some("teacher"), None, about(EventKind::Downloaded, Some(0), &is_downloaded)),
        (Some("issuer-0"), None, about(EventKind::Replaced, Some(1), &second)),
        (Some("the press"), None, about(EventKind::Issued, Some(1), &second)),
    ];
    for (case, living) in cases.iter().enumerate() {
        if living.life == Life::Replaced {
            let fact =
                |kind, version| Fact { case, version: Some(version), kind, details: Details::default() };
            let facts = vec![fact(EventKind::Confirmed, 1), fact(EventKind::Superseded, 0)];
            acts.push((None, Some(id()), facts));
        }
        if living.life == Life::Annulled {
            let row = annulment(&living.row, at);
            let details = crate::workflow::annulment_details(&row)?;
            let fact = Fact { case, version: None, kind: EventKind::Annulled, details };
            acts.push((Some("issuer-0"), Some(row.id.clone()), vec![fact]));
            rows.annulments.push(row);
        }
    }
    acts.retain(|(_, _, facts)| !facts.is_empty());
    Ok(acts)
}

fn details(kind: EventKind, living: &Living, version: Option<usize>) -> Details {
    let file = version.and_then(|version| living.certificates[version].file.as_ref()?.parse().ok());
    match kind {
        EventKind::Issued | EventKind::Downloaded => Details { fingerprint: file, ..Default::default() },
        EventKind::Replaced => Details { ground: Some("lost".to_owned()), ..Default::default() },
        _ => Details::default(),
    }
}

fn annulment(case: &CaseRow, at: Timestamp) -> AnnulmentRow {
    let is_k12 = case.rank.is_none();
    AnnulmentRow {
        id: id(),
        case_id: case.id.clone(),
        rank: case.rank.clone(),
        reach: if is_k12 { "this-only" } else { "from-rank-upward" }.to_owned(),
        ground: "sample".to_owned(),
        legal_basis: "範例依據".to_owned(),
        decision_date: at.taiwan_date().to_string(),
        document_number: case.document_number.clone(),
        state: "in-force".to_owned(),
        proposed_by: "issuer-0".to_owned(),
        proposed_at: at.unix(),
        decided_by: None,
    }
}

/// The projections of a case are the fold over its events.
fn finish(mut case: Living, events: &[Event], rows: &mut Rows) -> Result<()> {
    let own = events.iter().filter(|event| event.case_id.as_ref() == Some(&case.row.id));
    let state = fold(own).remove(&case.row.id).context("every case was imported")?;
    for certificate in &mut case.certificates {
        let own = state.certificate(&certificate.id);
        certificate.confirmed = own.is_confirmed();
        certificate.downloads = own.downloads();
        certificate.status = state.status(&certificate.id).code().to_owned();
    }
    case.row.projection = projection(&Standing::new(state, versions(&case.certificates)), 0);
    rows.certificates.append(&mut case.certificates);
    rows.cases.push(case.row);
    Ok(())
}

/// Keeps what may be asked for later: of some letters one case, of the rare ones all.
fn note_sample(
    progress: &mut Progress,
    life: Life,
    letter: usize,
    place: usize,
    row: &CaseRow,
    details: &CaseDetails,
) {
    const EVERY: usize = 97;
    const LONGEST: usize = 2_000;
    let filled = &mut progress.filled;
    if life == Life::Replacing && filled.replacing.len() < LONGEST {
        filled.replacing.push((row.id.clone(), 2));
    }
    if life == Life::Confirmed && row.rank.as_deref() == Some("professor") && filled.in_force.len() < LONGEST
    {
        filled.in_force.push(row.id.clone());
    }
    if (letter * LETTER + place).is_multiple_of(EVERY) {
        filled.samples.push(Sample {
            id: row.id.clone(),
            name: details.name().to_string(),
            identity_number: details.identity_number().as_str().to_owned(),
            certificate_number: row.certificate_number.clone(),
            document_number: row.document_number.clone(),
            school_code: row.school_code.clone(),
            after: format!("{}.{}", row.imported_at, row.id),
        });
    }
}
