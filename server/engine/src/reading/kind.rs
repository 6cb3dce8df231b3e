//! What sort of mail a message is.
//!
//! A wrong "automatic" hides an application, so a mail is only called automatic when it says so in a way that forms and
//! job boards do not: these send applications with `Auto-Submitted: auto-generated` and `Precedence: bulk`.

use types::MessageKind;

use super::{confirmation, fields::Fields, parts::Parts};

/// Subjects of absence notes, in lower case, up to the colon.
const ABSENCE_SUBJECTS: &[&str] = &[
    "automatic reply:",
    "automatische antwort:",
    "autoreply:",
    "auto-reply:",
    "auto reply:",
    "out of office:",
    "out of office autoreply:",
    "abwesenheitsnotiz:",
    "abwesend:",
    "abwesenheit:",
    "réponse automatique",
    "risposta automatica:",
    "respuesta automática:",
    "automatisch antwoord:",
];
/// The same without a colon: too close to what people write, so only with a second sign.
const WEAK_ABSENCE_SUBJECTS: &[&str] =
    &["out of office", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheit", "auto:", "automatische antwort"];
/// Subjects of delivery reports that are not written as RFC 3464 wants them, in lower case.
const BOUNCE_SUBJECTS: &[&str] = &[
    "undeliver",
    "unzustellbar",
    "delivery status notification",
    "delivery failure",
    "delivery notification",
    "mail delivery",
    "failure notice",
    "returned mail",
    "nicht zustellbar",
    "message could not be delivered",
];

/// What sort of mail it is, by its header, its structure and the sender in its envelope.
pub(super) fn kind(parts: &Parts<'_>, mail_from: &str) -> MessageKind {
    let fields = &parts.root().fields;
    let from = fields.mailboxes("From").into_iter().next().unwrap_or_default().address.to_ascii_lowercase();
    if confirmation::confirmation(parts).is_some() {
        return MessageKind::Confirmation;
    }
    if let Some(report) = report(parts) {
        return report;
    }
    let is_null = mail_from.trim_matches(['<', '>', ' ']).is_empty();
    let subject = fields.text("Subject").trim().to_lowercase();
    if is_bounce(fields, &from, &subject, is_null) {
        return MessageKind::Report;
    }
    if is_auto_reply(fields, &subject, is_null) {
        return MessageKind::AutoReply;
    }
    let precedence = fields.word("Precedence");
    if fields.has("List-Id") && (precedence == "list" || fields.has("List-Post")) {
        return MessageKind::List;
    }
    MessageKind::Mail
}

/// What a `multipart/report` (RFC 6522) says it is; its parts tell when its parameter is lost.
fn report(parts: &Parts<'_>) -> Option<MessageKind> {
    let root = parts.root();
    let has = |media_types: &[&str]| parts.leaves().any(|part| part.is(media_types));
    let is = |report_type: &str, media_types: &[&str]| match root.report_type() {
        Some("") => has(media_types),
        Some(said) => said == report_type,
        None => root.is(media_types),
    };
    if is("delivery-status", &["message/delivery-status", "message/global-delivery-status"]) {
        Some(MessageKind::Report)
    } else if is("feedback-report", &["message/feedback-report"]) {
        Some(MessageKind::Feedback)
    } else if is("disposition-notification", &["message/disposition-notification"]) {
        Some(MessageKind::Receipt)
    } else {
        None
    }
}

/// Reports of servers that write them their own way: Exim, qmail, old gateways.
fn is_bounce(fields: &Fields<'_>, from: &str, subject: &str, is_null: bool) -> bool {
    let local_part = from.split('@').next().unwrap_or_default();
    let sounds_so = BOUNCE_SUBJECTS.iter().any(|start| subject.starts_with(start));
    match local_part {
        "mailer-daemon" | "mailerdaemon" => is_null || sounds_so || fields.has("X-Failed-Recipients"),
        "postmaster" => (is_null && sounds_so) || fields.has("X-Failed-Recipients"),
        _ => is_null && (fields.has("X-Failed-Recipients") || sounds_so),
    }
}

/// Replies nobody wrote, RFC 3834 section 5 and what came before it.
fn is_auto_reply(fields: &Fields<'_>, subject: &str, is_null: bool) -> bool {
    let auto_submitted = fields.word("Auto-Submitted");
    let says_yes = |name: &str| fields.has(name) && !matches!(fields.word(name).as_str(), "no" | "false" | "0");
    let precedence = [fields.word("Precedence"), fields.word("X-Precedence")];
    let is_declared = auto_submitted.starts_with("auto-replied")
        || ["X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder"].into_iter().any(says_yes)
        || precedence.iter().any(|word| matches!(word.as_str(), "auto_reply" | "auto-reply"))
        || fields.word("Delivered-To") == "autoresponder"
        || fields.word("Content-Class").contains("oof")
        || fields.word("X-Message-Class").contains("ooftemplate");
    let is_suspect = is_null
        || auto_submitted.starts_with("auto-")
        || says_yes("X-Auto-Response-Suppress")
        || precedence.iter().any(|word| matches!(word.as_str(), "bulk" | "junk"));
    let starts = |starts: &[&str]| starts.iter().any(|start| subject.starts_with(start));
    is_declared
        || starts(ABSENCE_SUBJECTS)
        || (is_suspect && starts(WEAK_ABSENCE_SUBJECTS))
        || (is_null && auto_submitted.starts_with("auto-generated") && fields.has("In-Reply-To"))
}

#[cfg(test)]
mod tests;
