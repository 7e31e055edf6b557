//! Imports: of `env`, and what is left of one.

use linestamp_transform::analysis::{byte_span, next_token};
use linestamp_transform::{ByteSpan, Edit};
use swc_common::Spanned as _;
use swc_ecma_ast::{
    Expr, Ident, ImportDecl, ImportSpecifier, Lit, ModuleDecl, ModuleItem, Program, Stmt,
};

use crate::layout::line_start;
use crate::print::Style;
use crate::reach::MODULE;

/// Whether a file has imports or exports, without which it may be a script.
pub(crate) fn is_module(program: &Program) -> bool {
    items(program).iter().any(|item| matches!(item, ModuleItem::ModuleDecl(_)))
}

/// The import of `env`: in one of its module that is there, or before the first one.
pub(crate) fn add_env(program: &Program, text: &str, style: &Style) -> Edit {
    let of_module = all(program)
        .find(|import| !import.type_only && import.src.value.as_wtf8().as_str() == Some(MODULE));
    let named = of_module.and_then(|import| {
        import.specifiers.iter().find(|item| matches!(item, ImportSpecifier::Named(_)))
    });
    if let Some(first) = named {
        let span = ByteSpan::at(byte_span(first.span()).start);
        return Edit { span, text: "env, ".to_owned() };
    }
    let first = all(program).next().map(|import| byte_span(import.span));
    let quote = style.quote;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let at = first.map_or_else(|| start(program, text), |first| before_remark(text, first.start));
    let ends = items(program).first().is_some_and(|item| {
        text[byte_span(item.span()).range()].ends_with([';', '}']) && text.contains([';'])
    });
    let semicolon = if ends { ";" } else { "" };
    let gap = if first.is_some() { "" } else { line_end };
    let import = format!("import {{ env }} from {quote}{MODULE}{quote}{semicolon}{line_end}{gap}");
    Edit { span: ByteSpan::at(at), text: import }
}

/// A place, or that of the comment on the line above which speaks to a tool of the line below it.
fn before_remark(text: &str, at: usize) -> usize {
    let above = line_start(text, line_start(text, at).saturating_sub(1));
    let line = text[above..at].trim_start();
    let speaks = ["ignore", "expect-error", "next-line"].iter().any(|word| line.contains(word));
    if line.starts_with("//") && speaks { above } else { at }
}

/// Where the first token is with its documentation, behind a hashbang line and directives.
fn start(program: &Program, text: &str) -> usize {
    let directives = items(program).iter().map_while(|item| match item {
        ModuleItem::Stmt(Stmt::Expr(stmt)) if matches!(&*stmt.expr, Expr::Lit(Lit::Str(_))) => {
            Some(byte_span(stmt.span).end)
        }
        _ => None,
    });
    let hashbang =
        if text.starts_with("#!") { text.find('\n').map_or(text.len(), |end| end + 1) } else { 0 };
    let from = directives.last().unwrap_or(hashbang);
    let first = next_token(text, from);
    // What is documented stands right below.
    let close = text[from..first].rfind("\n\n").map_or(from, |blank| from + blank);
    text[close..first].find("/**").map_or(first, |at| close + at)
}

/// The name that an import binds.
pub(crate) fn local(item: &ImportSpecifier) -> &Ident {
    match item {
        ImportSpecifier::Named(named) => &named.local,
        ImportSpecifier::Default(default) => &default.local,
        ImportSpecifier::Namespace(namespace) => &namespace.local,
    }
}

/// An import with these of its names alone.
pub(crate) fn without(import: &ImportDecl, left: &[&ImportSpecifier], text: &str) -> Option<Edit> {
    let source = |item: &&ImportSpecifier| text[byte_span(item.span()).range()].to_owned();
    let is_named = |item: &&&ImportSpecifier| matches!(item, ImportSpecifier::Named(_));
    let mut clauses: Vec<String> = left.iter().filter(|item| !is_named(item)).map(source).collect();
    let named: Vec<String> = left.iter().filter(is_named).map(source).collect();
    if !named.is_empty() {
        clauses.push(format!("{{ {} }}", named.join(", ")));
    }
    let first = import.specifiers.first()?;
    let (whole, first) = (byte_span(import.span), byte_span(first.span()).start);
    // The clause begins at its brace, or at its first name.
    let brace = text[whole.start..first].rfind('{').map(|at| whole.start + at);
    let start = brace.unwrap_or(first);
    let from = text[..byte_span(import.src.span).start].rfind("from")?;
    let end = text[..from].trim_end().len();
    Some(Edit { span: ByteSpan { start, end }, text: clauses.join(", ") })
}

/// The imports of a file.
pub(crate) fn all(program: &Program) -> impl Iterator<Item = &ImportDecl> {
    items(program).iter().filter_map(|item| match item {
        ModuleItem::ModuleDecl(ModuleDecl::Import(import)) => Some(import),
        _ => None,
    })
}

fn items(program: &Program) -> &[ModuleItem] {
    match program {
        Program::Module(module) => &module.body,
        Program::Script(_) => &[],
    }
}
