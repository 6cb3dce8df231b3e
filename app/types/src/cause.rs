//! Why a server did not do what was asked: one name per cause. The engine's catalogue recognises them.

mod field;
mod fixer;
#[cfg(not(target_arch = "wasm32"))]
mod words;

use serde::{Deserialize, Serialize};

pub use field::Field;
use field::field;
pub use fixer::Fixer;
#[cfg(not(target_arch = "wasm32"))]
pub use words::CauseWords;

macro_rules! causes {
    ($( $(#[$doc:meta])* $name:ident = $id:literal, $field:tt, $fixer:ident; )*) => {
        /// Why something stopped.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        pub enum Cause {
            $( $(#[$doc])* #[serde(rename = $id)] $name, )*
        }

        impl Cause {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable id: stored, in reports, in the locale files, in links.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// From its id.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|cause| cause.id() == id)
            }

            /// The field at fault, when one is.
            pub const fn field(self) -> Option<Field> {
                match self { $(Self::$name => field!($field)),* }
            }

            /// Who can mend it.
            pub const fn fixer(self) -> Fixer {
                match self { $(Self::$name => Fixer::$fixer),* }
            }
        }
    };
}

causes! {
    /// The name does not exist in DNS.
    HostUnknown = "host_unknown", Host, You;
    /// The name exists and has no address.
    HostWithoutAddress = "host_without_address", Host, You;
    /// The domain's name servers answered with an error.
    LookupRefused = "lookup_refused", Host, Dns;
    /// The name servers gave no usable answer.
    LookupFailed = "lookup_failed", Host, Operator;
    /// The address is private, loopback or reserved and the operator has not allowed it.
    HostNotAllowed = "host_not_allowed", Host, Operator;
    /// The port is none that mail servers use.
    PortNotAllowed = "port_not_allowed", Port, You;
    /// Nothing listens at host and port.
    ConnectionRefused = "connection_refused", Port, You;
    /// There is no way to the host's network.
    NoRoute = "no_route", Host, ItOrProvider;
    /// This machine's own firewall forbids the connection.
    ConnectionForbidden = "connection_forbidden", Port, Operator;
    /// Connecting took too long.
    ConnectTimedOut = "connect_timed_out", Port, ItOrProvider;
    /// Port 25 does not answer from here, and a port for sending does.
    Port25Blocked = "port_25_blocked", Port, You;
    /// Connected, but the server said nothing.
    GreetingTimedOut = "greeting_timed_out", Port, ItOrProvider;
    /// The server hung up before it greeted.
    DroppedAtGreeting = "dropped_at_greeting", Port, ItOrProvider;
    /// The server greeted with a refusal, for a reason of its own.
    GreetingRefused = "greeting_refused", Host, ItOrProvider;
    /// The server is busy, or holds too many connections of ours.
    ServerBusy = "server_busy", -, ItOrProvider;
    /// The address we come from stands on a block list.
    ClientListed = "client_listed", -, Operator;
    /// The provider takes nothing from addresses it does not know.
    ClientNotKnown = "client_not_known", -, Operator;
    /// The address we come from has no name in DNS.
    ClientWithoutName = "client_without_name", -, Operator;
    /// EHLO was refused.
    HelloRefused = "hello_refused", -, Operator;
    /// It is the server for incoming mail: nobody signs in there.
    ReceivingServer = "receiving_server", Host, You;
    /// An IMAP or POP3 server answers.
    MailboxServer = "mailbox_server", Port, You;
    /// What came back is not SMTP.
    NotSmtp = "not_smtp", Port, You;
    /// The server answers before it has been asked.
    AnswersEarly = "answers_early", -, ItOrProvider;
    /// SSL/TLS was chosen, and the server speaks plainly on this port.
    TlsOnPlaintextPort = "tls_on_plaintext_port", Encryption, You;
    /// STARTTLS was chosen, and the server expects TLS from the first byte.
    PlaintextOnTlsPort = "plaintext_on_tls_port", Encryption, You;
    /// STARTTLS was chosen, and the server does not offer it.
    StartTlsNotOffered = "starttls_not_offered", Encryption, You;
    /// Something on the way has blotted STARTTLS out.
    StartTlsStripped = "starttls_stripped", Encryption, It;
    /// STARTTLS was offered and then refused.
    StartTlsRefused = "starttls_refused", Encryption, ItOrProvider;
    /// STARTTLS is not possible at the moment (454).
    StartTlsUnavailable = "starttls_unavailable", Encryption, ItOrProvider;
    /// The server hung up while encryption was being agreed on.
    DroppedAtEncryption = "dropped_at_encryption", Encryption, ItOrProvider;
    /// The server speaks TLS 1.1 or older only.
    TlsTooOld = "tls_too_old", Encryption, ItOrProvider;
    /// There is no cipher suite in common.
    TlsNoCipher = "tls_no_cipher", Encryption, ItOrProvider;
    /// The server wants a certificate of ours.
    TlsClientCertificate = "tls_client_certificate", Port, ItOrProvider;
    /// The server knows nothing of the host's name.
    TlsNameRefused = "tls_name_refused", Host, ItOrProvider;
    /// TLS could not be agreed on.
    TlsFailed = "tls_failed", Encryption, ItOrProvider;
    /// The certificate has run out.
    CertificateExpired = "certificate_expired", Host, ItOrProvider;
    /// The certificate is valid later only.
    CertificateNotYetValid = "certificate_not_yet_valid", Host, ItOrProvider;
    /// The certificate belongs to other names.
    CertificateWrongName = "certificate_wrong_name", Host, You;
    /// The server vouches for itself.
    CertificateSelfSigned = "certificate_self_signed", Host, ItOrProvider;
    /// The certificate was issued by nobody we trust.
    CertificateUnknownIssuer = "certificate_unknown_issuer", Host, ItOrProvider;
    /// The certificate was withdrawn.
    CertificateRevoked = "certificate_revoked", Host, ItOrProvider;
    /// The certificate is wrong in another way.
    CertificateInvalid = "certificate_invalid", Host, ItOrProvider;
    /// The server offers no way of signing in that we know.
    SignInNotOffered = "sign_in_not_offered", Port, ItOrProvider;
    /// The server knows the way of signing in, and does not let us use it.
    MechanismRefused = "mechanism_refused", Password, ItOrProvider;
    /// Signing in needs encryption first.
    EncryptionDemanded = "encryption_demanded", Encryption, You;
    /// Account or password were refused.
    SignInRefused = "sign_in_refused", Password, You;
    /// Signing in is not possible at the moment (4xx).
    SignInUnavailable = "sign_in_unavailable", -, ItOrProvider;
    /// There were too many sign-ins in a short time.
    TooManySignIns = "too_many_sign_ins", Account, You;
    /// The account is switched off.
    AccountDisabled = "account_disabled", Account, ItOrProvider;
    /// The password has run out and must be changed.
    PasswordExpired = "password_expired", Password, You;
    /// The provider wants an app password.
    AppPasswordNeeded = "app_password_needed", Password, You;
    /// The provider wants a sign-in in the browser first.
    BrowserSignInNeeded = "browser_sign_in_needed", Account, You;
    /// Google does not know address and password.
    GoogleSignInRefused = "google_sign_in_refused", Password, You;
    /// Yahoo and AOL take app passwords only.
    YahooSignInRefused = "yahoo_sign_in_refused", Password, You;
    /// GMX, WEB.DE, IONOS or Amazon SES refuse: wrong, or access by programs is off.
    AccessSwitchedOff = "access_switched_off", Password, You;
    /// Microsoft takes no password any more.
    MicrosoftPasswordEnded = "microsoft_password_ended", Password, Provider;
    /// SMTP AUTH is switched off for the whole organisation at Microsoft.
    MicrosoftTenantOff = "microsoft_tenant_off", Account, Provider;
    /// SMTP AUTH is switched off for the mailbox at Microsoft.
    MicrosoftMailboxOff = "microsoft_mailbox_off", Account, Provider;
    /// Microsoft's security defaults forbid it.
    MicrosoftSecurityDefaults = "microsoft_security_defaults", Account, Provider;
    /// An access policy at Microsoft forbids it.
    MicrosoftAccessPolicy = "microsoft_access_policy", Account, Provider;
    /// Microsoft says that account or password are wrong.
    MicrosoftSignInRefused = "microsoft_sign_in_refused", Password, You;
    /// Microsoft refuses and does not say why.
    MicrosoftUnclear = "microsoft_unclear", Account, Provider;
    /// The provider lets nobody in from our address.
    ClientNotAuthorised = "client_not_authorised", Account, Provider;
    /// The permission to sign in (OAuth 2) has run out or was taken back.
    OauthExpired = "oauth_expired", SignInWith, You;
    /// The permission (OAuth 2) is there, and the server does not accept it for this account.
    OauthRefused = "oauth_refused", SignInWith, ItOrProvider;
    /// The provider does not accept this Postroom, whoever signs in (OAuth 2).
    OauthClientRefused = "oauth_client_refused", SignInWith, Operator;
    /// The server is not one of the provider's, so the token (OAuth 2) was not shown to it.
    OauthOtherServer = "oauth_other_server", Host, You;
    /// The server does not offer signing in with OAuth 2.
    OauthNotOffered = "oauth_not_offered", SignInWith, You;
    /// Nobody has connected the account yet (OAuth 2).
    OauthNotConnected = "oauth_not_connected", SignInWith, You;
    /// The server wants a sign-in before it takes mail.
    SignInDemanded = "sign_in_demanded", Account, You;
    /// MAIL FROM was refused.
    SenderRefused = "sender_refused", CustomAddress, ItOrProvider;
    /// The account may not send as this address.
    SenderNotOwned = "sender_not_owned", CustomAddress, ItOrProvider;
    /// The account lacks the permission *Send as* at Exchange or Microsoft 365.
    MicrosoftSendAs = "microsoft_send_as", CustomAddress, Provider;
    /// The sender's address is not confirmed at the sending service.
    SenderNotVerified = "sender_not_verified", CustomAddress, Provider;
    /// The sender's domain is not in DNS.
    SenderDomainUnknown = "sender_domain_unknown", CustomAddress, Dns;
    /// The sender's address is written in a way that the server cannot read.
    SenderMalformed = "sender_malformed", CustomAddress, You;
    /// The server cannot take letters beyond ASCII before the @.
    Utf8NotOffered = "utf8_not_offered", CustomAddress, You;
    /// Google's relay does not know us.
    GoogleRelayRefused = "google_relay_refused", Account, Provider;
    /// The provider has stopped this mailbox's sending.
    SendingSuspended = "sending_suspended", Account, Provider;
    /// Microsoft has stopped the organisation's sending.
    MicrosoftTenantBlocked = "microsoft_tenant_blocked", Account, Provider;
    /// Microsoft does not trust the new organisation yet.
    MicrosoftTenantNew = "microsoft_tenant_new", Account, Provider;
    /// The sender's domain is not set up at Microsoft.
    MicrosoftDomainUnregistered = "microsoft_domain_unregistered", CustomAddress, Provider;
    /// RCPT TO was refused.
    RecipientRefused = "recipient_refused", CustomAddress, ItOrProvider;
    /// The recipient's mailbox does not exist.
    RecipientUnknown = "recipient_unknown", CustomAddress, You;
    /// The recipient's domain does not exist.
    RecipientDomainUnknown = "recipient_domain_unknown", CustomAddress, You;
    /// The recipient's domain takes no mail at all.
    RecipientDomainClosed = "recipient_domain_closed", CustomAddress, You;
    /// The recipient's address is written in a way that the server cannot read.
    RecipientMalformed = "recipient_malformed", CustomAddress, You;
    /// The mailbox is full.
    MailboxFull = "mailbox_full", CustomAddress, ItOrProvider;
    /// The mailbox is switched off.
    MailboxDisabled = "mailbox_disabled", CustomAddress, ItOrProvider;
    /// The address takes mail from inside only.
    InternalSendersOnly = "internal_senders_only", CustomAddress, ItOrProvider;
    /// The server does not send on for us.
    RelayDenied = "relay_denied", Host, You;
    /// Microsoft takes mail in the company's name from outside only with a sign-in.
    DirectSendRefused = "direct_send_refused", Host, Provider;
    /// The server lets unknown senders wait.
    Greylisted = "greylisted", -, ItOrProvider;
    /// Too many recipients in one message.
    TooManyRecipients = "too_many_recipients", -, You;
    /// The message was refused at DATA or after it.
    MessageRefused = "message_refused", -, ItOrProvider;
    /// The message is too large.
    MessageTooLarge = "message_too_large", -, You;
    /// A kind of attachment is not allowed.
    AttachmentRefused = "attachment_refused", -, You;
    /// A virus was found.
    VirusFound = "virus_found", -, You;
    /// The message was taken for spam.
    TakenForSpam = "taken_for_spam", -, ItOrProvider;
    /// A mail filter in front of the mailbox refused it.
    FilterRefused = "filter_refused", -, ItOrProvider;
    /// DMARC failed.
    DmarcFailed = "dmarc_failed", CustomAddress, Dns;
    /// No valid DKIM signature.
    DkimMissing = "dkim_missing", CustomAddress, Dns;
    /// SPF failed.
    SpfFailed = "spf_failed", CustomAddress, Dns;
    /// The day's or hour's number of messages is used up.
    LimitReached = "limit_reached", -, Provider;
    /// Too many messages in a short time.
    SendingTooFast = "sending_too_fast", -, Provider;
    /// The message is not built as it should be.
    MessageMalformed = "message_malformed", -, Operator;
    /// The mail goes in a circle.
    MailLoop = "mail_loop", Redirection, ItOrProvider;
    /// Microsoft forbids redirecting to the outside.
    ForwardingForbidden = "forwarding_forbidden", Redirection, Provider;
    /// The next server demands encryption that did not come about.
    OnwardEncryption = "onward_encryption", -, ItOrProvider;
    /// The message waited too long in a server's queue.
    MessageExpired = "message_expired", -, ItOrProvider;
    /// The server has no room left.
    ServerFull = "server_full", -, ItOrProvider;
    /// The server has a fault of its own.
    ServerTrouble = "server_trouble", -, ItOrProvider;
    /// The server ended the session because it took too long.
    SessionTimedOut = "session_timed_out", -, ItOrProvider;
    /// The server saw a command that it did not expect.
    CommandRefused = "command_refused", -, Operator;
    /// The server asks to try later.
    RefusedForNow = "refused_for_now", -, ItOrProvider;
    /// The server closed the connection.
    ConnectionDropped = "connection_dropped", -, ItOrProvider;
    /// The server hung up after it had been given the message.
    DroppedAfterMessage = "dropped_after_message", -, ItOrProvider;
    /// An answer after the greeting took too long.
    AnswerTimedOut = "answer_timed_out", -, ItOrProvider;
    /// Every answer came, and all of them together took too long.
    TooSlow = "too_slow", -, ItOrProvider;
    /// The server refused in words that nobody here knows.
    Unknown = "unknown", -, ItOrProvider;
    /// Handed over, but nothing came back: sending works, the redirection does not.
    NotReturned = "not_returned", Redirection, ItOrProvider;
    /// Postroom was stopped while the test ran.
    Interrupted = "interrupted", -, You;
}
