//! Another name of the same server that its certificate is for.

use futures_util::future::join_all;
use tokio::time::timeout;
use types::{Fact, Finding, Stage};

use super::further::{LIMIT, Looking};
use crate::{
    discovery::providers,
    dns::{ascii_host, is_at_or_below},
};

/// Most names of a certificate that are tried.
const NAMES_MAX: usize = 4;
/// Most names below the wildcards of a certificate that are tried.
const BELOW_MAX: usize = 8;
/// What providers call the servers that mail programs send through.
const USUAL: [&str; 2] = ["smtp", "mail"];

impl Looking<'_> {
    /// The names of the certificate, and one under which the same server can be used.
    pub(super) async fn fitting_host(&self, stopped: &Stage) -> Vec<Finding> {
        let Some(Fact::Certificate { names, .. }) = &stopped.fact else { return Vec::new() };
        let (dns, host) = (&self.reach.dns, &self.smtp.host);
        let addresses = dns.addresses(host).await.unwrap_or_default();
        let alias = timeout(LIMIT / 3, dns.alias(host)).await.ok().and_then(Result::ok).flatten();
        let tried = candidates(names, host, alias).into_iter().map(async |name| {
            // A name that leads elsewhere is not a name of this server: whoever made the certificate may write any.
            let found = timeout(LIMIT / 3, dns.addresses(&name)).await;
            let is_same = matches!(&found, Ok(Ok(found)) if found.iter().any(|address| addresses.contains(address)));
            let fits = is_same && self.look(&name, (self.smtp.port, self.smtp.encryption)).await.is_ok();
            fits.then_some(Finding::FittingHost(name))
        });
        let fitting = join_all(tried).await.into_iter().flatten().next();
        fitting.into_iter().chain([Finding::CertificateNames(names.clone())]).collect()
    }
}

/// The names to try, the likeliest first: those in the certificate; and where that has a wildcard, the name that the host
/// stands for, servers of known providers, and what servers are usually called.
fn candidates(names: &[String], host: &str, alias: Option<String>) -> Vec<String> {
    let host = ascii_host(host).unwrap_or_default();
    let whole = names.iter().filter(|name| name.contains('.') && !name.contains('*')).cloned();
    let mut candidates: Vec<String> = whole.filter(|name| *name != host).take(NAMES_MAX).collect();
    let wildcards: Vec<&str> =
        names.iter().filter_map(|name| name.strip_prefix("*.").filter(|domain| domain.contains('.'))).collect();
    let own_label = host.split('.').next().unwrap_or_default();
    let labels = std::iter::once(own_label).chain(USUAL);
    let known = providers::hosts().filter(|known| wildcards.iter().any(|domain| is_at_or_below(known, domain)));
    let usual = labels.flat_map(|label| wildcards.iter().map(move |domain| format!("{label}.{domain}")));
    let mut below: Vec<String> = Vec::new();
    for name in alias.into_iter().chain(known.map(str::to_owned)).chain(usual) {
        if name != host && !below.contains(&name) && wildcards.iter().any(|domain| is_directly_below(&name, domain)) {
            below.push(name);
        }
    }
    candidates.extend(below.into_iter().take(BELOW_MAX));
    candidates
}

/// A wildcard stands for one label (RFC 9525 section 6.3).
fn is_directly_below(name: &str, domain: &str) -> bool {
    let label = name.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn names_below_a_wildcard_are_tried_too() {
        let tried = |names: &[&str], alias: Option<&str>| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            candidates(&names, "Mail.acme.test", alias.map(str::to_owned))
        };
        assert_eq!(tried(&["a.host.test", "mail.acme.test", "localhost"], None), ["a.host.test"]);
        assert_eq!(tried(&["*.host.test", "host.test"], None), ["host.test", "mail.host.test", "smtp.host.test"]);
        assert_eq!(
            tried(&["*.host.test"], Some("srv5.host.test")),
            ["srv5.host.test", "mail.host.test", "smtp.host.test"]
        );
        // Two labels are not one.
        assert_eq!(tried(&["*.host.test"], Some("a.srv5.host.test")), ["mail.host.test", "smtp.host.test"]);
        assert_eq!(tried(&["*.gmx.net"], None), ["mail.gmx.net", "smtp.gmx.net"]);
        assert_eq!(tried(&["*.strato.de"], None)[0], "smtp.strato.de", "a provider's is known");
        assert_eq!(tried(&["*.acme.test"], None), ["smtp.acme.test"], "its own name was tried");
        assert!(tried(&["*.a.test", "*.b.test", "*.c.test", "*.d.test", "*.e.test"], None).len() <= 8);
        assert!(tried(&["*", "*.", "*.test", "w*.host.test"], None).is_empty());
    }
}
