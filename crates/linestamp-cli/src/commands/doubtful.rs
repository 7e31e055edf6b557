//! `linestamp migrate --interactive`: which of the calls in doubt are to be rewritten.

use std::io::{self, IsTerminal as _, Write};

use anstyle::{AnsiColor, Style};
use linestamp_migrate::{Call, Proposal};

use crate::failure::{Failure, Stop};
use crate::report::Screen;
use crate::scan::{Accepted, FileReport, Scan};

/// Refuses to ask where nobody could answer.
pub(super) fn needs_terminal() -> Result<(), Failure> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    Err(Failure::new("--interactive asks on a terminal, and standard input is none").with_help(
        "leave it out: what is in doubt is reported then; `--assume` says which logger it is",
    ))
}

/// What a person says to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reply {
    Yes,
    No,
    All,
    Quit,
}

impl Reply {
    /// `None` for what is no answer. The end of the input ends the questions.
    fn of(line: &str) -> Option<Reply> {
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Some(Reply::Yes),
            "n" | "no" => Some(Reply::No),
            "a" | "all" => Some(Reply::All),
            "q" | "quit" => Some(Reply::Quit),
            "" if !line.ends_with('\n') => Some(Reply::Quit),
            _ => None,
        }
    }
}

/// Asks of each proposal, and gives back the accepted ones.
pub(super) fn ask(scan: &Scan, screen: &Screen) -> Result<Accepted, Stop> {
    let proposals: Vec<(&FileReport, &Call, &Proposal)> = scan
        .files
        .iter()
        .flat_map(|file| file.calls.iter().map(move |call| (file, call)))
        .filter_map(|(file, call)| Some((file, call, call.proposal.as_ref()?)))
        .collect();
    let mut accepted = Accepted::default();
    let mut all = false;
    for (index, (file, call, proposal)) in proposals.iter().enumerate() {
        if !all {
            screen.beside(|out, coloured| show(out, coloured, file, call, proposal))?;
            match reply(screen, index + 1, proposals.len())? {
                Reply::Yes => {}
                Reply::No => continue,
                Reply::All => all = true,
                Reply::Quit => break,
            }
        }
        accepted.add(&file.path, call.span);
    }
    if proposals.is_empty() {
        screen.note("there is no call to ask about")?;
    }
    Ok(accepted)
}

/// Asks until there is an answer.
fn reply(screen: &Screen, number: usize, count: usize) -> io::Result<Reply> {
    let question = format!(
        "Rewrite this call ({number} of {count})? [y]es, [n]o, [a]ll from here on, [q]uit asking: "
    );
    loop {
        screen.beside(|out, _| write!(out, "{question}"))?;
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        if !line.ends_with('\n') {
            screen.beside(|out, _| writeln!(out))?;
        }
        if let Some(reply) = Reply::of(&line) {
            return Ok(reply);
        }
    }
}

/// The place, the doubt, and the lines before and after.
fn show(
    out: &mut dyn Write,
    coloured: bool,
    file: &FileReport,
    call: &Call,
    proposal: &Proposal,
) -> io::Result<()> {
    let style = |style: Style| if coloured { style } else { Style::new() };
    let (bold, old, new) = (
        style(Style::new().bold()),
        style(AnsiColor::Red.on_default()),
        style(AnsiColor::Green.on_default()),
    );
    let (line, column) = (call.position.line, call.position.column);
    let reason = call.reason.as_deref().unwrap_or_default();
    writeln!(out, "\n{bold}{}:{line}:{column}{bold:#}: {reason}", file.shown)?;
    for (sign, colour, text) in [('-', old, &proposal.before), ('+', new, &proposal.after)] {
        for line in text.lines() {
            writeln!(out, "{colour}{sign}{}{colour:#}", visible(line))?;
        }
    }
    Ok(())
}

/// A line of a file, which may hold anything, for a terminal.
fn visible(line: &str) -> String {
    linestamp_schema::visible(&line.replace('\t', "    ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_word_or_its_first_letter() {
        for (line, reply) in [
            ("y\n", Some(Reply::Yes)),
            (" YES\r\n", Some(Reply::Yes)),
            ("no\n", Some(Reply::No)),
            ("a\n", Some(Reply::All)),
            ("q\n", Some(Reply::Quit)),
            ("", Some(Reply::Quit)),
            ("\n", None),
            ("yep\n", None),
        ] {
            assert_eq!(Reply::of(line), reply, "{line:?}");
        }
    }
}
