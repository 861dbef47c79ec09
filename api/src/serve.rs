//! The server: listens, keeps the status list fresh, stops gracefully.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use tokio::net::TcpListener;

use crate::{clock, history::Occasion, routes::router, unit::IssuingUnit, workflow::Press};

/// How often the age of the status list is looked at.
const REFRESH_INTERVAL: Duration = Duration::from_secs(60);
/// Connections that are still busy after this long are cut.
const GRACE: Duration = Duration::from_secs(10);

/// How often the press looks for work.
const PRESS_INTERVAL: Duration = Duration::from_secs(1);
/// Under this name the history has what the press did; who ordered it is there,
/// too. No account can have it, because it holds a space.
const PRESS_ACCOUNT: &str = "the press";

/// Flags of `api serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeArguments {
    /// Address and port
    #[arg(long, env = "DCERT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder of the built pages
    #[arg(long, env = "DCERT_SITE")]
    site: Option<PathBuf>,
    /// Issue the batches in this process, too; without it `api press` does
    #[arg(long, env = "DCERT_PRESS")]
    press: bool,
}

/// Serves until SIGINT or SIGTERM.
pub async fn serve(unit: IssuingUnit, arguments: ServeArguments) -> Result<()> {
    if let Some(site) = arguments.site.as_deref().filter(|site| !site.join("index.html").is_file()) {
        bail!("{} holds no built pages (no index.html)", site.display());
    }
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("cannot listen on {}; is another server running?", arguments.listen))?;
    let unit = Arc::new(unit);
    unit.refresh_list(clock::now()).await?;
    let refresher = tokio::spawn(keep_list_fresh(Arc::clone(&unit)));
    let press = if arguments.press {
        let press = Press::open(&unit.settings)?;
        let unit = Arc::clone(&unit);
        Some(tokio::spawn(async move { run_press(&unit, &press).await }))
    } else {
        None
    };
    let app = router(unit, arguments.site.as_deref()).into_make_service_with_connect_info::<SocketAddr>();
    tracing::info!(address = %listener.local_addr()?, "serving");
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        stop_signal().await;
        let _ = stopping.send(());
    });
    tokio::select! {
        ended = server => ended?,
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("some connections did not end in time");
        }
    }
    refresher.abort();
    if let Some(press) = press {
        press.abort();
    }
    tracing::info!("stopped");
    Ok(())
}

/// Issues what the batches ask for until SIGINT or SIGTERM. The only process that
/// needs the issuing key.
pub async fn press(unit: &IssuingUnit) -> Result<()> {
    let press = Press::open(&unit.settings)?;
    tokio::select! {
        () = run_press(unit, &press) => {}
        () = stop_signal() => {}
    }
    Ok(())
}

async fn run_press(unit: &IssuingUnit, press: &Press) {
    let mut interval = tokio::time::interval(PRESS_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        loop {
            let occasion = Occasion { account: PRESS_ACCOUNT, now: clock::now(), address: None };
            match unit.press(press, occasion).await {
                Ok(outcomes) if outcomes.is_empty() => break,
                Ok(outcomes) => {
                    for failure in outcomes.into_iter().filter_map(Result::err) {
                        tracing::error!(%failure, "a certificate was not issued");
                    }
                }
                Err(error) => {
                    // Everything is where it was; the next tick tries again.
                    tracing::error!(error = format!("{error:#}"), "the press stopped for a moment");
                    break;
                }
            }
        }
    }
}

async fn keep_list_fresh(unit: Arc<IssuingUnit>) {
    let mut interval = tokio::time::interval(REFRESH_INTERVAL);
    loop {
        interval.tick().await;
        if let Err(error) = unit.refresh_list(clock::now()).await {
            // The old list still serves until it expires; the next tick tries again.
            tracing::error!(error = format!("{error:#}"), "the status list could not be refreshed");
        }
    }
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
