//! Panics that the engine catches.

/// Keeps the panics quiet that the engine catches: it reports the file, and the parser's own
/// message would only stand in the way of that report.
pub fn quiet_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let caught = panic.location().is_some_and(|place| place.file().contains("swc_ecma_parser"));
        if !caught {
            usual(panic);
        }
    }));
}
