//! What a logger says of each of its records, complete, and shared by all that wait in the queue.

use std::sync::Arc;

use linestamp_schema::{Environment, LogRecord};

use crate::context::Context;
use crate::redaction::Redaction;
use crate::shorten::RecordLimits;
use crate::weight;

/// What is done to every record of a client before it leaves.
#[derive(Default)]
pub(crate) struct Finish {
    pub(crate) redaction: Redaction,
    pub(crate) limits: RecordLimits,
}

/// A logger's context with service and environment, and its weight, so that none of it is computed
/// or copied where a record is logged.
///
/// Away from the count of its references, which changes with every record on the thread that logs,
/// while the worker reads this.
#[repr(align(128))]
pub(crate) struct Scope {
    service: String,
    environment: Environment,
    context: Context,
    weight: usize,
    finish: Arc<Finish>,
}

impl Scope {
    /// The outermost one, of a client.
    pub(crate) fn new(
        service: String,
        environment: Environment,
        context: Context,
        finish: Arc<Finish>,
    ) -> Scope {
        let service = context.of_service().map(str::to_owned).unwrap_or(service);
        let environment = context.of_environment().unwrap_or(environment);
        let weight = weight::FRAME + service.len() + context.weight();
        Scope { service, environment, context, weight, finish }
    }

    /// One that says this, too.
    pub(crate) fn with(&self, context: Context) -> Scope {
        let (context, finish) = (context.over(&self.context), Arc::clone(&self.finish));
        Scope::new(self.service.clone(), self.environment, context, finish)
    }

    pub(crate) fn service(&self) -> &str {
        &self.service
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// About how many bytes a record takes that says nothing by itself.
    pub(crate) fn weight(&self) -> usize {
        self.weight
    }

    /// Takes out of a complete record what may not leave, and cuts what is too large.
    pub(crate) fn finish(&self, mut record: LogRecord) -> LogRecord {
        // In that order: a secret that is cut is no longer known as one.
        self.finish.redaction.apply(&mut record);
        self.finish.limits.apply(&mut record);
        record
    }
}
