//! The engine's two entry points.

use memchr::memmem;

use crate::diagnostic::{Code, Diagnostic};
use crate::directives::{self, Directives};
use crate::limits::{too_deep, within_limits};
use crate::map::{self, InputMap};
use crate::parse::{self, Keep, Origin, Parsed, SyntaxError};
use crate::plan::Plan;
use crate::planning::plan_program;
use crate::position::ByteSpan;
use crate::settings::Settings;
use crate::source::{Action, Source};
use crate::template::file_name;
use crate::trivia::{end_of_hashbang, next_token};

/// Which source map a host wants for a changed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapRequest<'a> {
    /// None of its own; a map that the file carries is updated all the same, since it would be
    /// wrong otherwise.
    None,
    /// As JSON, with nothing about it in the text: for hosts that pass maps on.
    Detached,
    /// As [`MapRequest::Detached`], of this change alone: for hosts that put it behind the map that
    /// the text came with, which they know themselves.
    Alone,
    /// As a data URL in a comment at the end of the text.
    Inline,
    /// As JSON, with a comment at the end of the text that names the file which will hold it.
    External {
        /// The map's file name, such as `executor.ts.map`.
        file: &'a str,
    },
    /// As [`MapRequest::Inline`], of a text that will lie in a copy of the tree: the map names the
    /// file that was copied. A text in which nothing changes gets a map too.
    Copy {
        /// The way from the copy's folder to the original's, such as `../src`.
        from: &'a str,
    },
}

/// What became of one file.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Transformed {
    /// What was found, and what was done about it.
    pub plan: Plan,
    /// The new text; `None` where nothing changes. A map that was asked for is a change.
    pub code: Option<String>,
    /// The new map as JSON (ECMA-426), for [`MapRequest::Detached`] and [`MapRequest::External`],
    /// and wherever the file came with a map beside it; `None` where the text does not change.
    pub map: Option<String>,
}

/// Finds the sites of a file and plans its edits.
#[must_use]
pub fn plan(source: &Source<'_>, settings: &Settings, action: Action) -> Plan {
    transform(source, settings, action, MapRequest::None).plan
}

/// Finds the sites of a file, plans its edits and makes them, with a source map if wanted.
///
/// A file that cannot be handled comes back with an error among the plan's diagnostics, without
/// code and without edits; this function does not panic, whatever the text.
#[must_use]
pub fn transform(
    source: &Source<'_>,
    settings: &Settings,
    action: Action,
    map: MapRequest<'_>,
) -> Transformed {
    let may_hold_sites = settings.may_hold_sites(source.text.as_bytes());
    if !may_hold_sites && !matches!(map, MapRequest::Copy { .. }) {
        return Transformed::default();
    }
    let work = Work { source, settings, action, map };
    match within_limits(source.text, || work.run()) {
        Ok(transformed) => transformed,
        // Only a map was wanted, and the text is as good without one.
        Err(_) if !may_hold_sites => Transformed::default(),
        Err(diagnostic) => refused(*diagnostic),
    }
}

/// What ends a run for good where neither can be caught, as in wasm: the host begins anew, and says
/// with [`broken_off`] what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// The stack overflowed.
    Stack,
    /// The parser panicked.
    Parser,
}

/// What comes of a file whose run broke off: what [`transform`] says where it can catch that.
#[must_use]
pub fn broken_off(breakage: Breakage) -> Transformed {
    refused(match breakage {
        Breakage::Stack => *too_deep(),
        Breakage::Parser => *unparsed(parse::gave_up()),
    })
}

fn unparsed(error: SyntaxError) -> Box<Diagnostic> {
    let help = "fix the syntax, or exclude the file; other files are not affected";
    Box::new(error.into_diagnostic().with_help(help))
}

fn refused(diagnostic: Diagnostic) -> Transformed {
    let plan = Plan { diagnostics: vec![diagnostic], ..Plan::default() };
    Transformed { plan, ..Transformed::default() }
}

/// The file's own map, and where it comes from.
struct OwnMap {
    map: InputMap,
    /// The bytes of the URL in the text, where the URL itself is the map.
    inline: Option<ByteSpan>,
}

struct Work<'w> {
    source: &'w Source<'w>,
    settings: &'w Settings,
    action: Action,
    map: MapRequest<'w>,
}

