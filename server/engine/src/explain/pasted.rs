//! Answers as people paste them: one line, a whole dialogue, a bounce, a line of a log, what an operating system says.

use types::{Cause, StageName};

use super::{
    answer::{Answer, split_code},
    catalogue,
    names::apart,
    pattern::says,
};

/// Longest text that is read, in bytes: a long bounce.
const PASTED_MAX_BYTES: usize = 64 * 1024;
/// Most answers in it that are looked at.
const ANSWERS_MAX: usize = 200;

/// What a pasted text comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explained {
    /// The cause; [`Cause::Unknown`] when nothing in the text is known.
    pub cause: Cause,
    /// Where it happened, as far as the text or the cause tells.
    pub stage: Option<StageName>,
    /// The words that told it.
    pub said: Vec<String>,
}

/// One refusal in the text.
struct Refusal<'a> {
    stage: Option<StageName>,
    lines: Vec<&'a str>,
}

/// Finds the refusal in a text and says what it means. The last one that is known counts: a dialogue ends with it.
pub fn explain_pasted(text: &str) -> Explained {
    let end = (0..=PASTED_MAX_BYTES.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let lines: Vec<&str> = text[..end].lines().map(bare).filter(|line| !line.is_empty()).collect();
    let refusals = refusals(&lines);
    let known = refusals.iter().rev().find_map(explained);
    known.or_else(|| refusals.last().map(unknown)).unwrap_or_else(|| {
        let whole = Refusal { stage: named_stage(&lines.join(" ")), lines };
        explained(&whole).unwrap_or_else(|| unknown(&whole))
    })
}

fn explained(refusal: &Refusal<'_>) -> Option<Explained> {
    let rule = catalogue::find(refusal.stage, &Answer::new(refusal.lines.iter().copied()))?;
    let stage = refusal.stage.or(rule.stages.first().copied());
    Some(Explained { cause: rule.cause, stage, said: owned(&refusal.lines) })
}

fn unknown(refusal: &Refusal<'_>) -> Explained {
    Explained { cause: Cause::Unknown, stage: refusal.stage, said: owned(&refusal.lines) }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// Every answer of class 4 or 5, with the lines that belong to it and the command before it.
fn refusals<'a>(lines: &[&'a str]) -> Vec<Refusal<'a>> {
    let mut found: Vec<Refusal<'a>> = Vec::new();
    let mut command = None;
    let mut open: Option<u16> = None;
    for line in lines {
        if let Some(stage) = command_stage(line) {
            (command, open) = (Some(stage), None);
            continue;
        }
        if ["QUIT", "RSET", "NOOP"].contains(line) {
            open = None;
            continue;
        }
        match answer_in(line) {
            Some((code, said)) => {
                let goes_on = open == Some(code);
                open = Some(code);
                if !matches!(code, 400..=599) {
                    continue;
                }
                match found.last_mut().filter(|_| goes_on) {
                    Some(refusal) => refusal.lines.push(said),
                    None => found.push(Refusal { stage: named_stage(line).or(command), lines: vec![said] }),
                }
            }
            // Bounces break long lines.
            None => {
                if let (Some(400..=599), Some(refusal)) = (open, found.last_mut()) {
                    refusal.stage = named_stage(line).or(refusal.stage);
                    refusal.lines.push(line);
                }
            }
        }
        if found.len() == ANSWERS_MAX {
            break;
        }
    }
    found
}

/// A line without what dialogues and logs put in front of it.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let marks = ["<<<", ">>>", "<-", "->", "<~*", "<~", "~>", "S:", "C:", "R:", "<", ">", "=>", "SMTP>>", "SMTP<<"];
    marks.iter().find_map(|mark| line.strip_prefix(mark)).filter(|rest| rest.starts_with(' ')).unwrap_or(line).trim()
}

/// The reply in a line, which may stand behind words such as `said:`; its code, and the line from there on.
fn answer_in(line: &str) -> Option<(u16, &str)> {
    let starts = std::iter::once(0).chain(line.match_indices([' ', ';', '(', '"', '\'']).map(|(at, _)| at + 1));
    starts.filter(|at| *at == 0 || is_introduced(&line[..*at])).find_map(|at| {
        let said = line.get(at..)?;
        let (code, rest) = split_code(said);
        // A number at the end of a line is none.
        code.filter(|_| at == 0 || !rest.is_empty()).map(|code| (code, said))
    })
}

/// Whether a reply may begin after these words: after a mark, not within a sentence.
fn is_introduced(before: &str) -> bool {
    before.trim_end().ends_with([':', ';', '(', '"', '\'', ']', '='])
}

/// The stage of a command that a client says.
fn command_stage(line: &str) -> Option<StageName> {
    let upper: String = line.chars().take(12).collect::<String>().to_ascii_uppercase();
    let begins = |words: &[&str]| words.iter().any(|word| upper.starts_with(word));
    Some(match () {
        () if begins(&["EHLO ", "HELO "]) => StageName::Greeting,
        () if begins(&["STARTTLS"]) && line.len() == 8 => StageName::Encryption,
        () if begins(&["AUTH PLAIN", "AUTH LOGIN", "AUTH XOAUTH", "AUTH OAUTH", "AUTH CRAM"]) => StageName::SignIn,
        () if begins(&["MAIL FROM:"]) => StageName::Sender,
        () if begins(&["RCPT TO:"]) && answer_in(line).is_none() => StageName::Recipient,
        () if upper == "DATA" || upper.starts_with("BDAT ") || line == "." => StageName::HandOver,
        () => return None,
    })
}

/// The stage that a log or a bounce names.
fn named_stage(line: &str) -> Option<StageName> {
    let line = apart(line).0.to_lowercase();
    let names = |words: &[&str]| words.iter().any(|word| says(&line, word));
    Some(match () {
        () if names(&["reply to rcpt", "after rcpt", "in rcpt to", "reply to: rcpt"]) => StageName::Recipient,
        () if names(&["reply to mail from", "after mail from", "in mail from"]) => StageName::Sender,
        () if names(&["end of data", "reply to data", "after data"]) => StageName::HandOver,
        () if names(&["reply to auth", "after auth"]) => StageName::SignIn,
        () if names(&["initial connection", "initial server greeting", "while greeting"]) => StageName::Greeting,
        () => return None,
    })
}
