//! The wire format of protocol buffers, as far as OTLP's messages need it to be walked through
//! without being read: a field at a time, and how many messages there are.

use crate::ingest::weigh;

/// How deep messages may lie within one another: as deep as `prost` reads them.
const DEEPEST: usize = 100;

/// The field of a message, or of a text or bytes, which look the same.
pub(super) struct Field<'a> {
    pub(super) number: u64,
    pub(super) bytes: &'a [u8],
}

/// Bytes that are no message.
#[derive(Debug)]
pub(super) struct Malformed;

/// The fields of a message that have a length; others are passed over.
pub(super) struct Fields<'a>(&'a [u8]);

/// Messages that hold others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Resource,
    Scope,
    LogRecord,
    KeyValue,
    AnyValue,
    ArrayValue,
    KeyValueList,
    EntityRef,
    /// A message without others, or a text where there can be many.
    Leaf,
}

impl<'a> Fields<'a> {
    pub(super) fn of(message: &'a [u8]) -> Fields<'a> {
        Fields(message)
    }

    /// The fields of that number.
    pub(super) fn numbered(
        self,
        number: u64,
    ) -> impl Iterator<Item = Result<&'a [u8], Malformed>> + use<'a> {
        self.filter_map(move |field| match field {
            Ok(field) => (field.number == number).then_some(Ok(field.bytes)),
            Err(malformed) => Some(Err(malformed)),
        })
    }

    fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(length).map_err(|_| Malformed)?;
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    fn field(&mut self) -> Result<Option<Field<'a>>, Malformed> {
        let key = self.number()?;
        match key & 7 {
            0 => drop(self.number()?),
            1 => drop(self.take(8)?),
            5 => drop(self.take(4)?),
            2 => {
                let length = self.number()?;
                return Ok(Some(Field { number: key >> 3, bytes: self.take(length)? }));
            }
            // Groups: nothing of OTLP has any.
            _ => return Err(Malformed),
        }
        Ok(None)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.0.is_empty() {
            match self.field() {
                Ok(None) => {}
                Ok(Some(field)) => return Some(Ok(field)),
                Err(malformed) => {
                    self.0 = &[];
                    return Some(Err(malformed));
                }
            }
        }
        None
    }
}

impl Kind {
    /// What lies in that field, if that is a message or can be many.
    fn inner(self, field: u64) -> Option<Kind> {
        Some(match (self, field) {
            (Kind::Resource, 1) | (Kind::Scope, 3) | (Kind::LogRecord, 6) => Kind::KeyValue,
            (Kind::KeyValueList, 1) => Kind::KeyValue,
            (Kind::Resource, 3) => Kind::EntityRef,
            (Kind::EntityRef, 3 | 4) => Kind::Leaf,
            (Kind::LogRecord, 5) | (Kind::KeyValue, 2) | (Kind::ArrayValue, 1) => Kind::AnyValue,
            (Kind::AnyValue, 5) => Kind::ArrayValue,
            (Kind::AnyValue, 6) => Kind::KeyValueList,
            _ => return None,
        })
    }
}

/// The most memory that reading a message of that kind takes.
pub(super) fn weight(kind: Kind, message: &[u8]) -> Result<usize, Malformed> {
    Ok(weigh::of_messages(count(kind, message, DEEPEST)?, message.len()))
}

/// How many messages there are in one, itself among them.
fn count(kind: Kind, message: &[u8], depth: usize) -> Result<usize, Malformed> {
    let depth = depth.checked_sub(1).ok_or(Malformed)?;
    let mut messages = 1;
    for field in Fields::of(message) {
        let field = field?;
        messages += match kind.inner(field.number) {
            None => 0,
            Some(Kind::Leaf) => 1,
            Some(inner) => count(inner, field.bytes, depth)?,
        };
    }
    Ok(messages)
}
