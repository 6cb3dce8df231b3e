//! Why a mailbox could not be read: the causes that SMTP has too, and those of IMAP.

use types::{Cause, CauseWords, StageName, text::Lang};

use crate::explain::{Answer, explain};

use super::heard::code;

/// Why a mailbox could not be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FetchCause {
    /// One that servers for sending have too.
    Server(Cause),
    /// What answers is no IMAP server.
    NotImap,
    /// A POP3 server answers.
    Pop3Server,
    /// IMAP is switched off for the mailbox, or the account may not open it.
    ImapOff,
    /// The server has no such folder.
    FolderMissing,
    /// The folder may not be opened.
    FolderRefused,
    /// Nothing to sign in with, or fields that cannot be used.
    SettingsIncomplete,
    /// The disk of Postroom's own server is nearly full.
    DiskLow,
}

impl FetchCause {
    const OWN: [Self; 7] = [
        Self::NotImap,
        Self::Pop3Server,
        Self::ImapOff,
        Self::FolderMissing,
        Self::FolderRefused,
        Self::SettingsIncomplete,
        Self::DiskLow,
    ];

    /// Its stable id: stored, and the key of its sentences.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Server(cause) => cause.id(),
            Self::NotImap => "not_imap",
            Self::Pop3Server => "pop3_server",
            Self::ImapOff => "imap_off",
            Self::FolderMissing => "folder_missing",
            Self::FolderRefused => "folder_refused",
            Self::SettingsIncomplete => "settings_incomplete",
            Self::DiskLow => "disk_low",
        }
    }

    /// From its id.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        Self::OWN.into_iter().find(|cause| cause.id() == id).or_else(|| Cause::from_id(id).map(Self::Server))
    }

    /// What happened, and what to do next. A sentence that speaks of sending has another one here.
    pub fn words(self, lang: Lang) -> (&'static str, &'static str) {
        let own = |part: &str| lang.fetching().by_key(&format!("cause_{}{part}", self.id()));
        let shared = match self {
            Self::Server(cause) => cause.words(lang),
            _ => CauseWords { sentence: "", next: "", it: "" },
        };
        (own("").unwrap_or(shared.sentence), own("_next").unwrap_or(shared.next))
    }

    /// Whether another try within minutes would only be one more wrong sign-in.
    pub(crate) const fn needs_a_person(self) -> bool {
        match self {
            Self::Server(cause) => matches!(
                cause,
                Cause::SignInRefused
                    | Cause::TooManySignIns
                    | Cause::AccountDisabled
                    | Cause::PasswordExpired
                    | Cause::AppPasswordNeeded
                    | Cause::BrowserSignInNeeded
                    | Cause::GoogleSignInRefused
                    | Cause::YahooSignInRefused
                    | Cause::AccessSwitchedOff
                    | Cause::MicrosoftPasswordEnded
                    | Cause::MicrosoftAccessPolicy
                    | Cause::OauthExpired
                    | Cause::OauthRefused
                    | Cause::OauthNotConnected
                    | Cause::OauthNotOffered
                    | Cause::OauthOtherServer
            ),
            Self::DiskLow => false,
            _ => true,
        }
    }
}

impl From<Cause> for FetchCause {
    fn from(cause: Cause) -> Self {
        Self::Server(cause)
    }
}

/// Servers of Microsoft's: they take no password since 2022 and 2024
/// (<https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online>).
const MICROSOFT: [&str; 3] = ["outlook.office365.com", "imap-mail.outlook.com", "outlook.office.com"];
/// Mailboxes that let no program in until that is allowed in their settings.
const CLOSED_AT_FIRST: [&str; 3] = ["imap.gmx.net", "imap.gmx.com", "imap.web.de"];

/// What the refusal of a sign-in means.
pub(super) fn sign_in_cause(host: &str, text: &str, is_password: bool) -> FetchCause {
    let said = text.to_lowercase();
    if is_imap_off(&said) {
        return FetchCause::ImapOff;
    }
    // The words without the code in front, which stands for less.
    let words = said.split_once(']').filter(|_| said.starts_with('[')).map_or(said.as_str(), |(_, words)| words.trim());
    let known = explain(Some(StageName::SignIn), &Answer::new([words]));
    let host = host.trim_end_matches('.');
    let cause = match (known, code(&said).map(|(word, _)| word)) {
        _ if is_password && MICROSOFT.contains(&host) => Cause::MicrosoftPasswordEnded,
        (Cause::Unknown | Cause::SignInRefused, Some("unavailable" | "inuse" | "serverbug")) => {
            Cause::SignInUnavailable
        }
        (Cause::Unknown | Cause::SignInRefused, Some("expired")) => Cause::PasswordExpired,
        (_, Some("privacyrequired")) => Cause::EncryptionDemanded,
        (Cause::Unknown, Some("contactadmin")) => Cause::AccountDisabled,
        (_, Some("limit")) => Cause::ServerBusy,
        (Cause::Unknown, _) if said.contains("too many") && said.contains("connection") => Cause::ServerBusy,
        (Cause::Unknown | Cause::SignInRefused, _) if !is_password => Cause::OauthRefused,
        (Cause::Unknown | Cause::SignInRefused, _) if CLOSED_AT_FIRST.contains(&host) => Cause::AccessSwitchedOff,
        (Cause::Unknown | Cause::SignInRefused, _) if host.ends_with("gmail.com") => Cause::GoogleSignInRefused,
        (Cause::Unknown | Cause::SignInRefused, _) if host.ends_with("yahoo.com") || host.ends_with("aol.com") => {
            Cause::YahooSignInRefused
        }
        (Cause::Unknown, _) => Cause::SignInRefused,
        (known, _) => known,
    };
    cause.into()
}

