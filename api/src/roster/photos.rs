//! Photos of K-12 cases: a folder, or the archive that the roster came in.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

/// A JPEG photo larger than this would make the certificate unwieldy.
const MAX_PHOTO_BYTES: usize = 300_000;

/// Where the photos are that rows name.
pub(crate) enum Photos {
    /// Nowhere.
    None,
    /// Files in a folder.
    Folder(PathBuf),
    /// Files that came with the roster.
    Archive(BTreeMap<String, Vec<u8>>),
}

impl Photos {
    /// The JPEG with a file name, or the reason why there is none.
    pub(super) fn load(&self, name: &str) -> Result<Vec<u8>, &'static str> {
        if name.contains(['/', '\\']) || Path::new(name).file_name().is_none_or(|file| file != name) {
            return Err("只寫檔名，不含資料夾 a file name without a folder");
        }
        let photo = match self {
            Self::None => {
                return Err(
                    "沒有附照片：將名冊與照片放在同一個 ZIP no photos came along: put roster and photos into one ZIP",
                );
            }
            Self::Folder(folder) => read_limited(&folder.join(name)),
            Self::Archive(files) => files.get(name).cloned(),
        };
        let photo = photo.ok_or("找不到這個照片檔 there is no such photo")?;
        if photo.len() > MAX_PHOTO_BYTES {
            return Err("照片超過 300 kB the photo is larger than 300 kB");
        }
        if !photo.starts_with(b"\xff\xd8\xff") {
            return Err("照片不是 JPEG 檔 not a JPEG picture");
        }
        Ok(photo)
    }
}

fn read_limited(path: &Path) -> Option<Vec<u8>> {
    let limit = u64::try_from(MAX_PHOTO_BYTES).ok()? + 1;
    let mut photo = Vec::new();
    File::open(path).ok()?.take(limit).read_to_end(&mut photo).ok()?;
    Some(photo)
}
