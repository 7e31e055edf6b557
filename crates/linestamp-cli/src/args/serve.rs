//! The arguments of `linestamp serve`, `linestamp token` and `linestamp store`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use linestamp_server::Role;

/// The arguments of `linestamp serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where to listen. [default: 127.0.0.1:4680]
    ///
    /// Where others than this machine can reach it, there have to be tokens.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,

    /// The folder of the data. [default: linestamp-data]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// The file that says more; what is given here goes before it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Show it with made-up records: a small job runner logs into it, on a port that is free, and
    /// everything is gone at the end.
    #[arg(long, conflicts_with_all = ["data", "config"])]
    pub(crate) demo: bool,
}

/// The arguments of `linestamp token`.
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    #[command(subcommand)]
    pub(crate) action: TokenAction,

    /// The folder of the service's data.
    #[arg(long, value_name = "DIR", default_value = "linestamp-data", global = true)]
    pub(crate) data: PathBuf,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Make a token and print it; it is kept nowhere.
    Create {
        /// Its name, by which it is rotated and revoked.
        name: String,

        /// What it allows: ingest, read, admin (read and delete), or several with commas.
        #[arg(long, required = true, value_delimiter = ',')]
        scope: Vec<Role>,

        /// The only workspace that it knows; all, unless given.
        #[arg(long, value_name = "ID")]
        workspace: Option<String>,
    },
    /// List the tokens: their names, scopes and workspaces.
    List,
    /// Print another text for a token; the one before is refused from then on.
    Rotate {
        /// The token's name.
        name: String,
    },
    /// Refuse a token from now on.
    Revoke {
        /// The token's name.
        name: String,
    },
}

/// The arguments of `linestamp store`.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    #[command(subcommand)]
    pub(crate) action: StoreAction,

    /// The folder of the service's data; but for `backup --url`, the service must not run.
    #[arg(long, value_name = "DIR", default_value = "linestamp-data", global = true)]
    pub(crate) data: PathBuf,
}

/// What to do with the records of a service.
#[derive(Debug, Subcommand)]
pub(crate) enum StoreAction {
    /// Compare the sealed files with the checksums that were taken when they were sealed.
    Check,
    /// Copy all records to a folder that is empty or not there.
    Backup {
        /// The folder of the backup.
        to: PathBuf,

        /// Ask the service at this address, which goes on meanwhile; with a token of the scope admin.
        #[arg(long, value_name = "URL", conflicts_with = "data")]
        url: Option<String>,

        /// A file that holds the token [default: the variable LINESTAMP_TOKEN].
        #[arg(long, value_name = "FILE", requires = "url")]
        token_file: Option<PathBuf>,
    },
    /// Bring the records of a backup into the folder of the data, which is empty or not there.
    Restore {
        /// The folder of the backup.
        from: PathBuf,
    },
}
