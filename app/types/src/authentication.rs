//! Who really sent a mail, and whether mails of ours will be believed.

use serde::{Deserialize, Serialize};

use crate::{EmailAddress, Timestamp, stored_word::stored_word};

/// What is known of a message's sender.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Authentication {
    /// Whether the sender is who From says.
    pub verdict: Verified,
    /// Why.
    pub reason: VerifiedBy,
    /// The domain that the reason is about; possibly empty.
    pub domain: String,
    /// Every single result, written as in RFC 8601.
    pub results: String,
    /// When this was found out.
    pub checked_at: Timestamp,
}

stored_word! {
    /// Whether a sender is who From says.
    Verified {
        /// They are.
        Yes = "yes",
        /// Nothing proves it.
        No = "no",
        /// It could not be found out.
        Unknown = "unknown",
    }
}

stored_word! {
    /// Why a sender counts as verified or not.
    VerifiedBy {
        /// A valid signature of the sender's domain.
        Signature = "signature",
        /// It came straight from a server that the sender's domain names.
        Server = "server",
        /// The server that redirected it had verified the sender, and says so under its seal.
        Seal = "seal",
        /// Only another domain vouches for it.
        OtherDomain = "other_domain",
        /// It was changed after the sender's domain had signed it.
        Changed = "changed",
        /// Nobody vouches for it.
        Unsigned = "unsigned",
        /// The sender's domain says that its mails are always signed, and this one is not.
        AgainstPolicy = "against_policy",
        /// From names nobody, or people of several domains.
        NoSender = "no_sender",
        /// The domain name system did not answer in time.
        NoAnswer = "no_answer",
        /// Too much is wrong with it to be looked at.
        Unreadable = "unreadable",
    }
}

/// Whether receivers will believe mails from an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Belief {
    /// The address in From.
    pub address: EmailAddress,
    /// The server they leave through.
    pub host: String,
    /// Whether the address is one that Postroom gives out, whose domain is the operator's.
    pub is_operators: bool,
    /// SPF, DKIM and DMARC, in this order.
    pub lines: Vec<BeliefLine>,
    /// Whether everything was looked at.
    pub is_done: bool,
}

/// One of the three.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BeliefLine {
    /// Which.
    pub proof: Proof,
    /// How it stands.
    pub state: ProofState,
    /// What was found, as published.
    pub found: Vec<String>,
    /// What to publish.
    pub publish: Option<DnsRecord>,
    /// What the state is about: a domain or a server; possibly empty.
    pub detail: String,
}

stored_word! {
    /// What makes receivers believe.
    Proof {
        /// The servers that may send for a domain (RFC 7208).
        Spf = "spf",
        /// The signature of a domain (RFC 6376).
        Dkim = "dkim",
        /// What the domain asks receivers to do (RFC 9989).
        Dmarc = "dmarc",
    }
}

stored_word! {
    /// How a proof stands.
    ProofState {
        /// It is there, and covers these mails.
        Good = "good",
        /// It is published; whether mails have it is seen when a test mail comes back.
        Likely = "likely",
        /// There is none.
        Missing = "missing",
        /// There is one, and it does not cover these mails.
        NotCovered = "not_covered",
        /// There is one that receivers cannot use.
        Broken = "broken",
        /// The test mail that came back was signed, and only for another domain.
        OtherDomain = "other_domain",
        /// It could not be found out.
        Unknown = "unknown",
    }
}

/// A record to publish.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DnsRecord {
    /// Its name, without the final dot.
    pub name: String,
    /// Its value; the type is TXT.
    pub value: String,
}
