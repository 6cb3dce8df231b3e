//! Reports in plain words: Exim, qmail, Sendmail, Domino, Exchange before its reports were standard, web mail providers.

use super::{Action, MAX_RECIPIENTS, MAX_REPORT_BYTES, MAX_WORDS_CHARS, ReportedRecipient};
use crate::reading::{html, line, parts::Parts};

/// Most lines of a text that belong to one recipient.
const MAX_WORDS_LINES: usize = 14;
/// Lines of a text that are looked at.
const MAX_LINES: usize = 600;
/// Most recipients taken from a text that names them in the middle of its sentences.
const MAX_LOOSE_RECIPIENTS: usize = 10;
/// Where the copy of the message begins in a report that has it in its own text, in lower case.
const COPY_MARKS: &[&str] = &[
    "--- below this line is a copy",
    "below is a copy of the original message",
    "------ this is a copy",
    "------ the body of the message",
    "----- original message",
    "-----ursprüngliche nachricht",
    "----- the header of the original",
    "--- the header of the original",
    "--- mail message header",
    "----- unsent message follows",
    "----- message header follows",
    "--- returned message",
    "--- header of the original",
    "----- begin",
    "the header of the original message is following",
    "original message headers",
    "ursprüngliche nachrichtenkopfzeilen",
    "ursprüngliche nachrichtenheader",
    "return-path:",
    "received: ",
    "----- message headers",
];
/// What the subject of a warning has in it, in lower case.
const DELAY_SUBJECTS: &[&str] = &["delay", "warning: message", "warning: could not", "verzöger", "warnung:"];
/// What the subject or the text of a warning has in it, in lower case: the message is still under way.
const DELAY_MARKS: &[&str] = &[
    "still being retried",
    "warning message only",
    "has been delayed",
    "is delayed",
    "delayed mail",
    "delivery delayed",
    "delivery status notification (delay)",
    "will be retried",
    "will continue to be attempted",
    "will keep trying",
    "not yet been delivered",
    "do not need to resend",
    "has not been delivered yet",
    "temporarily undeliverable",
    "warning: could not send message",
    "could not send message for past",
    "verzögert",
    "verspätet",
    "noch nicht zugestellt",
    "wird weiterhin versucht",
    "weitere zustellversuche",
    "warnung:",
];
/// Local parts of those who write reports, not of those who could not be reached.
const WRITERS: &[&str] = &[
    "postmaster",
    "mailer-daemon",
    "mailerdaemon",
    "abuse",
    "support",
    "noreply",
    "no-reply",
    "hostmaster",
    "helpdesk",
];

/// The words of a report, without the copy of the message below them.
pub(super) fn text(parts: &Parts<'_>) -> String {
    let mut bodies = parts.bodies().map(|(_, part)| part);
    let plain = parts.bodies().map(|(_, part)| part).find(|part| part.media_type == "text/plain");
    let text = match plain.or_else(|| bodies.next()) {
        Some(part) if part.media_type == "text/html" => html::text(&part.text(MAX_REPORT_BYTES).0).text,
        Some(part) => part.text(MAX_REPORT_BYTES).0,
        None => String::new(),
    };
    let is_copy = |line: &str| {
        let lower = line.trim().to_lowercase();
        COPY_MARKS.iter().any(|mark| lower.starts_with(mark))
    };
    text.lines().take(MAX_LINES).take_while(|line| !is_copy(line)).collect::<Vec<_>>().join("\n")
}

/// Identifiers in a report's text: of the form of ours, and those in a header that is quoted there.
pub(in crate::reading) fn quoted_ids(parts: &Parts<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    for part in parts.leaves().filter(|part| part.media_type.starts_with("text/")) {
        let (text, _) = part.text(MAX_REPORT_BYTES);
        for line in text.lines() {
            let line = line.trim_start_matches(['>', ' ', '\t', '|']);
            let is_field = line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("message-id:"));
            let id = is_field.then(|| line[11..].trim().trim_matches(['<', '>'])).filter(|id| id.contains('@'));
            ids.extend(id.map(str::to_owned));
        }
        let words =
            text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')' | '&'));
        ids.extend(words.filter(|word| looks_like_ours(word)).map(str::to_owned));
    }
    ids
}

/// Two runs of 32 hexadecimal digits, a dot between them, before an @. Whether it is ours the key says.
fn looks_like_ours(word: &str) -> bool {
    let is_run = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    word.split_once('@')
        .and_then(|(local, _)| local.split_once('.'))
        .is_some_and(|(id, digest)| is_run(id) && is_run(digest))
}

