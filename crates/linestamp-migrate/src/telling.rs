//! What loggers are called, by which one is told of that cannot be proved to be one.

/// The methods that only a logger has.
pub(crate) const METHODS: [&str; 12] = [
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

/// Whether a function that is called so writes records: `log`, `auditLog`, but no `logger` or `createLog`, which
/// as often make one.
pub(crate) fn names_log(name: &str) -> bool {
    let makes = |verb: &&str| name.starts_with(*verb);
    names_logger(name)
        && name.to_ascii_lowercase().ends_with("log")
        && !["create", "make", "get", "new", "use", "open"].iter().any(makes)
}

/// Whether something with such a method is a logger by its name: `logService` too.
pub(crate) fn may_name_logger(name: &str) -> bool {
    let behind = name.strip_prefix("log").or_else(|| name.strip_prefix("Log"));
    names_logger(name)
        || behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}
