//! What operating systems, resolvers and TLS libraries say before a server says anything. Postroom itself knows these
//! by their types; the words are for what people paste.

use types::{Cause, StageName};

use crate::explain::rule::{Rule, rule};

const LOOKUP: &[StageName] = &[StageName::Lookup];
const CONNECT: &[StageName] = &[StageName::Connect];
const GREETING: &[StageName] = &[StageName::Greeting];
const ENCRYPTION: &[StageName] = &[StageName::Encryption];

pub(super) const RULES: &[Rule] = &[
    rule(Cause::HostWithoutAddress).at(LOOKUP).bare().words(&[
        "no address associated with",
        "nodata",
        "no addresses found",
        "no addresses returned",
    ]),
    rule(Cause::HostUnknown).at(LOOKUP).bare().words(&[
        "name or service not known",
        "nodename nor servname",
        "no such host",
        "nxdomain",
        "non-existent domain",
        "enotfound",
        "host not found",
    ]),
    rule(Cause::LookupRefused).at(LOOKUP).bare().words(&["servfail", "server failure"]),
    rule(Cause::LookupFailed).at(LOOKUP).bare().words(&[
        "temporary failure in name resolution",
        "eai_again",
        "dns*timed out",
        "dns*timeout",
    ]),
    rule(Cause::ConnectionRefused).at(CONNECT).bare().words(&["connection refused", "econnrefused", "10061"]),
    rule(Cause::Port25Blocked).at(CONNECT).bare().words(&["port 25*blocked", "port 25*timed out", "outbound*port 25"]),
    rule(Cause::GreetingTimedOut).at(GREETING).bare().words(&[
        "greeting*timeout",
        "greeting*timed out",
        "timed out*greeting",
        "timeout*greeting",
        "greeting never received",
    ]),
    rule(Cause::DroppedAtGreeting).at(GREETING).bare().words(&[
        "closed before*greeting",
        "closed while*greeting",
        "eof*greeting",
        "incomplete response",
    ]),
    rule(Cause::ConnectTimedOut).at(CONNECT).bare().words(&[
        "connection timed out",
        "etimedout",
        "operation timed out",
        "connect*timed out",
        "timeout*connect",
        "deadline has elapsed",
        "10060",
    ]),
    rule(Cause::NoRoute).at(CONNECT).bare().words(&[
        "no route to host",
        "host is unreachable",
        "network is unreachable",
        "ehostunreach",
        "enetunreach",
    ]),
    rule(Cause::TlsOnPlaintextPort).at(ENCRYPTION).bare().words(&[
        "wrong version number",
        "wrong_version_number",
        "*invalidcontenttype",
        "packet length too long",
        "record layer failure",
        "unknown protocol",
    ]),
    rule(Cause::CertificateNotYetValid).at(ENCRYPTION).bare().words(&[
        "not yet valid",
        "not valid yet",
        "notvalidyet*",
    ]),
    rule(Cause::CertificateExpired).at(ENCRYPTION).bare().words(&[
        "certificate*expired",
        "cert_has_expired",
        "certificateexpired",
    ]),
    rule(Cause::CertificateWrongName).at(ENCRYPTION).bare().words(&[
        "hostname mismatch",
        "not valid for name",
        "notvalidforname*",
        "does not match*certificate",
        "certificate*does not match",
        "altname*",
    ]),
    rule(Cause::CertificateUnknownIssuer).at(ENCRYPTION).bare().words(&[
        "self-signed certificate in certificate chain",
        "unknownissuer",
        "unknown issuer",
        "unable to get local issuer",
        "unable to get issuer",
        "alert unknown ca",
        "unknown_ca",
        "unable_to_verify_leaf",
    ]),
    rule(Cause::CertificateSelfSigned).at(ENCRYPTION).bare().words(&[
        "self-signed",
        "self signed",
        "causedasendentity",
        "depth_zero_self_signed",
    ]),
    rule(Cause::CertificateRevoked).at(ENCRYPTION).bare().words(&["certificate*revoked", "cert_revoked"]),
    rule(Cause::TlsTooOld).at(ENCRYPTION).bare().words(&[
        "protocol version",
        "protocol_version",
        "unsupported protocol",
        "suitable tls version",
        "*tls12or13*",
        "tls12notoffered*",
        "no protocols available",
    ]),
    rule(Cause::TlsNoCipher).at(ENCRYPTION).bare().words(&[
        "handshake failure",
        "handshake_failure",
        "no shared cipher",
        "acceptable set of security parameters",
        "nociphersuitesincommon",
        "dh key too small",
        "insufficient security",
    ]),
    rule(Cause::TlsClientCertificate)
        .at(ENCRYPTION)
        .bare()
        .words(&["certificate required", "required a client certificate"]),
    rule(Cause::TlsNameRefused).at(ENCRYPTION).bare().words(&[
        "unrecognized name",
        "unrecognised name",
        "unrecognized_name",
    ]),
    rule(Cause::DroppedAtEncryption).at(ENCRYPTION).bare().words(&[
        "unexpected eof",
        "eof occurred in violation",
        "handshake eof",
        "without sending tls close_notify",
    ]),
    rule(Cause::StartTlsNotOffered).at(ENCRYPTION).bare().words(&[
        "starttls*not*offered",
        "starttls*not*supported",
        "no starttls",
    ]),
    rule(Cause::ConnectionDropped).at(CONNECT).bare().words(&[
        "connection reset",
        "econnreset",
        "broken pipe",
        "epipe",
        "10054",
        "connection closed",
        "connection unexpectedly closed",
    ]),
];
