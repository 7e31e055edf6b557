//! The `linestamp` command.

/// Parsing is mostly allocating, from several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    quiet_caught_panics();
    std::process::exit(linestamp_cli::run(std::env::args_os()).into());
}

/// The engine catches a panic of its parser and reports the file; the panic's own message would
/// only stand in the way of that report.
fn quiet_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let caught = panic.location().is_some_and(|place| place.file().contains("swc_ecma_parser"));
        if !caught {
            usual(panic);
        }
    }));
}
