//! Standard output's two styles.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use linestamp_client::sinks::stdout::Stdout;
use linestamp_client::{LogRecord, Timestamp, info};

use crate::support::{PATIENCE, client};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is printed, and the line that logs.
fn printed(stdout: Stdout) -> (String, u32) {
    let written = Written::default();
    let client = client(stdout.into_writer(written.clone())).clock(Fixed).start().unwrap();
    let line = line!() + 1;
    info!(client.logger(), event = "task_started", attempt = 2, "Task\n7 \u{1b}[31mstarted");
    client.shutdown(PATIENCE).unwrap();
    let bytes = written.0.lock().unwrap().clone();
    (String::from_utf8(bytes).unwrap(), line)
}

struct Fixed;

impl linestamp_client::Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_763_000_000_000).unwrap()
    }
}

#[test]
fn for_people_a_record_is_a_line_that_controls_nothing() {
    let (text, line) = printed(Stdout::pretty());
    let expected = format!(
        "2025-11-13T02:13:20.000Z INFO  tests [printing.rs:{line}] task_started: \
         Task\\n7 \\u{{1b}}[31mstarted {{\"attempt\":2}}\n"
    );
    assert_eq!(text, expected);
}

#[test]
fn for_machines_a_record_is_a_line_of_json() {
    let (line, _) = printed(Stdout::json());
    assert_eq!(line.matches('\n').count(), 1);
    let record: LogRecord = serde_json::from_str(&line).unwrap();
    assert_eq!(record.message, "Task\n7 \u{1b}[31mstarted");
    assert_eq!(record.metadata["attempt"], 2);
}
