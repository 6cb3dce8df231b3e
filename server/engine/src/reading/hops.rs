//! The servers a message has passed, as its trace fields tell (RFC 5321 section 4.4). What stands there proves nothing.

use types::Timestamp;

use super::{
    date,
    fields::{Field, Fields},
    line,
};

/// Most hops read. Gmail refuses a mail with more than 50.
const MAX_HOPS: usize = 60;
/// Longest name kept of a server, in characters.
const MAX_NAME_CHARS: usize = 120;

/// One server that took the message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hop {
    /// Which, as it calls itself; possibly empty.
    pub by: String,
    /// For whom, when it says so.
    pub recipient: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// The servers in the order the message passed them: the first one first.
pub(super) fn hops(fields: &Fields<'_>) -> Vec<Hop> {
    let mut hops: Vec<_> = fields.all("Received").take(MAX_HOPS).map(hop).collect();
    hops.reverse();
    hops
}

fn hop(field: &Field<'_>) -> Hop {
    let value = field.unfolded();
    let (clauses, at) = match value.rsplit_once(';') {
        Some((clauses, moment)) => (clauses, date::parse(format!("{}\n", moment.trim()).as_bytes())),
        None => (value.as_str(), None),
    };
    Hop { by: after(clauses, "by"), recipient: after(clauses, "for"), at }
}

/// The word after a clause's name, outside of comments.
fn after(clauses: &str, name: &str) -> String {
    let mut depth = 0_usize;
    let mut is_next = false;
    for word in clauses.split_whitespace() {
        let is_outside = depth == 0 && !word.starts_with('(');
        if is_outside && is_next {
            return line::one_line(word.trim_matches(['<', '>', ';', ',']), MAX_NAME_CHARS);
        }
        if is_outside {
            is_next = word.eq_ignore_ascii_case(name);
        }
        depth += word.matches('(').count();
        depth = depth.saturating_sub(word.matches(')').count());
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::{Fields, hops};

    #[test]
    fn reads_what_servers_write() {
        let raw = b"Received: from mail.acme.de (mail.acme.de [192.0.2.1] (may be forged by x))\r\n\tby in.example (8.1 for y) with ESMTPS id 1\r\n\tfor <acme-jobs@in.example>; Mon, 23 Nov 2026 19:06:44 +0000 (UTC)\r\n\
            Received: by 2002:a05:6402 with SMTP id x; Mon, 23 Nov 2026 20:06:41 +0100\r\nReceived: nonsense\r\n\r\n";
        let found = hops(&Fields::split(raw, false).0);
        let short: Vec<_> = found
            .iter()
            .map(|hop| (hop.by.as_str(), hop.recipient.as_str(), hop.at.map(|at| at.0 / 1_000_000)))
            .collect();
        assert_eq!(
            short,
            [
                ("", "", None),
                ("2002:a05:6402", "", Some(1_795_460_801)),
                ("in.example", "acme-jobs@in.example", Some(1_795_460_804)),
            ]
        );
    }
}
