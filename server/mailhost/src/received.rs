//! The trace line a server puts in front of a mail it passes on (RFC 5321 section 4.4).

use std::net::IpAddr;

use lettre::message::header::{Date, Headers};

/// Longest name of a peer that is written down, RFC 5321 section 4.5.3.1.2.
const NAME_MAX_BYTES: usize = 255;

/// How a mail came.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// What the peer called itself.
    pub greeted_as: String,
    /// Where the peer is; not known for a mail handed in by the program itself.
    pub peer: Option<IpAddr>,
    /// RFC 3848's word for the way.
    pub protocol: &'static str,
}

impl Arrival {
    /// The line, with its end, for a mail that `host_name` queued as `queue_id` for `recipient`.
    pub(crate) fn received_line(&self, host_name: &str, queue_id: &str, recipient: &str) -> String {
        let from = named(&self.greeted_as);
        let peer = self.peer.map(|peer| format!(" ({})", literal(peer))).unwrap_or_default();
        let protocol = self.protocol;
        let date = date();
        format!(
            "Received: from {from}{peer}\r\n\tby {host_name} with {protocol} id {queue_id}\r\n\tfor <{recipient}>; {date}\r\n"
        )
    }
}

/// A peer may call itself anything; only what a domain consists of gets into the header.
fn named(greeted_as: &str) -> String {
    let name: String = greeted_as
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_:[]".contains(*c))
        .take(NAME_MAX_BYTES)
        .collect();
    if name.is_empty() { "unknown".into() } else { name }
}

/// Now, as in a header (RFC 5322 section 3.3).
fn date() -> String {
    let mut headers = Headers::new();
    headers.set(Date::now());
    headers.get_raw("Date").unwrap_or_default().to_owned()
}

fn literal(peer: IpAddr) -> String {
    match peer.to_canonical() {
        IpAddr::V4(peer) => format!("[{peer}]"),
        IpAddr::V6(peer) => format!("[IPv6:{peer}]"),
    }
}
