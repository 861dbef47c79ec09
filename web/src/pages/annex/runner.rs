//! Checks row after row in a few workers. A file is read when its turn comes and
//! goes to a worker; of an archive, one entry is unpacked by the browser at a time
//! and worker.

use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use leptos::{prelude::*, task};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

use super::{
    Desk,
    intake::{Archive, Source, slice},
};
use crate::{
    batch::{
        Batch, Fault,
        archive::{self, Entry, Packing},
    },
    client::Freshness,
    judge::judge,
    session::{Failure, Judgement, READ_LIMIT},
    worker::Verifier,
};

/// As many workers as the device has processors, within reason.
const MOST_LANES: usize = 4;

/// The workers, started when there is something to do.
#[derive(Clone, Default)]
pub struct Pool(Vec<Lane>);

#[derive(Clone)]
struct Lane {
    verifier: Verifier,
    busy: bool,
}

impl Desk {
    /// Wakes the lanes that rest.
    pub(super) fn start_lanes(self) {
        for index in 0..lanes() {
            let verifier = self.pool.try_update_value(|pool| pool.occupy(index)).flatten();
            if let Some(verifier) = verifier {
                task::spawn_local(self.run_lane(index, verifier));
            }
        }
    }

    async fn run_lane(self, index: usize, verifier: Verifier) {
        // The rows of this turn of the event loop come together.
        task::tick().await;
        while let Some(row) = self.batch.try_update_value(|batch| batch.take_next(index > 0)).flatten() {
            let run = self.batch.with_value(Batch::run);
            let source = self.sources.with_value(|sources| sources.get(row).cloned());
            let outcome = match source {
                Some(source) => self.judge(&source, &verifier).await,
                None => Err(Fault::Check(Failure::Unreadable)),
            };
            self.batch.update_value(|batch| {
                batch.finish(run, row, outcome);
            });
            self.see();
        }
        self.pool.update_value(|pool| pool.release(index));
    }

    async fn judge(self, source: &Source, verifier: &Verifier) -> Result<Judgement, Fault> {
        let lists = self.lists.get_value();
        let fetch = lists.fetch(Freshness::Recent);
        let bytes = bytes(source).await?;
        judge(&lists, fetch, verifier, bytes).await.map_err(Fault::Check)
    }

    /// Judges one file with the first worker.
    pub(super) async fn judge_one(self, source: Source) -> Result<Judgement, Fault> {
        let verifier = self.pool.try_update_value(Pool::first).ok_or(Fault::Check(Failure::VerifierDied))?;
        self.judge(&source, &verifier).await
    }
}

fn lanes() -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small whole number")]
    let processors = window().navigator().hardware_concurrency() as usize;
    processors.clamp(1, MOST_LANES)
}

impl Pool {
    /// The verifier of a lane that rests.
    fn occupy(&mut self, index: usize) -> Option<Verifier> {
        while self.0.len() <= index {
            self.0.push(Lane { verifier: Verifier::start(), busy: false });
        }
        let lane = self.0.get_mut(index).filter(|lane| !lane.busy)?;
        lane.busy = true;
        Some(lane.verifier.clone())
    }

    fn release(&mut self, index: usize) {
        if let Some(lane) = self.0.get_mut(index) {
            lane.busy = false;
        }
    }

    fn first(&mut self) -> Verifier {
        if self.0.is_empty() {
            self.0.push(Lane { verifier: Verifier::start(), busy: false });
        }
        self.0[0].verifier.clone()
    }
}

/// The bytes of a row, or their beginning when there are too many.
pub(super) async fn bytes(source: &Source) -> Result<ArrayBuffer, Fault> {
    match source {
        Source::File(file) => {
            let bytes = slice(file, 0, READ_LIMIT + 1).await;
            bytes.map(|bytes| bytes.buffer()).map_err(|_| Fault::Check(Failure::Unreadable))
        }
        Source::Entry(archive, entry) => unpack(archive, entry).await,
    }
}

async fn unpack(archive: &Rc<Archive>, entry: &Entry) -> Result<ArrayBuffer, Fault> {
    let room = entry.unpacked.min(READ_LIMIT + 1);
    let left = archive.left.get().checked_sub(room).ok_or(Fault::Budget)?;
    archive.left.set(left);
    let inflate = match entry.packing {
        Packing::Stored => false,
        Packing::Deflated => true,
        Packing::Locked => return Err(Fault::Locked),
        Packing::Other => return Err(Fault::Method),
    };
    let content = content(&archive.file, entry).await.ok_or(Fault::Damaged)?;
    let content = if inflate { inflated(&content).map_err(|_| Fault::Method)? } else { content.stream() };
    read(&content, room, entry.unpacked).await.ok_or(Fault::Damaged)
}

/// The packed bytes, which stay where they are until they are read.
async fn content(file: &Blob, entry: &Entry) -> Option<Blob> {
    let header = slice(file, entry.header_at, entry.header_at + archive::LOCAL_HEADER).await.ok()?;
    let from = entry.header_at + archive::content_offset(&header.to_vec())?;
    #[expect(clippy::cast_precision_loss, reason = "offsets in an archive are below 2^33")]
    file.slice_with_f64_and_f64(from as f64, (from + entry.packed) as f64).ok()
}

fn inflated(content: &Blob) -> Result<ReadableStream, JsValue> {
    // `new DecompressionStream("deflate-raw")`, which web-sys calls unstable; all
    // browsers have had it since 2023. It is such a pair.
    let maker: Function = Reflect::get(&js_sys::global(), &"DecompressionStream".into())?.dyn_into()?;
    let inflate = Reflect::construct(&maker, &Array::of1(&"deflate-raw".into()))?;
    Ok(content.stream().pipe_through(inflate.unchecked_ref::<ReadableWritablePair>()))
}

/// Reads `room` bytes at most. None if there are fewer, or more than the entry
/// claims: what grows while it is unpacked is not read to its end.
async fn read(content: &ReadableStream, room: u64, claimed: u64) -> Option<ArrayBuffer> {
    let reader: ReadableStreamDefaultReader = content.get_reader().dyn_into().ok()?;
    let bytes = Uint8Array::new_with_length(u32::try_from(room).ok()?);
    let mut filled = 0_u32;
    loop {
        let part = JsFuture::from(reader.read()).await.ok()?;
        if Reflect::get(&part, &"done".into()).ok()?.is_truthy() {
            return (filled == bytes.length()).then(|| bytes.buffer());
        }
        let part: Uint8Array = Reflect::get(&part, &"value".into()).ok()?.dyn_into().ok()?;
        let end = part.length().min(bytes.length() - filled);
        bytes.set(&part.subarray(0, end), filled);
        filled += end;
        if end < part.length() {
            // Its rest is not wanted; nobody waits for the end of the cancelling.
            let _ = reader.cancel();
            return (claimed > room).then(|| bytes.buffer());
        }
    }
}
