//! A machine that loses its power: what was not synced may be lost, in any order.

use std::collections::BTreeSet;

use linestamp_powercut::{Disk, Entry, Luck, Recorder};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::common::{open, small};
use crate::survivors::check;
use crate::worker::{self, Said};

/// How often the power is cut, unless `LINESTAMP_POWER_CUTS` says otherwise.
const CUTS: usize = 30;
/// How many processes work on the folder, one after the other.
const STARTS: usize = 3;

/// The name of what a process says, in the recorded folder: so the log tells when it was said.
fn said(first: usize) -> String {
    format!("said-{first}")
}

/// Has processes work on a folder, and returns what they did to it.
fn record() -> Vec<Entry> {
    let recorder = Recorder::new();
    let folder = recorder.folder();
    for first in 0..STARTS {
        let mut worker = worker::start(&folder.join("data"), &folder.join(said(first)), first, 20);
        recorder.run(&mut worker);
    }
    recorder.entries()
}

#[test]
fn nothing_acknowledged_is_missing_after_a_power_cut() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let entries = record();
    let mut random = StdRng::seed_from_u64(1);
    let often = std::env::var("LINESTAMP_POWER_CUTS").map_or(CUTS, |often| often.parse().unwrap());
    let cuts: BTreeSet<usize> = (0..often).map(|_| random.random_range(0..entries.len())).collect();
    let mut disk = Disk::default();
    for (number, entry) in entries.into_iter().enumerate() {
        disk.apply(entry);
        if !cuts.contains(&number) {
            continue;
        }
        let told = (0..STARTS).map(|first| disk.read(&said(first)));
        let told: Vec<Said> =
            told.take_while(|lines| !lines.is_empty()).map(|lines| Said::of(&lines)).collect();
        for luck in Luck::ALL {
            let left = tempfile::tempdir().unwrap();
            disk.cut(luck, &mut random, left.path());
            println!("after {number} entries, of what was not synced: {luck:?}");
            let data = left.path().join("data");
            runtime.block_on(async { check(&open(&data, &small(60)), &told).await });
        }
    }
}
