//! What stands below somebody's words without being theirs to read each time: signatures, lines that phones add,
//! disclaimers; and the warnings that gateways put above.

mod words;

use words::{ADS, BANNERS, CLOSINGS, CONFIDENTIAL, CONTACTS, NOTES};

/// Lines of a signature below its dashes. More is a letter.
const SIGNATURE_LINES_MAX: usize = 30;
/// Longest line that a phone adds, in characters.
const AD_MAX_CHARS: usize = 110;
/// Lines of a signature without dashes, below the name.
const CONTACT_LINES_MAX: usize = 20;
/// Longest line of such a signature, in characters.
const CONTACT_LINE_MAX_CHARS: usize = 100;
/// Lines below a closing that are the name.
const NAME_LINES_MAX: usize = 2;
/// Paragraphs at the end that are looked at for disclaimers.
const PARAGRAPHS_MAX: usize = 8;
/// Longest disclaimer in one paragraph, in bytes.
const DISCLAIMER_MAX_BYTES: usize = 6_000;

/// Folds what stands below, in each run of lines that is not folded yet.
pub(super) fn fold(lines: &[&str], is_folded: &mut [bool]) {
    fold_banner(lines, is_folded);
    let mut start = 0;
    while start < lines.len() {
        if is_folded[start] {
            start += 1;
            continue;
        }
        let end = (start..lines.len()).find(|at| is_folded[*at]).unwrap_or(lines.len());
        let own = &lines[start..end];
        let kept = kept_lines(own);
        is_folded[start + kept..end].fill(true);
        for (n, line) in own[..kept].iter().enumerate() {
            is_folded[start + n] |= is_ad(own, n, line);
        }
        start = end;
    }
}

/// How many of these lines are to be read; below them stands what is folded.
fn kept_lines(lines: &[&str]) -> usize {
    let mut kept = trimmed(lines);
    if let Some(dashes) = dashes(&lines[..kept]) {
        kept = trimmed(&lines[..dashes]);
    }
    for _ in 0..PARAGRAPHS_MAX {
        let last = paragraph_start(&lines[..kept]);
        let is_added =
            is_disclaimer(&lines[last..kept]) || (kept - last == 1 && is_ad(&lines[..kept], last, lines[last]));
        if kept == 0 || last == 0 || !is_added {
            break;
        }
        kept = trimmed(&lines[..last]);
    }
    if let Some(contact) = contact(&lines[..kept]) {
        kept = trimmed(&lines[..contact]);
    }
    kept
}

/// The number of lines without the blank ones, and rules, at the end.
fn trimmed(lines: &[&str]) -> usize {
    let is_nothing =
        |line: &&str| !line.chars().any(char::is_alphanumeric) && line.trim().chars().all(|c| "-_=*—".contains(c));
    lines.len() - lines.iter().rev().take_while(|line| is_nothing(line)).count()
}

fn paragraph_start(lines: &[&str]) -> usize {
    lines.iter().rposition(|line| line.trim().is_empty()).map_or(0, |blank| blank + 1)
}

/// The line of dashes above a signature (RFC 3676 section 4.3), also where its blank was lost on the way.
fn dashes(lines: &[&str]) -> Option<usize> {
    let at = lines.iter().rposition(|line| matches!(line.trim_end(), "--" | "—" | "- --"))?;
    let has_words_above = lines[..at].iter().any(|line| !line.trim().is_empty());
    (has_words_above && lines.len() - at <= SIGNATURE_LINES_MAX).then_some(at)
}

/// A line that a phone or a provider adds.
fn is_ad(lines: &[&str], at: usize, line: &str) -> bool {
    let text = line.trim().trim_start_matches(['*', '_', '<', '[', '-', ' ']);
    if text.is_empty() || text.chars().count() > AD_MAX_CHARS {
        return false;
    }
    let lower = text.to_lowercase().replace('’', "'");
    let is_alone = at == 0 || !lines[at - 1].chars().any(char::is_alphanumeric);
    is_alone && ADS.split('|').any(|start| lower.starts_with(start))
}

/// Whether a paragraph at the end is no one's words.
fn is_disclaimer(paragraph: &[&str]) -> bool {
    let text = paragraph.join(" ");
    if text.len() > DISCLAIMER_MAX_BYTES {
        return false;
    }
    let lower = text.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    NOTES.split('|').any(|start| lower.starts_with(start))
        || CONFIDENTIAL.iter().any(|(starts, words)| {
            starts.iter().any(|start| lower.contains(start)) && words.iter().any(|word| lower.contains(word))
        })
}

/// The warning that a gateway puts above everything.
fn fold_banner(lines: &[&str], is_folded: &mut [bool]) {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else { return };
    let end = lines[first..].iter().position(|line| line.trim().is_empty()).map_or(lines.len(), |blank| first + blank);
    let lower = lines[first..end].join(" ").to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    if BANNERS.split('|').any(|start| lower.starts_with(start)) {
        is_folded[first..end].fill(true);
    }
}

/// Where a signature without dashes begins: below a closing and a name, made of phones, addresses and legal forms.
fn contact(lines: &[&str]) -> Option<usize> {
    let closing = lines.iter().rposition(|line| is_closing(line))?;
    let words = (closing + 1..lines.len()).filter(|at| !lines[*at].trim().is_empty());
    let begins = words.take(NAME_LINES_MAX + 1).find(|at| is_contact(lines[*at]));
    let third = (closing + 1..lines.len()).filter(|at| !lines[*at].trim().is_empty()).nth(NAME_LINES_MAX);
    let start = begins.or(third)?;
    let block: Vec<&&str> = lines[start..].iter().filter(|line| !line.trim().is_empty()).collect();
    let is_short = block.len() <= CONTACT_LINES_MAX
        && block.iter().all(|line| line.chars().count() <= CONTACT_LINE_MAX_CHARS && !line.trim_end().ends_with('?'));
    let n_contacts = block.iter().filter(|line| is_contact(line)).count();
    // A name must be left, and most of the block must be of that kind.
    let has_name = (closing + 1..start).any(|at| !lines[at].trim().is_empty());
    (has_name && is_short && n_contacts >= 2 && n_contacts * 3 >= block.len()).then_some(start)
}

fn is_closing(line: &str) -> bool {
    let lower = line.trim().trim_end_matches([',', '.', '!', ' ']).to_lowercase();
    CLOSINGS.split('|').any(|closing| closing == lower)
        || CLOSINGS
            .split('|')
            .any(|closing| lower.starts_with(closing) && lower.len() < closing.len() + 25 && closing.len() > 8)
}

/// Whether a line holds a phone number, an address or a legal form.
fn is_contact(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    let n_digits = lower.bytes().filter(u8::is_ascii_digit).count();
    let is_phone = n_digits >= 6 && lower.chars().filter(|c| c.is_alphabetic()).count() <= 12;
    let mut words = lower.split(|c: char| c.is_whitespace() || c == ',');
    let has_zip = lower.len() < 60
        && words.any(|word| (4..=7).contains(&word.len()) && word.bytes().filter(u8::is_ascii_digit).count() >= 4);
    let has_address = lower.contains('@') || lower.contains("www.") || lower.contains("http");
    is_phone || has_address || has_zip || CONTACTS.split('|').any(|word| lower.contains(word))
}
