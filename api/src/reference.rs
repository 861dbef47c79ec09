//! Reference data (參考資料): 學校代碼, 審查類別 and grounds of annulment, kept
//! elsewhere and loaded by command. A file replaces the lists that it holds, whole,
//! and leaves the others alone.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, anyhow, ensure};
use certificate::{
    Kind, PrintableText,
    api::{Ground, Reach, ReferenceData, ReferenceEntry},
};
use serde::{Deserialize, Serialize};

use crate::{
    db::{self, ReferenceList},
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    roster::{self, Rules},
    unit::IssuingUnit,
};

/// The lists of a file; `None` where it does not have one.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceFile {
    school: Option<Vec<ReferenceEntry>>,
    review_category: Option<Vec<ReferenceEntry>>,
    ground: Option<Vec<Ground>>,
}

/// A line of a file in CSV.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    list: String,
    code: String,
    name: String,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    reach: String,
    #[serde(default)]
    kind: String,
}

/// How many entries the new lists have; `None` for a list that stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReferenceCounts {
    /// 學校代碼
    pub schools: Option<usize>,
    /// 審查類別
    pub review_categories: Option<usize>,
    /// Grounds of annulment and revocation.
    pub grounds: Option<usize>,
}

impl IssuingUnit {
    /// Replaces the lists that a file in TOML or CSV holds. All or nothing.
    pub async fn import_reference(&self, file: &[u8], occasion: Occasion<'_>) -> Result<ReferenceCounts> {
        let file = ReferenceFile::parse(file)?;
        file.check()?;
        let mut tx = self.db.write().await?;
        let entries =
            [(ReferenceList::School, &file.school), (ReferenceList::ReviewCategory, &file.review_category)];
        for (list, entries) in entries {
            let Some(entries) = entries else { continue };
            db::clear_reference_entries(&mut tx, list).await?;
            for (place, entry) in (1..).zip(entries) {
                db::insert_reference_entry(&mut tx, list, place, entry).await?;
            }
        }
        if let Some(grounds) = &file.ground {
            db::clear_grounds(&mut tx).await?;
            for (place, ground) in (1..).zip(grounds) {
                db::insert_ground(&mut tx, place, ground).await?;
            }
        }
        let event = NewEvent {
            kind: EventKind::ReferenceImported,
            act: &new_id(),
            case_id: None,
            certificate_id: None,
            details: &file.details()?,
        };
        history::append(&mut tx, occasion, &[event]).await?;
        tx.commit().await?;
        Ok(file.counts())
    }

    /// Every list.
    pub async fn reference(&self) -> Result<ReferenceData> {
        let mut tx = self.db.read().await?;
        Ok(ReferenceData {
            schools: db::load_reference_entries(&mut tx, ReferenceList::School).await?,
            review_categories: db::load_reference_entries(&mut tx, ReferenceList::ReviewCategory).await?,
            grounds: db::load_grounds(&mut tx).await?,
        })
    }

    /// What a roster is read by.
    pub(crate) async fn roster_rules(&self) -> Result<Rules> {
        let reference = self.reference().await?;
        let by_code = |entries: Vec<ReferenceEntry>| -> BTreeMap<String, String> {
            entries.into_iter().map(|entry| (entry.code, entry.name)).collect()
        };
        Ok(Rules {
            derive_prefix: self.settings.derive_prefix,
            electronic_from: self.settings.electronic_from,
            schools: by_code(reference.schools),
            review_categories: by_code(reference.review_categories),
        })
    }
}

impl ReferenceFile {
    fn parse(file: &[u8]) -> Result<Self> {
        let text = roster::decode(file).map_err(|problem| anyhow!(problem.reason))?;
        // A header of CSV is no TOML, and the other way round.
        if text.trim_start().starts_with("list,") {
            Self::parse_csv(&text)
        } else {
            Ok(toml::from_str(&text)?)
        }
    }

    fn parse_csv(text: &str) -> Result<Self> {
        let mut file = Self::default();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        for line in reader.deserialize() {
            let Line { list, code, name, legal_basis, reach, kind } = line?;
            let at = format!("{list} {code}");
            match list.as_str() {
                "school" => file.school.get_or_insert_default().push(ReferenceEntry { code, name }),
                "review_category" => {
                    file.review_category.get_or_insert_default().push(ReferenceEntry { code, name });
                }
                "ground" => file.ground.get_or_insert_default().push(Ground {
                    code,
                    name,
                    legal_basis,
                    reach: Reach::from_code(&reach)
                        .with_context(|| format!("{at}: reach is from-rank-upward or this-only"))?,
                    kind: kind.parse().ok().with_context(|| format!("{at}: kind is university or k12"))?,
                }),
                _ => return Err(anyhow!("{at}: list is school, review_category or ground")),
            }
        }
        Ok(file)
    }

