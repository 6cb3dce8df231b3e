//! The messages of an mbox file (RFC 4155 and its relatives), read line by line.

use std::io::{self, BufRead, Read};

use clap::ValueEnum;

use super::source::MESSAGE_MAX_BYTES;

/// Longest piece of a line that is looked at at once: a file without line ends must not fill the memory.
const PIECE_MAX_BYTES: u64 = 64 << 10;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How lines of a message that begin with `From ` are told from the lines between messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Quoting {
    /// A `>` in front of each, and of each that had one already.
    #[default]
    Mboxrd,
    /// A `>` in front of `From ` only; what had one already is as it was.
    Mboxo,
}

/// One message.
pub(super) struct Boxed {
    /// Its bytes; nothing when it is too large.
    pub raw: Option<Vec<u8>>,
    /// What it takes in the file.
    pub read_bytes: u64,
}

/// Reads an mbox, one message after the other. Line ends stay as they are.
pub(super) struct Mbox<R> {
    input: R,
    quoting: Quoting,
    /// Bytes of the line before the next message, once there is one.
    begun_bytes: Option<u64>,
}

impl<R: BufRead> Mbox<R> {
    /// From the file's beginning, which is a line that begins with `From `.
    pub fn new(input: R, quoting: Quoting) -> Self {
        Self { input, quoting, begun_bytes: None }
    }

    fn message(&mut self) -> io::Result<Option<Boxed>> {
        let mut read_bytes = match self.begun_bytes.take() {
            Some(bytes) => bytes,
            None => self.skip_line()?,
        };
        if read_bytes == 0 {
            return Ok(None);
        }
        let mut message = Message::default();
        let mut piece = Vec::new();
        let (mut is_line_start, mut is_after_blank) = (true, true);
        loop {
            piece.clear();
            let n = (&mut self.input).take(PIECE_MAX_BYTES).read_until(b'\n', &mut piece)? as u64;
            if n == 0 {
                return Ok(Some(message.end(read_bytes)));
            }
            if is_line_start && is_after_blank && begins_message(&piece) {
                self.begun_bytes = Some(n);
                return Ok(Some(message.end(read_bytes)));
            }
            read_bytes += n;
            message.push(if is_line_start { unquoted(&piece, self.quoting) } else { &piece });
            is_after_blank = is_line_start && matches!(piece.as_slice(), b"\n" | b"\r\n");
            is_line_start = piece.ends_with(b"\n");
        }
    }

    /// Reads past the line before the first message.
    fn skip_line(&mut self) -> io::Result<u64> {
        let (mut piece, mut read_bytes) = (Vec::new(), 0);
        loop {
            piece.clear();
            let n = (&mut self.input).take(PIECE_MAX_BYTES).read_until(b'\n', &mut piece)? as u64;
            read_bytes += n;
            if n == 0 || piece.ends_with(b"\n") {
                return Ok(read_bytes);
            }
        }
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Boxed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.message().transpose()
    }
}

/// A message as far as it was read.
#[derive(Default)]
struct Message {
    raw: Vec<u8>,
    is_too_large: bool,
}

impl Message {
    fn push(&mut self, bytes: &[u8]) {
        self.is_too_large |= (self.raw.len() + bytes.len()) as u64 > MESSAGE_MAX_BYTES;
        if self.is_too_large {
            self.raw = Vec::new();
        } else {
            self.raw.extend_from_slice(bytes);
        }
    }

    /// The blank line after it belongs to the mbox.
    fn end(mut self, read_bytes: u64) -> Boxed {
        for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
            if self.raw.ends_with(end) {
                self.raw.truncate(self.raw.len() - end.len() / 2);
                break;
            }
        }
        Boxed { raw: (!self.is_too_large).then_some(self.raw), read_bytes }
    }
}

/// Whether a line stands between two messages: `From `, somebody, and a date as `asctime` writes it. Programs that quote
/// nothing leave lines in texts that begin the same way, but not with a date.
fn begins_message(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let text = String::from_utf8_lossy(&rest[..rest.len().min(400)]);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| DAYS.contains(&pair[0]) && MONTHS.contains(&pair[1]))
}

fn unquoted(line: &[u8], quoting: Quoting) -> &[u8] {
    let n_quotes = line.iter().take_while(|byte| **byte == b'>').count();
    let is_quoted = match quoting {
        Quoting::Mboxrd => n_quotes > 0,
        Quoting::Mboxo => n_quotes == 1,
    };
    if is_quoted && line[n_quotes..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::{MESSAGE_MAX_BYTES, Mbox, Quoting};

    const DATE: &str = "Mon Nov 23 19:06:41 2026";

    fn messages(mbox: &str, quoting: Quoting) -> Vec<String> {
        let found = Mbox::new(mbox.as_bytes(), quoting).map(|one| one.unwrap().raw.unwrap());
        found.map(|raw| String::from_utf8(raw).unwrap()).collect()
    }

    #[test]
    fn finds_the_messages_and_gives_them_back_as_they_were() {
        for end in ["\n", "\r\n"] {
            let mbox = format!(
                "From a {DATE}|Subject: 1||>From here|From inside, no date|>>From twice|||From - {DATE} +0100|Subject: 2||From me||From b@x {DATE}||"
            );
            let found = messages(&mbox.replace('|', end), Quoting::Mboxrd);
            let found: Vec<_> = found.iter().map(|raw| raw.replace(end, "|")).collect();
            assert_eq!(
                found,
                ["Subject: 1||From here|From inside, no date|>From twice||", "Subject: 2||From me|", "|"],
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_date_alone_begins_nothing() {
        let mbox = format!("From a {DATE}\nSubject: 1\n\ntext\nFrom b {DATE}\nno blank line before\n");
        assert_eq!(messages(&mbox, Quoting::Mboxrd).len(), 1);
    }

    #[test]
    fn both_ways_of_quoting() {
        let mbox = format!("From a {DATE}\nSubject: 1\n\n>From\n>From x\n>>From x\n> From x\n");
        assert_eq!(messages(&mbox, Quoting::Mboxrd), ["Subject: 1\n\n>From\nFrom x\n>From x\n> From x\n"]);
        assert_eq!(messages(&mbox, Quoting::Mboxo), ["Subject: 1\n\n>From\nFrom x\n>>From x\n> From x\n"]);
    }

    #[test]
    fn bytes_are_counted_and_large_messages_left_out() {
        let large = "x".repeat(usize::try_from(MESSAGE_MAX_BYTES).unwrap());
        let mbox = format!("From a {DATE}\nSubject: 1\n\n{large}\n\nFrom b {DATE}\nSubject: 2\n\nx\n");
        let found: Vec<_> = Mbox::new(mbox.as_bytes(), Quoting::Mboxrd).map(Result::unwrap).collect();
        assert_eq!(found.iter().map(|one| one.read_bytes).sum::<u64>(), mbox.len() as u64);
        assert_eq!(found.iter().map(|one| one.raw.is_some()).collect::<Vec<_>>(), [false, true]);
        assert_eq!(Mbox::new(&b""[..], Quoting::Mboxrd).count(), 0);
    }
}
