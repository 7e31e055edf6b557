//! Those who follow along while records are stored, sealed and removed see each one once, in order.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::sync::Arc;

use linestamp_store::Store;

use common::{batch, everything, in_workspace, open, record, small};

/// Some megabytes, so that not all of it stays in memory.
const ROUNDS: u64 = 60;

fn large(id: &str, workspace: &str) -> linestamp_schema::LogRecord {
    let mut record = record(id, Some(workspace), 1, "info");
    record.message = "long ".repeat(8000);
    record
}

#[tokio::test]
async fn followers_see_each_arrival_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path(), &small(40)));
    let follow = |limit: usize| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let (mut seen, mut newest) = (Vec::new(), store.watch());
            while seen.len() < (ROUNDS * 5) as usize {
                let after = seen.last().copied().unwrap_or(0);
                let arrived = store.arrived(after, limit).await.unwrap();
                if arrived.is_empty() {
                    // What was announced before the question was asked is in its answer.
                    newest.wait_for(|newest| *newest > after).await.unwrap();
                }
                seen.extend(arrived.iter().map(|stored| stored.seq));
            }
            seen
        })
    };
    let followers: Vec<_> = [1, 7, 1000].map(follow).into();
    for round in 0..ROUNDS {
        let records = (0..5).map(|part| large(&format!("{round}-{part}"), "one")).collect();
        store.append(batch(records)).await.unwrap();
    }
    for follower in followers {
        assert_eq!(follower.await.unwrap(), (1..=ROUNDS * 5).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_was_removed_is_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(40));
    let records = (0..10).map(|id| large(&format!("{id}"), ["one", "two"][id % 2])).collect();
    store.append(batch(records)).await.unwrap();
    assert_eq!(store.delete(in_workspace("one")).await.unwrap(), 5);
    let left = everything(&store).await;
    assert_eq!(left.iter().map(|stored| stored.seq).collect::<Vec<_>>(), [2, 4, 6, 8, 10]);
    store.append(batch(vec![large("more", "one")])).await.unwrap();
    assert_eq!(store.arrived(7, 10).await.unwrap().len(), 3);
}
