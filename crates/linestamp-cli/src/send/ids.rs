//! Ids of records that bring none.

use linestamp_client::{Clock as _, Randomness as _, SystemClock, ThreadRandomness};
use linestamp_schema::Moment;
use uuid::Builder;

/// Where ids come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ids {
    /// A new one each time a record is read.
    Fresh,
    /// The same each time: of the file, which has that name in the spool, and the record's position.
    Derived(u64),
}

impl Ids {
    /// The moment, and the id where it is not the moment's, of the record at a position.
    pub(crate) fn stamp(self, position: u64) -> (Moment, Option<String>) {
        let mut random = [0; 10];
        let id = match self {
            Ids::Derived(file) => Some(derived(file, position)),
            Ids::Fresh => {
                ThreadRandomness.fill(&mut random);
                None
            }
        };
        (Moment { now: SystemClock.now(), random }, id)
    }
}

/// A new name for a file.
pub(crate) fn new_file() -> u64 {
    let mut bytes = [0; 8];
    ThreadRandomness.fill(&mut bytes);
    u64::from_be_bytes(bytes) >> 4
}

/// A UUIDv8 (RFC 9562): 60 bits for the file, 62 for the position, so that the records of a file
/// sort as they lie in it.
fn derived(file: u64, position: u64) -> String {
    let high = ((file >> 12) << 16) | (file & 0xfff);
    let both = (u128::from(high) << 64) | u128::from(position);
    Builder::from_custom_bytes(both.to_be_bytes()).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_file_and_position() {
        let id = derived(0x0123_4567_89ab_cdef, 0x10);
        assert_eq!(id, "12345678-9abc-8def-8000-000000000010");
        assert_ne!(id, derived(0x0123_4567_89ab_cdef, 0x11));
        assert_ne!(id, derived(0x0123_4567_89ab_cdee, 0x10));
    }
}
