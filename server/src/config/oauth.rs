//! What the operator sets for signing in by OAuth 2. What to register where stands in the providers' own pages:
//! <https://console.cloud.google.com/auth/clients>, <https://entra.microsoft.com> (*App registrations*).

use clap::Args;
use engine::{OauthClient, OauthClients, Secret};
use types::{OauthProvider, Timestamp};
use url::{Host, Url};

use crate::failure::Failure;

/// Postroom as Google and Microsoft know it.
#[derive(Args, Clone, Debug)]
pub struct OauthConfig {
    /// Client id of a web application registered at Google, with the return address `<public URL>/oauth/return` and the
    /// scope `https://mail.google.com/`. With id and secret companies can sign in to Gmail without a password.
    #[arg(long, env = "POSTROOM_OAUTH_GOOGLE_CLIENT_ID", requires = "oauth_google_client_secret", global = true)]
    pub oauth_google_client_id: Option<String>,
    /// Client secret of that registration.
    #[arg(long, env = "POSTROOM_OAUTH_GOOGLE_CLIENT_SECRET", value_parser = super::secret, hide_env_values = true, requires = "oauth_google_client_id", global = true)]
    pub oauth_google_client_secret: Option<Secret>,
    /// Where people sign in at Google.
    #[arg(
        long,
        env = "POSTROOM_OAUTH_GOOGLE_AUTHORIZE_URL",
        default_value = "https://accounts.google.com/o/oauth2/v2/auth",
        global = true
    )]
    pub oauth_google_authorize_url: Url,
    /// Where Google exchanges codes for tokens.
    #[arg(
        long,
        env = "POSTROOM_OAUTH_GOOGLE_TOKEN_URL",
        default_value = "https://oauth2.googleapis.com/token",
        global = true
    )]
    pub oauth_google_token_url: Url,
    /// Where Google takes tokens back.
    #[arg(
        long,
        env = "POSTROOM_OAUTH_GOOGLE_REVOKE_URL",
        default_value = "https://oauth2.googleapis.com/revoke",
        global = true
    )]
    pub oauth_google_revoke_url: Url,
    /// Mail servers beside Google's own that may be shown its tokens: host names or domains, separated by commas.
    #[arg(long, env = "POSTROOM_OAUTH_GOOGLE_HOSTS", value_delimiter = ',', global = true)]
    pub oauth_google_hosts: Vec<String>,
    /// Client id of an application registered at Microsoft Entra, with the return address `<public URL>/oauth/return`
    /// (platform *Web*) and the delegated permission `SMTP.Send` of Office 365 Exchange Online.
    #[arg(long, env = "POSTROOM_OAUTH_MICROSOFT_CLIENT_ID", requires = "oauth_microsoft_client_secret", global = true)]
    pub oauth_microsoft_client_id: Option<String>,
    /// Client secret of that registration. Microsoft lets it expire after two years at most.
    #[arg(long, env = "POSTROOM_OAUTH_MICROSOFT_CLIENT_SECRET", value_parser = super::secret, hide_env_values = true, requires = "oauth_microsoft_client_id", global = true)]
    pub oauth_microsoft_client_secret: Option<Secret>,
    /// Day on which that secret expires, as Microsoft shows it, written `2027-11-25`. The status page warns before.
    #[arg(
        long,
        env = "POSTROOM_OAUTH_MICROSOFT_CLIENT_SECRET_EXPIRES",
        requires = "oauth_microsoft_client_secret",
        global = true
    )]
    pub oauth_microsoft_client_secret_expires: Option<String>,
    /// Whose accounts may sign in at Microsoft: a tenant's id or domain, `organizations`, or `common` for everybody's.
    #[arg(long, env = "POSTROOM_OAUTH_MICROSOFT_TENANT", default_value = "common", global = true)]
    pub oauth_microsoft_tenant: String,
    /// Where people sign in at Microsoft [default: that of the tenant].
    #[arg(long, env = "POSTROOM_OAUTH_MICROSOFT_AUTHORIZE_URL", global = true)]
    pub oauth_microsoft_authorize_url: Option<Url>,
    /// Where Microsoft exchanges codes for tokens [default: that of the tenant].
    #[arg(long, env = "POSTROOM_OAUTH_MICROSOFT_TOKEN_URL", global = true)]
    pub oauth_microsoft_token_url: Option<Url>,
    /// Mail servers beside Microsoft's own that may be shown its tokens: host names or domains, separated by commas.
    #[arg(long, env = "POSTROOM_OAUTH_MICROSOFT_HOSTS", value_delimiter = ',', global = true)]
    pub oauth_microsoft_hosts: Vec<String>,
}

