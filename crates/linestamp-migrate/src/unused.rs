//! What nothing needs any more when the calls are gone: loggers and their imports.
//!
//! Input: which parts of the text go, and which of those come back in the new calls. Output: edits.
//! Only what became unused is taken away, and only where making it did nothing else.

use linestamp_transform::analysis::{Def, byte_span, unwrap};
use linestamp_transform::{ByteSpan, Edit};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{Callee, Expr, ImportSpecifier, Program};
use swc_ecma_visit::{Visit, VisitWith};

use crate::imports;
use crate::layout::{line_end, line_start};
use crate::names::{Declared, Names, holds};
use crate::resolve::Resolver;
use crate::value::Value;

/// The edits that take away what became unused.
pub(crate) fn edits(
    program: &Program,
    text: &str,
    resolver: &Resolver<'_, '_>,
    replaced: &[ByteSpan],
    kept: &[ByteSpan],
) -> Vec<Edit> {
    if replaced.is_empty() {
        return Vec::new();
    }
    let names = Names::of(program, text);
    let makers = Makers::of(resolver);
    let mut search = Search { names: &names, gone: replaced.to_vec(), kept };
    let (mut statements, mut edits) = (Vec::new(), Vec::new());
    let mut open: Vec<&Declared> =
        names.declared.iter().filter(|declared| makers.makes(declared)).collect();
    // A logger that goes may have been the last use of another.
    loop {
        let before = open.len();
        open.retain(|declared| {
            let unused = declared
                .names
                .iter()
                .all(|name| search.became_unused(name, declared.region, declared.span));
            if unused {
                search.gone.push(declared.span);
                statements.push(documented(text, declared.span));
            }
            !unused
        });
        if open.len() == before {
            break;
        }
    }
    let all = ByteSpan { start: 0, end: text.len() };
    for import in imports::all(program) {
        let specifier = import.src.value.as_wtf8().as_str().unwrap_or("");
        if resolver.settings.rule_for(specifier).is_none() {
            continue;
        }
        let unused = |item: &&ImportSpecifier| {
            let local = imports::local(item);
            search.became_unused(&local.sym, all, byte_span(item.span()))
        };
        match import.specifiers.iter().filter(unused).count() {
            0 => {}
            count if count == import.specifiers.len() => {
                statements.push(byte_span(import.span));
            }
            _ => {
                let left: Vec<_> = import.specifiers.iter().filter(|item| !unused(item)).collect();
                edits.extend(imports::without(import, &left, text));
            }
        }
    }
    edits.extend(removals(text, &statements));
    edits
}

struct Search<'s> {
    names: &'s Names,
    /// What goes.
    gone: Vec<ByteSpan>,
    /// What of it comes back.
    kept: &'s [ByteSpan],
}

impl Search<'_> {
    /// Whether a name was used besides its declaration, and is not any more.
    fn became_unused(&self, name: &Atom, region: ByteSpan, declaration: ByteSpan) -> bool {
        let goes = |at: ByteSpan| {
            self.gone.iter().any(|gone| holds(*gone, at))
                && !self.kept.iter().any(|kept| holds(*kept, at))
        };
        let mut uses =
            self.names.within(name, region).filter(|at| !holds(declaration, *at)).peekable();
        uses.peek().is_some() && uses.all(goes)
    }
}

/// What makes loggers in a file.
struct Makers<'a> {
    /// The values that are loggers, factories or their modules, by their places.
    values: FxHashMap<Span, &'a Expr>,
    /// The names of loggers and their modules.
    names: FxHashSet<Atom>,
}

impl<'a> Makers<'a> {
    fn of(resolver: &Resolver<'a, '_>) -> Makers<'a> {
        let mut makers = Makers { values: FxHashMap::default(), names: FxHashSet::default() };
        for binding in &resolver.facts.bindings {
            for def in &binding.defs {
                if makers.look(resolver, def) {
                    makers.names.insert(binding.name.into());
                }
            }
        }
        for field in resolver.facts.classes.iter().flat_map(|class| class.fields.values()) {
            for def in &field.defs {
                makers.look(resolver, def);
            }
        }
        makers
    }

    /// Notes the value of a definition; says whether it is a logger or its module.
    fn look(&mut self, resolver: &Resolver<'a, '_>, def: &Def<'a>) -> bool {
        match def {
            Def::Import { specifier, .. } => resolver.settings.rule_for(specifier).is_some(),
            Def::Value { expr, path, .. } => {
                let is_one = makes_loggers(&resolver.defined(def));
                if is_one && path.len() <= 1 {
                    self.values.insert(expr.span(), expr);
                }
                is_one
            }
            Def::Rest { of, .. } => self.look(resolver, of),
            _ => false,
        }
    }

    /// Whether a declaration makes a logger, or loads its module, and does nothing else.
    fn makes(&self, declared: &Declared) -> bool {
        let Some(expr) = self.values.get(&declared.value) else { return false };
        let mut acts = Acts { loggers: &self.names, found: false };
        expr.visit_with(&mut acts);
        !acts.found
    }
}

