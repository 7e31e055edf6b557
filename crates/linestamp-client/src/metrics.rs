//! The account as metrics.

use std::fmt::Write as _;

use crate::health::Health;

impl Health {
    /// The account in Prometheus's text format, to be added to what a program's `/metrics` answers.
    ///
    /// ```
    /// # use linestamp_client::sinks::memory::Memory;
    /// # use linestamp_client::{Client, Environment};
    /// let memory = Memory::new();
    /// let client = Client::builder("executor", Environment::Production, memory.sink()).start()?;
    /// let text = client.health().to_prometheus();
    /// assert!(text.contains("\nlinestamp_client_records_total{fate=\"confirmed\"} 0\n"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn to_prometheus(&self) -> String {
        let mut text = String::new();
        let dropped = &self.dropped;
        let fates = [
            ("confirmed", self.confirmed),
            ("refused", self.refused),
            ("dropped_newest", dropped.newest),
            ("dropped_oldest", dropped.oldest),
            ("dropped_block_timeout", dropped.block_timeout),
            ("dropped_too_large", dropped.too_large),
            ("dropped_retries_spent", dropped.retries_spent),
            ("dropped_closed", dropped.closed),
            ("dropped_shutdown", dropped.shutdown),
            ("dropped_spool_full", dropped.spool_full),
            ("dropped_damaged", dropped.damaged),
            ("dropped_made_room", dropped.made_room),
        ];
        family(&mut text, "records_total", "counter", "Records that have found their fate.");
        for (fate, count) in fates {
            // Writing to a string does not fail.
            let _ = writeln!(text, "linestamp_client_records_total{{fate=\"{fate}\"}} {count}");
        }
        let single = [
            ("offered_total", "counter", "Records handed over.", self.offered),
            ("attempts_total", "counter", "Attempts to send a batch or a part.", self.attempts),
            ("sent_total", "counter", "Records in those attempts.", self.sent),
            ("retried_total", "counter", "Records that were sent again.", self.retried),
            ("queued", "gauge", "Records that wait in the queue.", self.queued),
            ("queued_bytes", "gauge", "About how many bytes those take.", self.queued_bytes),
            ("recovered_total", "counter", "Records found in the spool.", self.recovered),
            ("spooled", "gauge", "Records that wait in the spool.", self.spooled),
            ("in_flight", "gauge", "Records sent without an answer yet.", self.in_flight),
            ("held", "gauge", "Whether the backend does not let us in.", self.held.into()),
        ];
        for (name, kind, help, value) in single {
            family(&mut text, name, kind, help);
            let _ = writeln!(text, "linestamp_client_{name} {value}");
        }
        text
    }
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP linestamp_client_{name} {help}");
    let _ = writeln!(text, "# TYPE linestamp_client_{name} {kind}");
}
