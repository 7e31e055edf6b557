//! The document.

use std::collections::BTreeMap;

use axum::http::Method;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::operation::{Content, Operation, Placed};
use crate::problem::{Code, Problem};
use crate::trust::COOKIE;

/// What the whole is.
const ABOUT: &str = "Takes log records, keeps them, and answers questions about them. Where the \
    service has tokens, a request needs one as `Authorization: Bearer …`; a token that is bound to \
    a workspace sees and sends that one's records alone. Times are milliseconds since 1970. \
    Filters are written as query.md tells.";

/// The document of those operations.
pub(crate) fn document(operations: &[Placed]) -> Value {
    let mut schemas = Schemas::new();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for placed in operations {
        let told = schemas.operation(placed);
        let path = paths.entry(placed.path).or_default();
        path.insert(placed.method.as_str().to_ascii_lowercase(), told);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Linestamp logs service",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas.written.take_definitions(true),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": COOKIE },
                "csrf": { "type": "apiKey", "in": "header", "name": "X-Linestamp-CSRF" },
            },
        },
    })
}

/// Makes the schemas: what is written has names, what is asked has none.
struct Schemas {
    written: SchemaGenerator,
    asked: SchemaGenerator,
}

impl Schemas {
    fn new() -> Schemas {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        let inline = settings().with(|settings| settings.inline_subschemas = true);
        Schemas {
            written: settings().for_serialize().into_generator(),
            asked: inline.for_deserialize().into_generator(),
        }
    }

    fn operation(&mut self, Placed { method, path, operation }: &Placed) -> Value {
        let reads = *method == Method::GET;
        let mut told = Map::new();
        told.insert("operationId".to_owned(), operation.id.into());
        told.insert("summary".to_owned(), operation.summary.into());
        if let Some(role) = operation.needs {
            let scope = format!("Needs a token of the scope `{role}`, where there are tokens.");
            told.insert("description".to_owned(), scope.into());
        }
        told.insert("security".to_owned(), security(operation, reads));
        told.insert("parameters".to_owned(), self.parameters(path, operation).into());
        if !operation.body.is_empty() {
            let content = self.content(&operation.body);
            told.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
        told.insert("responses".to_owned(), self.responses(operation, reads).into());
        told.into()
    }

    fn parameters(&mut self, path: &str, operation: &Operation) -> Vec<Value> {
        let mut parameters = Vec::new();
        if let Some((description, schema)) = operation.named {
            let name = path.split(['{', '}']).nth(1).unwrap_or_default();
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "description": description,
                "schema": schema(&mut self.asked),
            }));
        }
        if let Some(schema) = operation.asked {
            parameters.extend(in_address(schema(&mut self.asked)));
        }
        parameters.extend(operation.headers.iter().cloned());
        parameters
    }

    fn responses(&mut self, operation: &Operation, reads: bool) -> Map<String, Value> {
        let mut done = json!({ "description": operation.answer });
        if !operation.contents.is_empty() {
            done["content"] = self.content(&operation.contents);
        }
        let mut responses = Map::from_iter([(operation.status.to_string(), done)]);
        let by_session = (!reads && operation.needs.is_some()).then_some(Code::Csrf);
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in operation.problems.iter().copied().chain(by_session) {
            by_status.entry(code.status()).or_default().push(code);
        }
        for (status, codes) in by_status {
            responses.insert(status.to_string(), self.problem(operation, status, &codes));
        }
        responses
    }

    fn problem(&mut self, operation: &Operation, status: u16, codes: &[Code]) -> Value {
        let about: Vec<String> =
            codes.iter().map(|code| format!("`{}`: {}", word(*code), code.about())).collect();
        let words: Vec<Value> = codes.iter().map(|code| word(*code).into()).collect();
        let mut content = self.content(&operation.errors);
        content["application/problem+json"] = json!({ "schema": { "allOf": [
            self.written.subschema_for::<Problem>(),
            { "properties": { "code": { "enum": words }, "status": { "const": status } } },
        ] } });
        let mut told = json!({ "description": about.join(" "), "content": content });
        if matches!(status, 429 | 503 | 507) {
            told["headers"] = json!({ "Retry-After": {
                "description": "After how many seconds to try again.",
                "schema": { "type": "integer", "minimum": 1 },
            } });
        }
        told
    }

    fn content(&mut self, contents: &[Content]) -> Value {
        let told = contents.iter().map(|(media_type, schema)| {
            ((*media_type).to_owned(), json!({ "schema": schema(&mut self.written) }))
        });
        Value::Object(told.collect())
    }
}

/// The word of a code.
fn word(code: Code) -> String {
    let word = serde_json::to_value(code).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

/// By which credentials it is done; without any where the service has no tokens.
fn security(operation: &Operation, reads: bool) -> Value {
    match operation.needs {
        None => json!([]),
        Some(_) if reads => json!([{}, { "token": [] }, { "session": [] }]),
        Some(_) => json!([{}, { "token": [] }, { "session": [], "csrf": [] }]),
    }
}

/// The fields of what stands behind the question mark, as parameters.
fn in_address(schema: Schema) -> Vec<Value> {
    let schema = schema.to_value();
    let required = |name: &str| {
        schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
    };
    let fields = schema["properties"].as_object().into_iter().flatten();
    fields
        .map(|(name, field)| {
            let mut field = field.clone();
            let description = field.as_object_mut().and_then(|field| field.remove("description"));
            // An address says something or leaves it out; null cannot be said.
            if let Some(kinds) = field["type"].as_array() {
                let kind = kinds.iter().find(|kind| *kind != "null").cloned();
                field["type"] = kind.unwrap_or_default();
            }
            let mut told = json!({
                "name": name, "in": "query", "required": required(name),
                "description": description.unwrap_or_default(),
            });
            if field["type"] == "array" {
                (told["style"], told["explode"]) = ("form".into(), false.into());
            }
            told["schema"] = field;
            told
        })
        .collect()
}
