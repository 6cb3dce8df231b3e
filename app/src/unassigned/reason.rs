//! Why a message is where it is, in words.

use types::{MessageKind, MessageRow, Reason, text::Lang};

/// The sentence above an opened message.
pub fn sentence(row: &MessageRow, lang: Lang) -> &'static str {
    lang.reasons().by_key(key(row)).unwrap_or_default()
}

/// The tag in the list: what it says, and the class of its badge. Most messages have none.
pub fn tag(row: &MessageRow, lang: Lang) -> Option<(&'static str, &'static str)> {
    let text = lang.reasons().by_key(&format!("{}_tag", key(row)))?;
    let class = match (row.reason, row.kind) {
        (Reason::ConnectionTest, _) => "badge info",
        (Reason::Unreadable, _) | (_, MessageKind::Confirmation) => "badge warn",
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
                        kind: *kind,
                    };
                    assert!(!super::sentence(&row, lang).is_empty(), "{reason:?}");
                    let needs_tag = *reason != Reason::UnknownSender || *kind == MessageKind::Confirmation;
                    assert_eq!(super::tag(&row, lang).is_some(), needs_tag, "{reason:?} {kind:?}");
                }
            }
        }
    }
}
