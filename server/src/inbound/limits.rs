//! How much a client may ask of the receiver, and how long it may take.

use std::time::Duration;

/// The limits of the SMTP receiver. The defaults are for production; tests shorten them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest message, offered as SIZE (RFC 1870). 50 MiB: what big providers let through, plus a third for base64.
    pub message_bytes: usize,
    /// How much of a message that was found too large is still read, so that its sender hears `552` instead of a
    /// broken connection; after that the connection is closed.
    pub discarded_bytes: usize,
    /// What is kept in memory of a message that is being received; what is beyond goes to the disk in pieces of this
    /// size. Ordinary mail never does.
    pub spool_bytes: usize,
    /// Recipients of one message; RFC 5321 section 4.5.3.1.8 wants at least 100.
    pub recipients: usize,
    /// Refused commands before a client is sent away; a mail that is accepted begins the count anew.
    pub errors: usize,
    /// Commands without effect (NOOP, RSET, VRFY, HELP, repeated greetings, empty chunks, and MAIL while nothing can be
    /// taken) before a client is sent away; a mail that is accepted begins the count anew.
    pub idle_commands: usize,
    /// Connections at one time.
    pub connections: usize,
    /// Connections at one time from one IPv4 address or one IPv6 network of 64 bits. This and the next three do not
    /// count for this machine and for networks that the operator trusts.
    pub connections_per_address: usize,
    /// Connections at one time from one network: 24 bits of IPv4, 48 of IPv6.
    pub connections_per_network: usize,
    /// New connections in a minute from one address; from one network four times as many.
    pub connections_per_minute: u32,
    /// Messages in a minute from one address; from one network four times as many. Large providers send from many.
    pub messages_per_minute: u32,
    /// How long a stranger is watched before it is greeted: who speaks then is sent away (RFC 5321 section 4.3.1).
    pub greeting_delay: Duration,
    /// The header of the PROXY protocol must be there within this time.
    pub proxy_header: Duration,
    /// A whole command must arrive within this time (RFC 5321 section 4.5.3.2.7: at least five minutes).
    pub command: Duration,
    /// Something of the message must arrive within this time (RFC 5321 section 4.5.3.2.5: three minutes).
    pub data_block: Duration,
    /// In each such time …
    pub window: Duration,
    /// … so much of a message must arrive: 500 bytes a second, a tenth of a modem's.
    pub window_bytes: usize,
    /// The whole message must arrive within this time: 50 MiB over 16 KB/s, so that no connection lasts forever.
    pub data_whole: Duration,
    /// Our replies must be taken within this time.
    pub reply: Duration,
    /// The TLS handshake must be over within this time.
    pub tls_handshake: Duration,
    /// How long we wait for a client we have sent away to read why and to close.
    pub parting: Duration,
    /// How long a session may go on with the message it is sending once Postroom stops: less than the ten seconds
    /// that container runtimes grant.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 50 << 20,
            discarded_bytes: 50 << 20,
            spool_bytes: 256 << 10,
            recipients: 100,
            errors: 20,
            idle_commands: 100,
            connections: 2_000,
            connections_per_address: 100,
            connections_per_network: 400,
            connections_per_minute: 600,
            messages_per_minute: 1_200,
            greeting_delay: Duration::from_millis(500),
            proxy_header: Duration::from_secs(5),
            command: Duration::from_secs(5 * 60),
            data_block: Duration::from_secs(3 * 60),
            window: Duration::from_secs(5 * 60),
            window_bytes: 150_000,
            data_whole: Duration::from_secs(60 * 60),
            reply: Duration::from_secs(5 * 60),
            tls_handshake: Duration::from_secs(60),
            parting: Duration::from_secs(1),
            shutdown_grace: Duration::from_secs(8),
        }
    }
}
