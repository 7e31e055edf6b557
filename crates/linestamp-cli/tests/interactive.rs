//! `linestamp migrate --interactive` on a terminal, which is a real one.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use support::{Sandbox, binary};

const OLD: &str = "export function run(env, log) {\n  log.info('one')\n  log.info('two')\n  log.info('three')\n}\n";

/// What a run ends with when nothing comes for this long.
const LIMIT: Duration = Duration::from_secs(120);

/// A run whose three streams are one terminal.
struct Session {
    child: Child,
    terminal: File,
    output: Receiver<Vec<u8>>,
    seen: String,
}

impl Session {
    fn start(sandbox: &Sandbox, args: &str) -> Session {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        let name = OsStr::from_bytes(name.to_bytes());
        let end = OpenOptions::new().read(true).write(true).open(name).unwrap();
        let stream = || Stdio::from(end.try_clone().unwrap());
        let child = Command::new(binary())
            .args(args.split_whitespace())
            .current_dir(sandbox.path("."))
            .env("NO_COLOR", "1")
            .env_remove("LINESTAMP")
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        let terminal = File::from(terminal);
        let mut reader = terminal.try_clone().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Where the other end is closed, Linux says that reading fails.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Session { child, terminal, output, seen: String::new() }
    }

    /// Waits for a text behind what was waited for before.
    #[track_caller]
    fn until(&mut self, text: &str) -> &mut Session {
        loop {
            if let Some(at) = self.seen.find(text) {
                self.seen.drain(..at + text.len());
                return self;
            }
            match self.output.recv_timeout(LIMIT) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("{text:?} does not come after {:?}", self.seen),
            }
        }
    }

    fn answer(&mut self, line: &str) -> &mut Session {
        self.terminal.write_all(line.as_bytes()).unwrap();
        self
    }

    fn ended(mut self) -> Option<i32> {
        let status = self.child.wait().unwrap();
        status.code()
    }
}

fn project() -> Sandbox {
    Sandbox::with(&[("src/run.js", OLD), ("linestamp.toml", "")])
}

/// The text with these of its calls rewritten.
fn with(rewritten: &[&str]) -> String {
    rewritten.iter().fold(OLD.to_owned(), |text, message| {
        let new = format!("env.LOGS.write({{ level: 'info', message: '{message}' }})");
        text.replace(&format!("log.info('{message}')"), &new)
    })
}

#[test]
fn each_call_in_doubt_is_asked_about() {
    let sandbox = project();
    let mut session = Session::start(&sandbox, "migrate src --interactive --write");
    session.until("src/run.js:2:3: nothing in this file shows which logger it is");
    session.until("-  log.info('one')");
    session.until("+  env.LOGS.write({ level: 'info', message: 'one' })");
    session.until("(1 of 3)").answer("n\n");
    session.until("(2 of 3)").answer("perhaps\n");
    session.until("(2 of 3)").answer("y\n");
    session.until("(3 of 3)").answer("no\n");
    session.until("1 changed").until("1 rewritten").until("2 reported");
    assert_eq!(session.ended(), Some(0));
    assert_eq!(sandbox.read("src/run.js"), with(&["two"]));
}

#[test]
fn all_takes_the_rest_and_quit_leaves_it() {
    for (answers, rewritten) in [
        (["n\n", "a\n"].as_slice(), ["two", "three"].as_slice()),
        (&["y\n", "q\n"], &["one"]),
        // The end of the input.
        (&["y\n", "\u{4}"], &["one"]),
    ] {
        let sandbox = project();
        let mut session = Session::start(&sandbox, "migrate src --interactive --write");
        for answer in answers {
            session.until("[q]uit asking: ").answer(answer);
        }
        session.until("rewritten");
        assert_eq!(session.ended(), Some(0));
        assert_eq!(sandbox.read("src/run.js"), with(rewritten), "{answers:?}");
    }
}

#[test]
fn without_write_the_answers_are_in_the_patch() {
    let sandbox = project();
    let mut session = Session::start(&sandbox, "migrate src --interactive");
    session.until("(1 of 3)").answer("a\n");
    session
        .until("+++ b/src/run.js")
        .until("+  env.LOGS.write({ level: 'info', message: 'three' })");
    session.until("Nothing was written");
    assert_eq!(session.ended(), Some(0));
    assert_eq!(sandbox.read("src/run.js"), OLD);
}

#[test]
fn where_nothing_is_in_doubt_nothing_is_asked() {
    let sandbox =
        Sandbox::with(&[("src/run.js", "export const run = (env) => {\n  console.info('x')\n}\n")]);
    let mut session = Session::start(&sandbox, "migrate src --interactive --write");
    session.until("there is no call to ask about").until("1 rewritten");
    assert_eq!(session.ended(), Some(0));
}

#[test]
fn without_a_terminal_there_is_nobody_to_ask() {
    let sandbox = project();
    let ran = sandbox.run("migrate src --interactive --write").status(2);
    ran.complains("--interactive asks on a terminal").complains("help: ");
    assert_eq!(sandbox.read("src/run.js"), OLD);
}
