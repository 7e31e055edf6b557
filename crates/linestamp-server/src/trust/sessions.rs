//! Sessions of the page: opened with a token, carried by a cookie that no script can read.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};

use super::token::{Token, digest, is_same, random};

/// How long a session lasts.
const LIFE: Duration = Duration::from_secs(12 * 3600);

/// How many there are at most; the oldest make room.
const MOST: usize = 1000;

/// The cookie's name.
pub(crate) const COOKIE: &str = "linestamp_session";

/// The sessions that are open; a restart ends them.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    /// By the digest of the cookie.
    open: Mutex<HashMap<String, Session>>,
}

/// One session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The digest of the token that it was opened with; the session ends with it.
    pub(crate) token: String,
    /// The word that has to come with what changes something.
    pub(crate) csrf: String,
    opened: Instant,
}

impl Session {
    /// Whether a request brings the session's word.
    pub(crate) fn is_meant(&self, headers: &HeaderMap) -> bool {
        let word = headers.get("x-linestamp-csrf").and_then(|value| value.to_str().ok());
        word.is_some_and(|word| is_same(word, &self.csrf))
    }
}

impl Sessions {
    /// Opens a session; the cookie's value, and the session.
    pub(crate) fn open(&self, token: &Token) -> (String, Session) {
        let cookie = random();
        let session =
            Session { token: token.sha256.clone(), csrf: random(), opened: Instant::now() };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| session.opened.elapsed() < LIFE);
        if open.len() >= MOST {
            let oldest = open.iter().min_by_key(|(_, session)| session.opened);
            if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                open.remove(&key);
            }
        }
        open.insert(digest(&cookie), session.clone());
        (cookie, session)
    }

    /// The session of a request.
    pub(crate) fn of(&self, headers: &HeaderMap) -> Option<Session> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get(&digest(cookie(headers)?))?;
        (session.opened.elapsed() < LIFE).then(|| session.clone())
    }

    /// Ends the session of a request.
    pub(crate) fn end(&self, headers: &HeaderMap) {
        if let Some(cookie) = cookie(headers) {
            self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&digest(cookie));
        }
    }

    /// The header that has a browser keep the cookie, or forget it.
    pub(crate) fn cookie(value: Option<&str>, is_secure: bool) -> String {
        let secure = if is_secure { "; Secure" } else { "" };
        let (value, age) = value.map_or(("", 0), |value| (value, LIFE.as_secs()));
        format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}")
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    let pairs = all.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|p| p.1)
}
