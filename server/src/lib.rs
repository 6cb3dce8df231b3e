//! The program `postroom`: web, SMTP receiver, workers, commands. Loops, ports and signals belong here.

pub mod commands;
pub mod config;
pub mod logging;

mod failure;
pub mod inbound;
mod open;
mod relay_url;
mod sample;
mod web;

use engine::{Engine, Loops};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::config::Config;
pub use crate::failure::Failure;

/// The bound ports: tests bind port 0.
#[derive(Debug)]
pub struct Listeners {
    /// Web pages.
    pub http: TcpListener,
    /// SMTP.
    pub smtp: TcpListener,
}

/// Runs everything until `stop`, then ends it in order: first what lets mail in, then what stores it.
pub async fn run(
    config: &Config,
    listeners: Listeners,
    engine: Engine,
    loops: Loops,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let inbound = inbound_options(config)?;
    let store_stop = CancellationToken::new();
    let mut stores = JoinSet::new();
    stores.spawn(loops.committer.run(store_stop.clone()));
    let mut doors = JoinSet::new();
    doors.spawn(loops.sorter.run(stop.clone()));
    doors.spawn(loops.tester.run(stop.clone()));
    doors.spawn(loops.courier.run(stop.clone()));
    doors.spawn(loops.indexer.run(stop.clone()));
    doors.spawn(inbound::serve(engine.clone(), listeners.smtp, inbound, stop.clone()));
    doors.spawn(web::serve(engine.clone(), listeners.http, config.clone(), stop.clone()));
    while let Some(ended) = doors.join_next().await {
        // One that ends before the others are told to is broken, and half a Postroom must not go on.
        if ended.is_err() || !stop.is_cancelled() {
            tracing::error!("a part of Postroom ended unexpectedly, stopping");
            stop.cancel();
        }
    }
    store_stop.cancel();
    while stores.join_next().await.is_some() {}
    engine.close().await;
    Ok(())
}

fn inbound_options(config: &Config) -> Result<inbound::InboundOptions, Failure> {
    let tls = match (&config.smtp_tls_cert, &config.smtp_tls_key) {
        (Some(cert), Some(key)) => {
            let loaded = inbound::certificate::load(cert, key);
            Some(loaded.map_err(|error| Failure(format!("POSTROOM_SMTP_TLS_CERT, POSTROOM_SMTP_TLS_KEY: {error}")))?)
        }
        _ => None,
    };
    let limits = inbound::Limits { connections_per_address: config.smtp_connections_per_address, ..Default::default() };
    Ok(inbound::InboundOptions { domain: config.mail_domain(), tls, limits })
}
