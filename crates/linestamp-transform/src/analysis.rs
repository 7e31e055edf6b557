//! The engine's view of a file, for other tools that work on the same calls: the tree, its comments,
//! and the tables of scopes, bindings, fields and calls.
//!
//! ```
//! use linestamp_transform::analysis::{analyse, byte_span};
//!
//! let text = "import { log } from './log'\nlog.info('ready')\n";
//! let calls = analyse("a.ts", text, |analysis| {
//!     let spans = analysis.facts.calls.iter().map(|call| byte_span(call.span));
//!     spans.map(|span| text[span.range()].to_owned()).collect::<Vec<_>>()
//! })?;
//! assert_eq!(calls, ["log.info('ready')"]);
//! # Ok::<(), Box<linestamp_transform::Diagnostic>>(())
//! ```

use swc_common::Span;
use swc_common::comments::Comment;
use swc_ecma_ast::Program;

use crate::diagnostic::Diagnostic;
use crate::directives::Directives;
use crate::limits::within_limits;
use crate::parse::{Keep, Origin, SyntaxError, parse};
use crate::position::ByteSpan;
use crate::walk::collect;

pub use crate::facts::{
    Binding, BindingId, Call, Class, ClassId, Def, Defs, Exit, Export, Facts, Field, FieldName,
    Leaving, Marked, Place, Scope, ScopeId, Subject, Tag,
};
pub use crate::imports::imports_of;
pub use crate::trivia::next_token;
pub use crate::walk::{field_name, is_nullish, member_of, prop_name, static_name, unwrap};

/// A file that was parsed and walked once.
#[derive(Debug)]
#[non_exhaustive]
pub struct Analysis<'a, 'f> {
    /// The tree. [`byte_span`] gives the places of its nodes in the text.
    pub program: &'a Program,
    /// All comments, in order.
    pub comments: &'a [Comment],
    /// What the walk collected. Comments that speak to Linestamp are heeded.
    pub facts: &'f Facts<'a>,
}

/// Parses and walks a text, whose grammar its path decides, and lets `work` look at the result. That
/// runs on as much stack as any recursion over the tree may need.
///
/// # Errors
///
/// Why the text cannot be parsed.
pub fn analyse<T>(
    path: &str,
    text: &str,
    work: impl FnOnce(&Analysis<'_, '_>) -> T,
) -> Result<T, Box<Diagnostic>> {
    within_limits(text, || {
        let keep = Keep { comments: true, tokens: false };
        let parsed = parse(path, text, keep).map_err(SyntaxError::into_diagnostic)?;
        let directives = Directives::from_comments(text, &parsed.comments, Origin::PARSED);
        let facts = collect(&parsed.program, &directives);
        let (program, comments) = (&parsed.program, &*parsed.comments);
        Ok(work(&Analysis { program, comments, facts: &facts }))
    })
}

/// Where a node of [`Analysis::program`] stands in the text.
#[must_use]
pub fn byte_span(span: Span) -> ByteSpan {
    Origin::PARSED.span(span)
}
