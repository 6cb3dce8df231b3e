//! `/metrics`: the counts of the outside contract as Prometheus text, for this machine and named networks only.

use std::fmt::Write;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Peer, Web, client};

/// The media type of Prometheus' text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The counts.
pub(crate) async fn metrics(State(web): State<Web>, peer: Peer, headers: HeaderMap) -> Response {
    let ip = peer.0.ip().to_canonical();
    // Behind a proxy on this machine everybody would seem to come from here.
    let is_proxied = client::is_proxied(&headers);
    let is_named = web.config.metrics_networks.iter().any(|network| network.contains(&ip));
    if is_proxied || !(ip.is_loopback() || is_named) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match web.engine.statistics().await {
        Ok(statistics) => ([(header::CONTENT_TYPE, TEXT_FORMAT)], text(&statistics)).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics could not be counted");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn text(statistics: &engine::Statistics) -> String {
    let mut text =
        String::from("# HELP postroom_messages Messages in the store by state.\n# TYPE postroom_messages gauge\n");
    for (state, n) in &statistics.messages {
        _ = writeln!(text, "postroom_messages{{state=\"{}\"}} {n}", state.as_str());
    }
    text.push_str("# HELP postroom_messages_accepted Messages ever answered with 250.\n# TYPE postroom_messages_accepted counter\n");
    _ = writeln!(text, "postroom_messages_accepted {}", statistics.messages_accepted);
    text
}
