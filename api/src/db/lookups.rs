//! What lists need of many rows at once: one query for a page instead of one for each of
//! its lines.

use std::collections::BTreeMap;

use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::{AnnulmentRow, CaseRow, cases, events, statement::Statement};
use crate::history::{Event, SealedAddress};

/// How many values one statement asks for; both engines take far more.
const MANY: usize = 500;

/// Certificate numbers, by case.
pub(crate) async fn load_certificate_numbers(
    db: &mut AnyConnection,
    case_ids: impl IntoIterator<Item = &str>,
) -> sqlx::Result<BTreeMap<String, String>> {
    let pair = |row: &AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
    look_up(db, "select id, certificate_number from approved_case where id in ", case_ids, pair).await
}

/// Versions, by certificate.
pub(crate) async fn load_versions(
    db: &mut AnyConnection,
    certificate_ids: impl IntoIterator<Item = &str>,
) -> sqlx::Result<BTreeMap<String, i64>> {
    let pair = |row: &AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
    look_up(db, "select id, version from certificate where id in ", certificate_ids, pair).await
}

/// Sealed addresses, by their blind index.
pub(crate) async fn load_client_addresses(
    db: &mut AnyConnection,
    ids: impl IntoIterator<Item = &str>,
) -> sqlx::Result<BTreeMap<String, SealedAddress>> {
    let pair = |row: &AnyRow| {
        let id: String = row.try_get(0)?;
        Ok((id.clone(), SealedAddress { id, sealed: row.try_get(1)? }))
    };
    look_up(db, "select id, sealed from client_address where id in ", ids, pair).await
}

/// Cases, by id.
pub(crate) async fn load_cases(
    db: &mut AnyConnection,
    ids: impl IntoIterator<Item = &str>,
) -> sqlx::Result<BTreeMap<String, CaseRow>> {
    let pair = |row: &AnyRow| CaseRow::read(row).map(|case| (case.id.clone(), case));
    let select = format!("{} where approved_case.id in ", cases::SELECT);
    look_up(db, &select, ids, pair).await
}

/// The events of these annulments, by their place in the history.
pub(crate) async fn load_acts(
    db: &mut AnyConnection,
    annulments: &[AnnulmentRow],
) -> sqlx::Result<BTreeMap<i64, Event>> {
    let pair = |row: &AnyRow| events::read(row).map(|event| (event.sequence, event));
    let acts = annulments.iter().map(|annulment| annulment.id.as_str());
    look_up(db, "select * from event where act in ", acts, pair).await
}

/// Case, id and slot of every certificate of these cases.
pub(crate) async fn load_slots_of(
    db: &mut AnyConnection,
    case_ids: impl IntoIterator<Item = &str>,
) -> sqlx::Result<BTreeMap<String, (String, i64)>> {
    let pair = |row: &AnyRow| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)));
    look_up(db, "select id, case_id, slot from certificate where case_id in ", case_ids, pair).await
}

async fn look_up<'i, K: Ord, V>(
    db: &mut AnyConnection,
    select: &str,
    ids: impl IntoIterator<Item = &'i str>,
    pair: impl Fn(&AnyRow) -> sqlx::Result<(K, V)>,
) -> sqlx::Result<BTreeMap<K, V>> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(MANY) {
        let mut query = Statement::new(format!("{select} ("));
        for (index, id) in chunk.iter().enumerate() {
            query.push(if index > 0 { ", " } else { "" }).push_bind((*id).to_owned());
        }
        for row in query.push(")").build().persistent(false).fetch_all(&mut *db).await? {
            let (key, value) = pair(&row)?;
            found.insert(key, value);
        }
    }
    Ok(found)
}
