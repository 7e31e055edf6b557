//! Files that derive from the code and are committed, for readers without a compiler: none is
//! stale. With `LINESTAMP_GENERATE` set, as `cargo xtask generate` sets it, they are written.

use std::path::Path;

/// The JSON Schema of `linestamp.toml` and `linestamp.json`, for editors.
#[test]
fn schema_of_the_configuration() {
    let schema = schemars::schema_for!(linestamp_transform::Options);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    derives("docs/linestamp.schema.json", &text);
}

/// Asserts that a file, named from the repository's top, has this text; or gives it.
fn derives(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    // A checkout may have given the file other line breaks.
    let there = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    if there == text {
        return;
    }
    assert!(
        std::env::var_os("LINESTAMP_GENERATE").is_some(),
        "{path} is stale: run `cargo xtask generate`"
    );
    let folder = file.parent().expect("a generated file lies in a folder");
    std::fs::create_dir_all(folder).expect("the folder can be made");
    std::fs::write(&file, text).expect("the file can be written");
}
