//! `linestamp token`: who may speak to the service.

use std::io::{self, Write as _};

use linestamp_client::{Clock as _, SystemClock};
use linestamp_server::{Role, TokenError, Tokens};

use super::Ended;
use crate::args::{TokenAction, TokenArgs};
use crate::failure::{Failure, Stop};
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &TokenArgs) -> Ended {
    let failed = |error: TokenError| Stop::from(Failure::new(error.to_string()));
    let tokens = Tokens::of(&args.data).map_err(failed)?;
    let now = SystemClock.now().millis();
    let mut output = io::stdout().lock();
    match &args.action {
        TokenAction::Create { name, scope, workspace } => {
            let token = tokens.create(name, scope, workspace.as_deref(), now).map_err(failed)?;
            writeln!(output, "{token}")?;
        }
        TokenAction::Rotate { name } => {
            writeln!(output, "{}", tokens.rotate(name, now).map_err(failed)?)?;
        }
        TokenAction::Revoke { name } => tokens.revoke(name).map_err(failed)?,
        TokenAction::List => {
            for token in tokens.list().map_err(failed)?.iter() {
                let scopes: Vec<_> = token.scopes.iter().copied().map(Role::as_str).collect();
                let workspace = token.workspace.as_deref().unwrap_or("all workspaces");
                writeln!(output, "{}\t{}\t{workspace}", token.name, scopes.join(","))?;
            }
        }
    }
    Ok(Status::Done)
}
