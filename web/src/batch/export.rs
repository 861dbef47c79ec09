//! What a table says, as cells for spreadsheets. Neither the identity number nor
//! the day of birth is among them: a list of results needs none of the two.

use certificate::{ItemCode, Timestamp, Verdict};

use super::{Batch, Row, State};
use crate::{
    Language,
    text::{self, Phrase, annex},
};

const HEAD: [Phrase; 12] = [
    annex::NUMBER,
    annex::FILE,
    annex::OUTCOME,
    annex::REASON,
    annex::CERTIFICATE,
    annex::HOLDER,
    annex::RANK,
    annex::SCHOOL,
    annex::ISSUED,
    annex::JUDGED,
    annex::LIST,
    annex::FINGERPRINT,
];

/// The rows in this order, under a heading.
pub fn cells(batch: &Batch, shown: &[usize], language: Language) -> Vec<Vec<String>> {
    let head = HEAD.iter().map(|column| column.say(language).to_owned()).collect();
    let rows = shown.iter().filter_map(|index| Some((index + 1, batch.rows().get(*index)?)));
    [head].into_iter().chain(rows.map(|(number, row)| line(number, row, language))).collect()
}

fn line(number: usize, row: &Row, language: Language) -> Vec<String> {
    let item = |code| row.printed(code).unwrap_or_default().to_owned();
    let either = |one, other| row.printed(one).or_else(|| row.printed(other)).unwrap_or_default().to_owned();
    let report = row.judgement().map(|judgement| &judgement.report);
    vec![
        number.to_string(),
        row.name.clone(),
        annex::kind(row.kind()).say(language).to_owned(),
        explanation(row, language),
        item(ItemCode::CertificateNumber),
        item(ItemCode::Name),
        either(ItemCode::Rank, ItemCode::Qualification),
        either(ItemCode::SubmittingSchool, ItemCode::IssuingAuthority),
        item(ItemCode::IssueDate),
        report.map(|report| instant(report.judged_at, language)).unwrap_or_default(),
        report.and_then(|report| report.list).map(|list| list.version.to_string()).unwrap_or_default(),
        report.map(|report| report.fingerprint.to_string()).unwrap_or_default(),
    ]
}

/// What the outcome means, with its reasons.
fn explanation(row: &Row, language: Language) -> String {
    let judgement = match &row.state {
        State::Waiting | State::Checking => return String::new(),
        State::Failed(fault) => return annex::fault(*fault, language),
        State::Judged(judgement) => judgement,
    };
    let report = &judgement.report;
    let specimen = report.stated.as_ref().is_some_and(|stated| stated.specimen);
    let meaning = match report.verdict {
        // The reasons say it.
        Verdict::NotRecognised | Verdict::StatusUnknown => None,
        verdict => Some(text::verdict_sentence(verdict)),
    };
    let mut said: Vec<_> = meaning.into_iter().chain(specimen.then_some(annex::SPECIMEN)).collect();
    for finding in &report.findings {
        let reason = text::reason(finding.code);
        if !said.contains(&reason) {
            said.push(reason);
        }
    }
    let said: Vec<_> = said.into_iter().map(|phrase| phrase.say(language)).collect();
    said.join(match language {
        Language::Chinese => "；",
        Language::English => "; ",
    })
}

/// An instant as people in Taiwan read it.
pub fn instant(at: Timestamp, language: Language) -> String {
    match language {
        Language::Chinese => at.taiwan_roc(),
        Language::English => at.taiwan_iso(),
    }
}

#[cfg(test)]
mod tests {
    use certificate::{Finding, FindingCode};

    use super::*;
    use crate::batch::{Fault, tests::judged};

    #[test]
    fn every_row_has_a_cell_in_every_column() {
        let mut batch = Batch::default();
        for name in ["good.pdf", "bad.pdf", "locked.pdf", "waits.pdf"] {
            batch.add(name.to_owned(), 1);
        }
        let mut bad = judged(Verdict::NotRecognised, None);
        bad.report.findings =
            vec![Finding::new(FindingCode::FileNotPdf), Finding::new(FindingCode::FileNotPdf)];
        let outcomes =
            [Ok(judged(Verdict::Current, Some(("教字第142195號", "周路徑")))), Ok(bad), Err(Fault::Locked)];
        for outcome in outcomes {
            let index = batch.take_next(false).unwrap();
            batch.finish(batch.run(), index, outcome);
        }
        let cells = cells(&batch, &[1, 0, 2, 3], Language::Chinese);
        assert!(cells.iter().all(|row| row.len() == HEAD.len()));
        assert_eq!(cells[0][..3], ["序號", "檔案", "結果"]);
        assert_eq!(cells[1][..4], ["2", "bad.pdf", "驗證失敗", text::reason(FindingCode::FileNotPdf).zh]);
        assert_eq!(cells[2][2..6], ["驗證成功", "電子證書符合教育部發證內容", "教字第142195號", "周路徑"]);
        assert_eq!(cells[3][3], annex::LOCKED.zh);
        assert_eq!(cells[4][2..5], ["尚未驗證", "", ""]);
    }
}
