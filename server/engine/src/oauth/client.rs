//! What the operator has registered at a provider, and the address that a person is sent to.

use types::{OauthProvider, Timestamp};
use url::Url;

use crate::{Secret, dns::is_at_or_below};

/// The providers that the operator has set up.
#[derive(Clone, Debug, Default)]
pub struct OauthClients {
    /// Gmail and Google Workspace.
    pub google: Option<OauthClient>,
    /// Microsoft 365 and Outlook.com.
    pub microsoft: Option<OauthClient>,
    /// Where providers send people back to, as registered there.
    pub return_url: String,
}

/// Postroom as a provider knows it.
#[derive(Clone, Debug)]
pub struct OauthClient {
    /// At whom.
    pub provider: OauthProvider,
    /// Its public name.
    pub client_id: String,
    /// Its password.
    pub client_secret: Secret,
    /// When that password ends, where the operator has told so.
    pub secret_ends_at: Option<Timestamp>,
    /// Where people sign in.
    pub authorize_url: Url,
    /// Where codes and refresh tokens are exchanged.
    pub token_url: Url,
    /// Where tokens are taken back (RFC 7009); Microsoft has no such place.
    pub revoke_url: Option<Url>,
    /// Mail servers that its tokens may be shown to beside the provider's own: host names, or domains they are below.
    pub more_hosts: Vec<String>,
}

/// The domains that Google's mail servers are below.
const GOOGLE_HOSTS: &[&str] = &["gmail.com", "googlemail.com", "google.com"];
/// The same of Microsoft, its national clouds included:
/// <https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges>.
const MICROSOFT_HOSTS: &[&str] = &["office365.com", "outlook.com", "office365.us", "partner.outlook.cn"];

impl OauthClient {
    /// Whether this mail server may be shown a token: it opens the mailbox at the provider to whoever has it.
    pub(super) fn is_shown_to(&self, host: &str) -> bool {
        let own = match self.provider {
            OauthProvider::Google => GOOGLE_HOSTS,
            OauthProvider::Microsoft => MICROSOFT_HOSTS,
        };
        let host = host.trim_end_matches('.').to_lowercase();
        own.iter()
            .copied()
            .chain(self.more_hosts.iter().map(String::as_str))
            .any(|domain| is_at_or_below(&host, domain))
    }

    /// The permissions asked for: sending by SMTP, reading by IMAP for those who fetch, a refresh token, and who it is.
    /// Graph's scopes open neither SMTP nor IMAP; Google has one permission for both.
    pub(super) const fn scope(&self, reads_mail: bool) -> &'static str {
        match (self.provider, reads_mail) {
            (OauthProvider::Google, _) => "https://mail.google.com/ openid email",
            (OauthProvider::Microsoft, false) => "https://outlook.office.com/SMTP.Send offline_access openid email",
            (OauthProvider::Microsoft, true) => {
                "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access openid email"
            }
        }
    }

    /// The permission without which nothing can be fetched.
    pub(super) const fn reading_scope(&self) -> &'static str {
        match self.provider {
            OauthProvider::Google => "https://mail.google.com/",
            OauthProvider::Microsoft => "IMAP.AccessAsUser.All",
        }
    }

    /// The permission without which nothing can be sent.
    pub(super) const fn needed_scope(&self) -> &'static str {
        match self.provider {
            OauthProvider::Google => "https://mail.google.com/",
            OauthProvider::Microsoft => "SMTP.Send",
        }
    }

    /// The provider's page for this visit (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
    pub(super) fn page(&self, return_url: &str, state: &str, challenge: &str, reads_mail: bool) -> Url {
        let mut page = self.authorize_url.clone();
        let extras: &[(&str, &str)] = match self.provider {
            // Google gives a refresh token at the first consent only, unless it is asked for consent again.
            OauthProvider::Google => &[("access_type", "offline"), ("prompt", "consent select_account")],
            OauthProvider::Microsoft => &[("prompt", "select_account")],
        };
        page.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", return_url)
            .append_pair("scope", self.scope(reads_mail))
            .append_pair("state", state)
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(extras);
        page
    }

    /// Whether an issuer that names itself is this provider (RFC 9207 section 2.4). Microsoft's names the tenant, which
    /// is not known before; but each of them lives where people sign in.
    pub(super) fn is_issuer(&self, issuer: &str) -> bool {
        Url::parse(issuer).is_ok_and(|issuer| issuer.origin() == self.authorize_url.origin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_what_is_needed() {
        let client = OauthClient {
            provider: OauthProvider::Google,
            client_id: "id".into(),
            client_secret: Secret::new("hidden".into()),
            secret_ends_at: None,
            authorize_url: Url::parse("https://accounts.google.com/o/oauth2/v2/auth").unwrap(),
            token_url: Url::parse("https://oauth2.googleapis.com/token").unwrap(),
            revoke_url: None,
            more_hosts: vec!["mail.acme.example".into()],
        };
        let page = client.page("https://postroom.example/oauth/return", "s&t", "c", false);
        let pairs: Vec<_> = page.query_pairs().collect();
        for (name, value) in [
            ("response_type", "code"),
            ("redirect_uri", "https://postroom.example/oauth/return"),
            ("state", "s&t"),
            ("code_challenge", "c"),
            ("code_challenge_method", "S256"),
            ("access_type", "offline"),
        ] {
            assert!(pairs.iter().any(|(found, text)| found == name && text == value), "{name} {page}");
        }
        assert!(!page.as_str().contains("hidden"));
        assert!(client.is_issuer("https://accounts.google.com"));
        assert!(!client.is_issuer("https://login.microsoftonline.com/x/v2.0"));
        assert!(!client.is_issuer("accounts.google.com"));
        for (host, is_shown) in [
            ("smtp.gmail.com", true),
            ("SMTP.Gmail.com.", true),
            ("mail.acme.example", true),
            ("smtp.notgmail.com", false),
            ("gmail.com.evil.example", false),
            ("smtp.office365.com", false),
        ] {
            assert_eq!(client.is_shown_to(host), is_shown, "{host}");
        }
    }
}
