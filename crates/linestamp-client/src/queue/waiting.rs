//! What waits in the queue, in its order, in chunks.

use std::collections::VecDeque;
use std::sync::Arc;

use linestamp_schema::LogRecord;

use super::chunk::Chunk;
use crate::draft::Handed;
use crate::limits::BatchLimits;
use crate::scope::Scope;

/// How many empty chunks are kept.
const MOST_SPARE: usize = 4;
/// How many bytes such a chunk may take.
const MOST_ROOM: usize = 256 << 10;

pub(super) struct Waiting {
    /// None is empty.
    chunks: VecDeque<Chunk>,
    records: usize,
    bytes: usize,
    /// What a chunk may have.
    most: BatchLimits,
    /// Empty ones, with room.
    spare: Vec<Chunk>,
}

impl Waiting {
    pub(super) fn new(most: BatchLimits) -> Waiting {
        let (chunks, spare) = (VecDeque::new(), Vec::with_capacity(MOST_SPARE));
        Waiting { chunks, records: 0, bytes: 0, most, spare }
    }

    pub(super) fn len(&self) -> usize {
        self.records
    }

    /// About how many bytes the records take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    #[inline]
    pub(super) fn push(&mut self, scope: &Arc<Scope>, record: Handed<'_>, weight: usize) {
        if !self.chunks.back().is_some_and(|last| last.has_room(weight, self.most)) {
            self.chunks.push_back(self.spare.pop().unwrap_or_default());
        }
        let Some(last) = self.chunks.back_mut() else { unreachable!("one was just added") };
        last.push(scope, record, weight);
        self.records += 1;
        self.bytes += weight;
    }

    /// Records that are older than all others, as sinks get them, each with its weight.
    pub(super) fn put_back(&mut self, records: Vec<LogRecord>, weights: Vec<usize>) {
        let mut chunks: Vec<Chunk> = Vec::new();
        for (record, weight) in records.into_iter().zip(weights) {
            self.records += 1;
            self.bytes += weight;
            match chunks.last_mut() {
                Some(last) if last.has_room(weight, self.most) => {
                    last.push_finished(record, weight)
                }
                _ => {
                    let mut next = Chunk::default();
                    next.push_finished(record, weight);
                    chunks.push(next);
                }
            }
        }
        chunks.into_iter().rev().for_each(|chunk| self.chunks.push_front(chunk));
    }

    /// Takes the oldest records out, as many as go together.
    pub(super) fn pop_chunk(&mut self) -> Option<Chunk> {
        let chunk = self.chunks.pop_front()?;
        self.took(&chunk);
        Some(chunk)
    }

    /// Takes out the oldest records: so many, and about so many bytes, at most; but one at least, if
    /// there is one.
    pub(super) fn take(&mut self, records: usize, bytes: usize) -> Vec<Chunk> {
        let mut taken: Vec<Chunk> = Vec::new();
        let (mut records, mut bytes) = (records.max(1), bytes);
        while let Some(first) = self.chunks.front_mut() {
            let least = usize::from(taken.is_empty());
            let fit = first.fitting(records, bytes).max(least);
            let all = fit == first.len();
            let Some(chunk) = (if all { self.chunks.pop_front() } else { first.split(fit) }) else {
                break;
            };
            self.took(&chunk);
            records -= chunk.len();
            bytes = bytes.saturating_sub(chunk.weight());
            taken.push(chunk);
        }
        taken
    }

    fn took(&mut self, chunk: &Chunk) {
        self.records -= chunk.len();
        self.bytes -= chunk.weight();
    }

    /// Takes an empty chunk back, for its room.
    pub(super) fn recycle(&mut self, chunk: Chunk) {
        if self.spare.len() < MOST_SPARE && chunk.room() <= MOST_ROOM {
            self.spare.push(chunk);
        }
    }
}
