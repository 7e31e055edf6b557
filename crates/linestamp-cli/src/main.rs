//! The `linestamp` command.

/// Parsing is mostly allocating, from several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    linestamp_project::quiet_caught_panics();
    std::process::exit(linestamp_cli::run(std::env::args_os()).into());
}
