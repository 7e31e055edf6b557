//! The way in and out: the host's tree, text and names in, the stamped tree and messages out.

use linestamp_transform::tree::Stamper;
use linestamp_transform::{Action, Plan, Source, plan};
use swc_core::common::comments::Comments;
use swc_core::common::plugin::metadata::TransformPluginMetadataContextKind::{Cwd, Filename};
use swc_core::common::{BytePos, SourceFile, SourceMapper, Span, Spanned};
use swc_core::ecma::ast::{Pass, Program};
use swc_core::plugin::metadata::TransformPluginProgramMetadata;
use swc_core::plugin::plugin_transform;

use crate::judge::compare;
use crate::naming::{Named, named};
use crate::options::Config;
use crate::report::Report;

/// What `@swc/core` calls for each file.
#[plugin_transform]
fn linestamp(program: Program, metadata: TransformPluginProgramMetadata) -> Program {
    match Config::read(metadata.get_transform_plugin_config().as_deref()) {
        Ok(config) if config.off => program,
        Ok(config) => run(program, &metadata, &config),
        Err(wrong) => {
            Report::refuse(&format!("options: {wrong}"));
            program
        }
    }
}

fn run(program: Program, metadata: &TransformPluginProgramMetadata, config: &Config) -> Program {
    let Some(first) = first_position(&program) else { return program };
    let file = metadata.source_map.lookup_char_pos(first).file;
    if !config.settings.may_hold_sites(file.src.as_bytes()) {
        return program;
    }
    let (filename, cwd) = (metadata.get_context(&Filename), metadata.get_context(&Cwd));
    match named(filename.as_deref(), cwd.as_deref(), config.root.as_deref()) {
        Some(named) if config.admits(&named.path, &named.name) => {
            stamp(program, metadata, config, &file, &named)
        }
        Some(_) => program,
        None => {
            Report::new(&file, "", config.strict).nameless();
            program
        }
    }
}

/// Stamps the tree as the engine plans it for the text, or leaves it as it was.
fn stamp(
    program: Program,
    metadata: &TransformPluginProgramMetadata,
    config: &Config,
    file: &SourceFile,
    named: &Named,
) -> Program {
    let source = Source::new(&named.name, &file.src);
    let wanted = plan(&source, &config.settings, Action::Inject { refresh: config.refresh });
    let report = Report::new(file, &named.name, config.strict);
    report.diagnostics(&wanted);
    if wanted.failed() || !wanted.sites.iter().any(|site| !site.records.is_empty()) {
        return program;
    }
    let mut stamped = program.clone();
    let comments = metadata.comments.as_ref().map(|comments| comments as &dyn Comments);
    let mut stamper = Stamper::new(&source, &config.settings, file.start_pos, comments)
        .refreshing(config.refresh);
    stamper.process(&mut stamped);
    keep(program, stamped, &wanted, stamper.plan(), &report)
}

/// The stamped tree where it says nothing untrue, else the one that came.
fn keep(
    program: Program,
    stamped: Program,
    wanted: &Plan,
    found: &Plan,
    report: &Report<'_>,
) -> Program {
    let parted = compare(wanted, found);
    report.parted(&parted);
    if parted.wrong { program } else { stamped }
}

/// A position in the file: that of the first thing that was there when it was parsed.
fn first_position(program: &Program) -> Option<BytePos> {
    let items: Vec<Span> = match program {
        Program::Module(module) => module.body.iter().map(Spanned::span).collect(),
        Program::Script(script) => script.body.iter().map(Spanned::span).collect(),
    };
    let all = std::iter::once(program.span()).chain(items);
    all.map(|span| span.lo).find(|lo| !lo.is_dummy() && !lo.is_pure())
}
