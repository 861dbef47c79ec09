//! A roster and the photos that it names, in one ZIP file. Nothing is ever
//! unpacked to a disk: an entry is known by its last name only.

use std::collections::BTreeMap;

use certificate::api::RowProblem;

use super::{
    Photos,
    format::{Format, read_plain},
    reasons::of_file,
    table::Table,
};

/// Finds the roster among the files of an archive.
pub(super) fn read(files: Vec<(String, Vec<u8>)>) -> Result<(Table, Photos), RowProblem> {
    let mut rosters = Vec::new();
    let mut photos = BTreeMap::new();
    for (path, content) in files.into_iter().filter(|(path, _)| !is_litter(path)) {
        if Format::of(&content) == Format::Other {
            if photos.insert(last_name(&path).to_owned(), content).is_some() {
                return Err(of_file("ZIP 裡有兩個同名的檔案 two files in the ZIP have the same name"));
            }
        } else {
            rosters.push(content);
        }
    }
    match rosters.as_slice() {
        [roster] => Ok((read_plain(roster)?, Photos::Archive(photos))),
        [] => Err(of_file("ZIP 裡沒有名冊 there is no roster in the ZIP")),
        _ => Err(of_file("ZIP 裡有一個以上的名冊 there is more than one roster in the ZIP")),
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Folders, and what systems leave in them.
fn is_litter(path: &str) -> bool {
    let name = last_name(path);
    path.contains("__MACOSX")
        || name.is_empty()
        || name.starts_with('.')
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_no_folder() {
        assert_eq!(last_name("a/../../etc/b.jpg"), "b.jpg");
        assert_eq!(last_name("a\\b.jpg"), "b.jpg");
        assert!(is_litter("photos/") && is_litter("__MACOSX/._a.jpg") && is_litter("x/.DS_Store"));
    }
}