/// Whether something is a logger, or what makes one.
fn makes_loggers(value: &Value<'_>) -> bool {
    !matches!(value, Value::Unknown | Value::Global | Value::Object { .. })
}

/// Looks for what may do something else than make a logger.
struct Acts<'s> {
    /// The names of loggers and their modules.
    loggers: &'s FxHashSet<Atom>,
    found: bool,
}

impl Acts<'_> {
    fn called(&mut self, mut callee: &Expr) {
        loop {
            callee = match unwrap(callee) {
                Expr::Member(member) => &member.obj,
                Expr::Call(call) => match &call.callee {
                    Callee::Expr(callee) => callee,
                    _ => break,
                },
                Expr::Ident(name) => {
                    self.found |= !self.loggers.contains(&name.sym) && name.sym != "require";
                    return;
                }
                _ => break,
            }
        }
        self.found = true;
    }
}

impl Visit for Acts<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(call) => match &call.callee {
                Callee::Expr(callee) => self.called(callee),
                _ => self.found = true,
            },
            Expr::New(new) => self.called(&new.callee),
            Expr::Assign(_)
            | Expr::Update(_)
            | Expr::Await(_)
            | Expr::Yield(_)
            | Expr::TaggedTpl(_) => {
                self.found = true;
            }
            // What a function does, it does not do yet.
            Expr::Fn(_) | Expr::Arrow(_) => return,
            _ => {}
        }
        expr.visit_children_with(self);
    }
}

/// A declaration with the documentation that stands right above it.
fn documented(text: &str, span: ByteSpan) -> ByteSpan {
    let above = || {
        let line = line_start(text, span.start);
        let above = text[..line].strip_suffix('\n')?.trim_end_matches(['\r', ' ', '\t']);
        let comment = above.strip_suffix("*/")?;
        let at = comment.rfind("/*").filter(|at| comment[*at..].starts_with("/**"))?;
        let is_alone = |from: usize, to: usize| text[from..to].trim().is_empty();
        (is_alone(line_start(text, at), at) && is_alone(line, span.start)).then_some(at)
    };
    ByteSpan { start: above().unwrap_or(span.start), end: span.end }
}

/// The start of a line, behind the mark that a file may begin with.
fn behind_mark(text: &str, start: usize) -> usize {
    if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
}

/// Takes statements away, with their lines where nothing else is on them.
fn removals(text: &str, statements: &[ByteSpan]) -> Vec<Edit> {
    let (mut blocks, mut spans) = (Vec::new(), Vec::new());
    for span in statements {
        match lines_of(text, *span) {
            Some(lines) => blocks.push(lines),
            None => {
                let behind = &text[span.end..];
                let gap = behind.len() - behind.trim_start_matches([' ', '\t']).len();
                spans.push(ByteSpan { start: span.start, end: span.end + gap });
            }
        }
    }
    // Lines that follow each other go as one.
    blocks.sort_unstable_by_key(|lines| lines.start);
    blocks.dedup_by(|next, block| {
        let follows = next.start == block.end;
        if follows {
            block.end = next.end;
        }
        follows
    });
    spans.extend(blocks.into_iter().map(|block| with_empty_line(text, block)));
    spans.into_iter().map(|span| Edit { span, text: String::new() }).collect()
}

/// The lines of a statement, if nothing else is on them.
fn lines_of(text: &str, span: ByteSpan) -> Option<ByteSpan> {
    let (start, end) = (behind_mark(text, line_start(text, span.start)), line_end(text, span.end));
    let is_alone = text[start..span.start].trim().is_empty()
        && text[span.end..end].trim_matches([' ', '\t', ';']).is_empty();
    is_alone.then_some(ByteSpan { start, end: next_line(text, end) })
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

/// Lines with the empty one behind them: one is enough where there was one on either side, and none at
/// the top.
fn with_empty_line(text: &str, lines: ByteSpan) -> ByteSpan {
    let ByteSpan { start, end } = lines;
    let behind = next_line(text, end);
    let is_empty = end < text.len() && text[end..behind].trim().is_empty();
    let above = text[behind_mark(text, 0)..start].lines().next_back();
    let is_top = above.is_none_or(|line| line.trim().is_empty());
    ByteSpan { start, end: if is_top && is_empty { behind } else { end } }
}
