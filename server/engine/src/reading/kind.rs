//! What sort of mail a message is.
//!
//! A wrong "automatic" hides an application, so a mail is only called automatic when it says so in a way that forms and
//! job boards do not: these send applications with `Auto-Submitted: auto-generated` and `Precedence: bulk`.

use types::MessageKind;

use super::{confirmation, fields::Fields, parts::Parts};

/// Subjects of absence notes, in lower case, up to the colon: English, German, French, Italian, Spanish, Dutch, Polish.
const ABSENCE_SUBJECTS: &[&str] = &[
    "automatic reply:",
    "automatische antwort:",
    "automatische antwort auf",
    "autoreply:",
    "auto-reply:",
    "auto reply:",
    "auto response:",
    "automated reply:",
    "automatic response:",
    "out of office:",
    "out of office autoreply:",
    "out of the office:",
    "out-of-office:",
    "abwesenheitsnotiz:",
    "abwesenheitsnachricht:",
    "abwesenheitsmeldung:",
    "abwesenheitsbenachrichtigung:",
    "abwesend:",
    "abwesenheit:",
    "automatische rückmeldung:",
    "réponse automatique",
    "réponse automatisée",
    "message d'absence",
    "absence du bureau",
    "absent du bureau",
    "risposta automatica",
    "fuori sede:",
    "fuori ufficio:",
    "respuesta automática",
    "respuesta automatica:",
    "fuera de la oficina:",
    "automatisch antwoord",
    "automatische beantwoording",
    "afwezig:",
    "afwezigheidsassistent",
    "autoodpowiedź",
    "odpowiedź automatyczna",
    "automatyczna odpowiedź",
    "poza biurem:",
];
/// The same without a colon: too close to what people write, so only with a second sign.
const WEAK_ABSENCE_SUBJECTS: &[&str] = &[
    "out of office",
    "out of the office",
    "abwesenheitsnotiz",
    "abwesenheitsnachricht",
    "abwesenheit",
    "nicht im büro",
    "ich bin nicht im büro",
    "auto:",
    "automatische antwort",
    "automatic reply",
    "autoreply",
    "vacation",
    "on vacation",
    "fuori ufficio",
    "fuera de la oficina",
    "afwezig",
    "nieobecność",
    "poza biurem",
];
/// Subjects of delivery reports that are not written as RFC 3464 wants them, in lower case.
const BOUNCE_SUBJECTS: &[&str] = &[
    "undeliver",
    "unzustellbar",
    "delivery status notification",
    "delivery failure",
    "delivery failed",
    "delivery notification",
    "delivery report",
    "delivery has failed",
    "delivery delayed",
    "delayed mail",
    "mail delivery",
    "mail system error",
    "mail failure",
    "failed mail",
    "failure notice",
    "failure delivery",
    "failed delivery",
    "message delivery failure",
    "message undeliver",
    "non remis",
    "non délivré",
    "no se puede entregar",
    "non recapitabile",
    "onbestelbaar",
    "niedostarczalne",
    "returned mail",
    "returned email",
    "rejected message",
    "nicht zustellbar",
    "nicht zugestellt",
    "nachricht konnte nicht zugestellt",
    "fehlerbenachrichtigung",
    "zustellung fehlgeschlagen",
    "übermittlung fehlgeschlagen",
    "fehler beim versand",
    "fehler bei der zustellung",
    "warning: message",
    "warning: could not send",
    "message could not be delivered",
    "your message could not",
    "address not found",
    "permanent delivery failure",
    "nondeliverable",
    "non-delivery",
    "postmaster notify",
    "informacja o niedostarczeniu",
];
/// Names of those who write delivery reports under addresses of their own, in lower case.
const DAEMON_NAMES: &[&str] =
    &["mail delivery subsystem", "mail delivery system", "mail delivery service", "mail administrator", "mail system"];

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
    if is_list(fields) { MessageKind::List } else { MessageKind::Mail }
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
    } else if root.fields.has("X-HmXmrOriginalRecipient") && has(&["message/rfc822"]) {
        // Microsoft's own form of a complaint.
        Some(MessageKind::Feedback)
    } else if is("disposition-notification", &["message/disposition-notification"]) {
        Some(MessageKind::Receipt)
    } else {
        None
    }
}

/// Mail that came through a list (RFC 2369, RFC 2919). *List-Unsubscribe* alone says nothing: job boards write it into
/// applications, and so do those who send them.
fn is_list(fields: &Fields<'_>) -> bool {
    let precedence = fields.word("Precedence");
    precedence == "list"
        || fields.has("List-Post")
        || fields.has("X-Mailing-List")
        || fields.has("X-Mailman-Version")
        || (fields.has("List-Id")
            && ["List-Help", "List-Archive", "List-Subscribe"].iter().any(|name| fields.has(name)))
        || (fields.has("List-Id") && fields.has("List-Unsubscribe") && matches!(precedence.as_str(), "bulk" | "junk"))
}

/// Reports of servers that write them their own way: Exim, qmail, old gateways.
fn is_bounce(fields: &Fields<'_>, from: &str, subject: &str, is_null: bool) -> bool {
    let local_part = from.split('@').next().unwrap_or_default();
    let sounds_so = BOUNCE_SUBJECTS.iter().any(|start| subject.starts_with(start));
    let names_failed = fields.has("X-Failed-Recipients") || fields.has("X-MS-Exchange-Message-Is-Ndr");
    let name = fields.mailboxes("From").into_iter().next().unwrap_or_default().name.to_lowercase();
    let is_daemon = DAEMON_NAMES.contains(&name.as_str()) || name.starts_with("microsoft outlook");
    let mentions_it = BOUNCE_SUBJECTS.iter().any(|words| subject.contains(words));
    match local_part {
        "mailer-daemon" | "mailerdaemon" | "mdaemon" => is_null || mentions_it || names_failed,
        "postmaster" => mentions_it || names_failed,
        _ => (is_null && (names_failed || sounds_so)) || (is_daemon && sounds_so),
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
