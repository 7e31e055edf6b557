//! A proxy in front of a service.

use std::fs;
use std::process::Stdio;

use super::http::ask;
use super::{Home, Process, free_port, installed, libraries};

/// A running nginx.
#[derive(Debug)]
pub struct Nginx {
    port: u16,
    // Stopped before its folder goes.
    _process: Process,
    home: Home,
}

impl Nginx {
    /// Starts one in front of a port of this machine. The settings are directives of a `server`, whose
    /// `limit_req` finds a zone `all` of 20 requests a second.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn before(service: u16, settings: &str) -> Nginx {
        let system = installed("nginx");
        let program = system.join("usr/sbin/nginx");
        let home = Home::of(&program);
        let port = free_port();
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let folders = folders.map(|name| format!("{name}_temp_path {name};")).join(" ");
        let configuration = format!(
            "daemon off; pid nginx.pid; events {{}}
             http {{
                 access_log off; {folders}
                 limit_req_zone $server_port zone=all:32k rate=5r/s;
                 server {{
                     listen 127.0.0.1:{port};
                     {settings}
                     location = /nginx {{ return 204; }}
                     location / {{ proxy_pass http://127.0.0.1:{service}; }}
                 }}
             }}"
        );
        fs::write(home.path().join("nginx.conf"), configuration).expect("it is ours");
        let mut server = home.command(&program);
        server.env("LD_LIBRARY_PATH", libraries(&system));
        server.arg("-p").arg(home.path()).args(["-c", "nginx.conf", "-e", "errors.log"]);
        server.stdout(Stdio::null());
        let is_ready = || ask(port, "GET", "/nginx", "").is_some();
        Nginx { port, _process: Process::start(server, is_ready), home }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it has complained of so far.
    ///
    /// # Panics
    ///
    /// Where that cannot be read.
    #[must_use]
    pub fn errors(&self) -> String {
        fs::read_to_string(self.home.path().join("errors.log")).expect("it is ours")
    }
}
