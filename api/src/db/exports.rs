//! What an export needs beside the pages of a search.

use sqlx::{Any, AnyConnection, QueryBuilder};

/// Case and SHA-256 of the newest stored version of each of these cases.
pub(crate) async fn load_newest_files(
    db: &mut AnyConnection,
    case_ids: &[&str],
) -> sqlx::Result<Vec<(String, String)>> {
    if case_ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Any>::new(
        "select certificate.case_id, certificate.file from certificate
         join approved_case on approved_case.id = certificate.case_id
            and approved_case.version = certificate.version
         where certificate.file is not null and certificate.case_id in (",
    );
    let mut ids = query.separated(", ");
    for id in case_ids {
        ids.push_bind((*id).to_owned());
    }
    query.push(")").build_query_as().fetch_all(db).await
}
