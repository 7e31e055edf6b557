//! Files that derive from the code and are committed, for readers without a compiler: none is
//! stale. With `LINESTAMP_GENERATE` set, as `cargo xtask generate` sets it, they are written.

use std::path::Path;

use linestamp_schema::{Dialect, Key};

/// The JSON Schema of `linestamp.toml` and `linestamp.json`, for editors.
#[test]
fn schema_of_the_configuration() {
    let schema = schemars::schema_for!(linestamp_transform::Options);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
    derives("docs/linestamp.schema.json", &text);
}

/// What the columns of a record derive, for readers and for the example, whose logs service has
/// Drizzle's.
#[test]
fn schemas_of_the_record() {
    for dialect in Dialect::ALL {
        let text = dialect.render(Key::default());
        derives(&format!("docs/schema/{}", dialect.file_name()), &text);
    }
    let drizzle = Dialect::Drizzle.render(Key::default());
    derives("examples/workers/services/logs/src/schema.ts", &drizzle);
}

/// The HTTP interface of the logs service, for generators of clients.
#[test]
fn document_of_the_service() {
    derives("docs/openapi.json", &linestamp_server::openapi());
}

/// The page that people read has a row for every column, with its limit.
#[test]
fn the_page_about_the_record_knows_every_column() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema.md");
    let page = std::fs::read_to_string(page).expect("the page is there").replace(',', "");
    for column in linestamp_schema::COLUMNS {
        let is_row = |line: &&str| line.starts_with("| `") && line.contains(column.name);
        let rows = page.lines().filter(is_row).collect::<Vec<_>>();
        let limit = column.limit.map(|limit| limit.to_string()).unwrap_or_default();
        let is_told = rows.iter().any(|row| row.contains(&limit));
        assert!(is_told, "docs/schema.md has no row for {} and {limit}", column.name);
    }
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
