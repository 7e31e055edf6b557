//! The binary, as a service and as a command.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};

use assert_cmd::cargo::cargo_bin;

/// A service that is killed if the test ends before it does.
pub(crate) struct Running {
    process: Child,
    said: BufReader<ChildStderr>,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Running {
        let mut command = Command::new(cargo_bin("linestamp"));
        let mut process =
            command.arg("serve").args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(process.stderr.take().unwrap());
        Running { process, said }
    }

    /// The address and the folder that it says it uses.
    pub(crate) fn place(&mut self) -> (String, String) {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        let (_, rest) = line.trim_end().split_once("http://").expect(&line);
        let (address, folder) = rest.split_once(", data in ").unwrap();
        (address.to_owned(), folder.to_owned())
    }

    /// Ends it politely, and gives its status and what else it said.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).unwrap();
        (self.process.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn get(address: &str, path: &str, token: Option<&str>) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{token}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Standard output of a command that goes well.
pub(crate) fn run(arguments: &[&str]) -> String {
    let output = Command::new(cargo_bin("linestamp")).args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.as_str()), (Some(0), ""), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}
