//! Why a message is where it is, in words.

use types::{MessageKind, MessageRow, MessageState, Reason, text::Lang};

/// The sentence above an opened message.
pub fn sentence(row: &MessageRow, lang: Lang) -> String {
    let t = lang.reasons();
    let detail = row.reason_detail.as_str();
    match row.reason {
        _ if row.state == MessageState::Candidate && row.kind == MessageKind::AutoReply => {
            t.auto_reply_of_candidate.into()
        }
        Reason::KnownAddress => t.known_address(detail),
        Reason::KnownByJobBoard => t.known_by_job_board(detail),
        Reason::ImplausibleReply => t.implausible_reply(detail),
        Reason::SharedAddress => t.shared_address(detail),
        Reason::JobBoard => t.job_board(detail),
        Reason::Forwarded if detail.is_empty() => t.forwarded_unclear.into(),
        Reason::Forwarded => t.forwarded(detail),
        _ => t.by_key(key(row)).unwrap_or_default().into(),
    }
}

/// The tag in the list: what it says, and the class of its badge. Most messages have none.
pub fn tag(row: &MessageRow, lang: Lang) -> Option<(&'static str, &'static str)> {
    let text = lang.reasons().by_key(&format!("{}_tag", key(row)))?;
    let class = match (row.reason, row.kind) {
        (Reason::ConnectionTest, _) => "badge info",
        (Reason::Unreadable | Reason::ImplausibleReply, _) | (_, MessageKind::Confirmation) => "badge warn",
        _ => "badge plain",
    };
    Some((text, class))
}

fn key(row: &MessageRow) -> &'static str {
    match (row.reason, row.kind) {
        (Reason::UnknownSender, MessageKind::Confirmation) => "confirmation",
        (reason, _) => reason.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use types::{MessageId, MessageKind, MessageRow, MessageState, Reason, Timestamp, text::Lang};

    #[test]
    fn every_reason_has_a_sentence() {
        for lang in Lang::ALL {
            for reason in Reason::ALL {
                for kind in MessageKind::ALL {
                    let row = MessageRow {
                        id: MessageId::from_slice(&[0; 16]).unwrap(),
                        from_name: String::new(),
                        from_address: String::new(),
                        subject: String::new(),
                        first_words: String::new(),
                        n_attachments: 0,
                        received_at: Timestamp(0),
                        state: MessageState::Unassigned,
                        reason: *reason,
                        reason_detail: "x@example.org".into(),
                        version: 0,
                        kind: *kind,
                    };
                    let sentence = super::sentence(&row, lang);
                    assert!(!sentence.is_empty() && !sentence.contains('{'), "{reason:?} {sentence}");
                    let is_plain = *reason == Reason::UnknownSender && *kind != MessageKind::Confirmation;
                    let needs_tag = !is_plain && *reason != Reason::Decided;
                    assert_eq!(super::tag(&row, lang).is_some(), needs_tag, "{reason:?} {kind:?}");
                }
            }
        }
    }
}
