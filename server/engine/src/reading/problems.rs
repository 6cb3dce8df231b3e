//! What could not be read of a message, and what a reader should know.

use types::ReadingProblem;

use super::{part::Part, parts::Parts, signed_data};

/// Bytes of a text that are looked at for encrypted words.
const MAX_SEARCHED_BYTES: usize = 64 << 10;
/// What encrypted words begin with (RFC 9580 section 6.2).
const ENCRYPTED: &str = "-----BEGIN PGP MESSAGE-----";
/// What signed words begin with (RFC 9580 section 7).
const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";

/// Each once, in the order in which they are declared.
pub(super) fn of(parts: &Parts<'_>) -> Vec<ReadingProblem> {
    let mut found = parts.problems().to_vec();
    let fields = &parts.root().fields;
    let from = fields.mailboxes("From");
    if from.iter().all(|mailbox| mailbox.address.is_empty()) {
        found.push(ReadingProblem::NoSender);
    }
    if from.len() > 1 {
        found.push(ReadingProblem::SeveralSenders);
    }
    if fields.has("Date") && fields.date().is_none() {
        found.push(ReadingProblem::BadDate);
    }
    found.extend(parts.multiparts().filter_map(protection));
    found.extend(parts.leaves().filter_map(Part::problem));
    found.extend(parts.leaves().filter_map(kept_shut));
    let texts = parts.bodies().filter(|(_, part)| part.media_type == "text/plain");
    found.extend(texts.filter_map(|(_, part)| in_words(&part.text(MAX_SEARCHED_BYTES).0)));
    ReadingProblem::ALL.iter().copied().filter(|problem| found.contains(problem)).collect()
}

/// What protects a multipart (RFC 1847).
fn protection(part: &Part<'_>) -> Option<ReadingProblem> {
    match part.media_type.as_str() {
        "multipart/encrypted" => Some(ReadingProblem::Encrypted),
        "multipart/signed" => Some(ReadingProblem::SignatureNotChecked),
        _ => None,
    }
}

/// What a part is that cannot be opened.
fn kept_shut(part: &Part<'_>) -> Option<ReadingProblem> {
    if part.is_opaque_smime() {
        let is_said = part.protocol == "enveloped-data" || part.protocol == "authenveloped-data";
        let is_encrypted = is_said || signed_data::open(part.content()) == signed_data::Opened::Encrypted;
        return Some(if is_encrypted { ReadingProblem::Encrypted } else { ReadingProblem::DamagedContainer });
    }
    match part.media_type.as_str() {
        "message/external-body" => Some(ReadingProblem::ElsewhereStored),
        "message/partial" => Some(ReadingProblem::Truncated),
        "application/pgp-encrypted" => Some(ReadingProblem::Encrypted),
        _ if super::containers::is_tnef(part) => Some(ReadingProblem::DamagedContainer),
        _ => None,
    }
}

fn in_words(text: &str) -> Option<ReadingProblem> {
    match text.find("-----BEGIN PGP ").map(|start| &text[start..]) {
        Some(start) if start.starts_with(ENCRYPTED) => Some(ReadingProblem::Encrypted),
        Some(start) if start.starts_with(SIGNED) => Some(ReadingProblem::SignatureNotChecked),
        _ => None,
    }
}
