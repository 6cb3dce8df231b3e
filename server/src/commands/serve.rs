//! `postroom serve`.

use std::net::SocketAddr;

use engine::Engine;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{Listeners, config::Config, failure::Failure, open};

/// Runs Postroom until the process is told to stop.
pub async fn run(config: Config) -> Result<(), Failure> {
    let listeners = listen(&config).await?;
    let (engine, loops) = open::open(&config, open::Extras::default()).await?;
    greet(&config, &engine, &listeners).await?;
    crate::run(&config, listeners, engine, loops, stop_signal()).await
}

/// Binds the ports of Postroom.
pub(crate) async fn listen(config: &Config) -> Result<Listeners, Failure> {
    Ok(Listeners {
        http: bind(config.http_addr, "POSTROOM_HTTP_ADDR").await?,
        smtp: bind(config.smtp_addr, "POSTROOM_SMTP_ADDR").await?,
        lmtp: match config.lmtp_addr {
            Some(addr) => Some(bind(addr, "POSTROOM_LMTP_ADDR").await?),
            None => None,
        },
    })
}

/// Binds one port.
pub(crate) async fn bind(addr: SocketAddr, variable: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(addr).await.map_err(|error| {
        Failure(format!(
            "cannot listen on {addr}: {error}. Stop what uses this port, or choose another one with {variable}."
        ))
    })
}

/// Says where Postroom is, and at the first start how to set it up.
pub(crate) async fn greet(config: &Config, engine: &Engine, listeners: &Listeners) -> Result<(), Failure> {
    println!(
        "Postroom: web pages on {}, mail for {} on {}.",
        address(&listeners.http),
        config.mail_domain(),
        address(&listeners.smtp)
    );
    if let Some(lmtp) = &listeners.lmtp {
        println!("LMTP on {}.", address(lmtp));
    }
    if engine.is_set_up().await? {
        println!("Open {}", config.link("/"));
    } else {
        let link = config.link(&format!("/setup?token={}", engine.setup_token().expose()));
        println!("It is ready to be set up. Open this link:\n\n  {link}\n");
    }
    println!("Stop it with Ctrl+C.");
    Ok(())
}

/// The address a port was bound to.
pub(crate) fn address(listener: &TcpListener) -> String {
    listener.local_addr().map(|addr| addr.to_string()).unwrap_or_default()
}

/// Cancelled by SIGINT or SIGTERM; a second signal ends the process at once.
pub(crate) fn stop_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        signalled().await;
        tracing::info!("stopping; a second signal stops at once");
        told.cancel();
        signalled().await;
        std::process::exit(130);
    });
    stop
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
