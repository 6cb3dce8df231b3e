//! Which senders are colleagues: those at the domains of the company's own recruiting addresses.

use crate::{Engine, Result, db::read};

/// Companies that are looked at; each has one custom address.
const COMPANIES_MAX: i64 = 1_000;

/// Providers where anybody can have an address: one of these says nothing about its neighbours. From the public lists of
/// domains in the provider directory of a widespread mail program, those most used in Germany and its neighbours.
const PUBLIC_PROVIDERS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "gmx.net",
    "gmx.de",
    "gmx.at",
    "gmx.ch",
    "gmx.eu",
    "gmx.com",
    "web.de",
    "email.de",
    "t-online.de",
    "magenta.de",
    "outlook.com",
    "outlook.de",
    "hotmail.com",
    "hotmail.de",
    "live.com",
    "live.de",
    "msn.com",
    "yahoo.com",
    "yahoo.de",
    "ymail.com",
    "aol.com",
    "aol.de",
    "icloud.com",
    "me.com",
    "mac.com",
    "freenet.de",
    "arcor.de",
    "vodafonemail.de",
    "kabelmail.de",
    "mail.de",
    "posteo.de",
    "posteo.net",
    "mailbox.org",
    "proton.me",
    "protonmail.com",
    "pm.me",
    "fastmail.com",
    "bluewin.ch",
    "bluemail.ch",
    "a1.net",
    "aon.at",
    "zoho.com",
    "mail.com",
    "online.de",
    "wp.pl",
    "o2.pl",
    "seznam.cz",
    "yandex.ru",
    "mail.ru",
    "orange.fr",
    "free.fr",
    "libero.it",
];

/// The company's own domains, and its addresses at public providers.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnDomains(Vec<String>);

impl OwnDomains {
    /// From custom email addresses as typed.
    pub fn of_addresses<'a>(addresses: impl Iterator<Item = &'a str>) -> Self {
        let own = addresses.map(|address| address.trim().to_lowercase()).filter_map(|address| {
            let domain = address.rsplit_once('@')?.1.to_owned();
            (!domain.is_empty()).then(|| if is_public_provider(&domain) { address } else { domain })
        });
        Self(own.collect())
    }

    /// Whether this domain, in lower case, is the company's.
    pub fn has_domain(&self, domain: &str) -> bool {
        self.0.iter().any(|own| own == domain)
    }

    /// Whether this address, in lower case, is a colleague's or the company's.
    pub fn has(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.0.iter().any(|own| own == address || own == domain)
    }
}

impl Engine {
    /// The domains of all custom addresses that are in use.
    pub(crate) async fn own_domains(&self) -> Result<OwnDomains> {
        let addresses: Vec<String> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT custom_address FROM recruiting_email WHERE use_custom AND given_back_at IS NULL LIMIT $1")
                .bind(COMPANIES_MAX)
                .fetch_all(pool)
                .await?
        });
        Ok(OwnDomains::of_addresses(addresses.iter().map(String::as_str)))
    }
}

/// Whether anybody can have an address at this domain.
pub(crate) fn is_public_provider(domain: &str) -> bool {
    PUBLIC_PROVIDERS.contains(&domain)
}

#[cfg(test)]
mod tests {
    use super::OwnDomains;

    #[test]
    fn neighbours_at_a_public_provider_are_no_colleagues() {
        let own = OwnDomains::of_addresses(["Jobs@Acme.de", "acme.jobs@gmail.com", "", "nonsense"].into_iter());
        for (address, is_own) in [
            ("eva@acme.de", true),
            ("jobs@acme.de", true),
            ("acme.jobs@gmail.com", true),
            ("carla@gmail.com", false),
            ("eva@notacme.de", false),
            ("", false),
        ] {
            assert_eq!(own.has(address), is_own, "{address}");
        }
    }
}
