//! What a server says about itself (RFC 3463: X.3 and X.4.2) and about how it was spoken to (X.5).

use types::Cause;

use super::{GREETING, MESSAGE};
use crate::explain::rule::{Rule, rule};

pub(super) const TYPED: &[Rule] = &[
    rule(Cause::ServerFull).status(&["4.3.1", "5.3.1"]),
    rule(Cause::SessionTimedOut).code(&["4"]).status(&["4.4.2"]),
];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::StartTlsUnavailable).code(&["454"]).words(&[
        "tls not available",
        "tls currently unavailable",
        "starttls",
    ]),
    rule(Cause::TlsClientCertificate).words(&["no client certificate"]),
    rule(Cause::ServerFull).words(&[
        "insufficient system storage",
        "insufficient system resources",
        "no space left",
        "insufficient disk",
        "disk full",
    ]),
    rule(Cause::SessionTimedOut).code(&["421"]).words(&[
        "timeout exceeded",
        "idle too long",
        "connection expired",
        "timeout - closing",
        "idle timeout",
    ]),
    rule(Cause::ServerBusy).words(&[
        "too many connections",
        "too many concurrent",
        "connection limit*",
        "server is busy",
        "too busy",
    ]),
    rule(Cause::ServerBusy).code(&["421"]).words(&["try again later, closing connection", "service not available"]),
    rule(Cause::ServerBusy).code(&["4"]).status(&["4.3.2"]),
    rule(Cause::ClientListed).at(GREETING).code(&["554"]).words(&["no smtp service", "not accepting mail from you"]),
    rule(Cause::HelloRefused).at(GREETING).words(&[
        "helo*invalid",
        "ehlo*invalid",
        "helo*rejected",
        "helo command rejected",
        "helo*not allowed",
        "need fully-qualified hostname",
        "bad helo",
        "invalid helo",
    ]),
    rule(Cause::CommandRefused).code(&["5"]).words(&[
        "synchronization error",
        "input sent without waiting",
        "improper command pipelining",
        "protocol error",
        "bad sequence",
        "no identity changes",
        "need mail command",
        "need rcpt",
    ]),
    rule(Cause::ServerTrouble).status(&["4.3.5", "5.3.5"]),
    rule(Cause::ServerTrouble).at(MESSAGE).words(&[
        "local error in processing",
        "temporary local problem",
        "temporary server error",
        "internal server error",
        "internal error",
        "server configuration",
        "queue file write",
        "error in processing",
        "failed to connect to relay",
    ]),
];
