//! Who calls, and the extractors by which a handler says what it needs.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, header};

use super::limits::{Key, Limited};
use super::sessions::Session;
use super::token::{Role, Token};
use crate::app::Shared;
use crate::problem::{Code, Problem};
use crate::reader::{Reader, Scope};

/// Who calls, and what is allowed.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The token; `None` where the service has none and everything is allowed.
    token: Option<Token>,
    /// The session, if that is how the token came.
    pub(crate) session: Option<Session>,
}

impl Caller {
    /// The caller who has that token.
    pub(crate) fn with(token: Token, session: Option<Session>) -> Caller {
        Caller { token: Some(token), session }
    }

    /// Finds out who calls.
    fn of(parts: &Parts, shared: &Shared) -> Result<Caller, Problem> {
        if is_open(shared)? {
            return Ok(Caller { token: None, session: None });
        }
        if let Some(secret) = bearer(&parts.headers)? {
            let token = shared.tokens.find(secret)?;
            let token = token.ok_or_else(|| unknown(&parts.extensions, shared))?;
            return Ok(Caller { token: Some(token), session: None });
        }
        let session = shared.sessions.of(&parts.headers).ok_or_else(missing)?;
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        if !reads && !session.is_meant(&parts.headers) {
            let detail = "this changes something: send the session's `csrf` as X-Linestamp-CSRF";
            return Err(Problem::new(Code::Csrf, detail));
        }
        let token = shared.tokens.of_digest(&session.token)?;
        let token = token.ok_or_else(|| unknown(&parts.extensions, shared))?;
        Ok(Caller { token: Some(token), session: Some(session) })
    }

    /// Finds out who calls, and counts the request: refused if that is no caller that may do it, or one
    /// that asks too often.
    fn who_asks(parts: &Parts, shared: &Shared, role: Role) -> Result<Caller, Problem> {
        Caller::of(parts, shared)?.who_may(role)?.counted(parts, shared, Limited::of(role))
    }

    fn counted(self, parts: &Parts, shared: &Shared, what: Limited) -> Result<Caller, Problem> {
        let key = match &self.token {
            Some(token) => Key::Token(token.name.clone()),
            None => Key::address(&parts.extensions),
        };
        shared.limits.count(what, &key, &shared.metrics)?;
        Ok(self)
    }

    /// Whether the caller may do that.
    pub(crate) fn may(&self, role: Role) -> bool {
        let allows = |token: &Token| token.scopes.iter().any(|has| has.allows(role));
        self.token.as_ref().is_none_or(allows)
    }

    /// The only workspace that the caller knows, if it is bound to one.
    pub(crate) fn workspace(&self) -> Option<&str> {
        self.token.as_ref()?.workspace.as_deref()
    }

    /// The records that the caller may see.
    pub(crate) fn scope(&self) -> Scope {
        match self.workspace() {
            Some(workspace) => Scope::Workspace(workspace.to_owned()),
            None => Scope::Everything,
        }
    }

    /// The caller, if it may do that.
    pub(crate) fn who_may(self, role: Role) -> Result<Caller, Problem> {
        if self.may(role) {
            return Ok(self);
        }
        let detail = format!("this token may not do that: it needs the scope `{role}`");
        Err(Problem::forbidden(detail))
    }
}

/// Whether everything is allowed to whoever can reach the service.
pub(super) fn is_open(shared: &Shared) -> Result<bool, Problem> {
    Ok(!shared.settings.needs_tokens && !shared.tokens.are_used()?)
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.map(Some).ok_or_else(missing)
}

fn missing() -> Problem {
    let detail = "send a token as `Authorization: Bearer …`; \
                  `linestamp token create` makes one";
    Problem::new(Code::Unauthorized, detail)
}

/// Nobody has that token, and this is not tried too often.
pub(super) fn unknown(extensions: &Extensions, shared: &Shared) -> Problem {
    let address = Key::address(extensions);
    if let Err(problem) = shared.limits.count(Limited::WrongToken, &address, &shared.metrics) {
        return problem;
    }
    let detail = "there is no such token: it was revoked, rotated, or mistyped";
    Problem::new(Code::Unauthorized, detail)
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Caller, Problem> {
        Caller::of(parts, shared)?.counted(parts, shared, Limited::Read)
    }
}

/// A handler that reads takes this: the store as its caller may see it.
impl FromRequestParts<Shared> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Reader, Problem> {
        let caller = Caller::who_asks(parts, shared, Role::Read)?;
        Ok(Reader::new(Arc::clone(&shared.store), &caller.scope()))
    }
}

/// A handler that deletes takes this: the store as its caller may see it.
pub(crate) struct Administrator(pub(crate) Reader);

impl FromRequestParts<Shared> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Shared,
    ) -> Result<Administrator, Problem> {
        let caller = Caller::who_asks(parts, shared, Role::Admin)?;
        Ok(Administrator(Reader::new(Arc::clone(&shared.store), &caller.scope())))
    }
}

/// A handler that concerns everybody's records takes this: its caller administers all of them.
pub(crate) struct Owner;

impl FromRequestParts<Shared> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Owner, Problem> {
        let caller = Caller::who_asks(parts, shared, Role::Admin)?;
        if caller.workspace().is_some() {
            let detail = "this concerns the records of all: use a token of no workspace";
            return Err(Problem::forbidden(detail));
        }
        Ok(Owner)
    }
}

/// A handler that takes records in takes this: who sends them, and for whom.
pub(crate) struct Ingester(pub(crate) Caller);

impl FromRequestParts<Shared> for Ingester {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Ingester, Problem> {
        Ok(Ingester(Caller::who_asks(parts, shared, Role::Ingest)?))
    }
}