impl OauthConfig {
    /// The providers that are set up; `return_url` is where they send people back to.
    pub(crate) fn clients(&self, return_url: String) -> Result<OauthClients, Failure> {
        let google = match filled(self.oauth_google_client_id.as_ref(), self.oauth_google_client_secret.as_ref()) {
            Some((client_id, client_secret)) => Some(OauthClient {
                provider: OauthProvider::Google,
                client_id,
                client_secret,
                // Google's do not expire.
                secret_ends_at: None,
                authorize_url: safe(&self.oauth_google_authorize_url, "POSTROOM_OAUTH_GOOGLE_AUTHORIZE_URL")?,
                token_url: safe(&self.oauth_google_token_url, "POSTROOM_OAUTH_GOOGLE_TOKEN_URL")?,
                revoke_url: Some(safe(&self.oauth_google_revoke_url, "POSTROOM_OAUTH_GOOGLE_REVOKE_URL")?),
                more_hosts: hosts(&self.oauth_google_hosts),
            }),
            None => None,
        };
        let microsoft = filled(self.oauth_microsoft_client_id.as_ref(), self.oauth_microsoft_client_secret.as_ref());
        let microsoft = match microsoft {
            Some((client_id, client_secret)) => {
                let url = |own: &Option<Url>, path: &str, variable: &str| match own {
                    Some(url) => safe(url, variable),
                    None => self.microsoft_url(path),
                };
                Some(OauthClient {
                    provider: OauthProvider::Microsoft,
                    client_id,
                    client_secret,
                    secret_ends_at: self.microsoft_secret_ends_at()?,
                    authorize_url: url(
                        &self.oauth_microsoft_authorize_url,
                        "authorize",
                        "POSTROOM_OAUTH_MICROSOFT_AUTHORIZE_URL",
                    )?,
                    token_url: url(&self.oauth_microsoft_token_url, "token", "POSTROOM_OAUTH_MICROSOFT_TOKEN_URL")?,
                    revoke_url: None,
                    more_hosts: hosts(&self.oauth_microsoft_hosts),
                })
            }
            None => None,
        };
        Ok(OauthClients { google, microsoft, return_url })
    }

    /// The first moment of that day: nobody knows at which hour it ends.
    fn microsoft_secret_ends_at(&self) -> Result<Option<Timestamp>, Failure> {
        let day = self.oauth_microsoft_client_secret_expires.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let Some(day) = day else { return Ok(None) };
        let fault = "POSTROOM_OAUTH_MICROSOFT_CLIENT_SECRET_EXPIRES: write a day like 2027-11-25.";
        Timestamp::of_day(day).map(Some).ok_or_else(|| Failure(fault.to_owned()))
    }

    /// <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow>.
    fn microsoft_url(&self, path: &str) -> Result<Url, Failure> {
        let tenant = self.oauth_microsoft_tenant.trim();
        let is_tenant = !tenant.is_empty() && tenant.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
        let url = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{path}");
        Url::parse(&url).ok().filter(|_| is_tenant).ok_or_else(|| {
            Failure(
                "POSTROOM_OAUTH_MICROSOFT_TENANT: write a tenant's id or domain, organizations, or common.".to_owned(),
            )
        })
    }
}

/// Both, when both are given; an empty variable is as good as none.
fn filled(id: Option<&String>, secret: Option<&Secret>) -> Option<(String, Secret)> {
    let (id, secret) = (id?.trim(), secret?);
    (!id.is_empty() && !secret.is_empty()).then(|| (id.to_owned(), secret.clone()))
}

/// Names as they are compared; an empty one would stand for every host.
fn hosts(names: &[String]) -> Vec<String> {
    let names = names.iter().map(|name| name.trim().trim_matches('.').to_lowercase());
    names.filter(|name| !name.is_empty()).collect()
}

/// Tokens travel encrypted, or never leave this machine.
fn safe(url: &Url, variable: &str) -> Result<Url, Failure> {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url.clone()),
        "http" if is_here => Ok(url.clone()),
        _ => Err(Failure(format!("{variable}: the address must begin with https://, or lead to this machine."))),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        oauth: OauthConfig,
    }

    fn clients(flags: &[&str]) -> Result<OauthClients, Failure> {
        let all = ["postroom"].iter().chain(flags);
        Flags::try_parse_from(all).unwrap().oauth.clients("http://localhost/oauth/return".into())
    }

    #[test]
    fn offers_what_is_set_up() {
        let none = clients(&[]).unwrap();
        assert!(none.google.is_none() && none.microsoft.is_none());
        let flags = [
            "--oauth-microsoft-client-id",
            "i",
            "--oauth-microsoft-client-secret",
            "s",
            "--oauth-microsoft-tenant",
            "acme.de",
        ];
        let microsoft = clients(&flags).unwrap().microsoft.unwrap();
        assert_eq!(microsoft.token_url.as_str(), "https://login.microsoftonline.com/acme.de/oauth2/v2.0/token");
        assert_eq!(microsoft.secret_ends_at, None);
        let expires = |day| clients(&[&flags[..], &["--oauth-microsoft-client-secret-expires", day]].concat());
        let ends_at = |day| expires(day).unwrap().microsoft.unwrap().secret_ends_at;
        assert_eq!((ends_at("2027-11-25"), ends_at(" ")), (Timestamp::of_day("2027-11-25"), None));
        assert!(expires("25.11.2027").is_err() && expires("2027-02-30").is_err());
        let with_hosts = [&flags[..], &["--oauth-microsoft-hosts", ",.Mail.Acme.de ,"]].concat();
        assert_eq!(clients(&with_hosts).unwrap().microsoft.unwrap().more_hosts, ["mail.acme.de"]);
        assert!(
            clients(&["--oauth-google-client-id", "", "--oauth-google-client-secret", ""]).unwrap().google.is_none()
        );
    }

    #[test]
    fn shows_tokens_to_nobody_on_the_way() {
        let with = |url| {
            clients(&[
                "--oauth-google-client-id",
                "i",
                "--oauth-google-client-secret",
                "s",
                "--oauth-google-token-url",
                url,
            ])
        };
        for url in ["http://provider.example/token", "http://127.0.0.1.evil.example/token", "ftp://localhost/token"] {
            assert!(with(url).is_err(), "{url}");
        }
        for url in ["http://localhost:8080/token", "http://[::1]:8080/token", "https://provider.example/token"] {
            assert!(with(url).is_ok(), "{url}");
        }
        let tenant = [
            "--oauth-microsoft-client-id",
            "i",
            "--oauth-microsoft-client-secret",
            "s",
            "--oauth-microsoft-tenant",
            "a/../b",
        ];
        assert!(clients(&tenant).is_err());
    }
}
