//! Who wrote a message before somebody forwarded it: the sender of an attached message, or the header that mail programs
//! write into the text. What a text says proves nothing; who forwarded it must be trusted, and a person asked.

use types::Mailbox;

use super::{Fields, MAX_ENCLOSED_BYTES, opened, parts::Parts};

/// Lines of the text that are looked at: the header stands above the first screen of the forwarded text.
const MAX_LINES: usize = 400;
/// Lines below *From* in which another field of the same header must follow.
const NEAR_LINES: usize = 8;
/// Longest line that is a field of a quoted header, in bytes.
const MAX_FIELD_BYTES: usize = 600;
/// How *From* is called, in lower case, with the colon.
const FROM: &[&str] = &["from:", "von:", "de:", "da:", "od:", "van:", "från:"];
/// How the fields around it are called, in lower case, with the colon.
const OTHERS: &[&str] = &[
    "date:",
    "sent:",
    "subject:",
    "to:",
    "datum:",
    "gesendet:",
    "betreff:",
    "an:",
    "objet:",
    "envoyé:",
    "à:",
    "temat:",
];
/// How a line ends that introduces the original in one sentence, in lower case.
const WROTE: &[&str] = &["wrote:", "schrieb:", "a écrit :"];

/// The sender of the first message inside this one.
pub(super) fn original_sender(parts: &Parts<'_>) -> Option<Mailbox> {
    attached(parts).or_else(|| quoted(&opened::text(parts)))
}

fn attached(parts: &Parts<'_>) -> Option<Mailbox> {
    let messages = parts.leaves().filter(|part| part.is(&["message/rfc822", "message/global"]));
    messages
        .filter_map(|part| {
            Fields::split(&part.content_start(MAX_ENCLOSED_BYTES), false).0.mailboxes("From").into_iter().next()
        })
        .find(|mailbox| mailbox.address.contains('@'))
}

/// The sender in the first quoted header.
fn quoted(text: &str) -> Option<Mailbox> {
    let lines: Vec<String> = text.lines().take(MAX_LINES).map(bare).collect();
    for (place, line) in lines.iter().enumerate() {
        let below = &lines[place + 1..lines.len().min(place + 1 + NEAR_LINES)];
        if let Some(value) = field(line, FROM)
            && below.iter().any(|line| field(line, OTHERS).is_some())
        {
            // Long mailboxes are broken behind the name.
            let whole = if value.contains('@') { value } else { format!("{value} {}", below.first()?) };
            if let Some(mailbox) = mailbox(&whole) {
                return Some(mailbox);
            }
        }
        let lower = line.to_lowercase();
        let introduces = WROTE.iter().any(|end| lower.ends_with(end)) || lower.contains(" schrieb ");
        if introduces && let Some(mailbox) = in_sentence(line) {
            return Some(mailbox);
        }
    }
    None
}

/// A line without quote marks and what mail programs put around labels.
fn bare(line: &str) -> String {
    let line = line.replace(['\u{a0}', '\u{feff}'], " ").replace('*', "");
    line.trim_start_matches(|c: char| c == '>' || c.is_whitespace()).trim_end().to_owned()
}

fn field(line: &str, names: &[&str]) -> Option<String> {
    if line.len() > MAX_FIELD_BYTES {
        return None;
    }
    let colon = line.find(':')? + 1;
    let name = line[..colon].to_lowercase().replace(' ', "");
    names.contains(&name.as_str()).then(|| line[colon..].trim().to_owned())
}

/// `Name <address>`, `Name [mailto:address]`, `"Name" address`.
fn mailbox(text: &str) -> Option<Mailbox> {
    let text = text.replace("mailto:", " ");
    let mut pieces = text.split(|c: char| c.is_whitespace() || "<>[]()\";,".contains(c));
    let address = pieces.rfind(|piece| is_address(piece))?;
    let name = text[..text.find(address)?].trim_matches(|c: char| c.is_whitespace() || "<>[]()\"',;".contains(c));
    let name = if name.contains('@') { "" } else { name };
    Some(Mailbox { name: name.split_whitespace().collect::<Vec<_>>().join(" "), address: address.to_owned() })
}

/// `On 3 Jan 2026, at 10:00, Carla <carla@example.org> wrote:`
fn in_sentence(line: &str) -> Option<Mailbox> {
    let found = mailbox(line.trim_end_matches(':'))?;
    let after_date = found.name.rsplit([',', '"']).find(|piece| !piece.trim().is_empty()).unwrap_or_default();
    let after_date = after_date.rsplit(" schrieb ").next().unwrap_or_default();
    // What is left of a date is no name.
    let name = if after_date.chars().any(|c| c.is_ascii_digit()) { "" } else { after_date.trim() };
    Some(Mailbox { name: name.to_owned(), address: found.address })
}

fn is_address(text: &str) -> bool {
    text.parse::<types::EmailAddress>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Parts, original_sender, quoted};

    #[test]
    fn mail_programs_quote_headers_their_own_ways() {
        let carla = ("Carla Kowalczyk", "carla@example.org");
        for (text, (name, address)) in [
            (
                "Hi\n\n---------- Forwarded message ---------\nFrom: Carla Kowalczyk <carla@example.org>\nDate: Mon\nSubject: x\nTo: <jobs@acme.de>\n\nDear",
                carla,
            ),
            (
                "Anfang der weitergeleiteten Nachricht:\n\n> Von: Carla Kowalczyk <carla@example.org>\n> Betreff: x\n> Datum: 1\n",
                carla,
            ),
            (
                "________________________________\nVon: Carla Kowalczyk <carla@example.org>\nGesendet: Montag\nAn: Jobs\nBetreff: x\n",
                carla,
            ),
            ("*From:* Carla Kowalczyk [mailto:carla@example.org]\n*Sent:* Monday\n", carla),
            (
                "-------- Weitergeleitete Nachricht --------\nBetreff: \tx\nDatum: \tMon\nVon: \t\u{a0}Carla Kowalczyk <carla@example.org>\nAn: \tjobs@acme.de\n",
                carla,
            ),
            (
                "From: \"Kowalczyk, Carla\"\n <carla@example.org>\nSubject: x\n",
                ("Kowalczyk, Carla", "carla@example.org"),
            ),
            ("Von: carla@example.org\nBetreff: x", ("", "carla@example.org")),
            ("On 3 Jan 2026, at 10:00, Carla Kowalczyk <carla@example.org> wrote:\n> x", carla),
            ("Am 03.01.2026 um 10:00 schrieb Carla Kowalczyk <carla@example.org>:\n> x", carla),
        ] {
            let found = quoted(text).unwrap_or_else(|| panic!("nothing in {text}"));
            assert_eq!((found.name.as_str(), found.address.as_str()), (name, address), "{text}");
        }
    }

    #[test]
    fn ordinary_texts_have_none() {
        for text in [
            "",
            "From: Berlin to Hamburg\nI moved.",
            "Von: mir\nBetreff: dich",
            "Write to carla@example.org\n",
            "From: carla@example.org\n",
        ] {
            assert_eq!(quoted(text), None, "{text}");
        }
    }

    #[test]
    fn an_attached_message_says_it_itself() {
        let raw = include_bytes!("../tests/mail/forwarded.eml");
        let found = original_sender(&Parts::split(raw).unwrap()).unwrap();
        assert_eq!((found.name.as_str(), found.address.as_str()), ("Anna", "anna@mail.example"));
    }
}
