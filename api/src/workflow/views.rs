//! What screens show of cases: lists, details, the teacher's certificates. Reads
//! only.

use anyhow::{Context as _, Result};
use certificate::{
    ItemCode, Items, PrintedItem, Status, Timestamp,
    api::{
        AnnulmentPreview, CaseDetail, CasePage, CaseQuery, CaseSummary, CaseVersion, NewAnnulment, Note,
        SchoolCase, SchoolCases, Stage, Summary, TeacherCertificate,
    },
};
use sqlx::AnyConnection;

use super::{
    Refusal,
    annul::{check_ground, part, start_rank},
    audit::audit_entries,
    record::stage,
};
use crate::{
    case::CaseDetails,
    db::{self, CaseFilter, CaseRow, CertificateRow, NoteRow},
    unit::IssuingUnit,
};

/// How many cases a page has, and how many it may have.
const PAGE: u32 = 50;
const LONGEST_PAGE: u32 = 200;
/// How many open notes a list shows.
const LISTED_NOTES: i64 = 500;

impl IssuingUnit {
    /// 證書確認作業: the cases of one 核定公文文號 that a school submitted.
    pub async fn school_cases(&self, school_code: &str, document_number: &str) -> Result<SchoolCases> {
        let mut tx = self.db.read().await?;
        let mut cases = Vec::new();
        for row in db::load_school_cases(&mut tx, school_code, document_number).await? {
            cases.push(self.school_case(&mut tx, row).await?);
        }
        if cases.is_empty() {
            return Err(Refusal::NotFound.into());
        }
        let confirmed = cases.iter().filter(|case| case.stage == Stage::Confirmed).count();
        Ok(SchoolCases {
            document_number: document_number.to_owned(),
            unconfirmed: (cases.len() - confirmed).try_into()?,
            confirmed: confirmed.try_into()?,
            cases,
        })
    }

    async fn school_case(&self, db: &mut AnyConnection, row: CaseRow) -> Result<SchoolCase> {
        let CaseDetails::University(case) = self.vault.open_details(&row)? else {
            anyhow::bail!("a case of a school is one of a university");
        };
        let (changed, former) = if row.projection.version > 1 {
            let certificates = db::load_certificates(db, &row.id).await?;
            let newest = certificates.len().saturating_sub(1);
            let changed = self.changes(&certificates, newest)?;
            let former = self.former(&certificates, newest, &changed)?;
            (changed, former)
        } else {
            (Vec::new(), Vec::new())
        };
        Ok(SchoolCase {
            id: row.id,
            name: case.name.to_string(),
            identity_number: case.identity_number.masked().to_owned(),
            birth_date: case.birth_date,
            sex: case.sex,
            rank: case.rank,
            review_category: case.review_category,
            school_code: case.school_code,
            submitting_school: case.submitting_school.to_string(),
            seniority_start: case.seniority_start,
            certificate_number: case.certificate_number,
            version: row.projection.version.try_into()?,
            stage: Stage::from_code(&row.projection.stage).context("a stored case is at no stage")?,
            status: Status::from_code(&row.projection.status).context("a stored case has no status")?,
            downloaded: row.projection.downloaded,
            changed,
            former,
            open_notes: row.projection.open_notes.try_into()?,
        })
    }

    /// What the version before stated of some items. Of an identity number no more is
    /// shown than of the one in force.
    fn former(
        &self,
        certificates: &[CertificateRow],
        place: usize,
        changed: &[ItemCode],
    ) -> Result<Vec<PrintedItem>> {
        let Some(before) = place.checked_sub(1).and_then(|before| certificates.get(before)) else {
            return Ok(Vec::new());
        };
        let items = self.vault.open_claims(before)?.items;
        let mut former = items.printed();
        former.retain(|item| changed.contains(&item.code));
        for item in former.iter_mut().filter(|item| item.code == ItemCode::IdentityNumber) {
            items.identity_number().masked().clone_into(&mut item.value.zh);
        }
        Ok(former)
    }

    /// The items in which a version differs from the one before.
    fn changes(&self, certificates: &[CertificateRow], place: usize) -> Result<Vec<ItemCode>> {
        let Some(before) = place.checked_sub(1).and_then(|before| certificates.get(before)) else {
            return Ok(Vec::new());
        };
        let now = certificates.get(place).context("the version is in the list")?;
        let printed = |certificate| anyhow::Ok(self.vault.open_claims(certificate)?.items.printed());
        let before = printed(before)?;
        let differs = |item: &PrintedItem| item.code != ItemCode::IssueDate && !before.contains(item);
        Ok(printed(now)?.into_iter().filter(differs).map(|item| item.code).collect())
    }

