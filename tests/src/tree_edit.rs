//! The tree edit against the text edit: a tree with stamps prints what the stamped text parses to.

use std::panic::{AssertUnwindSafe, catch_unwind};

use linestamp_transform::tree::Stamper;
use linestamp_transform::{Action, MapRequest, Settings, Source, transform};
use swc_common::comments::SingleThreadedComments;
use swc_common::sync::Lrc;
use swc_common::{BytePos, FileName, SourceMap};
use swc_ecma_ast::{EsVersion, Pass, Program};
use swc_ecma_codegen::text_writer::JsWriter;
use swc_ecma_codegen::{Config, Emitter, Node};
use swc_ecma_parser::{EsSyntax, Syntax, TsSyntax, parse_file_as_program};

/// Enough for a few thousand levels of anything in an unoptimised build.
const STACK: usize = 256 << 20;

/// Compares the two ways over a file; nothing where it has no tree that they could share.
///
/// # Errors
///
/// What each of the two prints.
pub fn check(source: &Source<'_>, settings: &Settings) -> Option<Result<(), String>> {
    // The engine sees to its own stack; the parser and the printer here do not.
    stacker::maybe_grow(STACK, STACK, || compare(source, settings))
}

fn compare(source: &Source<'_>, settings: &Settings) -> Option<Result<(), String>> {
    // A map in the text is a matter of the host that took the text apart.
    if source.text.contains("sourceMappingURL=") {
        return None;
    }
    let files: Lrc<SourceMap> = Lrc::default();
    let (mut program, start, comments) = parse(&files, source.path, source.text)?;
    let action = Action::Inject { refresh: false };
    let done = transform(source, settings, action, MapRequest::None);
    if done.plan.failed() {
        return None;
    }
    let stamped = done.code.unwrap_or_else(|| source.text.to_owned());
    let (expected, _, _) = parse(&files, source.path, &stamped)?;
    // A parser strips the mark, so the text of its positions is the one without it.
    let unmarked = source.text.strip_prefix('\u{feff}').unwrap_or(source.text);
    let source = Source { text: unmarked, ..*source };
    Stamper::new(&source, settings, start, Some(&comments)).process(&mut program);
    let (tree, text) = (print(&files, &program), print(&files, &expected));
    Some(if tree == text { Ok(()) } else { Err(format!("tree:\n{tree}\ntext:\n{text}")) })
}

fn parse(
    files: &Lrc<SourceMap>,
    path: &str,
    text: &str,
) -> Option<(Program, BytePos, SingleThreadedComments)> {
    let file = files.new_source_file(FileName::Anon.into(), text.to_owned());
    let comments = SingleThreadedComments::default();
    let mut errors = Vec::new();
    let target = EsVersion::latest();
    // There are texts on which the parser panics: they have no tree.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        parse_file_as_program(&file, syntax(path), target, Some(&comments), &mut errors)
    }));
    let program = parsed.ok()?.ok()?;
    errors.is_empty().then_some((program, file.start_pos, comments))
}

fn syntax(path: &str) -> Syntax {
    let script = path.ends_with("js") || path.ends_with("jsx");
    if script {
        Syntax::Es(EsSyntax {
            jsx: true,
            allow_return_outside_function: true,
            explicit_resource_management: true,
            ..EsSyntax::default()
        })
    } else {
        let (tsx, decorators, no_early_errors) = (path.ends_with("tsx"), true, true);
        Syntax::Typescript(TsSyntax { tsx, decorators, no_early_errors, ..TsSyntax::default() })
    }
}

fn print(files: &Lrc<SourceMap>, program: &Program) -> String {
    let mut out = Vec::new();
    let mut emitter = Emitter {
        cfg: Config::default(),
        cm: files.clone(),
        comments: None,
        wr: JsWriter::new(files.clone(), "\n", &mut out, None),
    };
    program.emit_with(&mut emitter).expect("a program prints");
    String::from_utf8(out).expect("UTF-8")
}
