//! Comments that speak to Linestamp.
//!
//! - `linestamp-ignore` before a statement or a class member: what is in it is left alone.
//! - `linestamp-ignore-file` before the first token: the whole file is left alone.
//! - `@linestamp` before a literal, or before the statement whose value it is: the literal is a
//!   record.
//!
//! A comment stands before what follows it with nothing but white space and other comments
//! between. A comment at the end of a line of code belongs to that code, not to the next line.

use std::cell::RefCell;

use rustc_hash::FxHashSet;
use swc_common::BytePos;
use swc_common::comments::{Comment, Comments};

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Origin;
use crate::trivia::{end_of_hashbang, is_line_end, is_space, next_token};

/// What every comment that speaks to Linestamp contains.
pub(crate) const WORD: &str = "linestamp";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Word {
    Ignore,
    IgnoreFile,
    Record,
}

/// What a comment says, if it speaks to Linestamp.
fn word_of(comment: &str) -> Option<Word> {
    // `/** … */` and lists of stars are comments all the same.
    let text = comment.trim_start_matches('*').trim();
    let end = text.find(|c: char| c.is_whitespace() || c == ':' || c == ',').unwrap_or(text.len());
    match &text[..end] {
        "linestamp-ignore" => Some(Word::Ignore),
        "linestamp-ignore-file" => Some(Word::IgnoreFile),
        "@linestamp" => Some(Word::Record),
        _ => None,
    }
}

#[derive(Debug)]
struct Directive {
    word: Word,
    comment: crate::position::ByteSpan,
    /// Where what it stands before begins.
    before: BytePos,
}

/// A tree's comments, by position, and the text that they stand in.
#[derive(Clone, Copy)]
struct Host<'a> {
    comments: &'a dyn Comments,
    text: &'a str,
    origin: Origin,
}

impl Host<'_> {
    /// Whether a comment before a position says a word.
    fn says(&self, word: Word, at: BytePos) -> bool {
        match self.comments.get_leading(at) {
            Some(leading) => leading.iter().any(|comment| word_of(&comment.text) == Some(word)),
            None => self.says_inline(word, at),
        }
    }

    /// As in `f(); /* linestamp-ignore */ g()`, where the comment belongs to the token before it.
    ///
    /// Where that token ends, only the host knows: a `/*` may stand in a comment or in a string.
    fn says_inline(&self, word: Word, at: BytePos) -> bool {
        let next = self.origin.offset(at);
        let Some(before) = self.text.get(..next) else { return false };
        if !before.trim_end_matches(is_space).ends_with("*/") {
            return false;
        }
        for (start, _) in before.rmatch_indices("/*") {
            let comment = self.origin.position(start);
            let end_of_token = before[..start].trim_end_matches(is_space).len();
            let end_of_token = self.origin.position(end_of_token);
            let trailing = self.comments.get_trailing(end_of_token).unwrap_or_default();
            if trailing.first().is_some_and(|first| first.span.lo == comment) {
                let same_line = |comment: &Comment| {
                    let end = self.origin.offset(comment.span.hi);
                    before.get(end..).is_some_and(|between| !between.contains(is_line_end))
                };
                return next_token(self.text, start) == next
                    && trailing.iter().any(|it| word_of(&it.text) == Some(word) && same_line(it));
            }
        }
        false
    }
}

/// The directives of one file.
pub(crate) struct Directives<'a> {
    found: Vec<Directive>,
    /// What stands before what begins at a position.
    before: FxHashSet<(BytePos, Word)>,
    /// Comments of a tree that somebody else parsed.
    host: Option<Host<'a>>,
    ignores_file: bool,
    /// The positions of `before` that meant something.
    used: RefCell<FxHashSet<BytePos>>,
}

impl<'a> Directives<'a> {
    /// Of a file without any.
    pub(crate) fn none() -> Directives<'static> {
        Directives {
            found: Vec::new(),
            before: FxHashSet::default(),
            host: None,
            ignores_file: false,
            used: RefCell::default(),
        }
    }

    /// From all comments of a text, in order.
    pub(crate) fn from_comments(
        text: &str,
        comments: &[Comment],
        origin: Origin,
    ) -> Directives<'static> {
        let mut directives = Directives::none();
        let head = next_token(text, end_of_hashbang(text));
        for comment in comments {
            let Some(word) = word_of(&comment.text) else { continue };
            let span = origin.span(comment.span);
            let next = next_token(text, span.end);
            directives.ignores_file |= word == Word::IgnoreFile && span.end <= head;
            let own_line = leads_its_line(text, span.start);
            let same_line = !text[span.end..next].contains(is_line_end);
            if own_line || same_line {
                let before = origin.position(next);
                directives.found.push(Directive { word, comment: span, before });
            } else {
                // It belongs to the code in front of it: nothing begins here.
                directives.found.push(Directive { word, comment: span, before: BytePos(0) });
            }
        }
        directives.before =
            directives.found.iter().map(|found| (found.before, found.word)).collect();
        directives
    }

    /// From the comments that belong to a host's tree of a text, whose first token is at `first`.
    pub(crate) fn from_host(
        comments: &'a dyn Comments,
        first: BytePos,
        text: &'a str,
        origin: Origin,
    ) -> Directives<'a> {
        if !text.contains(WORD) {
            return Directives::none();
        }
        let host = Host { comments, text, origin };
        let ignores_file = host.says(Word::IgnoreFile, first);
        Directives { host: Some(host), ignores_file, ..Directives::none() }
    }

    pub(crate) fn ignores_file(&self) -> bool {
        self.ignores_file
    }

    /// Whether what begins at a position is to be left alone.
    pub(crate) fn ignores(&self, at: BytePos) -> bool {
        self.says(Word::Ignore, at)
    }

    /// Whether the literal, or the statement, that begins at a position is under a marker.
    pub(crate) fn marks(&self, at: BytePos) -> bool {
        self.says(Word::Record, at)
    }

    /// As [`Directives::marks`], for a look ahead that is no use of the comment yet.
    pub(crate) fn may_mark(&self, at: BytePos) -> bool {
        self.finds(Word::Record, at)
    }

    fn says(&self, word: Word, at: BytePos) -> bool {
        let said = self.finds(word, at);
        if said {
            self.used.borrow_mut().insert(at);
        }
        said
    }

    fn finds(&self, word: Word, at: BytePos) -> bool {
        if let Some(host) = self.host {
            return host.says(word, at);
        }
        self.before.contains(&(at, word))
    }

    /// What to tell about the comments that have no effect.
    pub(crate) fn unused(&self) -> Vec<Diagnostic> {
        let used = self.used.borrow();
        let idle = |found: &&Directive| match found.word {
            Word::IgnoreFile => !self.ignores_file,
            Word::Ignore | Word::Record => !used.contains(&found.before),
        };
        self.found.iter().filter(idle).map(diagnostic).collect()
    }
}

fn diagnostic(found: &Directive) -> Diagnostic {
    let (message, help) = match found.word {
        Word::Ignore => (
            "this comment stands before no statement",
            "put it on the line above the statement whose calls are to be left alone",
        ),
        Word::IgnoreFile => (
            "this comment does not stand at the head of the file",
            "put it before the first line of code",
        ),
        Word::Record => (
            "this comment stands before no object literal",
            "put it right before the `{` of the record, or before the statement that makes it",
        ),
    };
    Diagnostic::new(Code::UnusedComment, found.comment, message).with_help(help)
}

/// Whether nothing but white space stands before `at` on its line.
fn leads_its_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| is_space(c) && !is_line_end(c));
    before.is_empty() || before.ends_with(is_line_end)
}
