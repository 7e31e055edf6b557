//! `kill -9` at random moments, against a server that fails at random.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::server::{Server, lines, send, spawn};
use crate::support::{Ran, Sandbox};

const LINES: usize = 20_000;
const KILLS: usize = 25;

#[test]
fn nothing_is_lost_and_no_record_has_two_ids() {
    let seed = rand::random();
    println!("seed {seed}");
    let mut chance = StdRng::seed_from_u64(seed);
    let servers_chance = Mutex::new(StdRng::seed_from_u64(!seed));
    let server =
        Server::start(move |_, _| match servers_chance.lock().unwrap().random_range(0..10) {
            0 => 503,
            1 => 429,
            _ => 200,
        });
    let sandbox =
        Sandbox::with(&[("a.log", &lines(0..LINES / 2)), ("b.log", &lines(LINES / 2..LINES))]);
    let args = "a.log b.log --spool spool --batch 50";
    let (mut killed, mut done) = (0, 0);
    for _ in 0..KILLS {
        let mut child = spawn(&sandbox, &server, args);
        thread::sleep(Duration::from_millis(chance.random_range(0..300)));
        if child.try_wait().unwrap().is_some() {
            done += 1;
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
    }
    Ran::from(send(&sandbox, &server, args).output().unwrap()).status(0);

    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let taken = server.taken();
    for record in &taken {
        let message = record["message"].as_str().unwrap().to_owned();
        ids.entry(message).or_default().insert(record["id"].to_string());
    }
    let distinct: BTreeSet<_> = ids.values().flatten().collect();
    println!(
        "{killed} runs killed, {done} ended before; {LINES} lines, {} of them confirmed, by {} ids, \
         in {} deliveries",
        ids.len(),
        distinct.len(),
        taken.len(),
    );
    assert!(killed > 0);
    assert_eq!(ids.len(), LINES, "lines are lost");
    assert_eq!(distinct.len(), LINES, "a line has two ids, or two lines one");
    assert!(ids.values().all(|ids| ids.len() == 1));
}
