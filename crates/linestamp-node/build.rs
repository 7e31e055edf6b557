//! Tells the linker that Node itself brings the functions that an addon calls.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        return;
    }
    napi_build::setup();
}
