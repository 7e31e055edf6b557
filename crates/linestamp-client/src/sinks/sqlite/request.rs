//! The transaction of a batch.

use linestamp_schema::{Dialect, Key, LogRecord};
use rusqlite::{Connection, TransactionBehavior, params_from_iter};

use super::encode::row;

/// Makes the table where there is none.
pub(super) fn table(connection: &Connection, key: Key) -> rusqlite::Result<()> {
    connection.execute_batch(&Dialect::Sqlite.render(key))
}

/// Inserts all, or none.
pub(super) fn insert(
    connection: &mut Connection,
    key: Key,
    records: &[LogRecord],
) -> rusqlite::Result<()> {
    // Asks for the lock at once: one that is upgraded later cannot be waited for.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // SQLite's dialect has a statement.
    let sql = Dialect::Sqlite.insert(key).unwrap_or_default();
    {
        let mut statement = transaction.prepare_cached(&sql)?;
        for record in records {
            statement.execute(params_from_iter(row(record)?))?;
        }
    }
    transaction.commit()
}
