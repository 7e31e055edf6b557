//! Which keys are there: fingerprints in memory, and the way from them to the records.
//!
//! A fingerprint says where a record with its key may be; whether it is, the record itself says. So
//! two keys with one fingerprint cost a look, and no record.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use linestamp_schema::LogRecord;
use linestamp_store::Seq;
use rusqlite::Connection;
use siphasher::sip::SipHasher13;

use crate::manifest::number;
use crate::stretches::Stretches;

/// Makes fingerprints, with a secret of the store's own: no sender can bring them to collide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fingerprints {
    pub(crate) secret: (u64, u64),
}

impl Fingerprints {
    pub(crate) fn of(self, workspace: Option<&str>, id: &str) -> u64 {
        let mut hasher = SipHasher13::new_with_keys(self.secret.0, self.secret.1);
        // The length keeps ("a", "bc") and ("ab", "c") apart, and no workspace from an empty one.
        hasher.write_u64(workspace.map_or(u64::MAX, |workspace| workspace.len() as u64));
        hasher.write(workspace.unwrap_or_default().as_bytes());
        hasher.write(id.as_bytes());
        hasher.finish()
    }

    pub(crate) fn of_record(self, record: &LogRecord) -> u64 {
        self.of(record.workspace_id.as_deref(), &record.id)
    }
}

/// Goes through the records of a file: gives the fingerprint and the place of each, with its
/// environment and level, and says what the file holds; but for its bytes.
pub(crate) fn take_stock(
    conn: &Connection,
    fingerprints: Fingerprints,
    mut visit: impl FnMut(u64, Seq, (&str, &str)),
) -> rusqlite::Result<Stretches> {
    let mut stretches = Stretches::default();
    let mut statement = conn.prepare(
        "SELECT seq, timestamp, received_at, workspace_id, id, environment, level FROM records
         ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let seq = number(row, 0)?;
        stretches.add(seq, row.get(1)?, row.get(2)?);
        let (workspace, id) = (row.get_ref(3)?.as_str_or_null()?, row.get_ref(4)?.as_str()?);
        let kind = (row.get_ref(5)?.as_str()?, row.get_ref(6)?.as_str()?);
        visit(fingerprints.of(workspace, id), seq, kind);
    }
    Ok(stretches)
}

/// A fingerprint is spread evenly already.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The keys of a hot file.
#[derive(Debug, Default)]
pub(crate) struct KeyIndex {
    first: HashMap<u64, Seq, BuildHasherDefault<AsIs>>,
    /// Further records with a fingerprint that was there: there are none, but there may be.
    more: Vec<(u64, Seq)>,
}

impl KeyIndex {
    pub(crate) fn insert(&mut self, fingerprint: u64, seq: Seq) {
        match self.first.entry(fingerprint) {
            Entry::Occupied(_) => self.more.push((fingerprint, seq)),
            Entry::Vacant(free) => {
                free.insert(seq);
            }
        }
    }

    /// Takes out what was put in last.
    pub(crate) fn remove(&mut self, fingerprint: u64, seq: Seq) {
        if self.first.get(&fingerprint) == Some(&seq) {
            self.first.remove(&fingerprint);
        } else {
            self.more.retain(|entry| *entry != (fingerprint, seq));
        }
    }

    /// The records that may have the key.
    pub(crate) fn candidates(&self, fingerprint: u64) -> impl Iterator<Item = Seq> {
        let first = self.first.get(&fingerprint).copied();
        let more = self.more.iter().filter(move |entry| entry.0 == fingerprint);
        first.into_iter().chain(more.map(|entry| entry.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_with_one_fingerprint_are_all_candidates() {
        let mut keys = KeyIndex::default();
        for (fingerprint, seq) in [(7, 1), (7, 2), (8, 3), (7, 4)] {
            keys.insert(fingerprint, seq);
        }
        assert_eq!(keys.candidates(7).collect::<Vec<_>>(), [1, 2, 4]);
        keys.remove(7, 2);
        assert_eq!(keys.candidates(7).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(keys.candidates(9).count(), 0);
    }

    #[test]
    fn a_fingerprint_is_of_both_parts_of_a_key() {
        let fingerprints = Fingerprints { secret: (1, 2) };
        let keys = [(Some("a"), "bc"), (Some("ab"), "c"), (None, "abc"), (Some(""), "abc")];
        let mut all = keys.map(|(workspace, id)| fingerprints.of(workspace, id)).to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), keys.len());
    }
}
