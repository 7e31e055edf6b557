use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::service::{Service, record};

/// A tail that runs until it is dropped.
struct Tail {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    said: Lines<BufReader<ChildStderr>>,
}

impl Tail {
    fn start(service: &Service, arguments: &[&str]) -> Tail {
        let mut command = service.command(&["tail", "--format=json"]);
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Tail { child, lines, said }
    }

    /// The numbers of the next records.
    fn next(&mut self, count: usize) -> Vec<u64> {
        let line = self.lines.by_ref().take(count);
        line.map(|line| {
            let found: Value = serde_json::from_str(&line.unwrap()).unwrap();
            found["metadata"]["number"].as_u64().unwrap()
        })
        .collect()
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn records_are_shown_as_they_arrive() {
    let service = Service::start();
    service.put(&[record(0, "Ready"), record(1, "Task failed"), record(3, "Task failed")]);
    let mut tail = Tail::start(&service, &["level:error", "--last=1"]);
    assert_eq!(tail.next(1), [3]);
    service.put(&[record(4, "Ready"), record(5, "Task failed")]);
    service.put(&[record(7, "Task failed")]);
    assert_eq!(tail.next(2), [5, 7]);
}

/// The service ends in between and is there again: nothing is missing, nothing is doubled.
#[test]
fn a_tail_goes_on_where_the_service_ended() {
    let mut service = Service::start();
    service.put(&[record(0, "Ready")]);
    let mut tail = Tail::start(&service, &[]);
    assert_eq!(tail.next(1), [0]);
    for round in 0..3_u32 {
        let first = round * 2 + 1;
        service.put(&[record(first, "Task started")]);
        assert_eq!(tail.next(1), [u64::from(first)]);
        service = service.restart();
        service.put(&[record(first + 1, "Task done")]);
        assert_eq!(tail.next(1), [u64::from(first) + 1]);
        let said = tail.said.next().unwrap().unwrap();
        assert!(said.contains("the service is away"), "{said}");
    }
}

#[test]
fn a_tail_ends_with_its_reader() {
    let service = Service::start();
    service.put(&[record(0, "Ready")]);
    let mut command = service.command(&["tail"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().contains("UTC"));
    drop(lines);
    // What arrives next finds nobody to be written to.
    let mut number = 0;
    while child.try_wait().unwrap().is_none() {
        number += 1;
        service.put(&[record(number, "Task started")]);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
