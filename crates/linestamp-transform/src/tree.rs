//! The same plan, applied to a tree, for hosts in Rust that have parsed already.
//!
//! Input: a program, the text that it was parsed from, and its comments. Output: the program with
//! the stamps in it. Finding and planning are those of the text edit; lines come from the text by
//! our own table, since a parser's need not know all line ends.
//!
//! ```
//! use linestamp_transform::tree::Stamper;
//! use linestamp_transform::{Settings, Source};
//! use swc_common::{FileName, SourceMap, comments::SingleThreadedComments, sync::Lrc};
//! use swc_ecma_ast::{EsVersion, Pass};
//! use swc_ecma_parser::{Syntax, parse_file_as_program};
//!
//! let text = "env.LOGS.write({ level: 'info' })";
//! let files: Lrc<SourceMap> = Lrc::default();
//! let file = files.new_source_file(FileName::Anon.into(), text);
//! let comments = SingleThreadedComments::default();
//! let mut program = parse_file_as_program(
//!     &file, Syntax::Typescript(Default::default()), EsVersion::latest(), Some(&comments), &mut vec![],
//! ).expect("the text is TypeScript");
//!
//! let settings = Settings::default();
//! let source = Source::new("executor.ts", text);
//! let mut stamper = Stamper::new(&source, &settings, file.start_pos, Some(&comments));
//! stamper.process(&mut program);
//! assert_eq!(stamper.plan().counts().total(), 1);
//! ```

use rustc_hash::FxHashMap;
use swc_common::comments::Comments;
use swc_common::{BytePos, DUMMY_SP, Span, Spanned};
use swc_ecma_ast::{
    Expr, ExprOrSpread, IdentName, KeyValueProp, Lit, ObjectLit, Pass, Program, Prop, PropName,
    PropOrSpread, SpreadElement, Str,
};
use swc_ecma_visit::{VisitMut, VisitMutWith};

use crate::diagnostic::{Code, Diagnostic};
use crate::directives::Directives;
use crate::limits::within_limits;
use crate::map::{InputMap, find_comment};
use crate::parse::Origin;
use crate::plan::{Plan, TreeEdit};
use crate::planning::plan_program;
use crate::position::ByteSpan;
use crate::settings::Settings;
use crate::source::{Action, Source};
use crate::spelling::quoted;
use crate::target::is_identifier;

/// A pass that stamps the records of one program.
///
/// The program has to be the one that the source's text was parsed to, before anything moved or
/// removed its nodes; positions in it begin at `start`. A text without any site leaves the program
/// untouched.
pub struct Stamper<'a> {
    source: &'a Source<'a>,
    settings: &'a Settings,
    origin: Origin,
    comments: Option<&'a dyn Comments>,
    refresh: bool,
    plan: Plan,
}

impl std::fmt::Debug for Stamper<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stamper")
            .field("source", &self.source.path)
            .field("plan", &self.plan)
            .finish()
    }
}

impl<'a> Stamper<'a> {
    /// A pass over a program whose first byte has the position `start`.
    #[must_use]
    pub fn new(
        source: &'a Source<'a>,
        settings: &'a Settings,
        start: BytePos,
        comments: Option<&'a dyn Comments>,
    ) -> Stamper<'a> {
        Stamper {
            source,
            settings,
            origin: Origin(start),
            comments,
            refresh: false,
            plan: Plan::default(),
        }
    }

    /// The same pass, which also rewrites literal stamps that are no longer true, or does not.
    #[must_use]
    pub fn refreshing(self, refresh: bool) -> Stamper<'a> {
        Stamper { refresh, ..self }
    }

    /// What was found in the program, and what was done about it; the edits are in terms of the
    /// text.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    fn stamp(&self, program: &mut Program) -> Plan {
        let own_map = match self.own_map(program) {
            Ok(map) => map,
            Err(error) => {
                let message = format!("the file's source map cannot be read: {error}");
                return refused(Diagnostic::new(Code::SourceMap, ByteSpan::at(0), message));
            }
        };
        let directives = match self.comments {
            Some(comments) => {
                let (text, first) = (self.source.text, first_position(program));
                Directives::from_host(comments, first, text, self.origin)
            }
            None => Directives::none(),
        };
        let action = Action::Inject { refresh: self.refresh };
        let plan = plan_program(
            program,
            self.source,
            self.settings,
            action,
            self.origin,
            &directives,
            own_map.as_ref(),
        );
        let field = self.settings.field();
        let edits = plan.tree_edits.iter().map(|edit| (edit.span(), edit)).collect();
        let quote = plan.quote;
        program.visit_mut_with(&mut Applier { edits, field, quote, origin: self.origin });
        plan
    }

    /// The map that the text came with: the one in it wins over the one beside it.
    fn own_map(&self, program: &Program) -> Result<Option<InputMap>, String> {
        let comment = find_comment(self.source.text, self.origin.span(last_span(program)).end);
        let inline = comment.and_then(|comment| comment.inline).transpose()?;
        inline.as_deref().or(self.source.map).map(InputMap::parse).transpose()
    }
}

