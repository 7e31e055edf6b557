//! How messages reach the user: through the host where they are errors, else on standard error,
//! since the host shows a warning of a plugin nowhere.

use std::cell::RefCell;
use std::io::{Write as _, stderr};

use linestamp_project::excerpt::Place;
use linestamp_transform::{ByteSpan, LineTable, Plan, Severity};
use swc_core::common::errors::HANDLER;
use swc_core::common::{BytePos, SourceFile, Span};

use crate::judge::Parted;

const LATE: &str = "the tree is no longer that of the text: this record gets no stamp";
const WRONG: &str = "the tree is no longer that of the text: nothing in this file is stamped";
const FIRST: &str = "set `jsc.experimental.runPluginFirst` to true and put linestamp first among \
     the plugins, so that it sees the tree before TypeScript is stripped";

/// The messages about one file.
pub(crate) struct Report<'a> {
    file: &'a SourceFile,
    name: &'a str,
    strict: bool,
    table: LineTable,
    said: RefCell<String>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(file: &'a SourceFile, name: &'a str, strict: bool) -> Report<'a> {
        Report { file, name, strict, table: LineTable::new(&file.src), said: RefCell::default() }
    }

    /// Ends the file with an error that speaks of no place.
    pub(crate) fn refuse(message: &str) {
        HANDLER.with(|handler| handler.struct_err(&format!("linestamp: {message}")).emit());
    }

    /// The text has no file name.
    pub(crate) fn nameless(&self) {
        let message = "a text without a file name: its log calls get no stamps";
        let help = "give `filename` to `transform`";
        self.say(self.strict, ByteSpan::at(0), message, "nameless", Some(help));
    }

    /// What the engine has to tell.
    pub(crate) fn diagnostics(&self, plan: &Plan) {
        for found in &plan.diagnostics {
            let error = self.strict || found.severity == Severity::Error;
            self.say(error, found.span, &found.message, found.code.name(), found.help.as_deref());
        }
    }

    /// What can no longer be seen.
    pub(crate) fn parted(&self, parted: &Parted) {
        if parted.wrong {
            self.say(self.strict, ByteSpan::at(0), WRONG, "late", Some(FIRST));
            return;
        }
        for &missed in &parted.missed {
            self.say(self.strict, missed, LATE, "late", Some(FIRST));
        }
    }

    fn say(&self, error: bool, span: ByteSpan, message: &str, code: &str, help: Option<&str>) {
        let help = help.map(|help| format!("; {help}")).unwrap_or_default();
        let message = format!("{message} [{code}]{help}");
        if error {
            let at = |offset: usize| BytePos(self.file.start_pos.0 + offset as u32);
            let span = Span::new(at(span.start), at(span.end));
            HANDLER.with(|handler| handler.struct_span_err(span, &message).emit());
            return;
        }
        let place = Place::new(&self.file.src, &self.table, span);
        let (line, column) = (place.start.line.get(), place.start.column.get());
        let before = place.line[..place.marked.start].chars();
        let indent: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
        let marks = "^".repeat(place.line[place.marked.clone()].chars().count().max(1));
        let gutter = " ".repeat(line.to_string().len());
        self.said.borrow_mut().push_str(&format!(
            "linestamp: {}:{line}:{column}: {message}\n{gutter} |\n{line} | {}\n{gutter} | {indent}{marks}\n",
            self.name, place.line
        ));
    }
}

impl Drop for Report<'_> {
    /// Writes everything at once: a host's standard error may stand still for good in the middle of
    /// some hundred small writes.
    fn drop(&mut self) {
        let said = self.said.get_mut();
        if !said.is_empty() {
            // Nobody is left to be told.
            let _ = stderr().write_all(said.as_bytes());
        }
    }
}
