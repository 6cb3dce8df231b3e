//! The web: pages, server functions, files, live changes, metrics.

mod api;
mod attaching;
mod client;
mod connections;
mod files;
mod guard;
mod health;
mod live;
mod metrics;
mod oauth;
mod report;
mod site;
mod visitor;
mod zipped;

use std::{net::SocketAddr, sync::Arc};

use any_spawner::Executor;
use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit},
    middleware,
    routing::{get, post},
};
use engine::Engine;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer};

use crate::config::Config;

/// Largest body of a post in bytes: settings and answers; a letter of ours may take six characters on the way. Files have
/// a limit of their own.
const BODY_MAX_BYTES: usize = 640 * 1024;

/// What every handler may need.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    engine: Engine,
    config: Arc<Config>,
    stop: CancellationToken,
}

/// Answers requests until `stop`, then lets those going on finish.
pub(crate) async fn serve(engine: Engine, listener: TcpListener, config: Config, stop: CancellationToken) {
    // A second call finds the executor there, which is as good.
    _ = Executor::init_tokio();
    let web = Web { engine, config: Arc::new(config), stop: stop.clone() };
    connections::serve(listener, router(web), stop).await;
}

fn router(web: Web) -> Router {
    let calls = |request| leptos_axum::handle_server_fns_with_context(context, request);
    let people = Router::new()
        .route("/call/{*name}", post(calls))
        .route("/language", post(visitor::choose_language))
        .route("/live", get(live::changes))
        .route("/recruiting/unassigned/{id}/raw", get(files::raw))
        .route("/recruiting/unassigned/{id}/html", get(files::html))
        .route("/recruiting/unassigned/{id}/attachments/{index}", get(files::attachment))
        .route("/recruiting/unassigned/{id}/attachments/{index}/preview", get(files::preview))
        .route("/recruiting/unassigned/{id}/files.zip", get(files::every))
        .route("/outgoing-files/{id}", get(files::outgoing))
        .route("/answer-files", post(attaching::attach).layer(DefaultBodyLimit::max(attaching::UPLOAD_MAX_BYTES)))
        .route("/oauth/connect", post(oauth::connect))
        .route("/oauth/disconnect", post(oauth::disconnect))
        .route("/oauth/return", get(oauth::come_back))
        .route("/settings/recruiting/report/{test}", get(report::show))
        .route("/settings/recruiting/report/{test}/text", get(report::text))
        .route("/reports/link", post(report::make_link))
        .route("/reports/revoke", post(report::revoke))
        .route("/reports/send", post(report::send))
        .fallback(leptos_axum::render_app_async_with_context(context, app::shell::shell))
        .layer(middleware::from_fn_with_state(web.clone(), visitor::introduce));
    Router::new()
        .merge(site::routes())
        .merge(api::routes(web.clone()))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::metrics))
        .route("/report/{token}", get(report::linked))
        .fallback_service(people.with_state(web.clone()))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(guard::security_headers))
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(CatchPanicLayer::new())
        .with_state(web)
}

/// What pages and server functions find in their context beside the request.
fn context() {
    provide_context(site::files());
    if let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
        guard::allow_scripts(&response, &nonce.to_string());
    }
}

/// The address a request came from.
pub(crate) type Peer = ConnectInfo<SocketAddr>;
