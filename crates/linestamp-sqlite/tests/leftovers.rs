//! Each state in which an end between two steps of sealing leaves the folder: the records are the
//! same, and what does not count goes.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use linestamp_store::{Store, Stored};

use common::{batch, everything, open, record, small};

/// A folder before and after its records were sealed.
struct Sealed {
    folder: tempfile::TempDir,
    records: Vec<Stored>,
}

async fn sealed() -> Sealed {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live");
    let store = open(&live, &small(1000));
    let records = (0..10).map(|id| record(&format!("{id}"), None, 1, "info")).collect();
    store.append(batch(records)).await.unwrap();
    copy(&live, &folder.path().join("before"));
    store.seal().await.unwrap();
    let records = everything(&store).await;
    drop(store);
    copy(&live, &folder.path().join("after"));
    Sealed { folder, records }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else if !path.to_str().unwrap().ends_with("-shm") {
            fs::copy(&path, target).unwrap();
        }
    }
}

impl Sealed {
    /// A folder as it was before, or is after, to be changed.
    fn state(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join("state");
        let _ = fs::remove_dir_all(&folder);
        copy(&self.folder.path().join(name), &folder);
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Opens it: the records are those, once, also after whatever is left to do.
    async fn check(&self, folder: &Path) {
        let store = open(folder, &small(1000));
        assert_eq!(everything(&store).await, self.records);
        store.seal().await.unwrap();
        assert_eq!(everything(&store).await, self.records);
        assert_eq!(store.status().await.unwrap().records, 10);
        assert_eq!(fs::read_dir(folder.join("segments")).unwrap().count(), 1);
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let names = names.map(|name| name.into_string().unwrap());
        let hot = names.filter(|name| name.starts_with("hot-") && name.ends_with(".db"));
        assert_eq!(hot.count(), 1);
    }
}

#[tokio::test]
async fn a_file_that_is_half_built_or_not_listed_does_not_count() {
    let sealed = sealed().await;
    let whole = fs::read(sealed.path("after/segments/00000001.db")).unwrap();
    for (name, bytes) in [
        ("00000001.tmp", &whole[..whole.len() / 2]),
        ("00000001.tmp", &whole[..]),
        ("00000001.db", &whole[..whole.len() / 2]),
        ("00000001.db", &whole[..]),
    ] {
        let folder = sealed.state("before");
        fs::write(folder.join("segments").join(name), bytes).unwrap();
        sealed.check(&folder).await;
    }
}

#[tokio::test]
async fn a_hot_file_that_is_sealed_and_still_there_does_not_count() {
    let sealed = sealed().await;
    let folder = sealed.state("after");
    for name in ["hot-00000001.db", "hot-00000001.db-wal"] {
        fs::copy(sealed.path("before").join(name), folder.join(name)).unwrap();
    }
    sealed.check(&folder).await;
}

#[tokio::test]
async fn a_new_hot_file_may_be_missing_empty_or_cut_off() {
    let sealed = sealed().await;
    let (name, log) = ("hot-00000002.db", "hot-00000002.db-wal");
    for state in ["before", "after"] {
        let page = fs::read(sealed.path("after").join(name)).unwrap();
        for bytes in [None, Some(&page[..0]), Some(&page[..100]), Some(&page[..])] {
            let folder = sealed.state(state);
            let _ = fs::remove_file(folder.join(log));
            let _ = fs::remove_file(folder.join(name));
            if let Some(bytes) = bytes {
                fs::write(folder.join(name), bytes).unwrap();
            }
            sealed.check(&folder).await;
        }
    }
}

/// SQLite begins a file through a journal, and a kill may come before it is removed.
#[tokio::test]
async fn a_new_hot_file_may_have_its_journal() {
    let sealed = sealed().await;
    let name = "hot-00000002.db";
    let page = fs::read(sealed.path("after").join(name)).unwrap();
    // No pages are to be brought back, and the file had none.
    let mut journal = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7".to_vec();
    journal.extend([0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 16, 0]);
    journal.resize(512, 0);
    for length in [page.len(), 100, 0] {
        let folder = sealed.state("after");
        let _ = fs::remove_file(folder.join(format!("{name}-wal")));
        fs::write(folder.join(name), &page[..length]).unwrap();
        fs::write(folder.join(format!("{name}-journal")), &journal).unwrap();
        sealed.check(&folder).await;
    }
}
