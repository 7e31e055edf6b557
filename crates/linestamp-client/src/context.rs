//! What a logger puts into each of its records.

use linestamp_schema::{Environment, LogRecord};
use serde_json::{Map, Value};

use crate::traceparent::TraceParent;
use crate::weight;

macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {
        /// What a logger puts into each of its records, where the record does not say it itself.
        ///
        /// Given to [`Logger::with`](crate::Logger::with); what an inner context says goes before
        /// what an outer one does.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Context {
            service: Option<String>,
            environment: Option<Environment>,
            traceparent: Option<TraceParent>,
            $($name: Option<String>,)+
            metadata: Map<String, Value>,
        }

        impl Context {
            $($(#[doc = $doc])+
            #[must_use]
            pub fn $name(mut self, value: impl Into<String>) -> Context {
                self.$name = Some(value.into());
                self
            })+

            /// This context over an outer one.
            pub(crate) fn over(mut self, outer: &Context) -> Context {
                self.service = self.service.or_else(|| outer.service.clone());
                self.environment = self.environment.or(outer.environment);
                // A trace is taken whole: the span of one with the id of another leads nowhere.
                if self.trace_id.is_none() {
                    self.traceparent = outer.traceparent;
                }
                $(self.$name = self.$name.or_else(|| outer.$name.clone());)+
                for (key, value) in &outer.metadata {
                    if !self.metadata.contains_key(key) {
                        self.metadata.insert(key.clone(), value.clone());
                    }
                }
                self
            }

            /// About how many bytes it adds to a record.
            pub(crate) fn weight(&self) -> usize {
                let texts = [$(&self.$name),+];
                let texts = texts.into_iter().flatten().map(|value| weight::text(value));
                texts.sum::<usize>() + weight::object(&self.metadata)
            }

            /// Fills in what the record does not say.
            pub(crate) fn fill(&self, record: &mut LogRecord) {
                $(if record.$name.is_none() {
                    record.$name.clone_from(&self.$name);
                })+
                for (key, value) in &self.metadata {
                    if !record.metadata.contains_key(key) {
                        record.metadata.insert(key.clone(), value.clone());
                    }
                }
            }
        }
    };
}

texts! {
    /// The trace that the records belong to; [`Context::traceparent`] sets it, too.
    trace_id;
    /// The HTTP request that they belong to.
    request_id;
    /// The tenant.
    workspace_id;
    /// The tenant's project.
    project_id;
    /// The tenant's user.
    user_id;
    /// What was deployed: a commit or a version.
    version;
    /// The instance that writes them.
    instance_id;
}

impl Context {
    /// A context that says nothing.
    #[must_use]
    pub fn new() -> Context {
        Context::default()
    }

    /// The service that writes the records, if it is not the client's.
    #[must_use]
    pub fn service(mut self, service: impl Into<String>) -> Context {
        self.service = Some(service.into());
        self
    }

    /// Where that service runs, if not where the client does.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Context {
        self.environment = Some(environment);
        self
    }

    /// The trace of a `traceparent` header that came in: sets `trace_id`, and is what
    /// [`Logger::traceparent`](crate::Logger::traceparent) goes on from.
    #[must_use]
    pub fn traceparent(mut self, traceparent: TraceParent) -> Context {
        self.trace_id = Some(traceparent.trace_id());
        self.traceparent = Some(traceparent);
        self
    }

    /// A value in the metadata of every record.
    #[must_use]
    pub fn field(mut self, key: impl Into<String>, value: impl Into<Value>) -> Context {
        self.metadata.insert(key.into(), value.into());
        self
    }

    pub(crate) fn of_service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    pub(crate) fn of_environment(&self) -> Option<Environment> {
        self.environment
    }

    pub(crate) fn of_trace(&self) -> Option<TraceParent> {
        self.traceparent
    }
}
