//! What was given becomes rows: files as they are, folders with all that is below
//! them, archives entry by entry, receipts apart. Nothing of a file is read before
//! its turn comes, except the directory of an archive and what may be a receipt.

use std::{cell::Cell, rc::Rc};

use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
    TextDecoder,
};

use super::Desk;
use crate::{
    batch::archive::{self, ArchiveError, Entry},
    receipt::{self, Receipt},
    text::annex as words,
    worker::read_json,
};

/// Where the bytes of a row come from.
#[derive(Clone)]
pub enum Source {
    /// A file.
    File(File),
    /// An entry of an archive.
    Entry(Rc<Archive>, Entry),
}

/// An archive that is being unpacked.
pub struct Archive {
    /// The whole of it.
    pub file: File,
    /// What its entries may still unpack to.
    pub left: Cell<u64>,
}

impl Desk {
    /// Adds a row for every file in `items`; ends early when something else is shown.
    pub(super) async fn gather(self, set: u32, items: Vec<JsValue>) {
        for item in items {
            if !self.is_of(set) {
                return;
            }
            self.breathe().await;
            match item.dyn_into::<File>() {
                Ok(file) => self.gather_file(set, String::new(), file).await,
                Err(entry) => self.gather_folder(set, entry.unchecked_into()).await,
            }
        }
    }

    /// Folder by folder, without recursion: nobody knows how deep they go.
    async fn gather_folder(self, set: u32, entry: FileSystemEntry) {
        let mut open = vec![entry];
        while let Some(entry) = open.pop() {
            if !self.is_of(set) {
                return;
            }
            self.breathe().await;
            if let Some(folder) = entry.dyn_ref::<FileSystemDirectoryEntry>() {
                let mut children = children(&folder.create_reader()).await.unwrap_or_default();
                children.sort_by_key(|child| std::cmp::Reverse(child.name()));
                open.append(&mut children);
            } else if let Ok(file) = file_of(entry.unchecked_ref()).await {
                let path = entry.full_path();
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder.trim_start_matches('/'));
                self.gather_file(set, folder.to_owned(), file).await;
            }
        }
    }

    async fn gather_file(self, set: u32, folder: String, file: File) {
        let name = path_of(&folder, &file);
        let lower = name.to_ascii_lowercase();
        if archive::is_litter(&name) {
            return;
        }
        if lower.ends_with(".zip") {
            match entries(&file).await {
                Ok(entries) => self.add_entries(set, &name, file, entries).await,
                Err(error) => self.note(name, words::archive(error)),
            }
        } else if lower.ends_with(".json") {
            match read_receipt(&file).await {
                Some(receipt) => self.receipts.update(|receipts| receipts.push(receipt)),
                None => self.note(name, words::NOT_A_RECEIPT),
            }
        } else {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a file length is a whole number"
            )]
            let size = file.size() as u64;
            self.add(name, size, Source::File(file));
        }
    }

    async fn add_entries(self, set: u32, archive: &str, file: File, entries: Vec<Entry>) {
        let shared = Rc::new(Archive { file, left: Cell::new(archive::MOST_UNPACKED) });
        for entry in entries {
            self.breathe().await;
            if !self.is_of(set) {
                return;
            }
            let name = entry_name(&entry.name);
            if !archive::is_litter(&name) {
                let size = entry.unpacked;
                self.add(format!("{archive}/{name}"), size, Source::Entry(shared.clone(), entry));
            }
        }
    }

    fn add(self, name: String, size: u64, source: Source) {
        let fits = self.batch.try_update_value(|batch| batch.add(name, size));
        if fits == Some(true) {
            self.sources.update_value(|sources| sources.push(source));
            self.start_lanes();
        }
        self.see();
    }

    /// Lets the browser do other things after every so many rows.
    async fn breathe(self) {
        const BREATH: usize = 50;
        if self.batch.with_value(|batch| batch.rows().len() % BREATH == BREATH - 1) {
            let pause = Promise::new(&mut |resolve, _| {
                let go_on = move || drop(resolve.call0(&JsValue::NULL));
                set_timeout(go_on, std::time::Duration::ZERO);
            });
            // It is never rejected.
            let _ = JsFuture::from(pause).await;
        }
    }

    fn note(self, name: String, phrase: crate::text::Phrase) {
        self.notes.update(|notes| notes.push((name, phrase)));
    }
}

/// A file chosen with its folder knows the path.
fn path_of(folder: &str, file: &File) -> String {
    let relative = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok();
    match relative.and_then(|path| path.as_string()).filter(|path| !path.is_empty()) {
        Some(path) => path,
        None if folder.is_empty() => file.name(),
        None => format!("{folder}/{}", file.name()),
    }
}

/// A browser gives at most a hundred at a time.
async fn children(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let mut children = Vec::new();
    loop {
        let some: Array =
            called_back(|resolve, reject| reader.read_entries_with_callback_and_callback(resolve, reject))
                .await?
                .dyn_into()?;
        if some.length() == 0 {
            return Ok(children);
        }
        children.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn file_of(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let file = called_back(|resolve, reject| {
        entry.file_with_callback_and_callback(resolve, reject);
        Ok(())
    });
    file.await?.dyn_into()
}

/// What a function of the time before promises calls back with.
async fn called_back(call: impl Fn(&Function, &Function) -> Result<(), JsValue>) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(&resolve, &reject) {
            // Nobody else hears of it.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await
}

async fn read_receipt(file: &File) -> Option<Receipt> {
    let bytes = slice(file, 0, receipt::LONGEST).await.ok()?;
    read_json(&String::from_utf8(bytes.to_vec()).ok()?)
}

/// The files in an archive, by its directory.
async fn entries(file: &File) -> Result<Vec<Entry>, ArchiveError> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file length is a whole number"
    )]
    let size = file.size() as u64;
    let unreadable = |_| ArchiveError::NotAnArchive;
    let tail = slice(file, size.saturating_sub(archive::TAIL), size).await.map_err(unreadable)?;
    let directory = archive::locate(&tail.to_vec(), size)?;
    let bytes = slice(file, directory.at, directory.at + directory.length).await.map_err(unreadable)?;
    archive::entries(directory, &bytes.to_vec())
}

/// Part of a file.
pub async fn slice(file: &Blob, from: u64, to: u64) -> Result<Uint8Array, JsValue> {
    #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^53")]
    let part = file.slice_with_f64_and_f64(from as f64, to as f64)?;
    Ok(Uint8Array::new(&JsFuture::from(part.array_buffer()).await?))
}

/// Programs in Taiwan that do not say UTF-8 mean Big5.
fn entry_name(bytes: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(bytes) {
        return name.to_owned();
    }
    let decoded =
        TextDecoder::new_with_label("big5").ok().and_then(|decoder| decoder.decode_with_u8_array(bytes).ok());
    decoded.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}
