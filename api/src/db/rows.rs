//! Whole rows of any table, for a backup and for another storage key: names of
//! columns and values, in a form that does not depend on the engine.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use base64ct::{Base64, Encoding as _};
use futures_util::{Stream, StreamExt as _};
use serde_json::{Map, Value};
use sqlx::{
    Any, AnyConnection, AssertSqlSafe, Column as _, Row as _, ValueRef as _,
    any::{AnyArguments, AnyRow, AnyTypeInfoKind},
    query::Query,
};

use super::{Table, tables::SealedColumn};

/// A row: column → value. Bytes are `{"base64": …}`.
pub(crate) type JsonRow = Map<String, Value>;

/// All rows of a table in the order of its key.
pub(crate) fn read_rows<'a>(
    db: &'a mut AnyConnection,
    table: &Table,
) -> impl Stream<Item = Result<JsonRow>> + use<'a> {
    let statement = format!("select * from {} order by {}", table.name, table.key.join(", "));
    sqlx::query(AssertSqlSafe(statement)).fetch(db).map(|row| to_json(&row?))
}

fn to_json(row: &AnyRow) -> Result<JsonRow> {
    row.columns()
        .iter()
        .map(|column| Ok((column.name().to_owned(), to_value(row, column.ordinal())?)))
        .collect()
}

fn to_value(row: &AnyRow, index: usize) -> Result<Value> {
    let kind = row.try_get_raw(index)?.type_info().kind();
    Ok(match kind {
        AnyTypeInfoKind::Null => Value::Null,
        AnyTypeInfoKind::Bool => row.try_get::<bool, _>(index)?.into(),
        AnyTypeInfoKind::SmallInt | AnyTypeInfoKind::Integer | AnyTypeInfoKind::BigInt => {
            row.try_get::<i64, _>(index)?.into()
        }
        AnyTypeInfoKind::Real | AnyTypeInfoKind::Double => row.try_get::<f64, _>(index)?.into(),
        AnyTypeInfoKind::Text => row.try_get::<String, _>(index)?.into(),
        AnyTypeInfoKind::Blob => {
            serde_json::json!({ "base64": Base64::encode_string(&row.try_get::<Vec<u8>, _>(index)?) })
        }
    })
}

/// Inserts a row into a table, both as a backup names them.
pub(crate) async fn insert_row(db: &mut AnyConnection, table: &str, row: &JsonRow) -> Result<()> {
    ensure!(is_name(table), "a table has an impossible name");
    let (mut columns, mut values, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for (column, value) in row {
        ensure!(is_name(column), "a column of {table} has an impossible name");
        columns.push(column.as_str());
        if value.is_null() {
            // A parameter would have a type, which PostgreSQL compares.
            values.push("null".to_owned());
        } else {
            bound.push(value);
            values.push(format!("${}", bound.len()));
        }
    }
    let statement = format!("insert into {table} ({}) values ({})", columns.join(", "), values.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for value in bound {
        query = bind(query, value)?;
    }
    query.execute(db).await.with_context(|| format!("a row of {table} does not fit"))?;
    Ok(())
}

/// What may stand in a statement as it is.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

type AnyQuery<'q> = Query<'q, Any, AnyArguments>;

fn bind<'q>(query: AnyQuery<'q>, value: &Value) -> Result<AnyQuery<'q>> {
    Ok(match value {
        Value::Bool(value) => query.bind(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => query.bind(integer),
            None => query.bind(number.as_f64().context("a number is too large")?),
        },
        Value::String(text) => query.bind(text.clone()),
        Value::Object(_) => {
            let text = value["base64"].as_str().context("a value is none of ours")?;
            query.bind(Base64::decode_vec(text)?)
        }
        Value::Null | Value::Array(_) => anyhow::bail!("a value is none of ours"),
    })
}

/// Whether a table has any row.
pub(crate) async fn has_rows(db: &mut AnyConnection, table: &str) -> Result<bool> {
    ensure!(is_name(table), "a table has an impossible name");
    let statement = format!("select count(*) from (select 1 from {table} limit 1) as first");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(db).await?;
    Ok(count > 0)
}

/// A text that is sealed, with the key of its row.
#[derive(Debug)]
pub(crate) struct SealedText {
    pub(crate) key: Vec<Value>,
    pub(crate) sealed: String,
}

impl SealedText {
    /// What it is sealed for.
    pub(crate) fn place(&self, table: &Table, column: &SealedColumn) -> Option<String> {
        column.place(|name| {
            let index = table.key.iter().position(|key| *key == name)?;
            match self.key.get(index)? {
                Value::String(text) => Some(text.clone()),
                value => Some(value.to_string()),
            }
        })
    }
}

/// The next sealed texts of a table, in the order of its key, that do not begin
/// with the prefix of a key.
pub(crate) async fn load_sealed_otherwise(
    db: &mut AnyConnection,
    table: &Table,
    column: &SealedColumn,
    prefix: &str,
    after: Option<&[Value]>,
    limit: i64,
) -> Result<Vec<SealedText>> {
    let (name, key) = (column.name, table.key.join(", "));
    let mut statement = format!(
        "select {key}, {name} from {} where {name} is not null and substr({name}, 1, {}) <> $1 ",
        table.name,
        prefix.len(),
    );
    if let Some(after) = after {
        let places: Vec<_> = (3..3 + after.len()).map(|index| format!("${index}")).collect();
        write!(statement, "and ({key}) > ({}) ", places.join(", "))?;
    }
    write!(statement, "order by {key} limit $2")?;
    let mut query = sqlx::query(AssertSqlSafe(statement)).bind(prefix.to_owned()).bind(limit);
    for value in after.unwrap_or_default() {
        query = bind(query, value)?;
    }
    let read = |row: &AnyRow| {
        let key = (0..table.key.len()).map(|index| to_value(row, index)).collect::<Result<_>>()?;
        Ok(SealedText { key, sealed: row.try_get(name)? })
    };
    query.fetch_all(db).await?.iter().map(read).collect()
}

/// Puts another sealing in place of one.
pub(crate) async fn mark_sealed(
    db: &mut AnyConnection,
    table: &Table,
    column: &SealedColumn,
    key: &[Value],
    sealed: &str,
) -> Result<()> {
    let is_row: Vec<_> = (2..).zip(table.key).map(|(index, column)| format!("{column} = ${index}")).collect();
    let statement = format!("update {} set {} = $1 where {}", table.name, column.name, is_row.join(" and "));
    let mut query = sqlx::query(AssertSqlSafe(statement)).bind(sealed.to_owned());
    for value in key {
        query = bind(query, value)?;
    }
    query.execute(db).await?;
    Ok(())
}

/// How many texts of a table a key sealed.
pub(crate) async fn count_sealed(
    db: &mut AnyConnection,
    table: &Table,
    column: &SealedColumn,
    prefix: &str,
) -> Result<i64> {
    let name = column.name;
    let statement =
        format!("select count(*) from {} where substr({name}, 1, {}) = $1", table.name, prefix.len());
    Ok(sqlx::query_scalar(AssertSqlSafe(statement)).bind(prefix.to_owned()).fetch_one(db).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_reach_a_statement() {
        for name in ["event", "case_2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "Event", "2", "_x", "a b", "a;drop", "a\"", "事"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
