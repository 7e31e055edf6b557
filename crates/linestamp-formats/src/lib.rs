//! Bytes in, log records out: NDJSON, logfmt, the JSON of `wrangler tail`, pino and OTLP JSON.
//!
//! A [`Decoder`] is fed with bytes in pieces of any size and gives an [`Entry`] for each record, or
//! for what could not be read, with the line, the place in the input and the reason. It recognises
//! the format by itself unless it is told. What has no column is kept in the metadata.
//!
//! ```
//! use linestamp_formats::{Decoder, Rules};
//! use linestamp_schema::{Environment, Intake, Level, Moment, Timestamp};
//!
//! let intake = Intake::new().environment(Environment::Production);
//! let now = Timestamp::from_millis(1_763_000_000_000).expect("a time of our era");
//! let mut moment = |_position| (Moment { now, random: [7; 10] }, None);
//!
//! // As pino writes it.
//! let mut decoder = Decoder::new(None, Rules::default());
//! decoder.feed(br#"{"level":50,"time":1763000000123,"name":"api","msg":"it broke","attempt":3}"#);
//! decoder.finish();
//! let record = decoder.next(&intake, &mut moment).expect("one line").outcome?;
//! assert_eq!((record.level, record.service.as_str()), (Level::Error, "api"));
//! assert_eq!(record.timestamp.millis(), 1_763_000_000_123);
//! assert_eq!(record.metadata["attempt"], 3);
//! # Ok::<(), linestamp_formats::Rejection>(())
//! ```
//!
//! The crate is pure: no file system, clock, randomness, environment or thread.

mod adopt;
mod decoder;
mod detect;
mod format;
mod frame;
mod level;
mod logfmt;
mod mapping;
mod ndjson;
mod otlp;
mod pino;
mod rejection;
mod time;
mod wrangler;

pub use decoder::{Decoder, Entry};
pub use format::{Format, UnknownFormat};
pub use frame::MAX_UNIT_BYTES;
pub use mapping::{Mapping, MappingError, Rules};
pub use otlp::{OtlpResource, OtlpScope};
pub use rejection::Rejection;
