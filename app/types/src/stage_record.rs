//! What a stage of a connection test leaves for an IT department beside what everybody is shown.

use serde::{Deserialize, Serialize};

use crate::{Stage, Timestamp};

/// The rest of what happened at a stage.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct StageRecord {
    /// Our own address of the connection, as this machine knows it; behind a translator it is not the one that the
    /// server sees.
    pub from: Option<String>,
    /// The certificates that the server showed, its own first.
    pub chain: Vec<ShownCertificate>,
    /// What we said, without secrets.
    pub sent: Vec<SentLine>,
}

/// A certificate of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShownCertificate {
    /// Whom it is for.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// Its first moment.
    pub valid_from: Timestamp,
    /// Its last moment.
    pub valid_until: Timestamp,
}

/// A line of ours.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SentLine {
    /// So many lines of the server's had been heard at this stage before it.
    pub after: u32,
    /// The line, or what stands for it.
    pub line: String,
}

/// One line of a dialogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DialogueLine<'a> {
    /// We said it.
    Sent(&'a str),
    /// The server said it.
    Heard(&'a str),
}

impl StageRecord {
    /// Nothing.
    pub const fn new() -> Self {
        Self { from: None, chain: Vec::new(), sent: Vec::new() }
    }
}

impl Stage {
    /// The dialogue at this stage, both sides in the order they spoke.
    pub fn dialogue(&self) -> impl Iterator<Item = DialogueLine<'_>> {
        let n_heard = self.said.len();
        let sent_after = move |index: usize, is_last: bool| {
            let lines = self.record.sent.iter().filter(move |sent| {
                let after = usize::try_from(sent.after).unwrap_or(usize::MAX);
                after == index || (is_last && after > index)
            });
            lines.map(|sent| DialogueLine::Sent(&sent.line))
        };
        (0..=n_heard).flat_map(move |index| {
            let heard = self.said.get(index).map(|line| DialogueLine::Heard(line));
            sent_after(index, index == n_heard).chain(heard)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DialogueLine::*, SentLine};
    use crate::{Stage, StageName};

    #[test]
    fn both_sides_speak_in_order() {
        let mut stage = Stage::todo(StageName::Greeting);
        stage.said = ["220 a", "250-b", "250 c"].map(str::to_owned).to_vec();
        let sent = |after, line: &str| SentLine { after, line: line.to_owned() };
        stage.record.sent = vec![sent(1, "EHLO me"), sent(9, "lost")];
        let lines: Vec<_> = stage.dialogue().collect();
        assert_eq!(lines, [Heard("220 a"), Sent("EHLO me"), Heard("250-b"), Heard("250 c"), Sent("lost")]);
    }
}
