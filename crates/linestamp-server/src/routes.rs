//! The addresses of the HTTP interface, each with what the document says of it: an address that is
//! routed is in the document.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::app::Shared;
use crate::openapi::{Operation, Placed};

/// Addresses, and what can be done at each.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Shared>,
    operations: Vec<Placed>,
}

impl Routes {
    /// What is read.
    pub(crate) fn get<H: Handler<T, Shared>, T: 'static>(
        self,
        path: &'static str,
        handler: H,
        operation: Operation,
    ) -> Routes {
        self.on((Method::GET, MethodFilter::GET), path, handler, operation)
    }

    /// What is sent.
    pub(crate) fn post<H: Handler<T, Shared>, T: 'static>(
        self,
        path: &'static str,
        handler: H,
        operation: Operation,
    ) -> Routes {
        self.on((Method::POST, MethodFilter::POST), path, handler, operation)
    }

    /// What is removed.
    pub(crate) fn delete<H: Handler<T, Shared>, T: 'static>(
        self,
        path: &'static str,
        handler: H,
        operation: Operation,
    ) -> Routes {
        self.on((Method::DELETE, MethodFilter::DELETE), path, handler, operation)
    }

    fn on<H: Handler<T, Shared>, T: 'static>(
        mut self,
        (method, filter): (Method, MethodFilter),
        path: &'static str,
        handler: H,
        operation: Operation,
    ) -> Routes {
        self.router = self.router.route(path, on(filter, handler));
        self.operations.push(Placed { method, path, operation });
        self
    }

    /// These and others.
    pub(crate) fn and(mut self, others: Routes) -> Routes {
        self.router = self.router.merge(others.router);
        self.operations.extend(others.operations);
        self
    }

    /// What routes requests, and what is routed.
    pub(crate) fn apart(self) -> (Router<Shared>, Vec<Placed>) {
        (self.router, self.operations)
    }
}
