//! Addresses of files and databases.

#[allow(unused_imports, reason = "each feature needs its part")]
use super::Opening;
#[allow(unused_imports, reason = "each feature needs its part")]
use crate::sinks::{Sink, SinkError};

/// `postgres://USER@HOST/DATABASE`
#[cfg(feature = "postgres")]
pub(super) fn postgres(opening: &Opening<'_>, address: &str) -> Result<Box<dyn Sink>, SinkError> {
    let mut postgres = crate::sinks::postgres::Postgres::to(address)?;
    if let Some(user) = opening.variable("LINESTAMP_USER") {
        postgres = postgres.user(&user);
    }
    if let Some(password) = opening.variable("LINESTAMP_PASSWORD") {
        postgres = postgres.password(&password);
    }
    if let Some(pem) = opening.file("LINESTAMP_CA_FILE")? {
        postgres = postgres.root_certificates(&pem)?;
    }
    if let Some(pem) = opening.file("LINESTAMP_IDENTITY_FILE")? {
        postgres = postgres.identity(&pem)?;
    }
    Ok(Box::new(postgres.sink()?))
}

/// `sqlite:PATH`
#[cfg(feature = "sqlite")]
pub(super) fn sqlite(_: &Opening<'_>, address: &str) -> Result<Box<dyn Sink>, SinkError> {
    Ok(Box::new(crate::sinks::sqlite::Sqlite::file(path(address)?).sink()?))
}

/// `file:PATH`
#[cfg(feature = "file")]
pub(super) fn file(_: &Opening<'_>, address: &str) -> Result<Box<dyn Sink>, SinkError> {
    Ok(Box::new(crate::sinks::file::Files::at(path(address)?).sink()?))
}

/// What is behind the scheme; `file:///var/log/x` is `/var/log/x`.
#[cfg(any(feature = "sqlite", feature = "file"))]
fn path(address: &str) -> Result<&str, SinkError> {
    let (scheme, path) = address.split_once(':').unwrap_or_default();
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        return Err(SinkError::new(format!("the address names no path: write `{scheme}:PATH`")));
    }
    Ok(path)
}
