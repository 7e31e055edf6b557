//! Generated programs whose records say what has to become of them.
//!
//! A program runs against the globals of `tests/node/recorder.mjs`. Each record that it writes
//! names its expectation in its field `e`, see [`Expect`]; so a judge needs the program's run and
//! nothing else, least of all a second opinion on lines.

mod alias;
mod argument;
mod batch;
mod call;
mod chain;
mod flow;
mod generator;
mod other;
mod record;

use linestamp_transform::{Options, Settings, TargetOptions};

use crate::choices::Choices;
use generator::Generator;

/// What has to become of a record, as its field `e` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It is stamped with the line of its call; records without an `e` are, too.
    Line,
    /// It is stamped with the line of the call one frame further up: the caller of a wrapper.
    Up,
    /// It is stamped with the line that its own field `at` holds.
    At,
    /// It keeps the value of the field that it has.
    Own,
    /// It gets no stamp: it stands where none can go, or the call is none of ours.
    None,
    /// It may stay without a stamp; if it has one, it is the line of its call.
    Maybe,
}

impl Expect {
    /// The value of `e`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Expect::Line => "line",
            Expect::Up => "up",
            Expect::At => "at",
            Expect::Own => "own",
            Expect::None => "none",
            Expect::Maybe => "maybe",
        }
    }
}

/// How a program is written and run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Whether it has types, which Node erases in place.
    pub typed: bool,
    /// Whether it may have `<T>x` casts, which Node does not erase.
    pub casts: bool,
    /// Whether it is an ECMAScript module.
    pub module: bool,
    /// Whether it may import from `cloudflare:workers`; for modules alone.
    pub imports: bool,
}

impl Dialect {
    /// A script without types.
    pub const SCRIPT: Dialect =
        Dialect { typed: false, casts: false, module: false, imports: false };
    /// A module without types.
    pub const MODULE: Dialect = Dialect { module: true, imports: true, ..Dialect::SCRIPT };
    /// A script with types.
    pub const TYPED_SCRIPT: Dialect = Dialect { typed: true, ..Dialect::SCRIPT };
    /// A module with types.
    pub const TYPED_MODULE: Dialect = Dialect { typed: true, ..Dialect::MODULE };

    /// The usual extension of such a file.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match (self.typed, self.module) {
            (false, false) => "cjs",
            (false, true) => "mjs",
            (true, false) => "cts",
            (true, true) => "mts",
        }
    }
}

/// The text of a program.
#[must_use]
pub fn program(choices: &mut Choices<'_>, dialect: Dialect) -> String {
    let mut generator = Generator::new(choices, dialect);
    generator.program();
    generator.print()
}

/// The settings that generated programs are stamped with.
///
/// # Panics
///
/// Where the engine refuses them.
#[must_use]
pub fn settings() -> Settings {
    let batch = TargetOptions { batch: true, ..TargetOptions::named("env.LOGS.writeBatch") };
    let wrapper = TargetOptions { argument: 1, ..TargetOptions::named("logEvent") };
    let plain = ["env.LOGS.write", "env.LOGS.delete", "env.LOGS.catch"].map(TargetOptions::named);
    let target = plain.into_iter().chain([batch, wrapper]).collect();
    let options = Options { target: Some(target), ..Options::default() };
    Settings::new(&options).expect("the settings of the generated programs are valid")
}
