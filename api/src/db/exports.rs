//! What an export needs beside the pages of a search.

use sqlx::{AnyConnection, Row as _};

use super::statement::Statement;

/// Case and SHA-256 of the newest stored version of each of these cases.
pub(crate) async fn load_newest_files(
    db: &mut AnyConnection,
    case_ids: &[&str],
) -> sqlx::Result<Vec<(String, String)>> {
    if case_ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Statement::new(
        "select certificate.case_id, certificate.file from certificate
         join approved_case on approved_case.id = certificate.case_id
            and approved_case.version = certificate.version
         where certificate.file is not null and certificate.case_id in (",
    );
    for (index, id) in case_ids.iter().enumerate() {
        query.push(if index > 0 { ", " } else { "" }).push_bind((*id).to_owned());
    }
    let rows = query.push(")").build().fetch_all(db).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
