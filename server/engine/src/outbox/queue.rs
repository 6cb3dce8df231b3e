//! Putting a message into the outbox.

use types::{
    BODY_MAX_BYTES, CandidateId, CompanyId, EmailAddress, InputFault, InputField, Mailbox, NewOutgoing,
    OUTGOING_FILES_MAX, OUTGOING_FILES_MAX_BYTES, OutgoingId, OutgoingWord, PersonId, PositionId, Problem,
    RECIPIENTS_MAX, SUBJECT_MAX_CHARS, Timestamp,
};
use uuid::Uuid;

use crate::{
    Engine, Error, Result,
    db::{read, write},
};

/// How long a message is tried: four days, as long as a sender on the internet goes on (RFC 5321 section 4.5.4.1).
pub(super) const GIVE_UP_AFTER_SECS: i64 = 4 * 24 * 60 * 60;
/// Longest display name of a recipient, in characters.
const NAME_MAX_CHARS: usize = 120;
/// Most Message-IDs in References: with the longest of ours they fit a header that every server takes.
const REFERENCES_MAX: usize = 20;
/// Longest Message-ID of somebody else that is named, in characters: it has to stand on a line of 998.
const MESSAGE_ID_MAX_CHARS: usize = 250;
/// Furthest moment a message can be kept for: a year.
const SEND_LATER_MAX_SECS: i64 = 366 * 24 * 60 * 60;

/// A message whose every field has been checked.
struct Checked {
    to: Vec<Mailbox>,
    cc: Vec<Mailbox>,
    addresses: Vec<EmailAddress>,
    subject: String,
    body: String,
    references: String,
    in_reply_to: String,
}

