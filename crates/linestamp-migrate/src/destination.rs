//! Where in a record something goes.

/// The columns that a call may fill in: those of text that are not filled in otherwise.
pub(crate) const COLUMNS: [&str; 8] = [
    "event_type",
    "trace_id",
    "request_id",
    "workspace_id",
    "project_id",
    "user_id",
    "version",
    "instance_id",
];

/// What an argument of an old call is in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    Level,
    Message,
    /// The field `error` of the metadata, taken apart; its message is the record's where there is no other.
    Error,
    /// All of the metadata, or some of its fields.
    Metadata,
    /// One field of the metadata.
    Field(String),
    Column(String),
}

impl Destination {
    /// By its name in a configuration.
    pub(crate) fn of(word: &str) -> Option<Destination> {
        Some(match word {
            "level" => Destination::Level,
            "message" => Destination::Message,
            "error" => Destination::Error,
            "metadata" => Destination::Metadata,
            column if COLUMNS.contains(&column) => Destination::Column(column.to_owned()),
            word => {
                let field = word.strip_prefix("metadata.").filter(|field| !field.is_empty());
                Destination::Field(field?.to_owned())
            }
        })
    }
}

impl std::fmt::Display for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Destination::Level => "level",
            Destination::Message => "message",
            Destination::Error => "error",
            Destination::Metadata => "metadata",
            Destination::Field(name) => return write!(f, "metadata.{name}"),
            Destination::Column(name) => name,
        })
    }
}
