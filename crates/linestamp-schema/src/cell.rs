//! Between the Rust type of a column and its value on the wire.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::column::Kind;
use crate::environment::Environment;
use crate::level::Level;
use crate::timestamp::Timestamp;

/// The value of one column, borrowed from a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellRef<'a> {
    /// A text, or the word of a level or environment.
    Text(&'a str),
    /// A time.
    Timestamp(Timestamp),
    /// A JSON object.
    Json(&'a Map<String, Value>),
}

impl CellRef<'_> {
    /// The value on the wire.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            CellRef::Text(text) => text.into(),
            CellRef::Timestamp(time) => time.millis().into(),
            CellRef::Json(map) => Value::Object(map.clone()),
        }
    }
}

/// As on the wire.
impl Serialize for CellRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            CellRef::Text(text) => text.serialize(serializer),
            CellRef::Timestamp(time) => time.millis().serialize(serializer),
            CellRef::Json(map) => map.serialize(serializer),
        }
    }
}

/// The type of a column's field.
pub(crate) trait Cell: Sized {
    /// What its values are.
    const KIND: Kind;

    /// The value, borrowed; `None` where there is none.
    fn borrowed(&self) -> Option<CellRef<'_>>;

    /// Takes a settled value; `None` where it has to be there and is not.
    fn from_value(value: Option<Value>) -> Option<Self>;

    /// Reads a value that has the column's form already, `None` for null; an error is any other form.
    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error>;

    /// The value, where it is a text and there.
    fn text(&mut self) -> Option<&mut String> {
        None
    }
}

impl Cell for String {
    const KIND: Kind = Kind::Text;

    fn borrowed(&self) -> Option<CellRef<'_>> {
        Some(CellRef::Text(self))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        match value? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error> {
        Deserialize::deserialize(json)
    }

    fn text(&mut self) -> Option<&mut String> {
        Some(self)
    }
}

impl Cell for Option<String> {
    const KIND: Kind = Kind::Text;

    fn borrowed(&self) -> Option<CellRef<'_>> {
        self.as_deref().map(CellRef::Text)
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        Some(String::from_value(value))
    }

    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error> {
        Ok(String::in_form(json)?.map(Some))
    }

    fn text(&mut self) -> Option<&mut String> {
        self.as_mut()
    }
}

impl Cell for Timestamp {
    const KIND: Kind = Kind::Timestamp;

    fn borrowed(&self) -> Option<CellRef<'_>> {
        Some(CellRef::Timestamp(*self))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        Timestamp::from_millis(value?.as_i64()?)
    }

    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error> {
        let millis = Option::<i64>::deserialize(json)?;
        let time =
            |millis| Timestamp::from_millis(millis).ok_or_else(|| D::Error::custom("no time"));
        millis.map(time).transpose()
    }
}

impl Cell for Level {
    const KIND: Kind = Kind::Level;

    fn borrowed(&self) -> Option<CellRef<'_>> {
        Some(CellRef::Text(self.as_str()))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        Level::exact(value?.as_str()?)
    }

    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error> {
        word(json, Level::exact)
    }
}

impl Cell for Environment {
    const KIND: Kind = Kind::Environment;

    fn borrowed(&self) -> Option<CellRef<'_>> {
        Some(CellRef::Text(self.as_str()))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        Environment::exact(value?.as_str()?)
    }

    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error> {
        word(json, Environment::exact)
    }
}

impl Cell for Map<String, Value> {
    const KIND: Kind = Kind::Json;

    fn borrowed(&self) -> Option<CellRef<'_>> {
        (!self.is_empty()).then_some(CellRef::Json(self))
    }

    fn from_value(value: Option<Value>) -> Option<Self> {
        match value {
            Some(Value::Object(map)) => Some(map),
            _ => Some(Map::new()),
        }
    }

    fn in_form<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Self>, D::Error> {
        Deserialize::deserialize(json)
    }
}

/// Reads a word that is in the text as it means.
fn word<'de, D: Deserializer<'de>, T>(
    json: D,
    meaning: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, D::Error> {
    let word = Option::<&str>::deserialize(json)?;
    word.map(|word| meaning(word).ok_or_else(|| D::Error::custom("no such word"))).transpose()
}
