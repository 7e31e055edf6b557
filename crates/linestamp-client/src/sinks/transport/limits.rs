//! What a protocol takes in one request, and what an encoder made of a batch.

use crate::verdict::Verdict;

/// What a protocol takes in one request, before compression. A batch that is larger is halved
/// before it is sent; a record that alone is larger is refused, with the limit as the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// So many records.
    pub records: usize,
    /// So many bytes.
    pub bytes: usize,
    /// So many bytes for each record.
    pub record_bytes: usize,
}

impl Limits {
    /// None.
    pub const NONE: Limits =
        Limits { records: usize::MAX, bytes: usize::MAX, record_bytes: usize::MAX };

    /// Says it where that is too much.
    pub(crate) fn check(&self, records: usize, encoded: &Encoded) -> Option<Verdict> {
        let (bytes, largest) = (encoded.body.len(), encoded.largest);
        let (what, is, most) = if records > self.records {
            ("records in a request", records, self.records)
        } else if bytes > self.bytes {
            ("bytes in a request", bytes, self.bytes)
        } else if largest > self.record_bytes {
            ("bytes in a record", largest, self.record_bytes)
        } else {
            return None;
        };
        Some(Verdict::TooLarge {
            reason: format!("{is} {what} are more than the {most} that the backend takes"),
        })
    }
}

/// The body of a request, before compression.
#[derive(Debug, Default)]
pub(crate) struct Encoded {
    pub(crate) body: Vec<u8>,
    /// The bytes of the largest record in it.
    pub(crate) largest: usize,
}

impl Encoded {
    /// Writes one record after the others, and takes its measure.
    pub(crate) fn add<E>(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let before = self.body.len();
        write(&mut self.body)?;
        self.largest = self.largest.max(self.body.len() - before);
        Ok(())
    }

    /// A JSON array of what is made of each item.
    pub(crate) fn array<T>(
        items: &[T],
        mut write: impl FnMut(&mut Vec<u8>, &T) -> serde_json::Result<()>,
    ) -> serde_json::Result<Encoded> {
        let mut encoded = Encoded::default();
        encoded.body.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                encoded.body.push(b',');
            }
            encoded.add(|body| write(body, item))?;
        }
        encoded.body.push(b']');
        Ok(encoded)
    }

    /// What is made of each item, with a line break behind it.
    pub(crate) fn lines<T>(
        items: &[T],
        mut write: impl FnMut(&mut Vec<u8>, &T) -> serde_json::Result<()>,
    ) -> serde_json::Result<Encoded> {
        let mut encoded = Encoded::default();
        encoded.body.reserve(items.len() * 256);
        for item in items {
            encoded.add(|body| write(body, item))?;
            encoded.body.push(b'\n');
        }
        Ok(encoded)
    }
}
