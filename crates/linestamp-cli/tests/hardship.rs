//! Full disks, missing rights, ctrl-C: no file is ever half written.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]
#![cfg(unix)]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use support::{CALL, Ran, STAMPED, Sandbox};

/// Runs the binary in a shell, after some settings.
fn shell(sandbox: &Sandbox, settings: &str, args: &str) -> Ran {
    let script = format!("{settings}; exec {} {args}", support::binary().display());
    let output = Command::new("bash").args(["-c", &script]).current_dir(sandbox.path("")).output();
    Ran::from(output.unwrap())
}

/// Whether the process may do anything whatever the permissions say.
fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// Runs the binary as somebody whom permissions bind, in a sandbox that is theirs.
fn powerless(sandbox: &Sandbox, args: &str) -> Ran {
    let binary = sandbox.path("linestamp");
    std::fs::copy(support::binary(), &binary).unwrap();
    let nobody = "65534";
    let top = sandbox.path("");
    assert!(Command::new("chown").args(["-R", nobody]).arg(&top).status().unwrap().success());
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={nobody}"), "--clear-groups", "--"]).arg(binary);
    Ran::from(command.args(args.split(' ')).current_dir(top).output().unwrap())
}

fn temporary(sandbox: &Sandbox) -> Vec<String> {
    let mut files = sandbox.files("");
    files.retain(|file| file.ends_with(".tmp"));
    files
}

#[test]
fn a_file_that_cannot_be_written_whole_stays_as_it_is() {
    // A limit on the size of files fails a write in its middle, as a full disk does.
    let big = CALL.repeat(400);
    let sandbox = Sandbox::with(&[("src/a.ts", CALL), ("src/big.ts", &big)]);
    let limited = "trap '' XFSZ; ulimit -f 8";
    let ran = shell(&sandbox, limited, "inject --write src").status(2);
    ran.says("error[unwritable]").says("src/big.ts");
    assert_eq!(sandbox.read("src/a.ts"), STAMPED);
    assert_eq!(sandbox.read("src/big.ts"), big);
    let ran = shell(&sandbox, limited, "strip --out-dir out src").status(2);
    ran.says("error[unwritable]");
    assert_eq!(sandbox.read("out/a.ts"), CALL);
    assert!(!sandbox.exists("out/big.ts"));
    assert_eq!(temporary(&sandbox), Vec::<String>::new());
}

#[test]
fn a_folder_that_cannot_be_written_is_told_of_and_the_rest_is_done() {
    let sandbox = Sandbox::with(&[("locked/a.ts", CALL), ("b.ts", CALL)]);
    let run = |args: &str| {
        if is_root() { powerless(&sandbox, args) } else { sandbox.run(args) }
    };
    let lock = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(sandbox.path("locked"), permissions).unwrap();
    };
    lock(0o555);
    run("inject --write").status(2).says("error[unwritable]").says("locked/a.ts");
    lock(0o000);
    run("inject").status(2).says("error[unreadable]").says("locked");
    lock(0o755);
    assert_eq!(sandbox.read("locked/a.ts"), CALL);
    assert_ne!(sandbox.read("b.ts"), CALL);
}

#[test]
fn what_cannot_be_the_output_folder_is_told_of() {
    let sandbox = Sandbox::with(&[("src/a.ts", CALL), ("file", "")]);
    sandbox
        .run("inject src --out-dir file/out")
        .status(2)
        .complains("cannot use the output folder");
    sandbox.run("inject src --out-dir /dev/null/x").status(2).complains("output folder");
}

#[test]
fn full_output_is_an_error() {
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    shell(&sandbox, "exec > /dev/full", "sites").status(2).complains("cannot write the output");
}

#[test]
fn hostile_files_end_no_run() {
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    sandbox
        .put("deep.js", format!("env.LOGS.write({}1{})", "(".repeat(100_000), ")".repeat(100_000)));
    sandbox.put("wide.js", format!("env.LOGS.write({{}});{}", "x;".repeat(1_000_000)));
    sandbox.put("cut.ts", "env.LOGS.write({ a: `${");
    sandbox.put("nul.ts", b"\0\0env.LOGS.write({})");
    let fifo = sandbox.path("fifo.ts");
    assert!(Command::new("mkfifo").arg(fifo).status().unwrap().success());
    let ran = sandbox.run("inject --out-dir out").status(2).says("deep.js").says("cut.ts");
    ran.says("neither file, folder nor link");
    assert_eq!(sandbox.read("out/a.ts"), STAMPED);
}

#[test]
fn an_interrupted_run_leaves_whole_files_and_nothing_else() {
    let sandbox = Sandbox::new();
    for index in 0..3000 {
        sandbox.put(&format!("src/{}/{index}.ts", index % 50), CALL);
    }
    let mut child = Command::new(support::binary())
        .args(["inject", "src", "--out-dir", "out"])
        .current_dir(sandbox.path(""))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // In the middle: something is written, and not all of it.
    while !sandbox.exists("out/0") && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let status = child.wait().unwrap().code();
    assert!(status == Some(130) || !signalled.success() || status == Some(0), "{status:?}");
    assert_eq!(temporary(&sandbox), Vec::<String>::new());
    for file in sandbox.files("out").iter().filter(|file| file.ends_with(".ts")) {
        assert!(sandbox.read(&format!("out/{file}")).ends_with("' })\n}\n"), "{file}");
    }
    sandbox.run("inject src --out-dir out").status(0);
    assert_eq!(sandbox.files("out").len(), 3001);
    std::fs::remove_dir_all(sandbox.path("src/7")).unwrap();
    sandbox.run("inject src --out-dir out").status(0);
    assert!(!sandbox.exists("out/7"));
}