    /// Every code once, every text printable; the database would refuse some of it
    /// without a word.
    fn check(&self) -> Result<()> {
        let entries = |list: &Option<Vec<ReferenceEntry>>| -> Vec<(String, String)> {
            list.iter().flatten().map(|entry| (entry.code.clone(), entry.name.clone())).collect()
        };
        check_texts("school", &entries(&self.school))?;
        check_texts("review_category", &entries(&self.review_category))?;
        let grounds = self.ground.as_deref().unwrap_or_default();
        let names: Vec<_> = grounds.iter().map(|ground| (ground.code.clone(), ground.name.clone())).collect();
        check_texts("ground", &names)?;
        for ground in grounds {
            let code = &ground.code;
            ground
                .legal_basis
                .parse::<PrintableText>()
                .with_context(|| format!("ground {code}: legal_basis"))?;
            let fits = ground.kind == Kind::University || ground.reach == Reach::ThisOnly;
            ensure!(fits, "ground {code}: a k12 certificate has no rank, so reach is this-only");
        }
        Ok(())
    }

    /// The lists that are replaced, and how many entries they have together.
    fn details(&self) -> Result<Details> {
        let counts = self.counts();
        let lists = [
            ("school", counts.schools),
            ("review_category", counts.review_categories),
            ("ground", counts.grounds),
        ];
        let replaced = || lists.iter().filter_map(|(list, count)| Some((*list, (*count)?)));
        Ok(Details {
            fields: replaced().map(|(list, _)| list.to_owned()).collect(),
            count: Some(replaced().map(|(_, count)| count).sum::<usize>().try_into()?),
            ..Default::default()
        })
    }

    fn counts(&self) -> ReferenceCounts {
        ReferenceCounts {
            schools: self.school.as_ref().map(Vec::len),
            review_categories: self.review_category.as_ref().map(Vec::len),
            grounds: self.ground.as_ref().map(Vec::len),
        }
    }
}

fn check_texts(list: &str, entries: &[(String, String)]) -> Result<()> {
    let mut codes = BTreeSet::new();
    for (code, name) in entries {
        code.parse::<PrintableText>().with_context(|| format!("{list}: a code"))?;
        name.parse::<PrintableText>().with_context(|| format!("{list} {code}: name"))?;
        ensure!(codes.insert(code), "{list} {code} is there twice");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../reference/sample.toml");

    #[track_caller]
    fn check(file: &str, expected: &str) {
        let refused = ReferenceFile::parse(file.as_bytes()).and_then(|file| file.check()).unwrap_err();
        let text = format!("{refused:#}");
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn the_sample_is_complete() {
        let file = ReferenceFile::parse(SAMPLE.as_bytes()).unwrap();
        file.check().unwrap();
        let grounds = file.ground.unwrap();
        let reach = |kind, reach| {
            grounds.iter().filter(|ground| (ground.kind, ground.reach) == (kind, reach)).count()
        };
        assert_eq!(reach(Kind::University, Reach::FromRankUpward), 4, "審定辦法 Art. 44 ¶1 (1)–(4)");
        assert_eq!(reach(Kind::University, Reach::ThisOnly), 2, "審定辦法 Arts. 25 and 28");
        assert!(reach(Kind::K12, Reach::ThisOnly) > 0);
        assert!(!file.school.unwrap().is_empty() && !file.review_category.unwrap().is_empty());
    }

    #[test]
    fn csv_says_the_same_as_toml() {
        let toml = "[[school]]\ncode = \"0001\"\nname = \"甲\"\n[[ground]]\ncode = \"a\"\nname = \"乙\"\n\
                    legal_basis = \"丙\"\nreach = \"this-only\"\nkind = \"k12\"\n";
        let csv = "list,code,name,legal_basis,reach,kind\nschool,0001,甲,,,\nground,a,乙,丙,this-only,k12\n";
        let parsed = ReferenceFile::parse(csv.as_bytes()).unwrap();
        assert_eq!(parsed, ReferenceFile::parse(toml.as_bytes()).unwrap());
        assert_eq!(parsed.review_category, None, "a list that is not there stays");
        assert_eq!(parsed, ReferenceFile::parse(&encoding_rs::BIG5.encode(csv).0).unwrap());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let header = "list,code,name,legal_basis,reach,kind\n";
        check(&format!("{header}school,1,甲,,,\nschool,1,乙,,,"), "school 1 is there twice");
        check(&format!("{header}colour,1,甲,,,"), "list is school");
        check(&format!("{header}ground,a,乙,丙,everything,k12"), "reach is");
        check(&format!("{header}ground,a,乙,丙,this-only,dog"), "kind is");
        check(&format!("{header}ground,a,乙,丙,from-rank-upward,k12"), "has no rank");
        check(&format!("{header}ground,a,乙,,this-only,k12"), "legal_basis");
        check(&format!("{header}school,1,,,,"), "name");
        check("[[colour]]\ncode = \"1\"\n", "colour");
    }
}
