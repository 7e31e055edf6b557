//! The addon: what napi makes of the engine. `command` is the command line, `survey` which files of a
//! folder may hold a site, `input` what a text can be.

mod command;
mod input;
mod project;
mod survey;
mod transform;

use napi::{Error, Status};
use napi_derive::module_init;

use crate::failure::{Code, Failure};

/// A file is parsed in some three quarters of the time that the system's takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[module_init]
fn init() {
    linestamp_project::quiet_caught_panics();
}

impl From<Failure> for Error {
    fn from(Failure { code, message }: Failure) -> Error {
        let status = match code {
            Code::InvalidArg => Status::InvalidArg,
            Code::GenericFailure => Status::GenericFailure,
        };
        Error::new(status, message)
    }
}
