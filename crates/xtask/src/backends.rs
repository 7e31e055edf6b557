//! Real servers for the tests, in `target/backends`: Debian's packages, extracted, and packages of
//! Python. Nothing is installed into the system, no daemon is started.
//!
//! Each part leaves a mark that says what it was made of, written last: an interrupted or an older
//! installation is made anew.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::run::{command, root, step};

/// ClickHouse of 2018, the only one that Debian has: the real server, HTTP and all.
const CLICKHOUSE: Part = Part {
    folder: "clickhouse",
    packages: &["clickhouse-server"],
    proof: "usr/sbin/clickhouse-server",
};

/// A proxy, as it stands before many a service.
const NGINX: Part = Part { folder: "nginx", packages: &["nginx"], proof: "usr/sbin/nginx" };

/// Where the system has no Postgres of its own.
const POSTGRES: Part =
    Part { folder: "postgres", packages: &["postgresql"], proof: "usr/lib/postgresql" };

/// The packages of Python, with their versions.
const PYTHON: &str = "crates/linestamp-backends/python/requirements.txt";

/// The browser that the page of the logs service is tried in, unless the system has one.
const CHROMIUM: Part = Part {
    folder: "chromium",
    packages: &["chromium", "fonts-dejavu-core"],
    proof: "usr/lib/chromium/chromium",
};

/// What is extracted into one folder.
pub(crate) struct Part {
    pub(crate) folder: &'static str,
    pub(crate) packages: &'static [&'static str],
    /// What has to be there afterwards.
    pub(crate) proof: &'static str,
}

/// Installs what is missing.
pub(crate) fn install() -> Result<()> {
    debian(&CLICKHOUSE)?;
    debian(&NGINX)?;
    if !has_postgres(Path::new("/")) {
        debian(&POSTGRES)?;
    }
    python()
}

/// Installs the browser, where the system has none.
pub(crate) fn chromium() -> Result<()> {
    if Path::new("/usr/lib/chromium/chromium").exists() { Ok(()) } else { debian(&CHROMIUM) }
}

/// Where a part is.
pub(crate) fn folder(name: &str) -> PathBuf {
    root().join("target/backends").join(name)
}

/// Whether a system, or what was extracted of one, has a Postgres server.
fn has_postgres(system: &Path) -> bool {
    let versions = fs::read_dir(system.join("usr/lib/postgresql"));
    versions.is_ok_and(|mut all| {
        all.any(|version| version.is_ok_and(|version| version.path().join("bin/initdb").exists()))
    })
}

/// Extracts Debian's packages, unless that is done.
pub(crate) fn debian(part: &Part) -> Result<()> {
    let folder = folder(part.folder);
    let recipe = part.packages.join(" ");
    if is_done(&folder, &recipe) && folder.join(part.proof).exists() {
        return Ok(());
    }
    anew(&folder)?;
    let archives = folder.join("archives");
    fs::create_dir_all(archives.join("partial"))?;
    step(command("apt-get", &["update", "-qq"]))
        .with_context(|| format!("{recipe} come from Debian"))?;
    let place = format!("Dir::Cache::archives={}/", archives.display());
    let words =
        ["install", "-y", "-qq", "--no-install-recommends", "--download-only", "-o", &place];
    step(command("apt-get", &[&words[..], part.packages].concat()))?;
    for entry in fs::read_dir(&archives)? {
        let archive = entry?.path();
        if archive.extension().is_some_and(|extension| extension == "deb") {
            let mut extract = command("dpkg", &["-x"]);
            extract.arg(&archive).arg(&folder);
            step(extract)?;
        }
    }
    fs::remove_dir_all(&archives)?;
    let proof = folder.join(part.proof);
    ensure!(proof.exists(), "{recipe} was extracted, but {} is not there", proof.display());
    done(&folder, &recipe)
}

fn python() -> Result<()> {
    let folder = folder("python");
    let recipe =
        fs::read_to_string(root().join(PYTHON)).with_context(|| format!("cannot read {PYTHON}"))?;
    if is_done(&folder, &recipe) {
        return Ok(());
    }
    anew(&folder)?;
    let mut environment = command("python3", &["-m", "venv"]);
    environment.arg(&folder);
    step(environment).context("the tests need Python 3 and its module venv")?;
    let pip = folder.join("bin/pip");
    let Some(pip) = pip.to_str() else { bail!("{} is no text", pip.display()) };
    step(command(
        pip,
        &["install", "-q", "--disable-pip-version-check", "--no-deps", "-r", PYTHON],
    ))?;
    done(&folder, &recipe)
}

/// An empty folder.
fn anew(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn mark(folder: &Path) -> PathBuf {
    folder.join("installed.txt")
}

fn is_done(folder: &Path, recipe: &str) -> bool {
    fs::read_to_string(mark(folder)).is_ok_and(|installed| installed == recipe)
}

fn done(folder: &Path, recipe: &str) -> Result<()> {
    fs::write(mark(folder), recipe).with_context(|| format!("cannot write in {}", folder.display()))
}
