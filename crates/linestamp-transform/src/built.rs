//! Finished builds: which stamps a bundle holds, and which original each of its parts came from.
//!
//! Input: the text that a build tool wrote, and its source map. Output: the stamps in the text
//! ([`stamps`]) and the way from either side of the map to the other ([`SourceMap`]). What should
//! be there is for a [`plan`](crate::plan()) of the originals to say.

use std::ops::Range;

use swc_ecma_ast::{Expr, KeyValueProp, Lit, ObjectLit};
use swc_ecma_visit::{Visit, VisitWith};

use crate::diagnostic::Diagnostic;
use crate::limits::within_limits;
use crate::map::{InputMap, data_url};
use crate::parse::{self, Keep, Origin, SyntaxError};
use crate::position::Position;
use crate::walk::prop_name;

/// A source map (ECMA-426) that was read.
///
/// ```
/// use linestamp_transform::built::SourceMap;
///
/// let map = SourceMap::parse(r#"{ "version": 3, "sources": ["a.ts"], "mappings": "AAAA" }"#)?;
/// assert_eq!(map.sources().collect::<Vec<_>>(), [("a.ts", None)]);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct SourceMap {
    map: InputMap,
    /// For each source, the positions that something was made from, in order.
    originals: Vec<Vec<(u32, u32)>>,
}

impl SourceMap {
    /// Reads a map.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(json: &str) -> Result<SourceMap, String> {
        let map = InputMap::parse(json)?;
        let mut originals = vec![Vec::new(); map.sources.len()];
        for found in map.mapped_positions() {
            originals[found.source].push((found.line, found.column));
        }
        for positions in &mut originals {
            positions.sort_unstable();
            positions.dedup();
        }
        Ok(SourceMap { map, originals })
    }

    /// Reads the map in a data URL; nothing where the URL is another one.
    #[must_use]
    pub fn from_data_url(url: &str) -> Option<Result<SourceMap, String>> {
        Some(data_url(url)?.and_then(|json| SourceMap::parse(&json)))
    }

    /// The originals in their order: the name of each, and its text if the map holds it.
    pub fn sources(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.map
            .sources
            .iter()
            .map(String::as_str)
            .zip(self.map.contents.iter().map(Option::as_deref))
    }

    /// Whether anything in the built file was made from this part of an original.
    #[must_use]
    pub fn reaches(&self, source: usize, part: &Range<Position>) -> bool {
        let Some(positions) = self.originals.get(source) else { return false };
        let part = self.widened(source, part);
        let first = positions.partition_point(|&position| position < part.start);
        positions.get(first).is_some_and(|&position| position < part.end)
    }

    /// Whether a place in the built file, or what is mapped before it, was made from this part of
    /// an original.
    #[must_use]
    pub fn comes_from(&self, place: Position, source: usize, part: &Range<Position>) -> bool {
        self.map.nearest(place.line.index(), place.column.index()).is_some_and(|found| {
            found.source == source
                && self.widened(source, part).contains(&(found.line, found.column))
        })
    }

    /// A part in the numbers of the map; whole lines where the map knows nothing smaller.
    fn widened(&self, source: usize, part: &Range<Position>) -> Range<(u32, u32)> {
        let numbers = |position: Position| (position.line.index(), position.column.index());
        let (start, end) = (numbers(part.start), numbers(part.end));
        let by_line = self.originals.get(source).is_none_or(|all| all.iter().all(|at| at.1 == 0));
        if by_line { (start.0, 0)..(end.0 + 1, 0) } else { start..end }
    }
}

/// A property of an object literal that is a stamp by its name, with a string as its value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuiltStamp {
    /// The string.
    pub value: String,
    /// The offset of the string.
    pub offset: usize,
    /// The offset of the literal's brace.
    pub literal: usize,
}

/// The stamps of a built file, in whatever quotes they are. `path` decides how it is parsed.
///
/// ```
/// use linestamp_transform::built::stamps;
///
/// let found = stamps("app.js", "e.LOGS.write({l:1,'source_location':`a.ts:2`})", "source_location")?;
/// assert_eq!(found[0].value, "a.ts:2");
/// # Ok::<(), Box<linestamp_transform::Diagnostic>>(())
/// ```
///
/// # Errors
///
/// Why the text cannot be parsed.
pub fn stamps(path: &str, text: &str, field: &str) -> Result<Vec<BuiltStamp>, Box<Diagnostic>> {
    let keep = Keep { comments: false, tokens: false };
    within_limits(text, || {
        let parsed = parse::parse(path, text, keep).map_err(SyntaxError::into_diagnostic)?;
        let mut finder = Finder { field, literals: Vec::new(), found: Vec::new() };
        parsed.program.visit_with(&mut finder);
        Ok(finder.found)
    })
}

struct Finder<'f> {
    field: &'f str,
    /// The braces of the literals around the place, the innermost last.
    literals: Vec<usize>,
    found: Vec<BuiltStamp>,
}

impl Visit for Finder<'_> {
    fn visit_object_lit(&mut self, literal: &ObjectLit) {
        self.literals.push(Origin::PARSED.offset(literal.span.lo));
        literal.visit_children_with(self);
        self.literals.pop();
    }

    fn visit_key_value_prop(&mut self, property: &KeyValueProp) {
        let named = prop_name(&property.key).is_some_and(|name| *name == *self.field);
        if named
            && let Some((value, offset)) = string(&property.value)
            && let Some(&literal) = self.literals.last()
        {
            self.found.push(BuiltStamp { value, offset, literal });
        }
        property.visit_children_with(self);
    }
}

/// A string that is known as it stands, and its offset.
fn string(expr: &Expr) -> Option<(String, usize)> {
    match expr {
        Expr::Lit(Lit::Str(string)) => {
            let value = string.value.as_wtf8().as_str()?.to_owned();
            Some((value, Origin::PARSED.offset(string.span.lo)))
        }
        Expr::Tpl(template) if template.exprs.is_empty() => {
            let value = template.quasis.first()?.cooked.as_ref()?.as_wtf8().as_str()?.to_owned();
            Some((value, Origin::PARSED.offset(template.span.lo)))
        }
        Expr::Paren(inner) => string(&inner.expr),
        _ => None,
    }
}
