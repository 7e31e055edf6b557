//! Text to tree.

use std::panic::{AssertUnwindSafe, catch_unwind};

use swc_common::comments::{Comment, SingleThreadedComments};
use swc_common::input::StringInput;
use swc_common::{BytePos, Span, Spanned};
use swc_ecma_ast::{EsVersion, Program};
use swc_ecma_parser::input::Tokens;
use swc_ecma_parser::unstable::{Capturing, Token, TokenAndSpan};
use swc_ecma_parser::{EsSyntax, Lexer, PResult, Parser, Syntax, TsSyntax};

use crate::diagnostic::{Code, Diagnostic};
use crate::position::{BOM, ByteSpan};

/// A parsed file; its tree has the origin [`Origin::PARSED`].
pub(crate) struct Parsed {
    pub(crate) program: Program,
    /// All comments in order, where they were asked for.
    pub(crate) comments: Vec<Comment>,
    /// The tokens' places in order, where they were asked for.
    pub(crate) tokens: Vec<ByteSpan>,
}

/// What to keep beside the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    pub(crate) comments: bool,
    pub(crate) tokens: bool,
}

/// Where a text begins among a tree's positions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin(pub(crate) BytePos);

impl Origin {
    /// Of the trees that are parsed here: 0 is no position to SWC.
    pub(crate) const PARSED: Origin = Origin(BytePos(1));

    /// A position of the tree as an offset into the text.
    pub(crate) fn offset(self, position: BytePos) -> usize {
        position.0.saturating_sub(self.0.0) as usize
    }

    /// A span of the tree as offsets into the text.
    pub(crate) fn span(self, span: Span) -> ByteSpan {
        ByteSpan { start: self.offset(span.lo), end: self.offset(span.hi) }
    }

    /// An offset into the text as a position of the tree.
    pub(crate) fn position(self, offset: usize) -> BytePos {
        // Longer texts are refused before they come here.
        BytePos(self.0.0.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)))
    }
}

/// Where and why a text is not JavaScript or TypeScript.
pub(crate) struct SyntaxError {
    pub(crate) span: ByteSpan,
    pub(crate) message: String,
}

impl SyntaxError {
    /// The error as it is told.
    pub(crate) fn into_diagnostic(self) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::Syntax, self.span, self.message))
    }
}

/// Which grammar a file is written in, by its name.
fn syntax_of(path: &str) -> Syntax {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "js" | "jsx" | "mjs" | "cjs" => Syntax::Es(EsSyntax {
            jsx: true,
            decorators: true,
            decorators_before_export: true,
            export_default_from: true,
            auto_accessors: true,
            explicit_resource_management: true,
            allow_super_outside_method: true,
            allow_return_outside_function: true,
            ..EsSyntax::default()
        }),
        _ => Syntax::Typescript(TsSyntax {
            tsx: extension == "tsx",
            decorators: true,
            // What type-checks elsewhere is not ours to refuse.
            no_early_errors: true,
            ..TsSyntax::default()
        }),
    }
}

/// Parses a file. There are texts on which SWC's parser panics; a build tool must outlive them.
pub(crate) fn parse(path: &str, text: &str, keep: Keep) -> Result<Parsed, SyntaxError> {
    // Nothing that the closure leaves behind is looked at after a panic.
    let parsed = catch_unwind(AssertUnwindSafe(|| parse_or_panic(path, text, keep)));
    parsed.unwrap_or_else(|_| Err(gave_up()))
}

/// What is said of a text on which the parser panics.
pub(crate) fn gave_up() -> SyntaxError {
    SyntaxError { span: ByteSpan::at(0), message: "the parser gave up on this file".to_owned() }
}

fn parse_or_panic(path: &str, text: &str, keep: Keep) -> Result<Parsed, SyntaxError> {
    let skipped = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let comments = keep.comments.then(SingleThreadedComments::default);
    let lexer = Lexer::new(
        syntax_of(path),
        EsVersion::EsNext,
        StringInput::new(
            &text[skipped..],
            Origin::PARSED.position(skipped),
            Origin::PARSED.position(text.len()),
        ),
        comments.as_ref().map(|comments| comments as _),
    );
    let (program, tokens) = if keep.tokens {
        let mut parser = Parser::new_from(Capturing::new(lexer));
        let program = run(&mut parser, path)?;
        (program, places(&parser.input_mut().iter.take(), text))
    } else {
        (run(&mut Parser::new_from(lexer), path)?, Vec::new())
    };
    let comments = comments.map(sorted_comments).unwrap_or_default();
    Ok(Parsed { program, comments, tokens })
}

/// Where the tokens are. `<<` may be two of them, as in `A<<T>() => T>`; the lexer does not say.
fn places(captured: &[TokenAndSpan], text: &str) -> Vec<ByteSpan> {
    let mut places = Vec::with_capacity(captured.len());
    for token in captured.iter().filter(|token| token.token != Token::Eof) {
        let span = Origin::PARSED.span(token.span);
        if text.as_bytes().get(span.range()) == Some(b"<<") {
            places.push(ByteSpan { end: span.start + 1, ..span });
            places.push(ByteSpan { start: span.start + 1, ..span });
        } else {
            places.push(span);
        }
    }
    places
}

fn run<I: Tokens>(parser: &mut Parser<I>, path: &str) -> Result<Program, SyntaxError> {
    let parsed: PResult<Program> = if path.ends_with(".cjs") {
        parser.parse_commonjs().map(Program::Script)
    } else {
        parser.parse_program()
    };
    let recovered = parser.take_errors().into_iter().next();
    let error = match (parsed, recovered) {
        (Ok(program), None) => return Ok(program),
        (_, Some(error)) | (Err(error), None) => error,
    };
    Err(SyntaxError {
        span: Origin::PARSED.span(error.span()),
        message: error.kind().msg().into_owned(),
    })
}

fn sorted_comments(comments: SingleThreadedComments) -> Vec<Comment> {
    let (leading, trailing) = comments.take_all();
    let mut all: Vec<Comment> = Vec::new();
    for map in [leading, trailing] {
        all.extend(map.borrow().values().flatten().cloned());
    }
    all.sort_by_key(|comment| comment.span.lo);
    all.dedup_by_key(|comment| comment.span.lo);
    all
}
