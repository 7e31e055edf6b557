//! A hot file that the disk has damaged: what can be read of it is kept, and the file set aside.
//!
//! A torn end is no damage: SQLite leaves out what was not committed. This is for bytes that were
//! synced and came back as others.

use std::path::Path;
use std::{fs, io};

use linestamp_store::{StoreError, Stored};
use rusqlite::{Connection, ErrorCode};

use crate::error::{sqlite, system};
use crate::folder;
use crate::hot::HotFile;
use crate::layout;
use crate::sealed::read_only;

/// Whether an error says that a file is not what was written.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Whether all of a file can be read.
pub(crate) fn is_sound(path: &Path) -> Result<bool, StoreError> {
    let check = || {
        let conn = read_only(path)?;
        conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
    };
    match check() {
        Ok(said) => Ok(said == "ok"),
        Err(error) if is_damage(&error) => Ok(false),
        Err(error) => Err(sqlite(path, &error)),
    }
}

/// The first page of a file, as SQLite makes it.
const PAGE: usize = 4096;

/// SQLite throws a log away whose file is empty, or is less than a page. Where the log has records,
/// the file gets a page, which the log has better.
pub(crate) fn keep_log(path: &Path) -> Result<(), StoreError> {
    if has_log_alone(path) {
        fs::write(path, [0; PAGE]).map_err(|error| system(path, &error))?;
        folder::sync(path)?;
    }
    Ok(())
}

/// Whether SQLite, whoever opens the file, would throw its log away.
pub(crate) fn has_log_alone(path: &Path) -> bool {
    let length = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    length(path) < PAGE as u64 && length(&folder::beside(path, "-wal")) > 0
}

/// SQLite begins a file through a journal. Where a kill came before that was removed, the file cannot be
/// read until one who may write has undone the beginning.
pub(crate) fn undo_beginning(path: &Path) -> Result<(), StoreError> {
    if !folder::beside(path, "-journal").exists() {
        return Ok(());
    }
    match Connection::open(path).and_then(|conn| conn.table_exists(None, "records")) {
        // What is damaged is told of when the file is checked.
        Err(error) if !is_damage(&error) => Err(sqlite(path, &error)),
        _ => Ok(()),
    }
}

/// Puts a file with what can be read in the place of a damaged one; says what became of it.
pub(crate) fn salvage(path: &Path) -> Result<String, StoreError> {
    let (saved, aside) = (path.with_extension("salvaged"), path.with_extension("damaged"));
    folder::remove(&saved);
    let records = readable(path);
    let file = HotFile::open(&saved)?;
    file.begin()?;
    for stored in &records {
        file.insert(stored)?;
    }
    file.commit()?;
    file.close_whole()?;
    rename(path, &aside)?;
    rename(&saved, path)?;
    Ok(format!(
        "{}: the file was damaged; {} records could be read and are kept, the damaged file is now {}",
        path.display(),
        records.len(),
        aside.display()
    ))
}

/// Finishes what a kill between the two names has left.
pub(crate) fn finish(root: &Path) -> Result<(), StoreError> {
    for saved in folder::listing(root)? {
        if saved.extension().is_some_and(|extension| extension == "salvaged") {
            let path = saved.with_extension("db");
            if path.exists() { folder::remove(&saved) } else { rename(&saved, &path)? }
        }
    }
    Ok(())
}

/// From both ends up to where it cannot be read.
fn readable(path: &Path) -> Vec<Stored> {
    let mut records = Vec::new();
    for order in ["ASC", "DESC"] {
        let last = records.iter().map(|stored: &Stored| stored.seq).max();
        let _ = read_only(path).and_then(|conn| {
            let sql = format!("{} ORDER BY seq {order}", *layout::SELECT);
            let mut statement = conn.prepare(&sql)?;
            for stored in statement.query_map([], layout::decode)? {
                match stored {
                    Ok(stored)
                        if order == "DESC" && last.is_some_and(|last| stored.seq <= last) =>
                    {
                        break;
                    }
                    Ok(stored) => records.push(stored),
                    Err(error) if error.sqlite_error_code().is_some() => return Err(error),
                    // A row that is there and is no record.
                    Err(_) => {}
                }
            }
            Ok(())
        });
    }
    records.sort_by_key(|stored| stored.seq);
    records
}

/// Renames a file of SQLite and its log.
fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    for suffix in ["-wal", ""] {
        let (from, to) = (folder::beside(from, suffix), folder::beside(to, suffix));
        match fs::rename(&from, &to) {
            Err(error) if suffix.is_empty() || error.kind() != io::ErrorKind::NotFound => {
                return Err(system(&from, &error));
            }
            _ => {}
        }
    }
    let _ = fs::remove_file(folder::beside(from, "-shm"));
    Ok(())
}