impl Pass for Stamper<'_> {
    fn process(&mut self, program: &mut Program) {
        let text = self.source.text;
        if !self.settings.may_hold_sites(text.as_bytes()) {
            return;
        }
        self.plan = within_limits(text, || Ok(self.stamp(program)))
            .unwrap_or_else(|diagnostic| refused(*diagnostic));
    }
}

fn refused(diagnostic: Diagnostic) -> Plan {
    Plan { diagnostics: vec![diagnostic], ..Plan::default() }
}

fn first_position(program: &Program) -> BytePos {
    let first = match program {
        Program::Module(module) => module.body.first().map(Spanned::span),
        Program::Script(script) => script.body.first().map(Spanned::span),
    };
    first.unwrap_or_else(|| program.span()).lo
}

/// The span of the last statement; an empty one where there is none.
fn last_span(program: &Program) -> Span {
    let last = match program {
        Program::Module(module) => module.body.last().map(Spanned::span),
        Program::Script(script) => script.body.last().map(Spanned::span),
    };
    last.unwrap_or_else(|| program.span().shrink_to_lo())
}

/// Makes the edits of a plan where it meets their spans.
struct Applier<'a> {
    edits: FxHashMap<ByteSpan, &'a TreeEdit>,
    field: &'a str,
    quote: char,
    origin: Origin,
}

impl Applier<'_> {
    fn string(&self, value: &str) -> Str {
        let raw = Some(quoted(value, self.quote).into());
        Str { span: DUMMY_SP, value: value.into(), raw }
    }

    fn property(&self, value: &str) -> PropOrSpread {
        let key = if is_identifier(self.field) {
            PropName::Ident(IdentName::new(self.field.into(), DUMMY_SP))
        } else {
            PropName::Str(self.string(self.field))
        };
        let value = Box::new(Expr::Lit(Lit::Str(self.string(value))));
        PropOrSpread::Prop(Box::new(Prop::KeyValue(KeyValueProp { key, value })))
    }

    fn apply(&self, edit: &TreeEdit, expr: &mut Expr) {
        match (edit, &mut *expr) {
            (TreeEdit::Stamp { first, value, .. }, Expr::Object(literal)) => {
                let index = if *first { 0 } else { literal.props.len() };
                literal.props.insert(index, self.property(value));
            }
            (TreeEdit::Wrap { value, .. }, _) => {
                let inner = std::mem::take(expr);
                let arg: ExprOrSpread = inner.into();
                let spread = SpreadElement { dot3_token: DUMMY_SP, expr: arg.expr };
                let props = vec![self.property(value), PropOrSpread::Spread(spread)];
                *expr = Expr::Object(ObjectLit { span: DUMMY_SP, props });
            }
            (TreeEdit::Rewrite { value, .. }, Expr::Lit(Lit::Str(text))) => {
                *text = self.string(value);
            }
            // The spans are those of the plan's own tree.
            (TreeEdit::Stamp { .. } | TreeEdit::Rewrite { .. }, _) => {}
        }
    }
}

impl VisitMut for Applier<'_> {
    fn visit_mut_expr(&mut self, expr: &mut Expr) {
        // Most programs have few edits: the span is looked up before the children change.
        let edit = self.edits.remove(&self.origin.span(expr.span()));
        expr.visit_mut_children_with(self);
        if let Some(edit) = edit {
            self.apply(edit, expr);
        }
    }
}
