//! What the public reaches.

use std::sync::Arc;

use api::router;
use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use certificate::Verdict;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use verifier_wasm::{StatusEvidence, verify};

use super::support::{TestUnit, officer};

async fn public() -> (Router, TestUnit) {
    let test = TestUnit::with_certificates().await;
    test.unit.publish(api::now()).await.unwrap();
    let site = test.data().join("site");
    std::fs::create_dir(&site).unwrap();
    std::fs::write(site.join("index.html"), "<!doctype html>").unwrap();
    std::fs::write(site.join("office.html"), "<!doctype html><title>office</title>").unwrap();
    std::fs::write(site.join("web-0123456789abcdef.js"), "//").unwrap();
    let server = test.second_process().await;
    (router(Arc::new(server), Some(&site)), test)
}

async fn send(
    router: &Router,
    method: &str,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn get(router: &Router, path: &str) -> Response<Body> {
    send(router, "GET", path, &[]).await
}

async fn body(response: Response<Body>) -> Vec<u8> {
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_served_list_judges_an_issued_certificate() {
    let (router, test) = public().await;
    let response = get(&router, "/status/1").await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/statuslist+jwt");
    let token = body(response).await;
    let file = test.file("教字第000201號").await;
    let evidence = StatusEvidence { token: Some(&token), newest_seen: None };
    assert_eq!(verify(&file, &test.unit.anchors(), evidence, api::now()).verdict, Verdict::Current);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_list_is_not_sent_again() {
    let (router, _test) = public().await;
    let first = send(&router, "GET", "/status/1", &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!(first.headers()[header::CONTENT_ENCODING], "br");
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    let headers = [(header::ACCEPT_ENCODING, "gzip, br"), (header::IF_NONE_MATCH, tag.as_str())];
    let second = send(&router, "GET", "/status/1", &headers).await;
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert!(body(second).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_is_documented_and_every_public_one_answers() {
    let (router, _test) = public().await;
    let document: serde_json::Value =
        serde_json::from_slice(&body(get(&router, "/api/openapi.json").await).await).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, methods): (&String, &serde_json::Value)| {
        let methods: Vec<_> = methods.as_object().unwrap().keys().cloned().collect();
        methods.into_iter().map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    let mut documented: Vec<_> = paths.iter().flat_map(methods).collect();
    let mut served: Vec<_> =
        api::served_routes().iter().map(|(method, path)| format!("{method} {path}")).collect();
    documented.sort();
    served.sort();
    assert_eq!(documented, served);
    let is_public = |row: &&api::Access| row.who == api::Who::Public && row.method == "GET";
    for row in api::ACCESS.iter().filter(is_public) {
        assert_eq!(get(&router, row.path).await.status(), StatusCode::OK, "{}", row.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers() {
    let (router, _test) = public().await;
    for path in ["/", "/status/1", "/healthz", "/nowhere", "/web-0123456789abcdef.js"] {
        let response = get(&router, path).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"), "{path}");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(response.headers()[header::REFERRER_POLICY], "no-referrer", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_problems() {
    let (router, _test) = public().await;
    for (method, path, status) in [
        ("GET", "/nowhere", StatusCode::NOT_FOUND),
        ("GET", "/../dcert.sqlite", StatusCode::NOT_FOUND),
        ("POST", "/status/1", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let response = send(&router, method, path, &[]).await;
        assert_eq!(response.status(), status, "{method} {path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{method} {path}");
        let problem: certificate::api::Problem = serde_json::from_slice(&body(response).await).unwrap();
        assert_eq!(problem.status, status.as_u16());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_limit_is_a_problem() {
    let (router, _test) = public().await;
    let headers = [(header::CONTENT_LENGTH, "1000000")];
    let response = send(&router, "GET", "/status/1", &headers).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_names_with_a_digest_are_cached_for_long() {
    let (router, _test) = public().await;
    let immutable = get(&router, "/web-0123456789abcdef.js").await;
    assert!(immutable.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    let page = get(&router, "/").await;
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_office_page_is_the_office() {
    let (router, _test) = public().await;
    for path in ["/sign-in", "/confirm", "/certificates", "/ministry", "/ministry/cases/01JD", "/account"] {
        let page = get(&router, path).await;
        assert_eq!(page.headers()[header::CACHE_CONTROL], "no-cache", "{path}");
        assert!(String::from_utf8(body(page).await).unwrap().contains("office"), "{path}");
    }
    for path in ["/ministry/nothing", "/ministry/cases/", "/sign-in/more"] {
        assert_eq!(get(&router, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn announcements_are_a_page_for_browsers_and_json_for_programs() {
    let (router, _test) = public().await;
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (accept, expected) in
        [(browser, "text/html"), ("application/json", "application/json"), ("*/*", "application/json")]
    {
        let answer = send(&router, "GET", "/announcements", &[(header::ACCEPT, accept)]).await;
        assert_eq!(answer.headers()[header::CONTENT_TYPE], expected, "{accept}");
        assert!(answer.headers()[header::VARY].to_str().unwrap().contains("accept"), "{accept}");
    }
    // What a browser asks for by hand stays what it is everywhere else.
    let list = send(&router, "GET", "/status/1", &[(header::ACCEPT, browser)]).await;
    assert_eq!(list.headers()[header::CONTENT_TYPE], "application/statuslist+jwt");
}

#[tokio::test(flavor = "multi_thread")]
async fn announcements_name_annulled_k12_certificates_and_no_person() {
    let (router, test) = public().await;
    assert_eq!(body(get(&router, "/announcements").await).await, b"[]");
    let annulment = test.annul("樣教字第000301號", None).await.unwrap();
    let text = String::from_utf8(body(get(&router, "/announcements").await).await).unwrap();
    assert_eq!(text, "[{\"certificate_number\":\"樣教字第000301號\",\"decision_date\":\"2026-11-20\"}]");
    let undo = api::Reinstating {
        legal_basis: "訴願決定".to_owned(),
        decision_date: "115-11-21".parse().unwrap(),
        document_number: None,
    };
    test.unit.reinstate(&annulment.id, &undo, officer()).await.unwrap();
    assert_eq!(body(get(&router, "/announcements").await).await, b"[]");
}
