//! Drizzle and TypeScript: the compiler takes what is generated, and so does the example's service;
//! the migration that drizzle-kit makes of it gives the table that the SQL gives.

use std::path::{Path, PathBuf};
use std::process::Command;

use linestamp_backends::output_of;
use linestamp_schema::{Dialect, Key};
use rusqlite::Connection;
use tempfile::TempDir;

/// What a user would write against the generated types.
const TYPES: &str = "
import type { Environment, Level, LogRecord, WireRecord } from './records.ts';
import { logs, type LogRow, type NewLogRow } from './schema.ts';

const sent: WireRecord = { level: 'info', message: 'Task started' };
const stored: LogRecord = {
  ...sent, id: 'a', timestamp: 1, service: 'http', environment: 'staging', metadata: { n: 1 },
};
export const written: NewLogRow = stored;
export const read = (row: LogRow): [Level, Environment, number] =>
  [row.level, row.environment, row.timestamp];
export const column: 'trace_id' = logs.trace_id.name as 'trace_id';
// @ts-expect-error a level has to be one
export const loud: WireRecord = { level: 'loud', message: '' };
// @ts-expect-error the message is missing
export const mute: WireRecord = { level: 'info' };
// @ts-expect-error a stored record has its id
export const nameless: LogRecord = { ...sent, timestamp: 1, service: '', environment: 'staging' };
// @ts-expect-error a row has its service
export const homeless: NewLogRow = { ...sent, id: 'a', timestamp: 1, environment: 'staging' };
";

/// What wrangler makes of the page's files.
const TEXTS: &str = "
declare module '*.html' { const value: string; export default value; }
declare module '*.txt' { const value: string; export default value; }
";

const COMPILER: &str = r#"{
  "compilerOptions": {
    "target": "es2024", "lib": ["es2024"], "module": "esnext", "moduleResolution": "bundler",
    "types": TYPES, "strict": true, "noUncheckedIndexedAccess": true, "noImplicitOverride": true,
    "noUnusedLocals": true, "noUnusedParameters": true, "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true, "exactOptionalPropertyTypes": EXACT,
    "allowImportingTsExtensions": true, "noEmit": true, "skipLibCheck": true,
    "paths": { "@acme/shared": ["./shared/index.ts"] }
  },
  "include": ["**/*.ts"]
}"#;

fn packages() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("drizzle");
    let installed = folder.join("node_modules");
    assert!(installed.is_dir(), "the Node packages are missing: run `cargo xtask setup`");
    folder
}

/// A folder from which packages are found.
fn folder() -> TempDir {
    let prefix = tempfile::Builder::new();
    let folder = { prefix }.prefix("run-").tempdir_in(packages().join("node_modules"));
    folder.expect("a folder beside the packages")
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
    std::fs::write(path, text).expect("the file can be written");
}

fn run(folder: &Path, script: &str, arguments: &[&str]) -> String {
    let mut node = Command::new("node");
    node.arg(packages().join("node_modules").join(script)).args(arguments).current_dir(folder);
    output_of(node)
}

fn compile(folder: &Path, types: &str, exact: bool) {
    let text = COMPILER.replace("TYPES", types).replace("EXACT", &exact.to_string());
    put(folder, "tsconfig.json", &text);
    run(folder, "typescript/bin/tsc", &["-p", "."]);
}

#[test]
fn the_compiler_takes_the_types() {
    for key in [Key::Id, Key::WorkspaceAndId] {
        let folder = folder();
        put(folder.path(), "records.ts", &Dialect::TypeScript.render(key));
        put(folder.path(), "schema.ts", &Dialect::Drizzle.render(key));
        put(folder.path(), "use.ts", TYPES);
        compile(folder.path(), "[]", true);
    }
}

/// Copies what is in a folder, and in those within.
fn copy(from: &Path, folder: &Path, to: &str) {
    for entry in std::fs::read_dir(from).expect("the example is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let to = format!("{to}/{name}");
        if path.is_dir() {
            copy(&path, folder, &to);
        } else {
            put(folder, &to, &std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// The example's logs service, with the schema that it has from here.
#[test]
fn the_example_fits_the_generated_schema() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/workers");
    let folder = folder();
    copy(&example.join("services/logs/src"), folder.path(), "logs");
    copy(&example.join("packages/shared/src"), folder.path(), "shared");
    put(folder.path(), "logs/version.ts", "export const VERSION = 'x';\n");
    put(folder.path(), "texts.d.ts", TEXTS);
    // Of the other services: it needs the package.
    std::fs::remove_file(folder.path().join("shared/logging.ts")).expect("it is there");
    compile(folder.path(), r#"["@cloudflare/workers-types"]"#, false);
}

#[test]
fn the_migration_gives_the_table_that_the_sql_gives() {
    for key in [Key::Id, Key::WorkspaceAndId] {
        let folder = folder();
        put(folder.path(), "schema.ts", &Dialect::Drizzle.render(key));
        let arguments = ["generate", "--dialect=sqlite", "--schema=schema.ts", "--out=out"];
        run(folder.path(), "drizzle-kit/bin.cjs", &[&arguments[..], &["--name=init"]].concat());
        let migration = std::fs::read_to_string(folder.path().join("out/0000_init.sql"));
        let [drizzle, ours] =
            [migration.expect("it was made"), Dialect::Sqlite.render(key)].map(|ddl| {
                let database = Connection::open_in_memory().expect("memory");
                database.execute_batch(&ddl).expect("the DDL is right");
                shape(&database)
            });
        assert_eq!(drizzle, ours);
        assert_eq!(drizzle.len(), 16 + 8 + 1, "columns, indexes, the key's own index");

        // The example's first migration is of the same schema.
        if key == Key::Id {
            let path = "../examples/workers/services/logs/migrations/0000_init.sql";
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let database = Connection::open_in_memory().expect("memory");
            let text = std::fs::read_to_string(path).expect("the example is there");
            database.execute_batch(&text).expect("it is right");
            assert_eq!(shape(&database), ours, "make a new migration: `npm run generate`");
        }
    }
}

/// Columns and indexes as SQLite itself tells them, sorted.
fn shape(database: &Connection) -> Vec<String> {
    let columns = "SELECT format('%s %s %d %d %s', name, lower(type), \"notnull\", pk, dflt_value)
                   FROM pragma_table_info('logs')";
    let indexes = "SELECT format('%s %d %s', i.origin, i.\"unique\", group_concat(x.name))
                   FROM pragma_index_list('logs') i, pragma_index_info(i.name) x GROUP BY i.name";
    let mut found = Vec::new();
    for sql in [columns, indexes] {
        let mut statement = database.prepare(sql).expect("pragmas are tables");
        let rows = statement.query_map([], |row| row.get(0)).expect("rows");
        found.extend(rows.map(|row| row.expect("a text")));
    }
    found.sort();
    found
}
