//! `postroom serve`.

use std::{io, net::SocketAddr};

use engine::Engine;
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{Listeners, config::Config, failure::Failure, open};

/// Connections that the system holds until they are accepted. Where a burst finds no room, a client of SMTP waits for a
/// greeting that never comes; the 128 of Rust's library were too few for a thousand at once.
const WAITING_MAX: u32 = 4_096;

/// Runs Postroom until the process is told to stop.
pub async fn run(config: Config) -> Result<(), Failure> {
    let listeners = listen(&config)?;
    let (engine, loops) = open::open(&config, open::Extras::default()).await?;
    let stop = stop_signal()?;
    greet(&config, &engine, &listeners).await?;
    crate::run(&config, listeners, engine, loops, stop).await
}

/// Binds the ports of Postroom.
pub(crate) fn listen(config: &Config) -> Result<Listeners, Failure> {
    Ok(Listeners {
        http: bind(config.http_addr, "POSTROOM_HTTP_ADDR")?,
        smtp: bind(config.smtp_addr, "POSTROOM_SMTP_ADDR")?,
        lmtp: match config.lmtp_addr {
            Some(addr) => Some(bind(addr, "POSTROOM_LMTP_ADDR")?),
            None => None,
        },
    })
}

/// Binds one port.
pub(crate) fn bind(addr: SocketAddr, variable: &str) -> Result<TcpListener, Failure> {
    listener(addr).map_err(|error| {
        Failure(format!(
            "cannot listen on {addr}: {error}. Stop what uses this port, or choose another one with {variable}."
        ))
    })
}

fn listener(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Windows lends a port to several programs by this, and needs it for nothing.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(WAITING_MAX)
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

/// Cancelled by SIGINT or SIGTERM from now on; a second signal ends the process at once.
pub(crate) fn stop_signal() -> Result<CancellationToken, Failure> {
    let heard = |kind| signal(kind).map_err(|error| Failure(format!("signals cannot be heard: {error}")));
    let (mut interrupt, mut terminate) = (heard(SignalKind::interrupt())?, heard(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {} _ = terminate.recv() => {} }
        tracing::info!("stopping; a second signal stops at once");
        told.cancel();
        tokio::select! { _ = interrupt.recv() => {} _ = terminate.recv() => {} }
        std::process::exit(130);
    });
    Ok(stop)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::future::join_all;
    use tokio::{net::TcpStream, time::timeout};

    use super::bind;

    #[tokio::test]
    async fn a_burst_finds_room() {
        let listener = bind(([127, 0, 0, 1], 0).into(), "X").unwrap();
        let addr = listener.local_addr().unwrap();
        // Nobody accepts: the 129th would not get through a queue of 128.
        let burst = join_all((0..300).map(|_| TcpStream::connect(addr)));
        let connected = timeout(Duration::from_secs(20), burst).await.expect("the queue is too short");
        assert!(connected.iter().all(Result::is_ok));
    }
}
