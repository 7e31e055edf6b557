//! Ends of files that are cut off or garbled, as a power cut may leave what was not synced: what was
//! committed before is there, and nothing that never was.
//!
//! Bytes within a page are tried in steps; `LINESTAMP_EVERY_BYTE=1` tries each of them.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::fs;
use std::path::Path;

use linestamp_store::Store;

use common::{batch, everything, open, record, small};

const LOG: &str = "hot-00000001.db-wal";

/// SQLite's log: a header, then frames of a header and a page.
const HEADER: usize = 32;
const FRAME: usize = 24 + 4096;

struct Before {
    folder: tempfile::TempDir,
    log: Vec<u8>,
    /// The length of the log behind each commit.
    commits: Vec<usize>,
}

/// A store as it is on disk in the middle of its work: three commits in the log.
async fn before() -> Before {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live");
    let store = open(&live, &small(1000));
    let mut commits = Vec::new();
    for id in ["a", "b", "c"] {
        store.append(batch(vec![record(id, None, 1, "info")])).await.unwrap();
        commits.push(fs::metadata(live.join(LOG)).unwrap().len() as usize);
    }
    let kept = folder.path().join("kept");
    copy(&live, &kept);
    let log = fs::read(kept.join(LOG)).unwrap();
    Before { folder, log, commits }
}

/// The files without the index of the log, which is memory and not on disk after a power cut.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("segments")).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_file() && !name.ends_with("-shm") {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

impl Before {
    /// Opens the store with another log and says which records it has.
    async fn with_log(&self, log: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap();
        copy(&self.folder.path().join("kept"), folder.path());
        fs::write(folder.path().join(LOG), log).unwrap();
        let store = open(folder.path(), &small(1000));
        let there = everything(&store).await;
        // And it goes on: what is lost can be sent again, what is there cannot be stored twice.
        let records = ["a", "b", "c"].map(|id| record(id, None, 1, "info")).to_vec();
        store.append(batch(records)).await.unwrap();
        assert_eq!(everything(&store).await.len(), 3);
        there.into_iter().map(|stored| stored.record.id).collect()
    }

    /// The places to try: around each edge of a frame, and through the pages in steps.
    fn places(&self) -> impl Iterator<Item = usize> {
        let every = std::env::var_os("LINESTAMP_EVERY_BYTE").is_some();
        (0..self.log.len()).filter(move |place| {
            let within = place.saturating_sub(HEADER) % FRAME;
            every
                || *place < HEADER
                || within < 24
                || within.is_multiple_of(1021)
                || within == FRAME - 1
        })
    }

    fn committed_within(&self, bytes: usize) -> usize {
        self.commits.iter().filter(|end| **end <= bytes).count()
    }
}

#[tokio::test]
async fn a_tail_that_is_cut_off_takes_only_what_was_in_it() {
    let before = before().await;
    for place in before.places() {
        let there = before.with_log(&before.log[..place]).await;
        assert_eq!(there, ["a", "b", "c"][..before.committed_within(place)], "cut at {place}");
    }
}

#[tokio::test]
async fn a_garbled_byte_takes_only_what_comes_behind_it() {
    let before = before().await;
    for place in before.places() {
        let mut log = before.log.clone();
        log[place] ^= 0x5A;
        let there = before.with_log(&log).await;
        let whole = before.committed_within(place);
        assert!(there.len() >= whole, "garbled at {place}: {there:?}");
        assert_eq!(there, ["a", "b", "c"][..there.len()], "garbled at {place}");
    }
}

#[tokio::test]
async fn the_file_itself_may_be_cut_off_or_garbled_while_the_log_is_whole() {
    let before = before().await;
    let path = before.folder.path().join("kept/hot-00000001.db");
    let whole = fs::read(&path).unwrap();
    for length in [0, 1, 100, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(before.with_log(&before.log).await, ["a", "b", "c"], "cut at {length}");
    }
    fs::write(&path, vec![0x5A; whole.len()]).unwrap();
    assert_eq!(before.with_log(&before.log).await, ["a", "b", "c"]);
}

#[tokio::test]
async fn what_can_be_read_of_a_damaged_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot-00000001.db");
    let store = open(folder.path(), &small(10_000));
    let records = (0..500).map(|id| record(&format!("{id}"), None, 1, "info")).collect();
    store.append(batch(records)).await.unwrap();
    let whole = everything(&store).await;
    drop(store);
    // Out of the log and into the file, where no checksum protects it.
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(conn);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x5A);
    fs::write(&path, bytes).unwrap();
    let store = open(folder.path(), &small(10_000));
    let [said] = store.damage() else { panic!("{:?}", store.damage()) };
    assert!(said.contains("hot-00000001.damaged"), "{said}");
    let there = everything(&store).await;
    assert!((400..500).contains(&there.len()), "{}", there.len());
    assert!(there.iter().all(|stored| whole.contains(stored)));
    drop(store);
    assert!(open(folder.path(), &small(10_000)).damage().is_empty());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path(), &small(1000)));
    let path = folder.path().join("hot-00000001.db");
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(conn);
    fs::write(&path, "garbled".repeat(4096)).unwrap();
    let store = open(folder.path(), &small(1000));
    assert_eq!(store.damage().len(), 1);
    store.append(batch(vec![record("a", None, 1, "info")])).await.unwrap();
    assert_eq!(everything(&store).await.len(), 1);
}
