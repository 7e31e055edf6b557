//! `--watch`: the copy follows. Each wait is for a state, with a deadline.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]
#![cfg(unix)]

mod support;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{CALL, STAMPED, Sandbox};

struct Watch {
    child: Child,
    sandbox: Sandbox,
}

impl Watch {
    fn start(sandbox: Sandbox, args: &str) -> Watch {
        let child = Command::new(support::binary())
            .args(args.split(' '))
            .current_dir(sandbox.path(""))
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(sandbox.path("errors.log")).unwrap())
            .spawn()
            .unwrap();
        Watch { child, sandbox }
    }

    /// Waits until a file of the copy has this text, or is gone.
    #[track_caller]
    fn becomes(&self, path: &str, text: Option<&str>) {
        self.until(path, || {
            std::fs::read_to_string(self.sandbox.path(path)).ok().as_deref() == text
        });
    }

    #[track_caller]
    fn until(&self, what: &str, reached: impl Fn() -> bool) {
        let begin = Instant::now();
        while !reached() {
            assert!(begin.elapsed() < Duration::from_secs(20), "{what} was not reached");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_copy_follows_until_it_is_told_to_end() {
    let sandbox = Sandbox::with(&[("src/a.ts", "export {}\n"), ("src/b.txt", "1")]);
    let mut watch = Watch::start(sandbox, "inject src --out-dir out --watch");
    watch.becomes("out/a.ts", Some("export {}\n"));
    watch.sandbox.put("src/a.ts", CALL);
    watch.becomes("out/a.ts", Some(STAMPED));
    watch.sandbox.put("src/new/deep/a.ts", CALL);
    watch.becomes("out/new/deep/a.ts", Some(STAMPED));
    watch.sandbox.put("src/new/deep/a.ts", "export {}\n");
    watch.becomes("out/new/deep/a.ts", Some("export {}\n"));
    std::fs::remove_file(watch.sandbox.path("src/b.txt")).unwrap();
    watch.becomes("out/b.txt", None);
    std::fs::remove_dir_all(watch.sandbox.path("src/new")).unwrap();
    watch.until("out/new is gone", || !watch.sandbox.exists("out/new"));
    watch.signal("-INT");
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
    let left = watch.sandbox.files("out");
    assert_eq!(left, [".linestamp-manifest.json", "a.ts"]);
}

#[test]
fn a_changed_configuration_counts_and_a_broken_one_is_told_of() {
    let sandbox = Sandbox::with(&[
        ("linestamp.toml", "[fields]\nat = '{line}'\n"),
        ("src/a.ts", "env.LOGS.write({})\n"),
    ]);
    let watch = Watch::start(sandbox, "inject src --out-dir out --watch");
    watch.becomes("out/a.ts", Some("env.LOGS.write({at: '2'})\n".replace('2', "1").as_str()));
    watch.sandbox.put("linestamp.toml", "[feelds]\n");
    watch.until("an error", || watch.sandbox.read("errors.log").contains("unknown key `feelds`"));
    watch.sandbox.put("linestamp.toml", "[fields]\nat = '{file}'\n");
    watch.becomes("out/a.ts", Some("env.LOGS.write({at: 'a.ts'})\n"));
    watch.sandbox.put("src/a.ts", "env.LOGS.write({\n");
    watch.sandbox.put("src/c.ts", "export {}\n");
    watch.becomes("out/c.ts", Some("export {}\n"));
    assert_eq!(watch.sandbox.read("out/a.ts"), "env.LOGS.write({at: 'a.ts'})\n");
}
