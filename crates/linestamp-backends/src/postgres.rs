//! A Postgres server of its own, behind a socket in its folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Home, Process, free_port, installed, libraries, output_of};

/// What a server shows to those who connect by TLS, and whom it lets in; all in PEM.
#[derive(Debug, Clone, Copy)]
pub struct Tls<'pem> {
    /// For `localhost`.
    pub certificate: &'pem str,
    /// The certificate's private key.
    pub key: &'pem str,
    /// Who has to have signed the clients' certificates; where there is none, they need none.
    pub clients: Option<&'pem str>,
}

/// A running server with an empty database.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    /// Where it listens, if it does so beside its socket.
    port: Option<u16>,
    // Stopped before its folder goes.
    _process: Process,
    home: Home,
}

impl Postgres {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Postgres {
        Postgres::start_as(None)
    }

    /// Starts one that listens on the loopback address too, for TLS alone.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start_with_tls(tls: Tls<'_>) -> Postgres {
        Postgres::start_as(Some(tls))
    }

    fn start_as(tls: Option<Tls<'_>>) -> Postgres {
        let programs = programs();
        let home = Home::of(&programs.join("postgres"));
        let data = home.path().join("data");
        let mut init = home.command(programs.join("initdb"));
        init.args(["--auth=trust", "--no-sync", "--username=linestamp", "--encoding=UTF8"]);
        init.arg("--locale=C").arg("-D").arg(&data);
        output_of(with_libraries(init));
        let mut server = home.command(programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(home.path());
        server.args(["-c", "fsync=off", "-c", "log_min_messages=panic"]);
        let port = tls.map(|tls| listen(&home, tls, &mut server));
        if port.is_none() {
            // The socket's folder is known to nobody else.
            server.args(["-c", "listen_addresses="]);
        }
        let is_ready = || {
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["-q", "-U", "linestamp", "-d", "postgres"]).arg("-h").arg(home.path());
            ask.args(port.map(|port| format!("--port={port}")));
            with_libraries(ask).status().is_ok_and(|status| status.success())
        };
        let process = Process::start(with_libraries(server), is_ready);
        Postgres { programs, port, _process: process, home }
    }

    /// Its address for the user that may do everything, as libpq has it.
    #[must_use]
    pub fn address(&self) -> String {
        format!("host={} user=linestamp dbname=postgres", self.home.path().display())
    }

    /// Its address for TLS, which only a server has that was started with it.
    ///
    /// # Panics
    ///
    /// Where it was started without.
    #[must_use]
    pub fn tls_address(&self) -> String {
        let port = self.port.expect("it was started with TLS");
        format!("postgres://linestamp@localhost:{port}/postgres?sslmode=require")
    }

    /// Lets a user in by a password alone, who may insert.
    ///
    /// # Panics
    ///
    /// Where the server does not take it.
    pub fn add_user(&self, name: &str, password: &str) {
        let rules = format!("local all {name} scram-sha-256\nlocal all all trust\n");
        let file = self.home.path().join("data/pg_hba.conf");
        std::fs::write(file, rules).expect("it is ours");
        let sql = format!(
            "CREATE ROLE {name} LOGIN PASSWORD '{password}'; GRANT pg_write_all_data TO {name}; \
             GRANT pg_read_all_data TO {name}; SELECT pg_reload_conf()"
        );
        self.run(&sql).expect("the user is made");
    }

    /// Runs SQL and gives back what it answers, a line a row; an error is the server's.
    ///
    /// # Errors
    ///
    /// What the server says.
    ///
    /// # Panics
    ///
    /// Where `psql` does not start.
    pub fn run(&self, sql: &str) -> Result<String, String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "linestamp"]);
        psql.args(["-d", "postgres", "-c", sql]).arg("-h").arg(self.home.path());
        psql.args(self.port.map(|port| format!("--port={port}")));
        let output = with_libraries(psql).output().expect("psql runs");
        let [said, complained] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        if output.status.success() { Ok(said.trim_end().to_owned()) } else { Err(complained) }
    }
}

/// Has a server listen for TLS, and gives its port.
fn listen(home: &Home, tls: Tls<'_>, server: &mut Command) -> u16 {
    home.put("server.crt", tls.certificate);
    home.put("server.key", tls.key);
    let mut options = vec!["ssl=on".to_owned(), "listen_addresses=127.0.0.1".to_owned()];
    let file = |name: &str| home.path().join(name).display().to_string();
    options.push(format!("ssl_cert_file={}", file("server.crt")));
    options.push(format!("ssl_key_file={}", file("server.key")));
    let mut rule = "trust".to_owned();
    if let Some(authority) = tls.clients {
        home.put("clients.crt", authority);
        options.push(format!("ssl_ca_file={}", file("clients.crt")));
        rule.push_str(" clientcert=verify-ca");
    }
    let rules = format!("local all all trust\nhostssl all all 127.0.0.1/32 {rule}\n");
    std::fs::write(home.path().join("data/pg_hba.conf"), rules).expect("it is ours");
    let port = free_port();
    options.push(format!("port={port}"));
    server.args(options.iter().flat_map(|option| ["-c", option]));
    port
}

/// The folder of the newest server: the system's, else the extracted one.
fn programs() -> PathBuf {
    let newest = |system: &Path| {
        let versions = std::fs::read_dir(system.join("usr/lib/postgresql")).ok()?;
        let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
        folders.filter(|folder| folder.join("initdb").exists()).max()
    };
    newest(Path::new("/"))
        .or_else(|| newest(&installed("postgres")))
        .expect("Postgres is missing: run `cargo xtask setup`")
}

/// An extracted server has its libraries beside it.
fn with_libraries(mut command: Command) -> Command {
    let program = PathBuf::from(command.get_program());
    let program = program.to_string_lossy();
    let top = program.split_once("/usr/lib/postgresql").map(|(top, _)| top);
    if let Some(top) = top.filter(|top| !top.is_empty()) {
        command.env("LD_LIBRARY_PATH", libraries(Path::new(top)));
    }
    command
}
