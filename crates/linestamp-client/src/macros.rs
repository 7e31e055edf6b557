//! The macros: an entry with the line it is written on, and a message that is only formatted where
//! the level is on.

/// Logs an error: `error!(logger, event = "task_failed", id = 7, "Task {name} failed")`.
///
/// First the logger, then columns and metadata as `key = value`, then a format string with its
/// arguments. `event`, `trace_id`, `request_id`, `workspace_id`, `project_id`, `user_id` and `id`
/// are columns; every other key goes to the metadata. Where the level is off, nothing of it is
/// evaluated.
#[macro_export]
macro_rules! error {
    ($($all:tt)+) => { $crate::log_at!($crate::Level::Error, $($all)+) };
}

/// Logs a warning; see [`error!`](crate::error!).
#[macro_export]
macro_rules! warn {
    ($($all:tt)+) => { $crate::log_at!($crate::Level::Warn, $($all)+) };
}

/// Logs what happened; see [`error!`](crate::error!).
#[macro_export]
macro_rules! info {
    ($($all:tt)+) => { $crate::log_at!($crate::Level::Info, $($all)+) };
}

/// Logs for whoever looks for a fault; see [`error!`](crate::error!).
#[macro_export]
macro_rules! debug {
    ($($all:tt)+) => { $crate::log_at!($crate::Level::Debug, $($all)+) };
}

/// Logs at the level that comes first; see [`error!`](crate::error!).
#[macro_export]
macro_rules! log_at {
    ($level:expr, $logger:expr, $($key:ident = $value:expr,)* $format:literal $($arguments:tt)*) => {{
        let (logger, level) = (&$logger, $level);
        if logger.is_on(level) {
            let message = ::std::format_args!($format $($arguments)*);
            let mut entry = logger.entry_at(level, message, ::std::file!(), ::std::line!());
            $($crate::__set!(entry, $key, $value);)*
            entry.hand_over();
        }
    }};
}

/// Sets a column where the key is one, else a value in the metadata.
#[doc(hidden)]
#[macro_export]
macro_rules! __set {
    ($entry:ident, event, $value:expr) => {
        $entry.set_event($value)
    };
    ($entry:ident, trace_id, $value:expr) => {
        $entry = $entry.trace_id($value)
    };
    ($entry:ident, request_id, $value:expr) => {
        $entry = $entry.request_id($value)
    };
    ($entry:ident, workspace_id, $value:expr) => {
        $entry = $entry.workspace_id($value)
    };
    ($entry:ident, project_id, $value:expr) => {
        $entry = $entry.project_id($value)
    };
    ($entry:ident, user_id, $value:expr) => {
        $entry = $entry.user_id($value)
    };
    ($entry:ident, id, $value:expr) => {
        $entry = $entry.id($value)
    };
    ($entry:ident, $key:ident, $value:expr) => {
        $entry.set_field(::std::stringify!($key), $value)
    };
}
