//! Whole rows of any table, for a backup and for another storage key: names of
//! columns and values, in a form that does not depend on the engine.

use anyhow::{Context as _, Result, bail, ensure};
use base64ct::{Base64, Encoding as _};
use futures_util::{Stream, StreamExt as _};
use serde_json::{Map, Value};
use sqlx::{
    AnyConnection, AssertSqlSafe, Column as _, Row as _, ValueRef as _,
    any::{AnyRow, AnyTypeInfoKind},
};

use super::{Table, statement::Statement, tables::SealedColumn};

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
    ensure!(row.keys().all(|column| is_name(column)), "a column of {table} has an impossible name");
    let columns: Vec<_> = row.keys().map(String::as_str).collect();
    let mut query = Statement::new(format!("insert into {table} ({}) values (", columns.join(", ")));
    for (index, value) in row.values().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        push_value(&mut query, value)?;
    }
    query.push(")");
    query.build().execute(db).await.with_context(|| format!("a row of {table} does not fit"))?;
    Ok(())
}

/// How many rows share a statement.
#[cfg(feature = "fill")]
const MANY: usize = 64;

/// Inserts many rows of the same columns.
#[cfg(feature = "fill")]
pub(crate) async fn insert_rows(
    db: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<()> {
    let rows: Vec<_> = rows.collect();
    for chunk in rows.chunks(MANY) {
        let mut query = Statement::new(format!("insert into {table} ({}) values ", columns.join(", ")));
        for (index, row) in chunk.iter().enumerate() {
            query.push(if index > 0 { ", (" } else { "(" });
            for (index, value) in row.iter().enumerate() {
                if index > 0 {
                    query.push(", ");
                }
                push_value(&mut query, value)?;
            }
            query.push(")");
        }
        query.build().execute(&mut *db).await.with_context(|| format!("rows of {table} do not fit"))?;
    }
    Ok(())
}

/// What may stand in a statement as it is.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn push_value(query: &mut Statement, value: &Value) -> Result<()> {
    match value {
        // A parameter would have a type, which PostgreSQL compares.
        Value::Null => query.push("null"),
        Value::Bool(value) => query.push_bind(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => query.push_bind(integer),
            None => query.push_bind(number.as_f64().context("a number is too large")?),
        },
        Value::String(text) => query.push_bind(text.clone()),
        Value::Object(_) => {
            let text = value["base64"].as_str().context("a value is none of ours")?;
            query.push_bind(Base64::decode_vec(text)?)
        }
        Value::Array(_) => bail!("a value is none of ours"),
    };
    Ok(())
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
    pub(crate) fn place(&self, table: &Table, column: &SealedColumn) -> Result<String> {
        let value = |name: &str| {
            let index = table.key.iter().position(|key| *key == name)?;
            self.key.get(index).map(print)
        };
        column.place(value).with_context(|| format!("the place of {} is none of its key", table.name))
    }

    /// The key of its row, for people.
    pub(crate) fn name(&self) -> String {
        self.key.iter().map(print).collect::<Vec<_>>().join(" ")
    }
}

fn print(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The next sealed texts of a table, in the order of its key; with `except` only
/// those that do not begin so.
pub(crate) async fn load_sealed(
    db: &mut AnyConnection,
    table: &Table,
    column: &SealedColumn,
    except: Option<&str>,
    after: Option<&[Value]>,
    limit: i64,
) -> Result<Vec<SealedText>> {
    let (name, key) = (column.name, table.key.join(", "));
    let from = format!("select {key}, {name} from {} where {name} is not null", table.name);
    let mut query = Statement::new(from);
    if let Some(prefix) = except {
        query.push(format!(" and substr({name}, 1, {}) <> ", prefix.len())).push_bind(prefix.to_owned());
    }
    if let Some(after) = after {
        query.push(format!(" and ({key}) > ("));
        for (index, value) in after.iter().enumerate() {
            if index > 0 {
                query.push(", ");
            }
            push_value(&mut query, value)?;
        }
        query.push(")");
    }
    query.push(format!(" order by {key} limit ")).push_bind(limit);
    let read = |row: &AnyRow| {
        let key = (0..table.key.len()).map(|index| to_value(row, index)).collect::<Result<_>>()?;
        Ok(SealedText { key, sealed: row.try_get(name)? })
    };
    query.build().fetch_all(db).await?.iter().map(read).collect()
}

/// Puts another sealing in place of the one that was loaded.
pub(crate) async fn mark_sealed(
    db: &mut AnyConnection,
    table: &Table,
    column: &SealedColumn,
    key: &[Value],
    sealed: &str,
) -> Result<()> {
    let mut query = Statement::new(format!("update {} set {} = ", table.name, column.name));
    query.push_bind(sealed.to_owned());
    for (index, (column, value)) in table.key.iter().zip(key).enumerate() {
        query.push(if index == 0 { " where " } else { " and " }).push(format!("{column} = "));
        push_value(&mut query, value)?;
    }
    query.build().execute(db).await?;
    Ok(())
}

/// How many texts of a table begin with the prefix of a key.
pub(crate) async fn count_sealed(
    db: &mut AnyConnection,
    table: &Table,
    column: &SealedColumn,
    prefix: &str,
) -> Result<i64> {
    let (table, column, length) = (table.name, column.name, prefix.len());
    let statement = format!("select count(*) from {table} where substr({column}, 1, {length}) = $1");
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