impl Engine {
    /// Queues a message; its Message-ID is fixed from now on. `person` is who wrote it; nobody did when it is a notice
    /// of ours, which leaves through the relay.
    pub(crate) async fn queue_outgoing(&self, new: NewOutgoing, person: Option<PersonId>) -> Result<OutgoingId> {
        let checked = check(&new)?;
        let company = self.company_of_position(new.position).await?;
        self.check_candidate(new.candidate).await?;
        let id = OutgoingId::new(Uuid::now_v7());
        let now = self.now();
        let latest = now.plus_secs(SEND_LATER_MAX_SECS);
        let not_before = new.send_at.unwrap_or(now).clamp(now, latest);
        let bytes = |id: &[u8; 16]| id.to_vec();
        write!(self.inner.db, tx => {
            sqlx::query(
                "INSERT INTO outgoing (id, candidate_id, position_id, person_id, message_id, in_reply_to, refs, recipients, cc,
                    subject, body, created_at, state, reason, server_words, queue_id, not_before, give_up_at, n_attempts,
                    from_address, route, company_id)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $13, '', '', $14, $15, 0, '', '', $16)",
            )
            .bind(bytes(id.as_bytes()))
            .bind(new.candidate.map(|id| bytes(id.as_bytes())))
            .bind(new.position.map(|id| bytes(id.as_bytes())))
            .bind(person.map(|id| bytes(id.as_bytes())))
            .bind(self.outgoing_message_id(id))
            .bind(&checked.in_reply_to)
            .bind(&checked.references)
            .bind(mailboxes_as_stored(&checked.to)?)
            .bind(mailboxes_as_stored(&checked.cc)?)
            .bind(&checked.subject)
            .bind(&checked.body)
            .bind(now.0)
            .bind(OutgoingWord::Queued.as_str())
            .bind(not_before.0)
            .bind(not_before.plus_secs(GIVE_UP_AFTER_SECS).0)
            .bind(bytes(company.as_bytes()))
            .execute(&mut *tx)
            .await?;
            for address in &checked.addresses {
                sqlx::query(
                    "INSERT INTO outgoing_recipient (outgoing_id, address, state, status, words, changed_at)
                     VALUES ($1, $2, 'waiting', '', '', $3)",
                )
                .bind(bytes(id.as_bytes()))
                .bind(address.as_str())
                .bind(now.0)
                .execute(&mut *tx)
                .await?;
            }
            for file in &new.files {
                // A file goes out once: with the draft of this candidate and person that it waits with.
                let n_taken = sqlx::query(
                    "UPDATE outgoing_file SET outgoing_id = $1
                     WHERE id = $2 AND candidate_id = $3 AND person_id = $4 AND outgoing_id IS NULL",
                )
                .bind(bytes(id.as_bytes()))
                .bind(bytes(file.as_bytes()))
                .bind(new.candidate.map(|id| bytes(id.as_bytes())))
                .bind(person.map(|id| bytes(id.as_bytes())))
                .execute(&mut *tx)
                .await?
                .rows_affected();
                if n_taken == 0 {
                    return Err(Problem::NotFound.into());
                }
            }
            let size: i64 = sqlx::query_scalar(
                "SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM outgoing_file WHERE outgoing_id = $1",
            )
            .bind(bytes(id.as_bytes()))
            .fetch_one(&mut *tx)
            .await?;
            if u64::try_from(size).unwrap_or(u64::MAX) > OUTGOING_FILES_MAX_BYTES {
                return Err(Error::invalid(InputField::Files, InputFault::TooLong));
            }
        });
        self.outbox_changed(new.candidate);
        self.wake_outbox();
        Ok(id)
    }

    /// The company that messages about this position are sent for.
    pub(crate) async fn company_of_position(&self, position: Option<PositionId>) -> Result<CompanyId> {
        let Some(position) = position else { return Ok(self.main_company().await?.ok_or(Problem::NotFound)?.id) };
        let company: Option<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT company_id FROM position WHERE id = $1")
                .bind(position.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        CompanyId::from_slice(&company.ok_or(Problem::NotFound)?).ok_or(Error::Stored("company id"))
    }

    async fn check_candidate(&self, candidate: Option<CandidateId>) -> Result<()> {
        let Some(candidate) = candidate else { return Ok(()) };
        let found: Option<i64> = read!(self.inner.db, pool => {
            sqlx::query_scalar("SELECT created_at FROM candidate WHERE id = $1")
                .bind(candidate.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        found.map(|_| ()).ok_or(Problem::NotFound.into())
    }
}

/// Mailboxes as the store keeps them.
pub(super) fn mailboxes_as_stored(mailboxes: &[Mailbox]) -> Result<String> {
    serde_json::to_string(mailboxes).map_err(|_| Error::Stored("recipients"))
}

/// Mailboxes from what the store keeps.
pub(crate) fn stored_mailboxes(text: &str) -> Result<Vec<Mailbox>> {
    serde_json::from_str(text).map_err(|_| Error::Stored("recipients"))
}

/// A moment in the outbox's terms: when trying ends for a message that begins to be tried now.
pub(super) const fn give_up_at(now: Timestamp) -> Timestamp {
    now.plus_secs(GIVE_UP_AFTER_SECS)
}

fn check(new: &NewOutgoing) -> Result<Checked> {
    let mut addresses: Vec<EmailAddress> = Vec::new();
    let to = checked_mailboxes(&new.to, InputField::Recipients, &mut addresses)?;
    let cc = checked_mailboxes(&new.cc, InputField::Cc, &mut addresses)?;
    if to.is_empty() {
        return Err(Error::invalid(InputField::Recipients, InputFault::Empty));
    }
    let subject = new.subject.split_whitespace().collect::<Vec<_>>().join(" ");
    if subject.chars().count() > SUBJECT_MAX_CHARS {
        return Err(Error::invalid(InputField::Subject, InputFault::TooLong));
    }
    let body = new.body.replace("\r\n", "\n").replace('\0', "");
    if body.trim().is_empty() {
        return Err(Error::invalid(InputField::Body, InputFault::Empty));
    }
    if body.len() > BODY_MAX_BYTES {
        return Err(Error::invalid(InputField::Body, InputFault::TooLong));
    }
    if new.files.len() > OUTGOING_FILES_MAX {
        return Err(Error::invalid(InputField::Files, InputFault::TooMany));
    }
    let in_reply_to = new.in_reply_to.as_deref().and_then(checked_id).unwrap_or_default();
    let references = references(&new.references, &in_reply_to);
    Ok(Checked { to, cc, addresses, subject, body, references, in_reply_to })
}

fn checked_mailboxes(
    mailboxes: &[Mailbox],
    field: InputField,
    addresses: &mut Vec<EmailAddress>,
) -> Result<Vec<Mailbox>> {
    let mut checked = Vec::new();
    for mailbox in mailboxes {
        let address: EmailAddress =
            mailbox.address.parse().map_err(|_| Error::invalid(field, InputFault::NotAnAddress))?;
        if addresses.iter().any(|known| known.same_mailbox(&address)) {
            continue;
        }
        if addresses.len() == RECIPIENTS_MAX {
            return Err(Error::invalid(field, InputFault::TooMany));
        }
        let name = mailbox.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.chars().filter(|c| !c.is_control()).take(NAME_MAX_CHARS).collect();
        checked.push(Mailbox { name, address: address.to_string() });
        addresses.push(address);
    }
    Ok(checked)
}

/// A Message-ID that can be named in a header, without its angle brackets; others are left out.
fn checked_id(text: &str) -> Option<String> {
    let id = text.trim_matches(['<', '>', ' ']);
    let fits = !id.is_empty()
        && id.len() <= MESSAGE_ID_MAX_CHARS
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
    fits.then(|| id.to_owned())
}

/// The conversation so far, and at its end the message that is answered. Of a long one the first and the newest stay.
fn references(references: &[String], in_reply_to: &str) -> String {
    let mut ids: Vec<String> =
        references.iter().filter_map(|id| checked_id(id)).filter(|id| id != in_reply_to).collect();
    if !in_reply_to.is_empty() {
        ids.push(in_reply_to.to_owned());
    }
    if ids.len() > REFERENCES_MAX {
        ids.drain(1..=ids.len() - REFERENCES_MAX);
    }
    ids.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{checked_id, references};

    #[test]
    fn names_only_what_fits_a_header() {
        for (text, id) in [
            ("<a@b>", Some("a@b")),
            ("a@b", Some("a@b")),
            ("", None),
            ("a b@c", None),
            ("a@b\r\nBcc: x", None),
            ("ä@b", None),
        ] {
            assert_eq!(checked_id(text).as_deref(), id, "{text}");
        }
    }

    #[test]
    fn long_conversations_keep_their_ends() {
        let ids: Vec<String> = (0..40).map(|n| format!("{n}@x")).collect();
        let found = references(&ids, "40@x");
        let found: Vec<&str> = found.split(' ').collect();
        assert_eq!((found.len(), found[0], found[1], found[19]), (20, "0@x", "22@x", "40@x"));
        assert_eq!(references(&["a@b".into(), "c@d".into()], "a@b"), "c@d a@b");
    }
}
