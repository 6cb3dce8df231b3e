//! Connections of browsers: how many there may be, and how long they may say nothing.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinError,
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// Connections at once, and requests of those that have left; mail needs file descriptors too.
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
        let (router, place) = (router.clone(), Arc::new(place));
        let answers = service_fn(move |request| to_its_end(router.clone(), request, peer, place.clone()));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), answers);
        // How it ends is for the browser to know.
        tokio::spawn(ending.watch(connection));
    }
    if timeout(STOP_GRACE, ending.shutdown()).await.is_err() {
        tracing::info!("answers that took too long were broken off");
    }
}

/// Answers a request while Postroom runs, also when whoever asked has left: what was begun is told to all others, and a
/// page is drawn with everything that it is drawn with.
async fn to_its_end(
    router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
    place: Arc<OwnedSemaphorePermit>,
) -> Result<Response, JoinError> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    let answer = tokio::spawn(async move {
        let Ok(response) = router.oneshot(request).await;
        drop(place);
        response
    });
    answer.await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::{Router, routing::get};
    use tokio::{
        io::AsyncWriteExt,
        net::{TcpListener, TcpStream},
        sync::{Notify, mpsc},
    };
    use tokio_util::sync::CancellationToken;

    use super::serve;

    #[tokio::test]
    async fn what_somebody_asked_for_who_has_left_is_done_to_its_end() {
        let (steps, mut seen) = mpsc::unbounded_channel();
        let (go_on, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let goes_on = go_on.clone();
        let step = move |step| _ = steps.send(step);
        let router = Router::new().route(
            "/",
            get(move || async move {
                step("begun");
                goes_on.notified().await;
                step("done");
            }),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(serve(listener, router, stop.clone()));
        let mut browser = TcpStream::connect(address).await.unwrap();
        browser.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        assert_eq!(seen.recv().await, Some("begun"));
        drop(browser);
        // Serving ends when no connection is left: by then this one is known to be gone.
        stop.cancel();
        serving.await.unwrap();
        go_on.notify_one();
        assert_eq!(seen.recv().await, Some("done"));
    }
}
