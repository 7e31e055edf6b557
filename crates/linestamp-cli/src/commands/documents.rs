//! `linestamp completions`, `man` and `schema`: what is made from the definitions in the code.

use clap::CommandFactory as _;
use linestamp_transform::Options;

use super::{Ended, unknown_subcommand};
use crate::args::{Cli, Dialects, SchemaArgs};
use crate::report;
use crate::status::Status;

/// Prints the completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> Ended {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "linestamp", &mut text);
    report::output(|out| out.write_all(&text))?;
    Ok(Status::Done)
}

/// Prints the man page of the whole command or of a subcommand.
pub(crate) fn man(subcommand: Option<&str>) -> Ended {
    let mut command = Cli::command();
    command.build();
    let command = match subcommand {
        None => command,
        Some(name) => {
            let mut known = command.get_subcommands().filter(|known| !known.is_hide_set());
            match known.find(|known| known.get_name() == name) {
                Some(found) => found.clone().display_name(format!("linestamp-{name}")),
                None => {
                    let known = Cli::command();
                    let known = known.get_subcommands().filter(|known| !known.is_hide_set());
                    let known: Vec<_> = known.map(|known| known.get_name().to_owned()).collect();
                    return Err(unknown_subcommand(name, &known).into());
                }
            }
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    report::output(|out| out.write_all(&text))?;
    Ok(Status::Done)
}

/// Prints the schema of the record in a dialect, or that of the configuration.
pub(crate) fn schema(args: &SchemaArgs) -> Ended {
    let text = match args.dialect {
        Dialects::Record(dialect) => dialect.render(args.key.into()),
        // Maps and strings: it always has a text.
        Dialects::Config => format!("{:#}\n", schemars::schema_for!(Options).to_value()),
    };
    report::output(|out| out.write_all(text.as_bytes()))?;
    Ok(Status::Done)
}