/// The recipients of a report in plain words: those that Exim and Google name in a field, otherwise those whose address
/// begins a line, otherwise those that are named anywhere.
pub(super) fn by_words(parts: &Parts<'_>, text: &str) -> Vec<ReportedRecipient> {
    let fields = &parts.root().fields;
    let said = format!("{}\n{}", fields.text("Subject"), text).to_lowercase();
    let subject = fields.text("Subject").to_lowercase();
    let is_delay = DELAY_SUBJECTS.iter().any(|mark| subject.contains(mark));
    let action =
        if is_delay || DELAY_MARKS.iter().any(|mark| said.contains(mark)) { Action::Delayed } else { Action::Failed };
    let mut named: Vec<String> = fields
        .all("X-Failed-Recipients")
        .flat_map(|field| field.unfolded().split(',').map(|address| address.trim().to_owned()).collect::<Vec<_>>())
        .filter(|address| address.contains('@'))
        .collect();
    // The report's own addresses are nobody who was not reached.
    let own: Vec<String> = ["From", "To", "Reply-To", "Cc"]
        .into_iter()
        .flat_map(|name| fields.mailboxes(name))
        .map(|mailbox| mailbox.address.to_lowercase())
        .collect();
    let is_other = |address: &String| {
        let lower = address.to_lowercase();
        !own.contains(&lower) && !WRITERS.contains(&lower.split('@').next().unwrap_or_default())
    };
    if named.is_empty() {
        named = text.lines().filter_map(leading_address).filter(is_other).collect();
    }
    if named.is_empty() {
        let subject = fields.text("Subject");
        let anywhere = text.lines().chain([subject.as_str()]).flat_map(addresses);
        named = anywhere.filter(is_other).take(MAX_LOOSE_RECIPIENTS).collect();
    }
    let mut recipients: Vec<ReportedRecipient> = Vec::new();
    for recipient in named {
        let is_known = recipients.iter().any(|known| known.recipient.eq_ignore_ascii_case(&recipient));
        if is_known || recipients.len() >= MAX_RECIPIENTS {
            continue;
        }
        let words = about(text, &recipient);
        recipients.push(ReportedRecipient {
            status: status_in(&words),
            recipient,
            action,
            words,
            ..Default::default()
        });
    }
    recipients
}

/// What a text says about a recipient: the lines from where it is named to where the next one is, everywhere it is named.
pub(super) fn about(text: &str, recipient: &str) -> String {
    let wanted = recipient.to_lowercase();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut words = String::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((_, after)) = lines[at].to_lowercase().find(&wanted).and_then(|start| {
            // Lower-casing can change lengths; then the whole line is as good.
            lines[at].split_at_checked(start + wanted.len()).or(Some(("", lines[at])))
        }) else {
            at += 1;
            continue;
        };
        push(&mut words, after.trim_start_matches(['>', ':', ' ', '"', ')', ']', '\'', ',']));
        at += 1;
        let below = lines[at..].iter().take_while(|line| leading_address(line).is_none());
        let mut n_lines = 0;
        for line in below.take(MAX_WORDS_LINES * 2) {
            at += 1;
            if !line.is_empty() && n_lines < MAX_WORDS_LINES {
                n_lines += 1;
                push(&mut words, line);
            }
        }
        if words.len() > MAX_WORDS_CHARS * 4 {
            break;
        }
    }
    line::one_line(&words, MAX_WORDS_CHARS)
}

fn push(words: &mut String, line: &str) {
    words.push_str(line);
    words.push(' ');
}

/// The address that a line begins with: `<carla@example.org>:`, `"carla@example.org"` or `carla@example.org`.
fn leading_address(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['*', '•', '-', ' ']);
    let line =
        line.strip_prefix("To:").or(line.strip_prefix("Recipient:")).or(line.strip_prefix("An:")).unwrap_or(line);
    address(line.split_whitespace().next()?)
}

/// The addresses in a line.
fn addresses(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| c.is_whitespace() || "<>()[]\"';,".contains(c)).filter_map(address)
}

fn address(word: &str) -> Option<String> {
    let word = word.trim_end_matches([':', '.', ',', ';']).trim_matches(['<', '>', '"', '\'', '(', ')', '*']);
    let word = word.strip_prefix("mailto:").or(word.strip_prefix("rfc822;")).unwrap_or(word);
    word.parse::<types::EmailAddress>().ok().map(|address| address.to_string())
}

/// The first status code among these words.
pub(super) fn status_in(words: &str) -> String {
    let pieces = words.split(|c: char| c.is_whitespace() || "()#,;:[]<>=\"-".contains(c));
    let clean = pieces.map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()));
    clean.filter(|word| is_status(word)).map(str::to_owned).next().unwrap_or_default()
}

/// Whether a text is an enhanced status code (RFC 3463 section 2).
pub(super) fn is_status(text: &str) -> bool {
    text.starts_with(['2', '4', '5'])
        && text.find('.') == Some(1)
        && text.split('.').count() == 3
        && text.split('.').all(|number| (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
}
