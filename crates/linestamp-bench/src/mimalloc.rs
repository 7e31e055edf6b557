//! The same program with another allocator, so that a race can tell the parser from it.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    linestamp_bench::run()
}
