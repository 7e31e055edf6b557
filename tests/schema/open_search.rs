//! The index templates: OpenSearch's in a double by others, Elasticsearch's by its likeness to it.

use linestamp_backends::open_search::OpenSearch;
use linestamp_schema::{Dialect, Key};
use serde_json::{Value, json};

use crate::{full, least};

fn template(dialect: Dialect) -> Value {
    serde_json::from_str(&dialect.render(Key::Id)).expect("it is JSON")
}

#[test]
fn records_fit_the_template() {
    let server = OpenSearch::start();
    let ask = |method: &str, target: &str, body: &str| {
        let answer = server.ask(method, target, body);
        let value: Value = serde_json::from_str(&answer.body).expect("answers are JSON");
        (answer.status, value)
    };
    let text = Dialect::OpenSearch.render(Key::Id);
    let (status, answer) = ask("PUT", "/_index_template/linestamp", &text);
    assert_eq!((status, &answer["acknowledged"]), (200, &json!(true)), "{answer}");

    let mut bulk = String::new();
    for record in [full(), least(), full()] {
        let action = json!({ "create": { "_index": "linestamp-logs-1", "_id": record.id } });
        let document = serde_json::to_value(record).expect("it is plain data");
        bulk += &format!("{action}\n{document}\n");
    }
    let stray = json!({ "create": { "_index": "linestamp-logs-1", "_id": "stray" } });
    bulk += &format!("{stray}\n{}\n", json!({ "no_column": 1 }));
    let (_, answer) = ask("POST", "/_bulk?refresh=true", &bulk);
    let items = answer["items"].as_array().expect("an item each");
    let states: Vec<_> = items.iter().map(|item| item["create"]["status"].clone()).collect();
    // Two new ones, one that was there, one with a key that has no column.
    assert_eq!(states, [201, 201, 409, 400], "{answer}");

    let (_, mapping) = ask("GET", "/linestamp-logs-1/_mapping", "");
    let mappings = &mapping["linestamp-logs-1"]["mappings"];
    for column in linestamp_schema::COLUMNS {
        let wanted = &template(Dialect::OpenSearch)["template"]["mappings"]["properties"];
        assert_eq!(mappings["properties"][column.name]["type"], wanted[column.name]["type"]);
    }
    let query = json!({ "query": { "term": { "trace_id": full().trace_id } } }).to_string();
    let (_, found) = ask("POST", "/linestamp-logs-1/_search", &query);
    let source = found["hits"]["hits"][0]["_source"].clone();
    assert_eq!(source, serde_json::to_value(full()).expect("plain data"), "{found}");
}

/// Elasticsearch itself is not to be had: its template differs from the one that was tried above in
/// the type of one column, and that one is as its documentation of `flattened` has it.
#[test]
fn elasticsearch_differs_in_the_metadata_alone() {
    let metadata = "/template/mappings/properties/metadata";
    let (mut one, other) = (template(Dialect::Elasticsearch), template(Dialect::OpenSearch));
    let flattened = json!({ "type": "flattened", "depth_limit": 33, "ignore_above": 8191 });
    assert_eq!(one.pointer(metadata), Some(&flattened));
    *one.pointer_mut(metadata).expect("it is there") =
        other.pointer(metadata).expect("too").clone();
    assert_eq!(one, other);
}