/// What the refusal to open a folder means (RFC 5530, and words of servers that know it not).
pub(super) fn folder_cause(text: &str) -> FetchCause {
    let said = text.to_lowercase();
    let is_missing = matches!(code(&said), Some(("nonexistent" | "trycreate", _)))
        || [
            "doesn't exist",
            "does not exist",
            "not exist",
            "no such",
            "unknown mailbox",
            "unknown folder",
            "not found",
        ]
        .iter()
        .any(|words| said.contains(words));
    match () {
        () if is_imap_off(&said) => FetchCause::ImapOff,
        () if is_missing => FetchCause::FolderMissing,
        () if said.starts_with("[unavailable]") || said.starts_with("[inuse]") => Cause::ServerTrouble.into(),
        () => FetchCause::FolderRefused,
    }
}

/// Why a server says goodbye.
pub(super) fn farewell_cause(text: &str) -> Cause {
    let said = text.to_lowercase();
    if said.contains("too many") || said.contains("connections") || said.contains("busy") || said.contains("[limit]") {
        Cause::ServerBusy
    } else if said.contains("idle")
        || said.contains("inactiv")
        || said.contains("timeout")
        || said.contains("autologout")
    {
        Cause::SessionTimedOut
    } else {
        Cause::ConnectionDropped
    }
}

/// Gmail, Exchange Online (which takes the token and then opens nothing), and others.
fn is_imap_off(said: &str) -> bool {
    [
        "not enabled for imap",
        "imap access is disabled",
        "imap is disabled",
        "imap disabled",
        "imap access not allowed",
        "imap access is not",
        "authenticated but not connected",
    ]
    .iter()
    .any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use types::{Cause, text::Lang};

    use super::{FetchCause, farewell_cause, folder_cause, sign_in_cause};

    #[test]
    fn tells_refusals_apart() {
        use FetchCause::{ImapOff, Server};
        for (host, text, is_password, expected) in [
            ("imap.acme.de", "[AUTHENTICATIONFAILED] Authentication failed.", true, Server(Cause::SignInRefused)),
            ("imap.acme.de", "LOGIN failed", true, Server(Cause::SignInRefused)),
            ("imap.acme.de", "[UNAVAILABLE] Temporary authentication failure.", true, Server(Cause::SignInUnavailable)),
            ("imap.acme.de", "[CONTACTADMIN] call us", true, Server(Cause::AccountDisabled)),
            ("imap.acme.de", "[LIMIT] x", true, Server(Cause::ServerBusy)),
            ("imap.acme.de", "Maximum: too many simultaneous connections", true, Server(Cause::ServerBusy)),
            (
                "imap.gmail.com",
                "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                true,
                Server(Cause::GoogleSignInRefused),
            ),
            (
                "imap.gmail.com",
                "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                false,
                Server(Cause::OauthRefused),
            ),
            (
                "imap.gmail.com",
                "[ALERT] Application-specific password required: https://support.google.com (Failure)",
                true,
                Server(Cause::AppPasswordNeeded),
            ),
            (
                "imap.gmail.com",
                "[ALERT] Please log in via your web browser: https://x (Failure)",
                true,
                Server(Cause::BrowserSignInNeeded),
            ),
            ("imap.gmail.com", "[ALERT] Your account is not enabled for IMAP use.", true, ImapOff),
            ("imap.gmx.net", "[AUTHENTICATIONFAILED] authentication failed", true, Server(Cause::AccessSwitchedOff)),
            ("outlook.office365.com", "LOGIN failed.", true, Server(Cause::MicrosoftPasswordEnded)),
            ("outlook.office365.com", "AUTHENTICATE failed.", false, Server(Cause::OauthRefused)),
        ] {
            assert_eq!(sign_in_cause(host, text, is_password), expected, "{host} {text}");
        }
    }

    #[test]
    fn tells_folders_apart() {
        for (text, expected) in [
            ("Mailbox doesn't exist: Jobs (0.001 secs).", FetchCause::FolderMissing),
            ("[NONEXISTENT] Unknown Mailbox: Jobs (Failure)", FetchCause::FolderMissing),
            ("User is authenticated but not connected.", FetchCause::ImapOff),
            ("[NOPERM] no", FetchCause::FolderRefused),
            ("[UNAVAILABLE] later", FetchCause::Server(Cause::ServerTrouble)),
        ] {
            assert_eq!(folder_cause(text), expected, "{text}");
        }
        assert_eq!(farewell_cause("Disconnected for inactivity."), Cause::SessionTimedOut);
        assert_eq!(farewell_cause("[UNAVAILABLE] Maximum number of connections"), Cause::ServerBusy);
        assert_eq!(farewell_cause("bye"), Cause::ConnectionDropped);
    }

    #[test]
    fn each_has_its_words() {
        let shared = Cause::ALL.iter().copied().map(FetchCause::Server);
        for cause in FetchCause::OWN.into_iter().chain(shared) {
            assert_eq!(FetchCause::from_id(cause.id()), Some(cause));
            for lang in [Lang::En, Lang::De] {
                let (sentence, next) = cause.words(lang);
                assert!(!sentence.is_empty() && !next.is_empty(), "{}", cause.id());
            }
        }
    }
}
