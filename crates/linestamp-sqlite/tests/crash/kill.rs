//! A process that is killed while it appends, seals, removes and merges.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use linestamp_store::Store;
use proptest::prelude::*;

use crate::common::{in_workspace, open, small};
use crate::survivors::check;
use crate::worker::{self, Said};

/// Starts the process, kills it once so many records are acknowledged, and returns what it had said.
fn killed_after(folder: &Path, first: usize, records: usize) -> Said {
    let say = tempfile::NamedTempFile::new().unwrap();
    let mut child = worker::start(folder, say.path(), first, u64::MAX)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while Said::of(&fs::read(say.path()).unwrap()).acknowledged.len() < records {
        assert_eq!(child.try_wait().unwrap(), None, "the process ended by itself");
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    Said::of(&fs::read(say.path()).unwrap())
}

async fn survive(rounds: Vec<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let mut said = Vec::new();
    for (round, records) in rounds.into_iter().enumerate() {
        said.push(killed_after(folder.path(), round, records));
        let store = open(folder.path(), &small(60));
        check(&store, &said).await;
        store.delete(in_workspace("gone")).await.unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4,
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_acknowledged_is_missing_after_a_kill(
        rounds in prop::collection::vec(1..900usize, 4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(survive(rounds));
    }
}
