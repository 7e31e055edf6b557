//! A machine that loses its power: what was not synced may be lost, in any order.

use linestamp_powercut::Recorder;

use crate::common::{open, small};
use crate::survivors::check;
use crate::worker::{self, Said};

/// At how many moments the power is cut.
const CUTS: usize = 30;
/// How many processes work on the folder, one after the other.
const STARTS: usize = 3;

/// The name of what a process says, in the recorded folder: so the log tells when it was said.
fn said(first: usize) -> String {
    format!("said-{first}")
}

#[test]
fn nothing_acknowledged_is_missing_after_a_power_cut() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let recorder = Recorder::new();
    let folder = recorder.folder();
    for first in 0..STARTS {
        let mut worker = worker::start(&folder.join("data"), &folder.join(said(first)), first, 20);
        recorder.run(&mut worker);
    }
    recorder.cut(CUTS, |disk, left| {
        let told = (0..STARTS).map(|first| disk.read(&said(first)));
        let told: Vec<Said> =
            told.take_while(|lines| !lines.is_empty()).map(|lines| Said::of(&lines)).collect();
        runtime.block_on(async { check(&open(&left.join("data"), &small(60)), &told).await });
    });
}
