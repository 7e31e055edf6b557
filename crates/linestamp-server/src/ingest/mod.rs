//! Taking records in.
//!
//! Input: a request with records. Output: records that are durable, and an account of each. The way:
//! `body` reads and unpacks what was sent, within its limits; `read` makes records of it, one at a
//! time; `take` stores them. The memory that a request takes on this way is booked in [`Room`] before it
//! is taken, by what `weigh` says.

mod body;
mod otlp;
mod read;
mod records;
mod room;
mod take;
mod weigh;

pub(crate) use room::Room;

/// The routes.
pub(crate) fn routes() -> axum::Router<crate::app::Shared> {
    records::routes().merge(otlp::routes())
}