    /// A page of cases.
    pub async fn search(&self, query: CaseQuery) -> Result<CasePage> {
        let limit = query.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE);
        let filter = self.filter(query)?;
        let mut tx = self.db.read().await?;
        let mut rows = db::search_cases(&mut tx, &filter, i64::from(limit) + 1).await?;
        let more = rows.len() > usize::try_from(limit)?;
        rows.truncate(limit.try_into()?);
        let last = rows.last().filter(|_| more);
        let next = last.map(|row| format!("{}.{}", row.imported_at, row.id));
        let cases = rows.into_iter().map(|row| self.summary_of(row)).collect::<Result<_>>()?;
        Ok(CasePage { cases, next })
    }

    /// What a search asks the database for. Names and identity numbers are looked
    /// up by their keyed digests.
    pub(crate) fn filter(&self, query: CaseQuery) -> Result<CaseFilter> {
        let not_matching = |field: &str| Refusal::field(field, "格式不符 Not in the form needed");
        let given =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let name = given(query.name).map(|name| name.parse()).transpose();
        let identity_number = given(query.identity_number).map(|number| number.parse()).transpose();
        let after = given(query.after)
            .map(|after| {
                let (at, id) = after.split_once('.')?;
                Some((at.parse().ok()?, id.to_owned()))
            })
            .map(|after| after.ok_or_else(|| not_matching("after")))
            .transpose()?;
        Ok(CaseFilter {
            document_number: given(query.document_number),
            certificate_number: given(query.certificate_number),
            name_index: name.map_err(|_| not_matching("name"))?.map(|name| self.vault.name_index(&name)),
            identity_index: identity_number
                .map_err(|_| not_matching("identity_number"))?
                .map(|number| self.vault.identity_index(&number)),
            school_code: given(query.school_code),
            kind: query.kind.map(|kind| kind.code().to_owned()),
            rank: query.rank.map(|rank| rank.code().to_owned()),
            stage: query.stage.map(|stage| stage.code().to_owned()),
            status: query.status.map(|status| status.code().to_owned()),
            after,
        })
    }

    /// A case as a list shows it.
    pub(crate) fn summary_of(&self, row: CaseRow) -> Result<CaseSummary> {
        let details = self.vault.open_details(&row)?;
        Ok(CaseSummary {
            kind: details.kind(),
            name: details.name().to_string(),
            identity_number: details.identity_number().masked().to_owned(),
            certificate_number: details.certificate_number().clone(),
            rank: details.rank(),
            school_code: details.school_code().map(str::to_owned),
            submitting_school: details.submitting_school().map(ToString::to_string),
            document_number: row.document_number,
            version: row.projection.version.try_into()?,
            stage: Stage::from_code(&row.projection.stage).context("a stored case is at no stage")?,
            status: Status::from_code(&row.projection.status).context("a stored case has no status")?,
            downloaded: row.projection.downloaded,
            open_notes: row.projection.open_notes.try_into()?,
            id: row.id,
        })
    }

    /// Everything about a case.
    pub async fn case_detail(&self, id: &str) -> Result<CaseDetail> {
        let mut tx = self.db.read().await?;
        let row = db::load_case(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        let certificates = db::load_certificates(&mut tx, id).await?;
        let mut versions = Vec::new();
        for place in 0..certificates.len() {
            versions.push(self.case_version(&certificates, place)?);
        }
        let notes = db::load_case_notes(&mut tx, id).await?;
        let notes = self.notes_of(&mut tx, notes).await?;
        let annulments = db::load_holder_annulments(&mut tx, &row.holder_id).await?;
        let annulments = self.annulments_of(&mut tx, annulments).await?;
        let history = db::load_case_events(&mut tx, id).await?;
        let history = audit_entries(&mut tx, history).await?;
        Ok(CaseDetail {
            data: self.vault.open_details(&row)?.to_data(),
            summary: self.summary_of(row)?,
            failure: certificates.last().and_then(|newest| newest.failure.clone()),
            versions,
            notes,
            history,
            annulments,
        })
    }

    fn case_version(&self, certificates: &[CertificateRow], place: usize) -> Result<CaseVersion> {
        let certificate = certificates.get(place).context("the version is in the list")?;
        let claims = self.vault.open_claims(certificate)?;
        Ok(CaseVersion {
            certificate_id: certificate.id.clone(),
            version: certificate.version.try_into()?,
            issue_date: claims.items.issue_date(),
            stage: stage(certificate, certificate.confirmed),
            status: Status::from_code(&certificate.status).context("a stored certificate has no status")?,
            annotation: claims.annotation,
            changed: self.changes(certificates, place)?,
            downloads: certificate.downloads.try_into()?,
            fingerprint: certificate.file.as_deref().map(str::parse).transpose()?,
        })
    }

    pub(super) async fn notes_of(&self, db: &mut AnyConnection, rows: Vec<NoteRow>) -> Result<Vec<Note>> {
        let cases = db::load_cases(db, rows.iter().map(|row| row.case_id.as_str())).await?;
        let case = |row: &NoteRow| cases.get(&row.case_id).cloned().context("a note has its case");
        rows.into_iter().map(|row| self.note_of(case(&row)?, row)).collect()
    }

    pub(super) async fn load_note_of(&self, db: &mut AnyConnection, row: NoteRow) -> Result<Note> {
        self.notes_of(db, vec![row]).await?.pop().context("one for each row")
    }

    fn note_of(&self, case: CaseRow, row: NoteRow) -> Result<Note> {
        let instant = |seconds| Timestamp::from_unix(seconds).context("a stored instant is out of range");
        let case = self.summary_of(case)?;
        Ok(Note {
            text: self.vault.open_note(&row)?,
            certificate_number: case.certificate_number,
            kind: case.kind,
            submitting_school: case.submitting_school,
            author: row.account,
            at: instant(row.at)?,
            settled_at: row.settled_at.map(instant).transpose()?,
            case_id: row.case_id,
            id: row.id,
        })
    }

    /// Notes of schools that are still open, oldest first.
    pub async fn open_notes(&self) -> Result<Vec<Note>> {
        let mut tx = self.db.read().await?;
        let notes = db::load_open_notes(&mut tx, LISTED_NOTES).await?;
        self.notes_of(&mut tx, notes).await
    }

    /// What an annulment would hit.
    pub async fn preview_annulment(
        &self,
        new: &NewAnnulment,
        ground: &certificate::api::Ground,
    ) -> Result<AnnulmentPreview> {
        let mut tx = self.db.read().await?;
        let case = db::load_case(&mut tx, &new.case_id).await?.ok_or(Refusal::NotFound)?;
        check_ground(&case, ground)?;
        let rank = start_rank(&case, None)?;
        let parted = part(&mut tx, &case, ground.reach, rank).await?;
        let summaries =
            |rows: Vec<CaseRow>| rows.into_iter().map(|row| self.summary_of(row)).collect::<Result<_>>();
        Ok(AnnulmentPreview {
            hit: summaries(parted.hit)?,
            spared: summaries(parted.spared)?,
            needs_approval: self.settings.four_eyes,
        })
    }

    /// What waits for the issuing unit.
    pub async fn summary(&self) -> Result<Summary> {
        let mut tx = self.db.read().await?;
        let mut summary = Summary {
            open_notes: db::count_open_notes(&mut tx).await?.try_into()?,
            proposed_annulments: db::count_proposed(&mut tx).await?.try_into()?,
            ..Default::default()
        };
        for (stage, count) in db::count_stages(&mut tx).await? {
            let count = count.try_into()?;
            match Stage::from_code(&stage).context("a stored case is at no stage")? {
                Stage::Approved => summary.approved = count,
                Stage::Issuing => summary.issuing = count,
                Stage::Failed => summary.failed = count,
                Stage::Unconfirmed => summary.unconfirmed = count,
                Stage::Confirmed => {}
            }
        }
        Ok(summary)
    }

    /// 證書下載: what was released to the holder of an identity number, newest
    /// first.
    pub async fn teacher_certificates(&self, identity_index: &str) -> Result<Vec<TeacherCertificate>> {
        let mut tx = self.db.read().await?;
        let rows = db::load_released_certificates(&mut tx, identity_index).await?;
        let mut certificates =
            rows.iter().map(|row| self.teacher_certificate(row)).collect::<Result<Vec<_>>>()?;
        certificates
            .sort_by_key(|certificate| std::cmp::Reverse((certificate.issue_date, certificate.version)));
        Ok(certificates)
    }

    fn teacher_certificate(&self, row: &CertificateRow) -> Result<TeacherCertificate> {
        let claims = self.vault.open_claims(row)?;
        let (rank, qualification) = match &claims.items {
            Items::University(items) => (Some(items.rank), None),
            Items::K12(items) => (None, Some(items.qualification.to_string())),
        };
        let certificate_number = claims.items.certificate_number().clone();
        Ok(TeacherCertificate {
            id: row.id.clone(),
            kind: claims.items.kind(),
            rank,
            qualification,
            version: row.version.try_into()?,
            issue_date: claims.items.issue_date(),
            status: Status::from_code(&row.status).context("a stored certificate has no status")?,
            fingerprint: row.file.as_deref().context("what was released has a file")?.parse()?,
            file_name: file_name(&certificate_number, row.version),
            certificate_number,
            specimen: claims.specimen,
        })
    }
}

/// The name under which a browser saves a certificate; versions differ.
pub(super) fn file_name(number: &certificate::CertificateNumber, version: i64) -> String {
    if version == 1 { format!("{number}.pdf") } else { format!("{number}-{version}.pdf") }
}
