//! Seals of those who passed a message on (ARC, RFC 8617): a redirection breaks SPF, and sometimes a signature, so the
//! server that redirected may say under its seal what it had found before.

use mail_auth::ArcOutput;

use super::{
    checking::{Standing, speaks_for, standing},
    results::{Found, results},
};
use crate::dns::{ascii_host, is_at_or_below};

/// Whose seals are believed beside those of the company's own domains: large providers that redirect mail, and seal only
/// what they have looked at themselves.
const BELIEVED: &[&str] = &["google.com", "microsoft.com", "messagingengine.com"];

/// The last seal of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Seal {
    /// Whose it is.
    pub domain: String,
    /// How the whole chain stands.
    pub standing: Standing,
    /// What it says was found: the authentication results (RFC 8601) without the fields before them.
    pub says: String,
}

impl Seal {
    /// The last one; nothing when there is none.
    pub(super) fn last(arc: &ArcOutput<'_>) -> Option<Self> {
        let set = arc.sets().last()?;
        Some(Self {
            domain: ascii_host(&set.seal.header.d)?,
            standing: standing(arc.result()),
            says: String::from_utf8_lossy(set.results.value).into_owned(),
        })
    }

    /// Whether it is one that is believed.
    pub(super) fn is_believed(&self, is_own: impl Fn(&str) -> bool) -> bool {
        self.standing == Standing::Valid
            && (is_own(&self.domain) || BELIEVED.iter().any(|known| is_at_or_below(&self.domain, known)))
    }

    /// Whether it says that the sender had been verified as `from`.
    pub(super) fn vouches_for(&self, from: &str) -> bool {
        let found = results(&self.says);
        // There is one policy of one sender: who tells of two is not to be understood.
        let mut dmarc = found.iter().filter(|found| found.method == "dmarc");
        if let (Some(found), None) = (dmarc.next(), dmarc.next())
            && found.result == "pass"
            && domain(found, "header.from").as_deref() == Some(from)
        {
            return true;
        }
        let is_about = |found: &Found| {
            ["header.d", "header.i"]
                .into_iter()
                .any(|name| domain(found, name).is_some_and(|domain| speaks_for(&domain, from)))
        };
        found.iter().any(|found| found.method == "dkim" && found.result == "pass" && is_about(found))
    }
}

/// The domain that a property names, or the one of the address it names.
fn domain(found: &Found, name: &str) -> Option<String> {
    let value = found.property(name)?;
    ascii_host(value.rsplit_once('@').map_or(value, |(_, domain)| domain))
}

#[cfg(test)]
mod tests {
    use super::{Seal, Standing};

    fn vouches(says: &str) -> bool {
        let seal = Seal { domain: "google.com".into(), standing: Standing::Valid, says: says.into() };
        seal.vouches_for("mail.example.org")
    }

    #[test]
    fn reads_what_was_found_before() {
        for (says, expected) in [
            (" i=1; mx.google.com; dmarc=pass (p=NONE) header.from=mail.example.org", true),
            (" i=1; mx.google.com;\r\n dkim=pass header.i=@example.org header.s=s1", true),
            (" i=1; mx.microsoft.com 1; dkim=pass header.d=mail.example.org; dmarc=none", true),
            (" i=1; mx.google.com; dkim=pass header.d=other.example", false),
            (" i=1; mx.google.com; dmarc=fail header.from=mail.example.org", false),
            (" i=1; mx.google.com; dmarc=pass header.from=example.net", false),
            (" i=1; mx.google.com; spf=pass smtp.mailfrom=mail.example.org", false),
            (" i=1; mx.google.com (; dmarc=pass header.from=mail.example.org); spf=none", false),
            (" i=1; mx.google.com; dkim=pass header.d=org", false),
            (" i=1; mx.google.com; dmarc=pass header.from=\"x@mail.example.org\"@evil.example", false),
            (
                " i=1; mx.google.com; dmarc=pass header.from=mail.example.org; dmarc=fail header.from=mail.example.org",
                false,
            ),
            (
                " i=1; mx.google.com; spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=mail.example.org y\"@evil.example; dmarc=fail",
                false,
            ),
            (
                " i=1; mx.google.com; spf=pass smtp.mailfrom=\"x; dkim=pass header.d=mail.example.org y\"@evil.example; dkim=none",
                false,
            ),
            ("", false),
        ] {
            assert_eq!(vouches(says), expected, "{says}");
        }
    }

    #[test]
    fn believes_only_valid_seals_of_those_it_knows() {
        let seal = |domain: &str, standing| Seal { domain: domain.into(), standing, says: String::new() };
        let own = |domain: &str| domain == "acme.example";
        assert!(seal("google.com", Standing::Valid).is_believed(own));
        assert!(seal("acme.example", Standing::Valid).is_believed(own));
        assert!(!seal("notgoogle.com", Standing::Valid).is_believed(own));
        assert!(!seal("google.com", Standing::BodyChanged).is_believed(own));
    }
}
