//! Whatever the disk has lost, what is whole is sent, in order, and the rest is said.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use linestamp_client::spool::read_segment;
use linestamp_client::{Notice, Spool, info};
use proptest::prelude::*;

use crate::support::PATIENCE;

use super::{SHORT, closed, messages, replay, segments};

#[derive(Debug, Clone)]
enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Zero(usize, usize),
    Insert(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), 1_u8..).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (any::<usize>(), 1_usize..400).prop_map(|(at, count)| Damage::Zero(at, count)),
        (any::<usize>(), proptest::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

fn apply(damage: &Damage, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match damage {
        Damage::Cut(at) => bytes.truncate(at % length),
        Damage::Flip(at, bits) => bytes[at % length] ^= bits,
        Damage::Zero(at, count) => {
            bytes.iter_mut().skip(at % length).take(*count).for_each(|byte| *byte = 0)
        }
        Damage::Insert(at, new) => {
            drop(bytes.splice(at % length..at % length, new.iter().copied()))
        }
    }
}

/// A spool with 60 records in several segments, in a folder of its own.
fn filled() -> tempfile::TempDir {
    static ONCE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(ONCE.get_or_init(fill).path()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn fill() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::always(folder.path()).segment(4_000);
    let client = closed(spool).drop_limit(SHORT).start().unwrap();
    for number in 0..60 {
        info!(client.logger(), "{number}:{}", "\u{fffd}ü".repeat(number));
        if number % 9 == 0 {
            client.flush(PATIENCE).unwrap();
        }
    }
    drop(client);
    assert!(segments(folder.path()).len() > 3);
    folder
}

/// The records whose frame is still the same in the bytes: found without the client's help.
fn whole(before: &[u8], after: &[u8]) -> Vec<String> {
    let contents = read_segment(before).unwrap();
    assert_eq!(contents.damaged, 0);
    let marker: Vec<usize> = (0..before.len())
        .filter(|at| before[*at..].starts_with(&[0xFF, 0xF5, 0xFE, 0xFF]))
        .collect();
    let ends = marker[1..].iter().copied().chain([before.len()]);
    let frames = marker.iter().copied().zip(ends).map(|(start, end)| &before[start..end]);
    let is_there = |frame: &[u8]| after.windows(frame.len()).any(|window| window == frame);
    let found = frames.zip(contents.records).filter(|(frame, _)| is_there(frame));
    found.map(|(_, (_, record))| record.message).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_whole_record_is_replayed_in_order(
        damages in proptest::collection::vec((any::<prop::sample::Index>(), damage()), 1..4),
    ) {
        let folder = filled();
        let paths = segments(folder.path());
        let before: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        let mut after = before.clone();
        for (which, damage) in &damages {
            apply(damage, &mut after[which.index(paths.len())]);
        }
        let mut expected = Vec::new();
        for ((path, before), after) in paths.iter().zip(&before).zip(&after) {
            fs::write(path, after).unwrap();
            expected.extend(whole(before, after));
        }
        let (records, said) = replay(Spool::always(folder.path()));
        prop_assert_eq!(messages(&records), expected);
        let is_damaged = after.iter().any(|bytes| read_segment(&bytes[..]).unwrap().damaged > 0);
        let told = said.iter().any(|notice| matches!(notice, Notice::SpoolDamaged { .. }));
        prop_assert_eq!(is_damaged, told);
    }

    #[test]
    fn no_bytes_end_the_program(bytes in any::<Vec<u8>>(), marked in any::<bool>()) {
        let mut segment = if marked { vec![0xFF, 0xF5, 0xFE, 0xFF] } else { Vec::new() };
        segment.extend(&bytes);
        let contents = read_segment(&segment[..]).unwrap();
        prop_assert_eq!(contents.damaged, segment.len() as u64);
    }
}

#[test]
fn a_garbled_cursor_sends_again_and_loses_nothing() {
    let folder = filled();
    let cursor = folder.path().join("first.cursor");
    let mut bytes = fs::read(&cursor).unwrap();
    bytes.iter_mut().for_each(|byte| *byte ^= 1);
    fs::write(&cursor, bytes).unwrap();
    let (records, said) = replay(Spool::always(folder.path()));
    assert_eq!(records.len(), 60);
    assert!(matches!(said[..], [Notice::SpoolDamaged { .. }]), "{said:?}");
}

#[test]
fn records_that_look_like_frames_are_none() {
    let folder = filled();
    let path = &segments(folder.path())[0];
    let bytes = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let client = closed(Spool::always(folder.path())).drop_limit(SHORT).start().unwrap();
    client.logger().info(text.clone()).log_durable_blocking(PATIENCE).unwrap();
    drop(client);
    let (records, said) = replay(Spool::always(folder.path()));
    assert_eq!((records.len(), said), (61, Vec::new()));
    assert_eq!(records[60].message, text);
}

/// Gives the first segment another first line, whose checksum is right.
fn retitle(folder: &Path, title: &str) {
    let path = &segments(folder)[0];
    let mut bytes = fs::read(path).unwrap();
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    let line = format!("{title} {:08x}", crc32fast::hash(title.as_bytes()));
    bytes.splice(..end, line.into_bytes());
    fs::write(path, bytes).unwrap();
}

#[test]
fn another_version_is_refused() {
    let folder = filled();
    retitle(folder.path(), "linestamp spool 2");
    let error = closed(Spool::always(folder.path())).start().unwrap_err().to_string();
    assert!(error.contains("format 2") && error.contains("another folder"), "{error}");
}

#[test]
fn a_title_that_names_no_version_is_damage() {
    let folder = filled();
    retitle(folder.path(), "linestamp spool`1");
    let (records, said) = replay(Spool::always(folder.path()));
    assert_eq!(records.len(), 60, "{said:?}");
}
