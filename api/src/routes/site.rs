//! The built pages, with the compressed copies that the build put beside them.

use std::{convert::Infallible, path::Path};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tower::service_fn;
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
    Router::new().fallback_service(files).layer(axum::middleware::from_fn(cache))
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
    fn only_names_with_a_digest_are_immutable() {
        assert!(has_digest("/web-0123456789abcdef_bg.wasm"));
        assert!(has_digest("/style-0123456789abcdef.css"));
        assert!(!has_digest("/"));
        assert!(!has_digest("/index.html"));
        assert!(!has_digest("/favicon.svg"));
    }
}
