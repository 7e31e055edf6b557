//! What a run says while it goes on: a bar if it takes long and a person watches, and messages that
//! do not tear it.

use std::io::{self, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report;

/// A run that is done before that shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many single refusals are shown.
const SHOWN: u64 = 10;

/// Speaks on standard error.
#[derive(Debug, Clone)]
pub(crate) struct Voice {
    bar: ProgressBar,
    watched: bool,
}

impl Voice {
    /// For so many bytes, if that is known.
    pub(crate) fn new(bytes: Option<u64>) -> Voice {
        let bar = ProgressBar::with_draw_target(bytes, ProgressDrawTarget::hidden())
            .with_style(if bytes.is_some() { bar_style() } else { spinner_style() });
        Voice { bar, watched: report::is_watched() }
    }

    /// So many bytes are read, and so many records confirmed.
    pub(crate) fn progress(&self, bytes: u64, confirmed: u64) {
        if !self.watched || self.bar.elapsed() < PATIENCE {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(confirmed.to_string());
        self.bar.set_position(bytes);
    }

    /// Says a line.
    pub(crate) fn say(&self, text: &str) {
        // Where standard error is closed, nobody is left to be told.
        let print = || writeln!(io::stderr(), "linestamp: {text}");
        let _ = if self.bar.is_hidden() { print() } else { self.bar.suspend(print) };
    }

    /// Says what is refused, as long as that is of use.
    pub(crate) fn refused(&self, number: u64, text: &str) {
        if number < SHOWN {
            self.say(text);
        } else if number == SHOWN {
            self.say("further refusals are counted, and not shown");
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn spinner_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {bytes} read, {msg} records confirmed, {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// In characters that every terminal has.
fn bar_style() -> ProgressStyle {
    let template = "[{bar:32}] {bytes} of {total_bytes}, {msg} records confirmed, {elapsed}";
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}
