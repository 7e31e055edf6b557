//! One file, as the engine takes it.

/// The text of a file and the name that stamps give it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The virtual path: relative to the root, with `/` on every system, such as
    /// `src/executor.ts`; for a file of a linked package the package's name and the path in it,
    /// such as `@acme/shared/src/log.ts`. The extension decides how the text is parsed.
    pub path: &'a str,
    /// The text.
    pub text: &'a str,
    /// The source map that a host found beside the file, as JSON. A map in the text itself, as a
    /// data URL in its `sourceMappingURL` comment, is found without this.
    pub map: Option<&'a str>,
}

impl<'a> Source<'a> {
    /// A file without a map beside it.
    #[must_use]
    pub fn new(path: &'a str, text: &'a str) -> Source<'a> {
        Source { path, text, map: None }
    }

    /// The same file with the source map that was found beside it.
    #[must_use]
    pub fn with_map(self, map: &'a str) -> Source<'a> {
        Source { map: Some(map), ..self }
    }
}

/// What to plan for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Put the stamps in.
    Inject {
        /// Whether to rewrite the literal stamps that are no longer true.
        refresh: bool,
    },
    /// Take out what has a stamp's exact spelling.
    Strip,
}
