//! A Postgres server of its own, behind a socket in its folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Home, Process, installed, libraries, output_of};

/// A running server with an empty database.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
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
        let programs = programs();
        let home = Home::of(&programs.join("postgres"));
        let data = home.path().join("data");
        let mut init = home.command(programs.join("initdb"));
        init.args(["--auth=trust", "--no-sync", "--username=linestamp", "--encoding=UTF8"]);
        init.arg("--locale=C").arg("-D").arg(&data);
        output_of(with_libraries(init));
        let mut server = home.command(programs.join("postgres"));
        server.arg("-D").arg(&data).arg("-k").arg(home.path());
        // No port: the socket's folder is known to nobody else.
        server.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_min_messages=panic"]);
        let is_ready = || {
            let mut ask = Command::new(programs.join("pg_isready"));
            ask.args(["-q", "-U", "linestamp", "-d", "postgres"]).arg("-h").arg(home.path());
            with_libraries(ask).status().is_ok_and(|status| status.success())
        };
        let process = Process::start(with_libraries(server), is_ready);
        Postgres { programs, _process: process, home }
    }

    /// Its address for the user that may do everything, as libpq has it.
    #[must_use]
    pub fn address(&self) -> String {
        format!("host={} user=linestamp dbname=postgres", self.home.path().display())
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
        let output = with_libraries(psql).output().expect("psql runs");
        let [said, complained] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        if output.status.success() { Ok(said.trim_end().to_owned()) } else { Err(complained) }
    }
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
