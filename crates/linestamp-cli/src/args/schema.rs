//! The arguments of `linestamp schema`.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use linestamp_schema::{Dialect, Key};

/// The name of the configuration's schema among the dialects.
const CONFIG: &str = "config";

/// What to print.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dialects {
    /// The columns of the record.
    Record(Dialect),
    /// The keys of linestamp.toml.
    Config,
}

/// What to print, and with which key.
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// In which form.
    #[arg(value_name = "DIALECT", value_parser = dialects(), hide_possible_values = false)]
    pub(crate) dialect: Dialects,

    /// What makes two records of a store the same one, for drizzle, sqlite and postgres.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) key: KeyArg,
}

/// [`Key`] on the command line.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub(crate) enum KeyArg {
    /// The id: for a database of your own.
    #[default]
    Id,
    /// Workspace and id: where tenants choose ids themselves.
    Workspace,
}

impl From<KeyArg> for Key {
    fn from(key: KeyArg) -> Key {
        match key {
            KeyArg::Id => Key::Id,
            KeyArg::Workspace => Key::WorkspaceAndId,
        }
    }
}

/// The library says which dialects there are, so a new one is there without a word here.
fn dialects() -> impl TypedValueParser<Value = Dialects> {
    let value = |dialect: Dialect| {
        PossibleValue::new(dialect.name()).help(dialect.about()).aliases(dialect.aliases())
    };
    let config = PossibleValue::new(CONFIG).help("JSON Schema of linestamp.toml, for editors");
    let values: Vec<_> = Dialect::ALL.into_iter().map(value).chain([config]).collect();
    PossibleValuesParser::new(values).try_map(|name| match name.as_str() {
        CONFIG => Ok(Dialects::Config),
        name => name.parse().map(Dialects::Record),
    })
}
