//! The arms that no tool provides: a parse of every file, and a copy on two threads.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, ensure};
use ignore::{DirEntry, WalkBuilder, WalkState};
use swc_common::BytePos;
use swc_common::input::StringInput;
use swc_ecma_ast::EsVersion;
use swc_ecma_parser::{Lexer, Parser, Syntax, TsSyntax};

/// Parses every source file of a tree with SWC: the walk that `linestamp` does, a read, a parse,
/// and nothing kept.
pub(crate) fn parse(tree: &Path) -> Result<()> {
    let (files, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    each_file(tree, &|entry| {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "ts" || extension == "tsx") {
            let parsed = fs::read_to_string(path).is_ok_and(|text| parses(&text));
            files.fetch_add(1, Ordering::Relaxed);
            failed.fetch_add(u64::from(!parsed), Ordering::Relaxed);
        }
    });
    ensure!(failed.into_inner() == 0, "some files do not parse");
    println!("{} files", files.into_inner());
    Ok(())
}

/// Parses a TypeScript text with SWC and drops the tree; says whether it is one.
pub fn parses(text: &str) -> bool {
    let end = BytePos(u32::try_from(text.len()).unwrap_or(u32::MAX) + 1);
    let syntax = Syntax::Typescript(TsSyntax {
        decorators: true,
        no_early_errors: true,
        ..TsSyntax::default()
    });
    let input = StringInput::new(text, BytePos(1), end);
    let lexer = Lexer::new(syntax, EsVersion::EsNext, input, None);
    std::hint::black_box(Parser::new_from(lexer).parse_program()).is_ok()
}

/// Copies every file of a tree with the same walk: a read, a write, the permissions.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let failed = AtomicU64::new(0);
    each_file(from, &|entry| {
        let copied = entry.path().strip_prefix(from).map(|inside| {
            let target = to.join(inside);
            fs::create_dir_all(target.parent().unwrap_or(to))
                .and_then(|()| fs::copy(entry.path(), target))
        });
        failed.fetch_add(u64::from(!matches!(copied, Ok(Ok(_)))), Ordering::Relaxed);
    });
    ensure!(failed.into_inner() == 0, "some files could not be copied");
    Ok(())
}

fn each_file(tree: &Path, handle: &(dyn Fn(&DirEntry) + Sync)) {
    WalkBuilder::new(tree).require_git(false).parents(false).build_parallel().run(|| {
        Box::new(|entry| {
            if let Ok(entry) = entry
                && entry.file_type().is_some_and(|kind| kind.is_file())
            {
                handle(&entry);
            }
            WalkState::Continue
        })
    });
}
