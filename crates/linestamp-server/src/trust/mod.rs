//! Who may do what: tokens, sessions of the page, and what is refused where there are no tokens.
//!
//! Input: a request's head. Output: the [`Caller`], or the reason why it is refused. The rules:
//!
//! - Where there are tokens, a request needs one, as `Authorization: Bearer …` or by the session that
//!   was opened with one. An address never holds a token: it would be kept in histories and logs.
//! - Where there are none, everybody on this machine may do everything; only requests whose `Host` is
//!   of this machine, and whose `Origin` is that host, are taken, so that no page of another site can
//!   have a browser speak to the service.
//! - A session acts by a cookie, which browsers send by themselves: what changes something needs the
//!   session's word in `X-Linestamp-CSRF` too.
//! - Who asks more often than it may is refused for a while: see `limits`.

mod caller;
mod guard;
mod limits;
mod session;
mod sessions;
mod token;
mod tokens;

pub(crate) use caller::{Administrator, Caller, Ingester, Owner};
pub(crate) use guard::guard;
pub(crate) use limits::{Limited, Limits};
pub(crate) use session::routes;
pub(crate) use sessions::{COOKIE, Sessions};
pub(crate) use token::hex;
pub use token::{Role, Token};
pub use tokens::{TokenError, Tokens};
