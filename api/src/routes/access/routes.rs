//! The way into the router.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{Method, StatusCode},
    routing::{MethodFilter, on},
};
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use super::{find, guard};
use crate::routes::Office;

/// Collects routes, each with the limits of its row.
pub(crate) struct Routes {
    router: Router<Office>,
    served: Vec<(Method, &'static str)>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), served: Vec::new() }
    }

    /// Answers GET and HEAD.
    pub(crate) fn get<H: Handler<T, Office>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::GET, MethodFilter::GET, path, handler)
    }

    pub(crate) fn post<H: Handler<T, Office>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::POST, MethodFilter::POST, path, handler)
    }

    pub(crate) fn put<H: Handler<T, Office>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::PUT, MethodFilter::PUT, path, handler)
    }

    pub(crate) fn patch<H: Handler<T, Office>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::PATCH, MethodFilter::PATCH, path, handler)
    }

    pub(crate) fn delete<H: Handler<T, Office>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::DELETE, MethodFilter::DELETE, path, handler)
    }

    /// A route that nobody decided about does not start.
    fn add<H, T>(mut self, method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Office>,
        T: 'static,
    {
        let Some(access) = find(&method, path) else {
            panic!("{method} {path} has no row in the access table")
        };
        let limits = (
            DefaultBodyLimit::disable(),
            RequestBodyLimitLayer::new(access.max_body),
            TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, access.timeout()),
        );
        self.router = self.router.route(path, on(filter, handler).layer(limits));
        self.served.push((method, path));
        self
    }

    /// What was collected.
    pub(crate) fn served(&self) -> &[(Method, &'static str)] {
        &self.served
    }

    /// The router, with the guard in front of every route.
    pub(crate) fn guarded(self, office: Office) -> Router<Office> {
        self.router.route_layer(axum::middleware::from_fn_with_state(office, guard))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "GET /api/nobody-decided has no row in the access table")]
    fn a_route_without_a_row_does_not_start() {
        let _ = Routes::new().get("/api/nobody-decided", async || "");
    }

    #[test]
    #[should_panic(expected = "POST /status/1 has no row in the access table")]
    fn a_row_is_for_one_method() {
        let _ = Routes::new().post("/status/1", async || "");
    }
}
