//! The table of columns, and the record that is made of it.
//!
//! Input: a row for each column: documentation, name, Rust type, presence, index, limit, and its
//! place in OpenTelemetry. Output: [`LogRecord`] with those fields, [`Cells`] with what is known of
//! one, and [`COLUMNS`].

use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess};
use serde_json::{Map, Value};

use crate::cell::{Cell, CellRef};
use crate::column::{Column, OpenTelemetry, Presence};
use crate::environment::Environment;
use crate::level::Level;
use crate::metadata;
use crate::refusal::{Refusal, Why};
use crate::settle::check;
use crate::timestamp::Timestamp;

macro_rules! columns {
    ($($(#[doc = $doc:literal])+
       $name:ident: $type:ty = $presence:ident, indexed $indexed:literal, limit $limit:expr, $otel:expr;)+) => {
        /// One log record, complete: what a store keeps.
        ///
        /// Its serde is the wire format: absent columns are left out, and what is read back goes
        /// through the same rules as [`Intake::read`](crate::Intake::read), with nothing to fill
        /// in from.
        #[derive(Debug, Clone, PartialEq)]
        pub struct LogRecord {
            $($(#[doc = $doc])+ pub $name: $type,)+
        }

        /// Each column by its name, for those who mean one in particular.
        pub mod columns {
            use super::*;

            $($(#[doc = $doc])+
            #[must_use]
            pub const fn $name() -> &'static Column {
                const COLUMN: Column = Column {
                    name: stringify!($name),
                    kind: <$type as Cell>::KIND,
                    presence: Presence::$presence,
                    indexed: $indexed,
                    limit: $limit,
                    open_telemetry: $otel,
                    documentation: concat!($($doc),+),
                };
                &COLUMN
            })+
        }

        /// The columns, in the order of every store and listing.
        pub const COLUMNS: &[Column] = &[$(*columns::$name()),+];

        impl LogRecord {
            /// The value of each column, in the order of [`COLUMNS`]; `None` where it is absent.
            pub fn cells(&self) -> impl Iterator<Item = (&'static Column, Option<CellRef<'_>>)> {
                COLUMNS.iter().zip([$(self.$name.borrowed()),+])
            }

            /// The value of a column, borrowed; `None` where it is absent.
            #[must_use]
            pub fn get(&self, column: &Column) -> Option<CellRef<'_>> {
                match column.name {
                    $(stringify!($name) => self.$name.borrowed(),)+
                    _ => None,
                }
            }

            /// The texts that are there, each with its column, to be changed where they are.
            pub fn texts(&mut self) -> impl Iterator<Item = (&'static Column, &mut String)> {
                let texts = [$(self.$name.text()),+];
                COLUMNS.iter().zip(texts).filter_map(|(column, text)| Some((column, text?)))
            }

            /// The record of its cells, in the order of [`COLUMNS`], each as it is on the wire: what a
            /// store has of a record that it took. Nothing is mapped or measured once more.
            ///
            /// # Errors
            ///
            /// Where a value that has to be there is not, or not in its column's form.
            pub fn of_cells(
                cells: impl IntoIterator<Item = Option<Value>>,
            ) -> Result<LogRecord, Refusal> {
                let mut cells = cells.into_iter();
                Ok(LogRecord {
                    $($name: <$type as Cell>::from_value(cells.next().flatten())
                        .ok_or_else(|| Refusal::new(stringify!($name), Why::Missing))?,)+
                })
            }
        }

        /// A record as far as it is known, each value in its column's form.
        #[derive(Default)]
        pub(crate) struct Cells {
            $(pub(crate) $name: Option<$type>,)+
        }

        impl Cells {
            /// Reads the next value of an object, of the column of that name; an error where that takes
            /// more than to read it: there is no such column, or the value has another form, is too
            /// long, or takes the place of an earlier one.
            pub(crate) fn read<'de, A: MapAccess<'de>>(
                &mut self,
                name: &str,
                object: &mut A,
            ) -> Result<(), A::Error> {
                match name {
                    $(stringify!($name) => {
                        let value = object.next_value_seed(InForm(columns::$name(), PhantomData))?;
                        if self.$name.is_some() {
                            return Err(A::Error::duplicate_field(stringify!($name)));
                        }
                        self.$name = value;
                    })+
                    other => return Err(A::Error::unknown_field(other, &[])),
                }
                Ok(())
            }

            /// The record, if all is there that has to be, within the limits.
            pub(crate) fn complete(self) -> Option<LogRecord> {
                let record = LogRecord {
                    $($name: self.$name.or_else(|| <$type as Cell>::from_value(None))?,)+
                };
                metadata::check(&record.metadata).is_ok().then_some(record)
            }
        }
    };
}

/// For names and ids: as much as an index of any store can hold.
const SHORT: Option<usize> = Some(256);

/// For a path: what file systems allow.
const PATH: Option<usize> = Some(4096);

/// For prose: the most that any of the usual backends takes in one field.
const PROSE: Option<usize> = Some(1 << 20);

columns! {
    /// Names the record: a UUIDv7 unless given. Of two records with one id the first wins.
    id: String = Filled, indexed false, limit SHORT, OpenTelemetry::Attribute("log.record.uid");
    /// When it happened, in milliseconds since 1970.
    timestamp: Timestamp = Filled, indexed true, limit None, OpenTelemetry::Field("timeUnixNano");
    /// How serious it is.
    level: Level = Required, indexed true, limit None, OpenTelemetry::Field("severityNumber");
    /// The service that wrote it.
    service: String = Filled, indexed true, limit SHORT, OpenTelemetry::Resource("service.name");
    /// Where that service runs.
    environment: Environment = Filled, indexed true, limit None,
        OpenTelemetry::Resource("deployment.environment.name");
    /// What happened, as an identifier for machines: `db_query_slow`.
    event_type: Option<String> = Optional, indexed true, limit SHORT, OpenTelemetry::Field("eventName");
    /// What happened, for people.
    message: String = Required, indexed false, limit PROSE, OpenTelemetry::Field("body");
    /// The file and line that wrote it, put in at build time: `executor.ts:142`.
    source_location: Option<String> = Optional, indexed false, limit PATH, OpenTelemetry::CallSite;
    /// The trace that it belongs to, across services.
    trace_id: Option<String> = Optional, indexed true, limit SHORT, OpenTelemetry::Field("traceId");
    /// The HTTP request that it belongs to.
    request_id: Option<String> = Optional, indexed true, limit SHORT,
        OpenTelemetry::Attribute("linestamp.request.id");
    /// The tenant.
    workspace_id: Option<String> = Optional, indexed true, limit SHORT,
        OpenTelemetry::Attribute("linestamp.workspace.id");
    /// The tenant's project.
    project_id: Option<String> = Optional, indexed false, limit SHORT,
        OpenTelemetry::Attribute("linestamp.project.id");
    /// The tenant's user.
    user_id: Option<String> = Optional, indexed false, limit SHORT, OpenTelemetry::Attribute("user.id");
    /// What was deployed: a commit or a version.
    version: Option<String> = Optional, indexed false, limit SHORT, OpenTelemetry::Resource("service.version");
    /// The instance that wrote it: of a Durable Object, say.
    instance_id: Option<String> = Optional, indexed false, limit SHORT,
        OpenTelemetry::Resource("service.instance.id");
    /// Everything else.
    metadata: Map<String, Value> = Optional, indexed false, limit None, OpenTelemetry::Each;
}

/// Reads a value of a column that has its form already.
struct InForm<T>(&'static Column, PhantomData<T>);

impl<'de, T: Cell> DeserializeSeed<'de> for InForm<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Option<T>, D::Error> {
        let mut value = T::in_form(json)?;
        match value.as_mut().and_then(Cell::text) {
            Some(text) if check(self.0, text).is_err() => Err(D::Error::custom("it does not fit")),
            _ => Ok(value),
        }
    }
}

/// The column of a name.
#[must_use]
pub fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name == name)
}
