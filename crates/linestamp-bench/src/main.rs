//! The races, and the arms of them that are written in Rust, with the system's allocator.

fn main() -> anyhow::Result<()> {
    linestamp_bench::run()
}
