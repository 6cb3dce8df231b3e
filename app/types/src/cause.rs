//! Why a connection test stopped: one name per cause, found by typed errors, never by the words of a server.

use serde::{Deserialize, Serialize};

/// The field or the place where a cause is mended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// *Custom email address*.
    CustomAddress,
    /// *Host*.
    Host,
    /// *Port*.
    Port,
    /// *Encryption*.
    Encryption,
    /// *Account*.
    Account,
    /// *Password*.
    Password,
    /// *Sign in with*.
    SignInWith,
    /// The redirection at the company's mail server.
    Redirection,
}

/// Who can do something about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fixer {
    /// The admin, on this page.
    You,
    /// The company's IT or its mail provider.
    ItOrProvider,
    /// Whoever runs Postroom.
    Operator,
}

macro_rules! causes {
    ($( $(#[$doc:meta])* $name:ident = $id:literal, $field:expr, $fixer:ident; )*) => {
        /// Why a test stopped.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        pub enum Cause {
            $( $(#[$doc])* #[serde(rename = $id)] $name, )*
        }

        impl Cause {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable id: in reports, in the locale files, in links.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// The field at fault, when one is.
            pub const fn field(self) -> Option<Field> {
                match self { $(Self::$name => $field),* }
            }

            /// Who can mend it.
            pub const fn fixer(self) -> Fixer {
                match self { $(Self::$name => Fixer::$fixer),* }
            }
        }
    };
}

causes! {
    /// The name has no address in DNS.
    HostUnknown = "host_unknown", Some(Field::Host), You;
    /// The name servers gave no usable answer.
    LookupFailed = "lookup_failed", Some(Field::Host), Operator;
    /// The address is private, loopback or reserved and the operator has not allowed it.
    HostNotAllowed = "host_not_allowed", Some(Field::Host), Operator;
    /// Nothing listens at host and port.
    ConnectionRefused = "connection_refused", Some(Field::Port), You;
    /// There is no way to the host's network.
    NoRoute = "no_route", Some(Field::Host), ItOrProvider;
    /// Connecting took too long.
    ConnectTimedOut = "connect_timed_out", Some(Field::Port), ItOrProvider;
    /// Connected, but the server said nothing.
    GreetingTimedOut = "greeting_timed_out", Some(Field::Port), ItOrProvider;
    /// The server greeted with a refusal (421, 554).
    GreetingRefused = "greeting_refused", Some(Field::Host), ItOrProvider;
    /// SSL/TLS was chosen, and the server speaks plainly on this port.
    TlsOnPlaintextPort = "tls_on_plaintext_port", Some(Field::Encryption), You;
    /// STARTTLS was chosen, and the server expects TLS from the first byte.
    PlaintextOnTlsPort = "plaintext_on_tls_port", Some(Field::Encryption), You;
    /// STARTTLS was chosen, and the server does not offer it.
    StartTlsNotOffered = "starttls_not_offered", Some(Field::Encryption), You;
    /// STARTTLS was offered and then refused.
    StartTlsRefused = "starttls_refused", Some(Field::Encryption), ItOrProvider;
    /// The certificate is out of date, or not valid yet.
    CertificateExpired = "certificate_expired", Some(Field::Host), ItOrProvider;
    /// The certificate belongs to other names.
    CertificateWrongName = "certificate_wrong_name", Some(Field::Host), You;
    /// The certificate was issued by nobody we trust.
    CertificateUnknownIssuer = "certificate_unknown_issuer", Some(Field::Host), ItOrProvider;
    /// The certificate is wrong in another way.
    CertificateInvalid = "certificate_invalid", Some(Field::Host), ItOrProvider;
    /// TLS could not be agreed on.
    TlsFailed = "tls_failed", Some(Field::Encryption), ItOrProvider;
    /// The server offers no way of signing in that we know.
    SignInNotOffered = "sign_in_not_offered", Some(Field::Port), ItOrProvider;
    /// Account or password were refused.
    SignInRefused = "sign_in_refused", Some(Field::Password), You;
    /// Signing in is not possible at the moment (4xx).
    SignInUnavailable = "sign_in_unavailable", Some(Field::Account), ItOrProvider;
    /// The sign-in at the provider (OAuth 2) has expired or was taken back.
    OauthExpired = "oauth_expired", Some(Field::SignInWith), You;
    /// The server does not accept the provider's access token.
    OauthRefused = "oauth_refused", Some(Field::SignInWith), ItOrProvider;
    /// The server takes no access tokens: neither XOAUTH2 nor OAUTHBEARER.
    OauthNotOffered = "oauth_not_offered", Some(Field::SignInWith), You;
    /// Nobody has signed in at the provider yet.
    OauthNotConnected = "oauth_not_connected", Some(Field::SignInWith), You;
    /// MAIL FROM was refused.
    SenderRefused = "sender_refused", Some(Field::CustomAddress), ItOrProvider;
    /// RCPT TO was refused.
    RecipientRefused = "recipient_refused", Some(Field::CustomAddress), ItOrProvider;
    /// The message was refused at DATA or after it.
    MessageRefused = "message_refused", Some(Field::CustomAddress), ItOrProvider;
    /// The server asks to try later (4xx after signing in).
    RefusedForNow = "refused_for_now", None, ItOrProvider;
    /// The server closed the connection.
    ConnectionDropped = "connection_dropped", None, ItOrProvider;
    /// An answer after the greeting took too long.
    AnswerTimedOut = "answer_timed_out", None, ItOrProvider;
    /// What came back is not SMTP.
    NotSmtp = "not_smtp", Some(Field::Port), You;
    /// Handed over, but nothing came back: sending works, the redirection does not.
    NotReturned = "not_returned", Some(Field::Redirection), ItOrProvider;
    /// Postroom was stopped while the test ran.
    Interrupted = "interrupted", None, You;
}
