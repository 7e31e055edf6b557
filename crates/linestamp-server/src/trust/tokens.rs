//! The file of tokens, and the tokens that count at this moment.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use super::token::{Role, Token, digest, fresh, is_same};

/// The name of the file in the data folder.
const FILE: &str = "tokens.json";

/// The tokens of a service: a file in its data folder, which is read again when it has changed, so
/// that a token that is revoked is refused from then on.
#[derive(Debug)]
pub struct Tokens {
    path: Option<PathBuf>,
    read: RwLock<Read>,
}

/// What was read, and from which state of the file.
#[derive(Debug, Clone, Default)]
struct Read {
    version: Option<Version>,
    tokens: Arc<Vec<Token>>,
}

/// Tells a file from the one that was there before under its name.
type Version = (SystemTime, u64, u64);

/// Why the tokens could not be read or changed.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The file cannot be read or written.
    Io(PathBuf, io::Error),
    /// The file is not what this program writes.
    Unreadable(PathBuf, String),
    /// A token of that name is there already.
    Taken(String),
    /// There is no token of that name.
    Unknown(String),
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenError::Io(path, error) => write!(f, "{}: {error}", path.display()),
            TokenError::Unreadable(path, why) => {
                write!(f, "{} holds no tokens: {why}; restore it, or remove it", path.display())
            }
            TokenError::Taken(name) => {
                write!(f, "there is a token `{name}`: choose another name, or rotate it")
            }
            TokenError::Unknown(name) => write!(f, "there is no token `{name}`: list them"),
        }
    }
}

impl std::error::Error for TokenError {}

impl Tokens {
    /// No tokens, and never any.
    #[must_use]
    pub fn none() -> Tokens {
        Tokens { path: None, read: RwLock::default() }
    }

    /// The tokens of the service that has its data in that folder.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub fn of(folder: &Path) -> Result<Tokens, TokenError> {
        let path = folder.join(FILE);
        let read = load(&path)?;
        Ok(Tokens { path: Some(path), read: RwLock::new(read) })
    }

    /// The tokens that count now.
    ///
    /// # Errors
    /// Where the file has changed and cannot be read: then none counts.
    pub fn list(&self) -> Result<Arc<Vec<Token>>, TokenError> {
        Ok(self.now()?.tokens)
    }

    /// Whether there are any, or were: a service whose last one is revoked answers nobody, rather than
    /// everybody.
    pub(crate) fn are_used(&self) -> Result<bool, TokenError> {
        Ok(self.now()?.version.is_some())
    }

    fn now(&self) -> Result<Read, TokenError> {
        let Some(path) = &self.path else { return Ok(Read::default()) };
        let version = version(path).map_err(|error| TokenError::Io(path.clone(), error))?;
        let read = self.read.read().unwrap_or_else(PoisonError::into_inner).clone();
        if read.version == version {
            return Ok(read);
        }
        let read = load(path)?;
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = read.clone();
        Ok(read)
    }

    /// The token of that text.
    pub(crate) fn find(&self, secret: &str) -> Result<Option<Token>, TokenError> {
        self.of_digest(&digest(secret))
    }

    /// The token of that digest, by comparing with all: it takes as long whichever it is.
    pub(crate) fn of_digest(&self, digest: &str) -> Result<Option<Token>, TokenError> {
        let tokens = self.list()?;
        let mut found = None;
        for token in tokens.iter() {
            if is_same(&token.sha256, digest) {
                found = Some(token.clone());
            }
        }
        Ok(found)
    }

    /// Makes a token and gives its text, which is kept nowhere.
    ///
    /// # Errors
    /// Where the name is taken or the file cannot be written.
    pub fn create(
        &self,
        name: &str,
        scopes: &[Role],
        workspace: Option<&str>,
        now: i64,
    ) -> Result<String, TokenError> {
        let secret = fresh();
        self.change(|tokens| {
            if tokens.iter().any(|token| token.name == name) {
                return Err(TokenError::Taken(name.to_owned()));
            }
            tokens.push(Token {
                name: name.to_owned(),
                scopes: scopes.to_vec(),
                workspace: workspace.map(str::to_owned),
                created_at: now,
                sha256: digest(&secret),
            });
            Ok(())
        })?;
        Ok(secret)
    }

    /// Gives a token another text; the one before is refused from now on.
    ///
    /// # Errors
    /// Where there is none of that name or the file cannot be written.
    pub fn rotate(&self, name: &str, now: i64) -> Result<String, TokenError> {
        let secret = fresh();
        self.change(|tokens| {
            let token = tokens.iter_mut().find(|token| token.name == name);
            let token = token.ok_or_else(|| TokenError::Unknown(name.to_owned()))?;
            token.sha256 = digest(&secret);
            token.created_at = now;
            Ok(())
        })?;
        Ok(secret)
    }

    /// Removes a token, which is refused from now on.
    ///
    /// # Errors
    /// Where there is none of that name or the file cannot be written.
    pub fn revoke(&self, name: &str) -> Result<(), TokenError> {
        self.change(|tokens| {
            let before = tokens.len();
            tokens.retain(|token| token.name != name);
            if tokens.len() == before {
                return Err(TokenError::Unknown(name.to_owned()));
            }
            Ok(())
        })
    }

    /// Writes the file anew, whole or not at all; one change at a time, also of several processes.
    fn change(
        &self,
        edit: impl FnOnce(&mut Vec<Token>) -> Result<(), TokenError>,
    ) -> Result<(), TokenError> {
        let Some(path) = &self.path else {
            return Err(TokenError::Unreadable(PathBuf::new(), "there is no file".to_owned()));
        };
        let failed = |error| TokenError::Io(path.clone(), error);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        let lock = File::create(folder.join("tokens.lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        let mut tokens = load(path)?.tokens.as_ref().clone();
        edit(&mut tokens)?;
        // Readable by its owner alone, as `tempfile` makes it.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let text = serde_json::to_vec_pretty(&tokens).map_err(|error| failed(error.into()))?;
        file.write_all(&text).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

fn version(path: &Path) -> io::Result<Option<Version>> {
    match fs::metadata(path) {
        Ok(metadata) => {
            #[cfg(unix)]
            let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
            #[cfg(not(unix))]
            let inode = 0;
            Ok(Some((metadata.modified()?, metadata.len(), inode)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn load(path: &Path) -> Result<Read, TokenError> {
    let failed = |error| TokenError::Io(path.to_owned(), error);
    // Taken before the text: a change in between is noticed the next time.
    let version = version(path).map_err(failed)?;
    if version.is_none() {
        return Ok(Read::default());
    }
    let text = fs::read(path).map_err(failed)?;
    let tokens = serde_json::from_slice(&text);
    let tokens = tokens.map_err(|e| TokenError::Unreadable(path.to_owned(), e.to_string()))?;
    Ok(Read { version, tokens: Arc::new(tokens) })
}
