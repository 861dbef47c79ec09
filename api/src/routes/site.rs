//! The built pages, with the compressed copies that the build put beside them.
//!
//! There are two: `/` is the page of verification, and one page holds all screens
//! behind the sign-in, which tells them apart by the address.

use std::{convert::Infallible, path::Path};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::{Next, map_request},
    response::{IntoResponse as _, Response},
};
use tower::{ServiceExt as _, service_fn};
use tower_http::services::ServeDir;

use super::problem;

/// Serves `folder`; what is not in it is a problem.
pub(crate) fn service(folder: &Path) -> Router {
    let not_found =
        service_fn(|_: Request| async { Ok::<_, Infallible>(problem::not_found().await.into_response()) });
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(not_found);
    Router::new()
        .fallback_service(files)
        .layer(map_request(at_its_file))
        .layer(axum::middleware::from_fn(cache))
}

/// The page at an address that a program asks for, too: browsers ask for HTML
/// first, programs do not.
pub(crate) async fn page_for_browsers(State(site): State<Router>, request: Request, next: Next) -> Response {
    if !is_office_page(request.uri().path()) {
        return next.run(request).await;
    }
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let mut response = if accept.is_some_and(|accept| accept.contains("text/html")) {
        site.oneshot(request).await.into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Where the office pages are built.
const OFFICE: &str = "/office.html";

/// Turns the address of an office page into that of its file.
async fn at_its_file(mut request: Request) -> Request {
    if is_office_page(request.uri().path()) {
        *request.uri_mut() = Uri::from_static(OFFICE);
    }
    request
}

/// Exactly these are pages; what they show is decided in the browser.
fn is_office_page(path: &str) -> bool {
    const PAGES: [&str; 10] = [
        "/sign-in",
        "/confirm",
        "/certificates",
        "/ministry",
        "/ministry/cases",
        "/ministry/import",
        "/ministry/issues",
        "/ministry/annulments",
        "/ministry/audit",
        "/account",
    ];
    let is_case = || {
        path.strip_prefix("/ministry/cases/").is_some_and(|id| {
            !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
    };
    path == "/announcements" || PAGES.contains(&path) || is_case()
}

/// A name with a digest in it never changes its content; every other file is
/// asked for anew.
async fn cache(request: Request, next: Next) -> Response<Body> {
    let immutable = has_digest(request.uri().path());
    let mut response = next.run(request).await;
    let found = matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    let value = if immutable && found { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// `web-0123456789abcdef.js`: sixteen hexadecimal digits between - and . or _
fn has_digest(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '.', '_'])
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_exist_are_pages() {
        for path in ["/sign-in", "/ministry", "/ministry/cases", "/ministry/cases/01JD-x_9", "/announcements"]
        {
            assert!(is_office_page(path), "{path}");
        }
        for path in [
            "/",
            "/office.html",
            "/ministry/nothing",
            "/ministry/cases/",
            "/ministry/cases/a/b",
            "/confirm/x",
        ] {
            assert!(!is_office_page(path), "{path}");
        }
    }

    #[test]
    fn only_names_with_a_digest_are_immutable() {
        assert!(has_digest("/web-0123456789abcdef_bg.wasm"));
        assert!(has_digest("/style-0123456789abcdef.css"));
        assert!(!has_digest("/"));
        assert!(!has_digest("/index.html"));
        assert!(!has_digest("/favicon.svg"));
    }
}
