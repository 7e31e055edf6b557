//! What a field is called in a filter.

use linestamp_schema::{COLUMNS, Column, column, columns};

/// A field by its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Name {
    /// A column.
    Column(&'static Column),
    /// The column of the call site, by the end of its path.
    At,
    /// From that time on.
    Since,
    /// Before that time.
    Until,
}

/// Shorter names of columns.
const ALIASES: [(&str, &str); 8] = [
    ("trace", "trace_id"),
    ("request", "request_id"),
    ("workspace", "workspace_id"),
    ("project", "project_id"),
    ("user", "user_id"),
    ("instance", "instance_id"),
    ("env", "environment"),
    ("event", "event_type"),
];

/// Names that are no columns', and what they are for.
const OTHERS: [(&str, Name, &str); 4] = [
    ("text", Name::Column(columns::message()), "A text in the message, as without a name"),
    ("at", Name::At, "The file and line that wrote it: executor.ts:142"),
    ("since", Name::Since, "From then on: 15m, 2h, 7d, a date or a time"),
    ("until", Name::Until, "Before then: 15m, 2h, 7d, a date or a time"),
];

/// The start of the name of every value in the metadata.
pub(crate) const METADATA: &str = "metadata.";

/// A name that a filter may have before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldName {
    /// The name.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
}

/// The field that is called so.
pub(crate) fn named(name: &str) -> Option<Name> {
    let aliased = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    let other = OTHERS.iter().find(|(other, ..)| *other == name).map(|(_, name, _)| *name);
    other.or_else(|| {
        let column = column(aliased).filter(|column| column.name != "metadata")?;
        Some(Name::Column(column))
    })
}

/// The shortest name of a column.
pub(crate) fn shortest(column: &Column) -> &'static str {
    let alias = ALIASES.iter().find(|(_, name)| *name == column.name);
    alias.map_or(column.name, |(alias, _)| alias)
}

/// The names that are offered: the shortest for each field.
pub fn field_names() -> impl Iterator<Item = FieldName> {
    let columns = COLUMNS
        .iter()
        .filter(|column| column.name != "metadata")
        .map(|column| FieldName { name: shortest(column), doc: column.doc() });
    let others = OTHERS.iter().map(|(name, _, doc)| FieldName { name, doc });
    let metadata = FieldName { name: METADATA, doc: "A value in the metadata: metadata.user.plan" };
    columns.chain(others).chain([metadata])
}

/// The known name that is most like this one.
pub(crate) fn similar(name: &str) -> Option<&'static str> {
    let known = COLUMNS.iter().map(|column| column.name);
    let known = known.chain(ALIASES.map(|(alias, _)| alias)).chain(OTHERS.map(|(name, ..)| name));
    nearest(name, known)
}

/// The word that is most like this one, if one is like it.
pub(crate) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let far = |other: &str| strsim::damerau_levenshtein(&word.to_lowercase(), other);
    let (distance, nearest) = known.map(|other| (far(other), other)).min()?;
    (distance <= 2 && distance * 2 <= word.chars().count()).then_some(nearest)
}
