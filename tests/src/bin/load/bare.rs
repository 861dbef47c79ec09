//! A server that does nothing: what this machine, its network stack and hyper can do at
//! most, and what the client costs.

use std::{convert::Infallible, net::SocketAddr};

use anyhow::Result;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

const LONGEST: usize = 4 << 20;

pub async fn serve(address: SocketAddr) -> Result<Value> {
    let listener = TcpListener::bind(address).await?;
    let bytes = Bytes::from(vec![b'x'; LONGEST]);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let bytes = bytes.clone();
        let answer = move |request: Request<Incoming>| {
            let length = request.uri().path().trim_start_matches('/').parse().unwrap_or(0).min(LONGEST);
            let body = bytes.slice(..length);
            async move { Ok::<_, Infallible>(Response::new(Full::new(body))) }
        };
        tokio::spawn(async move {
            // A client that hangs up is no fault.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await;
        });
    }
}
