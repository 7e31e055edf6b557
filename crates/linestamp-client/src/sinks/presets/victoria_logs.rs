//! VictoriaLogs.
//!
//! Source: <https://docs.victoriametrics.com/victorialogs/data-ingestion/>, "JSON stream API", "HTTP
//! parameters" and "HTTP headers".

use linestamp_schema::LogRecord;

use crate::sinks::error::SinkError;
use crate::sinks::transport::{
    Body, Call, Encoded, HttpSink, Limits, Protocol, Received, Transport, by_status,
};
use crate::verdict::Verdict;

/// How records are inserted into VictoriaLogs.
#[derive(Debug, Clone)]
pub struct VictoriaLogs {
    transport: Transport,
    longest_line: usize,
}

impl VictoriaLogs {
    /// Inserts at that address.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<VictoriaLogs, SinkError> {
        Ok(VictoriaLogs::over(Transport::to(url)?))
    }

    /// Inserts in that way.
    #[must_use]
    pub fn over(transport: Transport) -> VictoriaLogs {
        VictoriaLogs { transport, longest_line: 256 << 10 }
    }

    /// The tenant, as `AccountID` and `ProjectID`.
    ///
    /// # Errors
    /// Never in practice: numbers can be in a header.
    pub fn tenant(mut self, account: u32, project: u32) -> Result<VictoriaLogs, SinkError> {
        self.transport = self.transport.header("accountid", &account.to_string())?;
        self.transport = self.transport.header("projectid", &project.to_string())?;
        Ok(self)
    }

    /// How many bytes a line may have: `-insert.maxLineSizeBytes` of the server.
    #[must_use]
    pub fn longest_line(mut self, bytes: usize) -> VictoriaLogs {
        self.longest_line = bytes;
        self
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}

impl Protocol for VictoriaLogs {
    fn limits(&self) -> Limits {
        // A longer line is skipped, and nobody is told.
        Limits { record_bytes: self.longest_line, ..Limits::NONE }
    }

    fn body(&self) -> Body {
        Body::Unread
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        Encoded::lines(records, |body, record| serde_json::to_writer(body, record))
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        let mut url = transport.at("/insert/jsonline");
        url.query_pairs_mut()
            .append_pair("_msg_field", "message")
            .append_pair("_time_field", "timestamp")
            .append_pair("_stream_fields", "service,environment,level");
        Call { url, content_type: "application/stream+json", body }
    }

    fn classify(&self, received: &Received, _: usize) -> Verdict {
        by_status(&received.answer())
    }
}
