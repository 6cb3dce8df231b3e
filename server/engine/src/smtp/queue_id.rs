//! The server's own number for a message it has taken, to look up in its log.

use super::reply::Reply;

/// The number, as far as the server's way of saying it is known; otherwise all it said.
pub(crate) fn queue_id(reply: &Reply) -> String {
    let text = reply.texts().collect::<Vec<_>>().join(" ");
    // Exchange: `2.6.0 <message-id> [InternalId=123, Hostname=…] Queued mail for delivery`.
    let found = after(&text, "[InternalId=")
        // Postfix: `2.0.0 Ok: queued as 4XyZ`; others in the same words.
        .or_else(|| after(&text, "queued as "))
        // Exim: `OK id=1tF0aB-0001Cd-2E`.
        .or_else(|| after(&text, " id="))
        // Sendmail and OpenSMTPD: `2.0.0 4ANJ6f0x012345 Message accepted for delivery`.
        .or_else(|| before(&text, " Message accepted"));
    found.unwrap_or_else(|| without_status(&text)).to_owned()
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let start = text.to_ascii_lowercase().find(&mark.to_ascii_lowercase())? + mark.len();
    let id = text[start..].split([' ', ',', ';', ']', '>', ')']).next()?.trim_matches(['.', '<', '"']);
    (!id.is_empty()).then_some(id)
}

fn before<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let end = text.to_ascii_lowercase().find(&mark.to_ascii_lowercase())?;
    let id = text[..end].rsplit(' ').next()?;
    (id.bytes().any(|byte| byte.is_ascii_digit()) && !is_status(id)).then_some(id)
}

/// Without the status code in front.
fn without_status(text: &str) -> &str {
    match text.split_once(' ') {
        Some((status, rest)) if is_status(status) => rest.trim(),
        _ => text.trim(),
    }
}

/// Whether this is an enhanced status code (RFC 3463 section 2).
fn is_status(text: &str) -> bool {
    text.starts_with(['2', '4', '5'])
        && text.split('.').count() == 3
        && text.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{super::reply::Reply, queue_id};

    #[test]
    fn reads_the_common_forms() {
        for (line, id) in [
            ("250 2.0.0 Ok: queued as 4XyZ12AbCd", "4XyZ12AbCd"),
            ("250 OK: Queued as <A1B2C3>.", "A1B2C3"),
            ("250 OK id=1tF0aB-0001Cd-2E", "1tF0aB-0001Cd-2E"),
            ("250 2.6.0 <a@b> [InternalId=98765, Hostname=EX1] Queued mail for delivery", "98765"),
            ("250 2.0.0 4ANJ6f0x012345 Message accepted for delivery", "4ANJ6f0x012345"),
            ("250 2.0.0 Message accepted for delivery", "Message accepted for delivery"),
            ("250 2.0.0 OK  1732390000 ab12-20020a.3 - gsmtp", "OK  1732390000 ab12-20020a.3 - gsmtp"),
            ("250 Ok", "Ok"),
            ("250 İİ queued as ", "İİ queued as"),
            ("250", ""),
        ] {
            assert_eq!(queue_id(&Reply { code: 250, lines: vec![line.to_owned()] }), id, "{line}");
        }
    }
}
