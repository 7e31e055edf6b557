//! Where in a sealed file a text may be.
//!
//! The records of a file are parted into blocks, in the order of arrival. Of each trigram that the
//! messages of a block have, folded as a filter folds them, a number is taken, and for each number a
//! row of bits says which blocks have it. A text is only in blocks that have the numbers of all its
//! trigrams. Others may have them too: the filter decides about the records.

use linestamp_filter::{Condition, Field, Filter, Test, fold};
use rusqlite::{Connection, OptionalExtension as _};

/// How many records a block has; the last one of a file may have fewer.
const BLOCK: usize = 128;

/// How many numbers there are for trigrams: a block seldom has more than a tenth of them.
const NUMBERS: usize = 1 << 14;

/// The most trigrams of a text that are looked up.
const LOOKUPS: usize = 48;

/// Adds the tables to a file that is being built, whose records are there.
pub(crate) fn create(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE blocks (
            block INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE trigrams (number INTEGER PRIMARY KEY, in_blocks BLOB NOT NULL) STRICT",
    )?;
    let blocks = read_blocks(conn)?;
    let mut insert = conn.prepare("INSERT INTO blocks VALUES (?1, ?2, ?3)")?;
    for (block, Block { seqs: (first, last), .. }) in blocks.iter().enumerate() {
        insert.execute([block as i64, *first, *last])?;
    }
    let mut insert = conn.prepare("INSERT INTO trigrams VALUES (?1, ?2)")?;
    for number in 0..NUMBERS {
        let mut in_blocks = Bits::none(blocks.len());
        let having = blocks.iter().enumerate().filter(|(_, block)| block.numbers.has(number));
        having.for_each(|(block, _)| in_blocks.set(block));
        if !in_blocks.is_empty() {
            insert.execute((number as i64, in_blocks.0))?;
        }
    }
    Ok(())
}

/// A block of records.
struct Block {
    /// The first and the last place in the order of arrival.
    seqs: (i64, i64),
    numbers: Bits,
}

fn read_blocks(conn: &Connection) -> rusqlite::Result<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut statement = conn.prepare("SELECT seq, message FROM records ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let seq = row.get(0)?;
        if count % BLOCK == 0 {
            blocks.push(Block { seqs: (seq, seq), numbers: Bits::none(NUMBERS) });
        }
        count += 1;
        if let Some(block) = blocks.last_mut() {
            block.seqs.1 = seq;
            each_number(&fold(row.get_ref(1)?.as_str()?), |number| block.numbers.set(number));
        }
    }
    Ok(blocks)
}

/// Visits the numbers of a folded text's trigrams.
fn each_number(folded: &str, mut visit: impl FnMut(usize)) {
    let mut characters = folded.chars().map(u64::from);
    let (Some(mut one), Some(mut two)) = (characters.next(), characters.next()) else { return };
    for three in characters {
        // Fibonacci hashing: the upper bits of a product depend on all of a character's.
        let trigram = one << 42 | two << 21 | three;
        visit((trigram.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize % NUMBERS);
        (one, two) = (two, three);
    }
}

/// What a block must have for a filter to hold of one of its records.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// All these numbers.
    Numbers(Vec<usize>),
    /// All of that.
    And(Vec<Wanted>),
    /// One of that at least.
    Or(Vec<Wanted>),
}

impl Wanted {
    /// What a filter wants; `None` if that may be any block.
    pub(crate) fn of(filter: &Filter) -> Option<Wanted> {
        match filter {
            Filter::All | Filter::Not(_) => None,
            Filter::And(all) => {
                let known: Vec<Wanted> = all.iter().filter_map(Wanted::of).collect();
                (!known.is_empty()).then_some(Wanted::And(known))
            }
            Filter::Or(any) => {
                any.iter().map(Wanted::of).collect::<Option<Vec<_>>>().map(Wanted::Or)
            }
            Filter::Test(test) => of_test(test),
        }
    }

    /// The blocks of a file that have it, and how many there are; `None` if the file does not say.
    pub(crate) fn blocks(&self, conn: &Connection) -> rusqlite::Result<Option<(Vec<u32>, u32)>> {
        if !conn.table_exists(None, "trigrams")? {
            return Ok(None);
        }
        let count: u32 = conn.query_row("SELECT count(*) FROM blocks", [], |row| row.get(0))?;
        let having = self.having(conn, count as usize)?;
        Ok(Some(((0..count).filter(|block| having.has(*block as usize)).collect(), count)))
    }

