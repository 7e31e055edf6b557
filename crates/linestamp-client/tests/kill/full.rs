//! A disk that is full: a file system of 256 KiB in a namespace of its own, which needs no privileges.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use linestamp_client::{BatchLimits, Client, Environment, Notice, Spool};

use crate::gate::Gate;

const PATIENCE: Duration = Duration::from_secs(60);
const MOUNT: &str = r#"mount -t tmpfs -o size=256k tmpfs "$0" && exec "$1" full "$0""#;

pub(crate) fn parent() {
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", MOUNT]).arg(folder.path()).arg(program);
    let status = command.status().expect("util-linux's `unshare` has to be there");
    assert!(status.success(), "{status}");
}

/// With nothing but this in that file system.
pub(crate) fn child(folder: &Path) {
    let gate = Gate::new();
    let said: Arc<Mutex<Vec<Notice>>> = Arc::default();
    let hears = Arc::clone(&said);
    let client = Client::builder("full", Environment::Development, gate.clone())
        .spool(Spool::always(folder.join("spool")))
        .batch(BatchLimits { records: 20, ..Default::default() })
        .on_notice(move |notice| hears.lock().unwrap().push(notice))
        .start()
        .unwrap();
    let logger = client.logger();
    let mut number = 0;
    let entry = |number: u64| logger.info(number.to_string()).field("padding", "x".repeat(200));
    let mut is_durable = true;
    while is_durable {
        is_durable = entry(number).log_durable_blocking(PATIENCE).is_ok();
        number += 1;
    }
    for _ in 0..50 {
        entry(number).write();
        number += 1;
    }
    let is_full = |notice: &Notice| matches!(notice, Notice::Spool { reason } if reason.contains("No space left"));
    until(|| said.lock().unwrap().iter().any(is_full));
    let health = client.health();
    assert!(health.is_balanced() && health.spooled > 0 && health.queued > 0, "{health:?}");
    gate.open();
    until(|| gate.passed().len() as u64 == number);
    let health = client.health();
    let passed = gate.passed().len() as u64;
    assert_eq!((passed, health.dropped.total()), (number, 0), "{health:?}");
    // Now others have filled the disk, and nothing of ours makes room.
    let mut others = std::fs::File::create(folder.join("others")).unwrap();
    while others.write_all(&[0; 512]).is_ok() {}
    // Longer than a page, of which a part may be left.
    let told = logger.info("x".repeat(10_000)).log_durable_blocking(PATIENCE);
    assert!(told.is_err(), "{told:?}");
    until(|| gate.passed().len() as u64 == number + 1);
    let logger = client.logger();
    client.shutdown(PATIENCE).unwrap();
    let all = gate.passed();
    let in_order =
        all.iter().take(number as usize).cloned().eq((0..number).map(|at| at.to_string()));
    assert!(in_order && logger.health().is_balanced(), "{:?}", logger.health());
    println!("full disk: {number} records, none lost, in order; then one past a disk that is full");
}

fn until(mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE);
        thread::yield_now();
    }
}
