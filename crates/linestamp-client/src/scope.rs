//! What a logger says of each of its records, complete, and shared by all that wait in the queue.

use linestamp_schema::Environment;

use crate::context::Context;
use crate::weight;

/// A logger's context with service and environment, and its weight, so that none of it is computed
/// or copied where a record is logged.
pub(crate) struct Scope {
    service: String,
    environment: Environment,
    context: Context,
    weight: usize,
}

impl Scope {
    /// The outermost one, of a client.
    pub(crate) fn new(service: String, environment: Environment, context: Context) -> Scope {
        let service = context.of_service().map(str::to_owned).unwrap_or(service);
        let environment = context.of_environment().unwrap_or(environment);
        let weight = weight::FRAME + service.len() + context.weight();
        Scope { service, environment, context, weight }
    }

    /// One that says this, too.
    pub(crate) fn with(&self, context: Context) -> Scope {
        Scope::new(self.service.clone(), self.environment, context.over(&self.context))
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
}
