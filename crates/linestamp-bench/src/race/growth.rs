//! What a byte costs as the input grows.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::Course;
use crate::measure::race;
use crate::{places, table, tree};

const FACTORS: [usize; 3] = [1, 10, 100];

/// How many modules the smallest input has, as one file and as a tree.
const FILE_MODULES: usize = 8;
const TREE_MODULES: usize = 20;

/// One file and one tree of growing size. What a run costs on next to nothing is taken off first:
/// the start of a process is not the input's.
pub(super) fn run(course: &Course) -> Result<()> {
    println!("### As the input grows\n");
    let mut inputs = vec![file(0)?];
    for factor in FACTORS {
        inputs.push(file(factor * FILE_MODULES)?);
    }
    for factor in FACTORS {
        let folder = places::scratch(&format!("tree-{factor}"));
        tree::make_dense(&folder, factor * TREE_MODULES, &tree::RECORDS)?;
        inputs.push(folder);
    }
    let arm = |input: &PathBuf| course.linestamp(&["sites"]).arg(input.to_string_lossy());
    let timings = race(&inputs.iter().map(arm).collect::<Vec<_>>(), course.rounds)?;
    let (start, timings) = (timings[0].median(), &timings[1..]);
    let mut rows = Vec::new();
    for (index, (timing, input)) in timings.iter().zip(&inputs[1..]).enumerate() {
        let kind = if index < FACTORS.len() { "one file" } else { "one tree" };
        let (bytes, time) = (size(input)?, timing.median().saturating_sub(start));
        rows.push(vec![
            format!("{kind}, {}×", FACTORS[index % FACTORS.len()]),
            format!("{} kB", bytes / 1_000),
            table::time(time),
            per_byte(time, bytes),
            table::mebibytes(timing.memory),
        ]);
    }
    println!(
        "`linestamp sites`; {} for the start of the process are taken off.\n",
        table::time(start)
    );
    table::print(&["input", "size", "median", "a byte", "memory"], &rows);
    Ok(())
}

fn per_byte(time: Duration, bytes: u64) -> String {
    format!("{:.1} ns", time.as_secs_f64() * 1e9 / bytes as f64)
}

/// One file with the text of so many modules, each in a block of its own.
fn file(modules: usize) -> Result<PathBuf> {
    let path = places::scratch(&format!("file-{modules}.ts"));
    let mut text = String::from("env.LOGS.write({ level: 'info' });\n");
    for number in 0..modules {
        let module = tree::module(number, &tree::RECORDS);
        let body = module.lines().filter(|line| !line.starts_with("import ")).map(|line| {
            line.strip_prefix("export default")
                .map_or_else(|| line.to_owned(), |rest| format!("void {rest}"))
        });
        let body: Vec<String> =
            body.map(|line| line.trim_start_matches("export ").to_owned()).collect();
        text.push_str(&format!("namespace Module{number} {{\n{}\n}}\n", body.join("\n")));
    }
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    fs::write(&path, text)?;
    Ok(path)
}

fn size(path: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in ignore::WalkBuilder::new(path).standard_filters(false).build() {
        let found = entry?.metadata()?;
        bytes += if found.is_file() { found.len() } else { 0 };
    }
    Ok(bytes)
}
