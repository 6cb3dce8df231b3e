//! Connections of browsers: how many there may be, and how long they may say nothing.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore, time::timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Connections at once; mail needs file descriptors too.
const CONNECTIONS_MAX: usize = 4_096;
/// How long the head of a request may take, and how long a connection is kept without one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// How long answers may still take once Postroom is told to stop.
const STOP_GRACE: Duration = Duration::from_secs(8);
/// A pause after the system has refused a connection, most likely because there are too many open files.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Answers requests until `stop`, then lets those going on finish.
pub(super) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let ending = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection of a browser could not be accepted");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        // Whoever finds no place is told by the closed connection, and comes again.
        let Ok(place) = places.clone().try_acquire_owned() else { continue };
        // Without it every answer over a kept connection waits 40 ms for the client's acknowledgement.
        _ = stream.set_nodelay(true);
        let answers = router.clone().map_request(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            request
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(answers));
        let connection = ending.watch(connection);
        tokio::spawn(async move {
            // How it ends is for the browser to know.
            _ = connection.await;
            drop(place);
        });
    }
    if timeout(STOP_GRACE, ending.shutdown()).await.is_err() {
        tracing::info!("answers that took too long were broken off");
    }
}
