//! The program `postroom`: web, SMTP receiver, workers, commands. Loops, ports and signals belong here.

pub mod commands;
pub mod config;
pub mod logging;

mod failure;
mod file_reader;
pub mod inbound;
mod open;
mod open_files;
mod relay_url;
mod sample;
mod web;

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use engine::{Engine, Loops};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

pub use crate::failure::Failure;
use crate::{
    config::Config,
    inbound::{InboundOptions, Limits, Memory, Networks, Protocol, certificate::Certificate},
};

/// The bound ports: tests bind port 0.
#[derive(Debug)]
pub struct Listeners {
    /// Web pages.
    pub http: TcpListener,
    /// SMTP.
    pub smtp: TcpListener,
    /// LMTP, when it is wanted.
    pub lmtp: Option<TcpListener>,
}

/// Runs everything until `stop`, then ends it in order: first what lets mail in, then what stores it.
pub async fn run(
    config: &Config,
    listeners: Listeners,
    engine: Engine,
    loops: Loops,
    stop: CancellationToken,
) -> Result<(), Failure> {
    open_files::raise_limit();
    let inbound = inbound_options(config)?;
    let store_stop = CancellationToken::new();
    let mut stores = JoinSet::new();
    stores.spawn(loops.committer.run(store_stop.clone()));
    let mut doors = JoinSet::new();
    doors.spawn(loops.sorter.run(stop.clone()));
    doors.spawn(loops.tester.run(stop.clone()));
    doors.spawn(loops.courier.run(stop.clone()));
    doors.spawn(loops.finder.run(stop.clone()));
    doors.spawn(loops.authenticator.run(stop.clone()));
    doors.spawn(loops.renewer.run(stop.clone()));
    doors.spawn(loops.herald.run(stop.clone()));
    if let Some(lmtp) = listeners.lmtp {
        // Whoever hands mail over by LMTP is no balancer, though it may stand in the same network.
        let proxies = Networks::default();
        let options = InboundOptions { protocol: Protocol::Lmtp, proxies, ..inbound.clone() };
        doors.spawn(inbound::serve(engine.clone(), lmtp, options, stop.clone()));
    }
    doors.spawn(loops.indexer.run(stop.clone()));
    doors.spawn(loops.extractor.run(stop.clone()));
    doors.spawn(loops.scanner.run(stop.clone()));
    doors.spawn(loops.fetcher.run(stop.clone()));
    doors.spawn(inbound::serve(engine.clone(), listeners.smtp, inbound, stop.clone()));
    doors.spawn(web::serve(engine.clone(), listeners.http, config.clone(), stop.clone()));
    loop {
        let ended = tokio::select! {
            ended = doors.join_next() => match ended {
                Some(ended) => ended,
                None => break,
            },
            // The committer ends when it is told to, after everything else.
            Some(ended) = stores.join_next() => ended,
        };
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

/// This machine.
const LOOPBACK: [IpNet; 2] = [
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8)),
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128)),
];

fn inbound_options(config: &Config) -> Result<InboundOptions, Failure> {
    let tls = match (&config.smtp_tls_cert, &config.smtp_tls_key) {
        (Some(cert), Some(key)) => {
            let opened = Certificate::open(cert, key);
            let opened =
                opened.map_err(|error| Failure(format!("POSTROOM_SMTP_TLS_CERT, POSTROOM_SMTP_TLS_KEY: {error}")))?;
            Some(Arc::new(opened))
        }
        _ => None,
    };
    let limits = Limits { connections_per_address: config.smtp_connections_per_address, ..Limits::default() };
    Ok(InboundOptions {
        domain: config.mail_domain(),
        protocol: Protocol::Smtp,
        tls,
        limits,
        memory: Memory::default(),
        trusted: Networks::new(&[&LOOPBACK[..], &config.trusted_networks].concat()),
        proxies: Networks::new(&config.proxy_networks),
        disk: config.disk(),
    })
}
