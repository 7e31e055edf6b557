//! The request.

use linestamp_schema::LogRecord;

use super::config::ClickHouse;
use super::encode::token;
use crate::sinks::transport::{Call, Transport};

/// The request with that body.
pub(super) fn request(
    transport: &Transport,
    house: &ClickHouse,
    records: &[LogRecord],
    body: Vec<u8>,
) -> Call {
    let mut url = transport.url.clone();
    {
        let mut query = url.query_pairs_mut();
        query.append_pair("query", &statement(house)).append_pair("wait_end_of_query", "1");
        if house.deduplicate {
            query.append_pair("async_insert", "0");
            query.append_pair("insert_deduplication_token", &token(records));
        }
    }
    Call { url, content_type: "application/x-ndjson", body }
}

fn statement(house: &ClickHouse) -> String {
    let table = quoted(&house.table);
    let table = match &house.database {
        Some(database) => format!("{}.{table}", quoted(database)),
        None => table,
    };
    format!("INSERT INTO {table} FORMAT JSONEachRow")
}

/// A name as an identifier, whatever is in it.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
}
