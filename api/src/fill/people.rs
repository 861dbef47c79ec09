//! Invented people and their cases, always the same: everybody has a certificate
//! of each of the four ranks, or four of a school teacher; names of persons and schools
//! follow patterns that nobody has.

use anyhow::{Context as _, Result};
use certificate::{CertificateNumber, Date, Digest, IdentityNumber, PrintableText, Rank, YearMonth};

use super::{LETTER, Plan};
use crate::case::{CaseDetails, K12Case, UniversityCase};

const FAMILY: [char; 32] = [
    '陳', '林', '黃', '張', '李', '王', '吳', '劉', '蔡', '楊', '許', '鄭', '謝', '洪', '郭', '邱', '曾',
    '廖', '賴', '徐', '周', '葉', '蘇', '莊', '呂', '江', '何', '蕭', '羅', '高', '潘', '簡',
];
const GIVEN: [char; 40] = [
    '樣', '範', '例', '示', '試', '仿', '甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸', '子',
    '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥', '春', '夏', '秋', '冬', '東', '西',
    '南', '北', '山', '水', '木', '石',
];
/// Every so many letters one is of school teachers.
const K12_LETTERS: usize = 10;

/// Everybody, in letters of fifty.
pub(super) struct People {
    /// Letters of one round; a round gives everybody one certificate.
    round: usize,
    rounds: usize,
    approved: usize,
    schools: usize,
    photo: Digest,
}

/// One case, not stored yet.
pub(super) struct NewCase {
    pub(super) person: usize,
    pub(super) details: CaseDetails,
}

impl People {
    pub(super) fn new(plan: &Plan, photo: Digest) -> Result<Self> {
        let letters = plan.certificates.div_ceil(LETTER);
        let rounds = Rank::ALL.len();
        let round = letters.div_ceil(rounds).max(1);
        anyhow::ensure!(plan.approved.div_ceil(LETTER) <= round, "more approved cases than people");
        anyhow::ensure!(round * LETTER < 10_000_000, "there are not so many identity numbers");
        Ok(Self { round, rounds, approved: plan.approved.div_ceil(LETTER), schools: plan.schools, photo })
    }

    /// How many letters there are.
    pub(super) const fn letters(&self) -> usize {
        self.round * self.rounds + self.approved
    }

    /// Whether the cases of a letter are left to be issued.
    pub(super) const fn is_approved_only(&self, letter: usize) -> bool {
        letter >= self.round * self.rounds
    }

    /// Whether a letter is among the newest, which wait for confirmation: a hundredth
    /// of all, and one for every school.
    pub(super) fn is_new(&self, letter: usize) -> bool {
        let all = self.round * self.rounds;
        (all.saturating_sub((all / 100).max(self.schools.min(self.round)))..all).contains(&letter)
    }

    pub(super) fn is_k12(&self, letter: usize) -> bool {
        !self.is_approved_only(letter) && self.place(letter) % K12_LETTERS == K12_LETTERS - 1
    }

    /// At any time every rank is given to somebody.
    pub(super) fn rank(&self, letter: usize) -> Rank {
        Rank::ALL[self.rank_place(letter)]
    }

    fn rank_place(&self, letter: usize) -> usize {
        if self.is_approved_only(letter) {
            self.rounds - 1
        } else {
            (letter / self.round + self.place(letter)) % self.rounds
        }
    }

    pub(super) fn school_code(&self, letter: usize) -> String {
        format!("{}", 8000 + self.school(letter))
    }

    fn school(&self, letter: usize) -> usize {
        self.place(letter) % self.schools
    }

    /// 核定公文文號
    pub(super) fn document_number(&self, letter: usize) -> String {
        format!("臺教高樣字第{:010}號", 1_120_000_000 + letter)
    }

    pub(super) fn identity_number(person: usize) -> Result<IdentityNumber> {
        let with = |check| format!("F2{person:07}{check}").parse().ok();
        (0..10).find_map(with).context("every serial has a check digit")
    }

    /// The cases of a letter.
    pub(super) fn cases(&self, letter: usize) -> Result<Vec<NewCase>> {
        let first = self.place(letter) * LETTER;
        (first..first + LETTER)
            .map(|person| {
                let details = if self.is_k12(letter) {
                    CaseDetails::K12(self.k12(person, letter)?)
                } else {
                    CaseDetails::University(self.university(person, letter)?)
                };
                Ok(NewCase { person, details })
            })
            .collect()
    }

    /// The place of a letter in its round.
    const fn place(&self, letter: usize) -> usize {
        letter % self.round
    }

    fn university(&self, person: usize, letter: usize) -> Result<UniversityCase> {
        let rank = self.rank(letter);
        let prefix = ["講", "助理", "副", "教"][self.rank_place(letter)];
        let school = self.school(letter);
        let serial = format!("{:06}", if self.is_approved_only(letter) { 9_000_000 } else { 0 } + person);
        Ok(UniversityCase {
            name: name(person)?,
            birth_date: birth_date(person)?,
            identity_number: Self::identity_number(person)?,
            rank,
            certificate_number: CertificateNumber::new(prefix, &serial)?,
            seniority_start: YearMonth::from_ym(2020, 2)?,
            submitting_school: format!("樣本第{school}大學").parse()?,
            school_code: self.school_code(letter),
            sex: Some("女".to_owned()),
            review_category: Some("專門著作".to_owned()),
        })
    }

    fn k12(&self, person: usize, letter: usize) -> Result<K12Case> {
        let serial = format!("{:08}", letter / self.round * 10_000_000 + person);
        Ok(K12Case {
            name: name(person)?,
            birth_date: birth_date(person)?,
            identity_number: Self::identity_number(person)?,
            certificate_number: CertificateNumber::new("樣教", &serial)?,
            qualification: "中等學校語文領域國語文專長".parse()?,
            legal_basis: "師資培育法第十條".parse()?,
            issuing_authority: "教育部".parse()?,
            nationality: None,
            photo: self.photo,
        })
    }
}

fn name(person: usize) -> Result<PrintableText> {
    let given = |place: usize| GIVEN[place % GIVEN.len()];
    let family = FAMILY[person % FAMILY.len()];
    Ok(format!("{family}{}{}", given(person / FAMILY.len()), given(person / FAMILY.len() / GIVEN.len()))
        .parse()?)
}

fn birth_date(person: usize) -> Result<Date> {
    let small = |value: usize, range: usize| u8::try_from(1 + value % range);
    Ok(Date::from_ymd(1960 + i32::try_from(person % 35)?, small(person, 12)?, small(person, 28)?)?)
}
