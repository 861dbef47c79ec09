//! What a file is, by its first bytes.

use std::path::PathBuf;

use certificate::api::RowProblem;

use super::{
    MAX_FILE_BYTES, Photos, archive,
    reasons::{SAVE_AS_XLSX, of_file},
    table::Table,
    text, workbook,
    zip_limits::{self, Contents},
};

/// Formats that can be told apart by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A ZIP file: XLSX, or a roster with photos.
    Zip,
    /// Microsoft's compound file: XLS, or an encrypted workbook.
    Compound,
    /// A picture, HTML, PDF or something else that is no roster.
    Other,
    /// Text, as far as one can see.
    Text,
}

impl Format {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let start = &bytes[..bytes.len().min(1024)];
        if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            Self::Compound
        } else if is_other(start) {
            Self::Other
        } else {
            Self::Text
        }
    }
}

fn is_other(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    // Old systems export tables as HTML and call the file .xls.
    let markup = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).starts_with(b"<");
    // UTF-16 has zero bytes, and a better answer from the reader of text.
    let binary = start.contains(&0) && !start.starts_with(b"\xff\xfe") && !start.starts_with(b"\xfe\xff");
    let magic: [&[u8]; 4] = [b"\xff\xd8\xff", b"%PDF-", b"Rar!", b"7z\xbc"];
    markup || binary || magic.iter().any(|magic| start.starts_with(magic))
}

/// Reads a file of any format; an archive brings its photos.
pub(super) fn read(bytes: &[u8], folder: Option<PathBuf>) -> Result<(Table, Photos), RowProblem> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(of_file("檔案超過 64 MiB the file is larger than 64 MiB"));
    }
    let photos = folder.map_or(Photos::None, Photos::Folder);
    match Format::of(bytes) {
        Format::Zip => match zip_limits::open(bytes)? {
            Contents::Workbook => Ok((workbook::read(bytes)?, photos)),
            Contents::Files(files) => archive::read(files),
        },
        _ => Ok((read_plain(bytes)?, photos)),
    }
}

/// Reads a roster that is no archive of files.
pub(super) fn read_plain(bytes: &[u8]) -> Result<Table, RowProblem> {
    match Format::of(bytes) {
        Format::Zip => match zip_limits::open(bytes)? {
            Contents::Workbook => workbook::read(bytes),
            Contents::Files(_) => Err(of_file("ZIP 裡不可再有 ZIP a ZIP in a ZIP is not read")),
        },
        Format::Compound => Err(of_file(compound_reason(bytes))),
        Format::Other => Err(of_file(SAVE_AS_XLSX)),
        Format::Text => text::read(bytes),
    }
}

/// An encrypted workbook is a compound file with a stream of this name.
fn compound_reason(bytes: &[u8]) -> &'static str {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        "活頁簿有密碼保護，請移除密碼後另存 the workbook is protected by a password: remove it and save again"
    } else {
        "舊的 .xls 格式不支援，請另存為 .xlsx the old .xls format is not read: save it as .xlsx"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Format) {
        assert_eq!(Format::of(bytes), expected);
    }

    #[test]
    fn content_tells_the_format() {
        check(b"PK\x03\x04...", Format::Zip);
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", Format::Compound);
        check(b"\xff\xd8\xff\xe0", Format::Other);
        check(b"\0\0\0\x18ftypheic", Format::Other);
        check(b"%PDF-1.7", Format::Other);
        check(b" <html><table>", Format::Other);
        check("BM,姓名".as_bytes(), Format::Text);
        check("類別,姓名\n".as_bytes(), Format::Text);
        check(b"\xff\xfe\x5e\x98", Format::Text);
        check(b"", Format::Text);
    }
}