    fn having(&self, conn: &Connection, count: usize) -> rusqlite::Result<Bits> {
        match self {
            Wanted::Numbers(numbers) => {
                let mut statement =
                    conn.prepare_cached("SELECT in_blocks FROM trigrams WHERE number = ?1")?;
                let mut blocks = Bits::all(count);
                for number in numbers {
                    let having = statement.query_row([*number as i64], |row| row.get(0));
                    match having.optional()? {
                        Some(having) => blocks.and(&Bits(having)),
                        None => return Ok(Bits::none(count)),
                    }
                }
                Ok(blocks)
            }
            Wanted::And(all) => {
                let mut blocks = Bits::all(count);
                for wanted in all {
                    blocks.and(&wanted.having(conn, count)?);
                }
                Ok(blocks)
            }
            Wanted::Or(any) => {
                let mut blocks = Bits::none(count);
                for wanted in any {
                    blocks.or(&wanted.having(conn, count)?);
                }
                Ok(blocks)
            }
        }
    }
}

fn of_test(test: &Test) -> Option<Wanted> {
    let is_message = matches!(&test.field, Field::Column(column) if column.name == "message");
    let folded = match &test.condition {
        Condition::Contains(folded) => folded.clone(),
        Condition::Is(text) | Condition::StartsWith(text) => fold(text),
        _ => return None,
    };
    let mut numbers = Vec::new();
    each_number(&folded, |number| {
        if numbers.len() < LOOKUPS && !numbers.contains(&number) {
            numbers.push(number);
        }
    });
    (is_message && !numbers.is_empty()).then_some(Wanted::Numbers(numbers))
}

/// A row of bits, as a file has it.
struct Bits(Vec<u8>);

impl Bits {
    fn none(count: usize) -> Bits {
        Bits(vec![0; count.div_ceil(8)])
    }

    fn all(count: usize) -> Bits {
        let mut bits = Bits(vec![0xFF; count.div_ceil(8)]);
        if let (Some(last), 1..) = (bits.0.last_mut(), count % 8) {
            *last = 0xFF >> (8 - count % 8);
        }
        bits
    }

    fn set(&mut self, place: usize) {
        self.0[place / 8] |= 1 << (place % 8);
    }

    fn has(&self, place: usize) -> bool {
        self.0[place / 8] & 1 << (place % 8) != 0
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }

    fn and(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(byte, other)| *byte &= other);
    }

    fn or(&mut self, other: &Bits) {
        self.0.iter_mut().zip(&other.0).for_each(|(byte, other)| *byte |= other);
    }
}

#[cfg(test)]
mod tests {
    use linestamp_schema::columns;

    use super::*;

    fn blocks(conn: &Connection, text: &str) -> Option<(Vec<u32>, u32)> {
        let filter = Filter::on(columns::message(), Condition::Contains(fold(text)));
        Wanted::of(&filter)?.blocks(conn).expect("tables of SQLite")
    }

    #[test]
    fn a_text_leads_to_the_blocks_that_have_it() {
        let conn = Connection::open_in_memory().expect("memory");
        conn.execute_batch(
            "CREATE TABLE records (seq INTEGER PRIMARY KEY, message TEXT);
             WITH RECURSIVE numbers (n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM numbers LIMIT 1280)
             INSERT INTO records SELECT 3 * n, 'Task ' || n || ' started' FROM numbers;
             UPDATE records SET message = 'The Kelvin scale' WHERE seq = 3 * 700",
        )
        .expect("tables of SQLite");
        assert_eq!(blocks(&conn, "started"), None, "of a file that does not say");
        create(&conn).expect("tables of SQLite");
        assert_eq!(blocks(&conn, "sk 1279 st"), Some((vec![9], 10)));
        assert_eq!(blocks(&conn, "KELVIN"), Some((vec![700 / 128], 10)));
        assert_eq!(blocks(&conn, "STARTED"), Some(((0..10).collect(), 10)));
        assert_eq!(blocks(&conn, "stopped"), Some((vec![], 10)));
        assert_eq!(blocks(&conn, "ed"), None, "of a text that is shorter than a trigram");
    }
}