impl Work<'_> {
    fn run(&self) -> Result<Transformed, Box<Diagnostic>> {
        let text = self.source.text;
        let names_map = memmem::find(text.as_bytes(), b"sourceMappingURL=").is_some();
        let keep = Keep {
            comments: memmem::find(text.as_bytes(), directives::WORD.as_bytes()).is_some(),
            tokens: self.map != MapRequest::None || names_map || self.source.map.is_some(),
        };
        let parsed = parse::parse(self.source.path, text, keep).map_err(unparsed)?;
        let comment =
            names_map.then(|| map::find_comment(text, last_token(&parsed, text))).flatten();
        let own = self.own_map(comment.as_ref())?;
        let plan = self.plan(&parsed, own.as_ref());
        Ok(self.apply(plan, &parsed, own, comment))
    }

    fn own_map(&self, comment: Option<&map::Comment>) -> Result<Option<OwnMap>, Box<Diagnostic>> {
        let span = comment.map_or(ByteSpan::at(0), |comment| comment.url);
        let refuse = |error: String| {
            let message = format!("the file's source map cannot be read: {error}");
            let help = "build the file again, or remove its map";
            Box::new(Diagnostic::new(Code::SourceMap, span, message).with_help(help))
        };
        let inline = comment.and_then(|comment| comment.inline.as_ref());
        let (json, inline) = match (inline, self.source.map) {
            (Some(json), _) => {
                (json.as_deref().map_err(|error| refuse(error.clone()))?, Some(span))
            }
            (None, Some(json)) => (json, None),
            (None, None) => return Ok(None),
        };
        let map = InputMap::parse(json).map_err(refuse)?;
        Ok(Some(OwnMap { map, inline }))
    }

    fn plan(&self, parsed: &Parsed, own: Option<&OwnMap>) -> Plan {
        let origin = Origin::PARSED;
        let directives = if parsed.comments.is_empty() {
            Directives::none()
        } else {
            Directives::from_comments(self.source.text, &parsed.comments, origin)
        };
        let own_map = own.map(|own| &own.map);
        let (program, action) = (&parsed.program, self.action);
        plan_program(program, self.source, self.settings, action, origin, &directives, own_map)
    }

    fn apply(
        &self,
        plan: Plan,
        parsed: &Parsed,
        own: Option<OwnMap>,
        comment: Option<map::Comment>,
    ) -> Transformed {
        let maps_anyway = matches!(self.map, MapRequest::Copy { .. });
        if plan.edits.is_empty() && !maps_anyway {
            return Transformed { plan, ..Transformed::default() };
        }
        let text = self.source.text;
        let mut code = plan.apply(text);
        let wanted = self.map != MapRequest::None || own.is_some();
        let json = wanted.then(|| {
            let own = own.as_ref().filter(|_| self.map != MapRequest::Alone).map(|own| &own.map);
            let from = match self.map {
                MapRequest::Copy { from } => from,
                _ => "",
            };
            let file = map::File { name: file_name(self.source.path), from };
            map::write(file, text, &parsed.tokens, &plan.edits, own)
        });
        let Some(json) = json else { return Transformed { plan, code: Some(code), map: None } };
        let inline = own.as_ref().is_some_and(|own| own.inline.is_some());
        let url = match self.map {
            MapRequest::Detached | MapRequest::Alone => None,
            MapRequest::None if inline => Some(map::inline_url(&json)),
            MapRequest::None => None,
            MapRequest::Inline | MapRequest::Copy { .. } => Some(map::inline_url(&json)),
            MapRequest::External { file } => Some(file.to_owned()),
        };
        if let Some(url) = url {
            code = with_url(code, text, comment.as_ref(), &url);
        }
        let in_text = match self.map {
            MapRequest::Detached | MapRequest::Alone | MapRequest::External { .. } => false,
            MapRequest::Inline | MapRequest::Copy { .. } => true,
            MapRequest::None => inline,
        };
        Transformed { plan, code: Some(code), map: (!in_text).then_some(json) }
    }
}

/// The code with a `sourceMappingURL` comment, in place of the one that the text has.
fn with_url(mut code: String, text: &str, comment: Option<&map::Comment>, url: &str) -> String {
    match comment {
        Some(comment) => {
            // All edits are before the comment, so it is as far from the end as it was.
            let (start, end) = (comment.url.start, comment.url.end);
            let range = code.len() - (text.len() - start)..code.len() - (text.len() - end);
            code.replace_range(range, url);
        }
        None => {
            let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            if !code.ends_with(crate::trivia::is_line_end) {
                code.push_str(line_end);
            }
            code.push_str("//# sourceMappingURL=");
            code.push_str(url);
            code.push_str(line_end);
        }
    }
    code
}

/// The offset behind the last token.
fn last_token(parsed: &Parsed, text: &str) -> usize {
    parsed.tokens.last().map_or_else(|| next_token(text, end_of_hashbang(text)), |token| token.end)
}
