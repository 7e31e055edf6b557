//! The loggers that are known: which modules they come from, what those export, what their methods
//! take. A logger more is a row more.

/// What an export, or a module as a whole, can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It has the level methods.
    Logger,
    /// It is called, or constructed, and gives a logger.
    Factory,
    /// It has the exports as properties, and what else the flags say.
    Module { logger: bool, factory: bool },
}

/// The order of a method's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// `(message, fields?)`, or `(message, ...values)`.
    MessageFirst,
    /// `(fields, message?, ...values)`; a message may come first all the same.
    FieldsFirst,
}

/// One logger.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The name in options and reports.
    pub(crate) name: &'static str,
    /// Its modules; none for the logger whose modules the options name.
    pub(crate) modules: &'static [&'static str],
    /// What `import x from` and `import * as x from` give.
    pub(crate) whole: Role,
    /// What its named exports are.
    pub(crate) exports: &'static [(&'static str, Role)],
    /// Whether each level method is a named export too.
    pub(crate) exports_methods: bool,
    pub(crate) order: Order,
    /// Whether `%s` and its kind stand for arguments.
    pub(crate) printf: bool,
    /// Whether every argument behind the message is shown by itself, as `console` does.
    pub(crate) joins: bool,
    /// Whether a factory's options can change what a record holds.
    pub(crate) has_telling_options: bool,
    /// Whether a level method gives nothing back.
    pub(crate) returns_nothing: bool,
    /// The methods that give a logger with more fields.
    pub(crate) children: &'static [&'static str],
    /// Whether the level may be the first argument of `log`.
    pub(crate) log_takes_level: bool,
    /// Methods with a level of another name.
    pub(crate) levels: &'static [(&'static str, &'static str)],
}

const MODULE: Role = Role::Module { logger: false, factory: true };

/// All rules, in the order of the documentation. The last is that of a module of one's own.
pub(crate) const RULES: [Rule; 6] = [
    Rule {
        name: "console",
        modules: &["console", "node:console"],
        whole: Role::Logger,
        exports: &[],
        exports_methods: true,
        order: Order::MessageFirst,
        printf: true,
        joins: true,
        has_telling_options: false,
        returns_nothing: true,
        children: &[],
        log_takes_level: false,
        levels: &[("log", "info")],
    },
    Rule {
        name: "pino",
        modules: &["pino"],
        whole: MODULE,
        exports: &[("pino", MODULE), ("default", MODULE)],
        exports_methods: false,
        order: Order::FieldsFirst,
        printf: true,
        joins: false,
        has_telling_options: true,
        returns_nothing: true,
        children: &["child"],
        log_takes_level: true,
        levels: &[],
    },
    Rule {
        name: "winston",
        modules: &["winston"],
        whole: Role::Module { logger: true, factory: false },
        exports: &[
            ("createLogger", Role::Factory),
            ("default", Role::Module { logger: true, factory: false }),
        ],
        exports_methods: true,
        order: Order::MessageFirst,
        printf: true,
        joins: false,
        has_telling_options: true,
        // It gives the logger, for chains.
        returns_nothing: false,
        children: &["child"],
        log_takes_level: true,
        levels: &[("http", "info"), ("verbose", "debug"), ("silly", "debug"), ("notice", "info")],
    },
    Rule {
        name: "bunyan",
        modules: &["bunyan"],
        whole: MODULE,
        exports: &[("createLogger", Role::Factory), ("default", MODULE)],
        exports_methods: false,
        order: Order::FieldsFirst,
        printf: true,
        joins: false,
        has_telling_options: true,
        returns_nothing: true,
        children: &["child"],
        log_takes_level: true,
        levels: &[],
    },
    Rule {
        name: "consola",
        modules: &["consola", "consola/basic", "consola/browser", "consola/core"],
        whole: Role::Logger,
        exports: &[
            ("consola", Role::Logger),
            ("default", Role::Logger),
            ("createConsola", Role::Factory),
            ("create", Role::Factory),
        ],
        exports_methods: false,
        order: Order::MessageFirst,
        printf: true,
        joins: true,
        has_telling_options: false,
        returns_nothing: true,
        children: &["withTag"],
        log_takes_level: false,
        levels: &[
            ("log", "info"),
            ("success", "info"),
            ("fail", "error"),
            ("ready", "info"),
            ("start", "info"),
            ("box", "info"),
            ("verbose", "debug"),
        ],
    },
    Rule {
        name: LOCAL,
        modules: &[],
        whole: Role::Module { logger: true, factory: true },
        exports: &[
            ("logger", Role::Logger),
            ("log", Role::Logger),
            ("default", Role::Logger),
            ("Logger", Role::Factory),
            ("createLogger", Role::Factory),
            ("getLogger", Role::Factory),
            ("makeLogger", Role::Factory),
        ],
        exports_methods: true,
        order: Order::MessageFirst,
        printf: false,
        joins: false,
        has_telling_options: false,
        returns_nothing: true,
        children: &["child", "with"],
        log_takes_level: true,
        levels: &[("log", "info")],
    },
];

/// The name of the rule for modules that the options name.
pub(crate) const LOCAL: &str = "local";

/// The methods that only a logger has, by which a call is told of that cannot be proved to be one.
pub(crate) const TELLING: [&str; 12] = [
    "trace", "debug", "info", "warn", "error", "fatal", "log", "success", "verbose", "silly",
    "notice", "http",
];

/// Whether only a logger is called so: `log`, `dbLogger`, `request_log`.
pub(crate) fn names_logger(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(&*lower, "log" | "pino" | "winston" | "bunyan" | "consola")
        || lower.ends_with("logger")
        || lower.ends_with("_log")
        || (name.len() > "Log".len() && name.ends_with("Log"))
}

/// Whether something with such a method is a logger by its name: `logService` too.
pub(crate) fn may_name_logger(name: &str) -> bool {
    let behind = name.strip_prefix("log").or_else(|| name.strip_prefix("Log"));
    names_logger(name)
        || behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The index of the rule for modules that the options name.
pub(crate) fn local_rule() -> usize {
    RULES.len() - 1
}

/// Options of a factory with which the old logger did something to each record that the new call
/// does not do.
pub(crate) const DOING_MORE: [&str; 4] = ["redact", "mixin", "hooks", "nestedKey"];

/// Options of a factory whose object goes into each record.
pub(crate) const IN_EACH_RECORD: [&str; 2] = ["base", "defaultMeta"];
