//! Messages of the open folder: what they are, their bytes, and a mark on them (RFC 9051 sections 6.4.5 and 6.4.6).

use types::{Cause, Timestamp};

use super::{
    Folder,
    folder::word,
    heard::{Heard, Response, Status, Value},
    session::{Failure, LINE_MAX_BYTES, Session, Stop},
};

/// What a message that was taken carries, where the server keeps words of one's own.
pub(crate) const KEYWORD: &str = "$Postroom";
/// How much of a header is read of a message that is not taken, in bytes.
const HEADER_MAX_BYTES: usize = 16 << 10;

/// What is known of a message before it is read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Listed {
    pub(crate) uid: u32,
    pub(crate) n_bytes: u32,
    /// When it came into the mailbox.
    pub(crate) came_at: Option<Timestamp>,
    pub(crate) flags: Vec<String>,
}

/// What came of reading a message.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Fetched {
    /// Its bytes.
    Whole(Vec<u8>),
    /// It is not there any more.
    Gone,
    /// The server does not give it; its words.
    Refused(String),
}

/// How a message that was taken is marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// With a word of our own, which people hardly see.
    Keyword,
    /// With the flag that people see as a star or a flag.
    Flagged,
    /// Not at all: the folder keeps no flags.
    Nothing,
}

impl Mark {
    /// The least conspicuous one that this folder keeps.
    pub(crate) fn for_folder(folder: &Folder) -> Self {
        let keeps = |flag: &str| folder.permanent_flags.iter().any(|kept| kept.eq_ignore_ascii_case(flag));
        match () {
            () if folder.is_read_only => Self::Nothing,
            () if keeps("\\*") || keeps(KEYWORD) => Self::Keyword,
            () if keeps("\\Flagged") => Self::Flagged,
            () => Self::Nothing,
        }
    }

    const fn flag(self) -> Option<&'static str> {
        match self {
            Self::Keyword => Some(KEYWORD),
            Self::Flagged => Some("\\Flagged"),
            Self::Nothing => None,
        }
    }

    /// As stored and shown.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Flagged => "flagged",
            Self::Nothing => "nothing",
        }
    }
}

impl Session {
    /// What these messages are; those that are gone are left out.
    pub(crate) async fn list(&mut self, uids: &[u32]) -> Result<Vec<Listed>, Failure> {
        let set: Vec<String> = uids.iter().map(u32::to_string).collect();
        let command = format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE FLAGS)", set.join(","));
        let mut listed = Vec::new();
        let on = |heard: Heard, response| {
            if let Some(values) = fetched(&response)
                && let Some(one) = read_listed(&heard, values).filter(|one| uids.contains(&one.uid))
            {
                listed.push(one);
            }
        };
        match self.talk.run(&command, self.limits.answer, LINE_MAX_BYTES, on).await {
            Ok(done) if done.status == Status::Ok => {
                listed.sort_unstable_by_key(|one| one.uid);
                listed.dedup_by_key(|one| one.uid);
                Ok(listed)
            }
            Ok(done) => Err(self.failure(Stop { cause: Cause::CommandRefused.into(), words: done.text })),
            Err(stop) => Err(self.failure(stop)),
        }
    }

    /// A whole message of at most `max_bytes`, without marking it as seen.
    pub(crate) async fn read(&mut self, uid: u32, max_bytes: usize) -> Result<Fetched, Failure> {
        self.section(uid, "BODY.PEEK[]", max_bytes).await
    }

    /// The beginning of a message's header.
    pub(crate) async fn read_header(&mut self, uid: u32) -> Result<Fetched, Failure> {
        self.section(uid, &format!("BODY.PEEK[HEADER]<0.{HEADER_MAX_BYTES}>"), HEADER_MAX_BYTES).await
    }

    async fn section(&mut self, uid: u32, what: &str, max_bytes: usize) -> Result<Fetched, Failure> {
        let mut bytes = None;
        let on = |heard: Heard, response| {
            if let Some(place) = fetched(&response).and_then(|values| body_of(uid, values)) {
                bytes = Some(heard.into_text(&place));
            }
        };
        let command = format!("UID FETCH {uid} (UID {what})");
        let done = self.talk.run(&command, self.limits.data, max_bytes.saturating_add(LINE_MAX_BYTES), on).await;
        match done {
            Ok(done) if done.status == Status::Ok => Ok(bytes.map_or(Fetched::Gone, Fetched::Whole)),
            Ok(done) => {
                Ok(Fetched::Refused(self.failure(Stop { cause: Cause::Unknown.into(), words: done.text }).said))
            }
            Err(stop) => Err(self.failure(stop)),
        }
    }

    /// Puts the mark on a message, and touches nothing else of it; whether the server agreed.
    pub(crate) async fn mark(&mut self, uid: u32, mark: Mark) -> Result<bool, Failure> {
        let Some(flag) = mark.flag() else { return Ok(false) };
        let command = format!("UID STORE {uid} +FLAGS.SILENT ({flag})");
        match self.talk.run(&command, self.limits.answer, LINE_MAX_BYTES, |_, _| {}).await {
            Ok(done) => Ok(done.status == Status::Ok),
            Err(stop) => Err(self.failure(stop)),
        }
    }
}

/// What a server tells of one message.
fn fetched(response: &Response) -> Option<&[Value]> {
    match response {
        Response::Data(values) => match values.as_slice() {
            [Value::Word(_), Value::Word(kind), Value::List(list), ..] if kind.eq_ignore_ascii_case("FETCH") => {
                Some(list)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The values by their names.
fn named(values: &[Value]) -> impl Iterator<Item = (String, &Value)> {
    values.chunks_exact(2).filter_map(|pair| Some((word(&pair[0])?.to_ascii_uppercase(), &pair[1])))
}

fn read_listed(heard: &Heard, values: &[Value]) -> Option<Listed> {
    let mut listed = Listed::default();
    for (name, value) in named(values) {
        match (name.as_str(), value) {
            ("UID", Value::Word(uid)) => listed.uid = uid.parse().ok()?,
            // One that does not fit is larger than any limit.
            ("RFC822.SIZE", Value::Word(size)) => listed.n_bytes = size.parse().unwrap_or(u32::MAX),
            ("INTERNALDATE", Value::Text(place)) => listed.came_at = date(heard.text(place)),
            ("FLAGS", Value::List(flags)) => {
                listed.flags = flags.iter().filter_map(word).map(str::to_owned).collect();
            }
            _ => {}
        }
    }
    (listed.uid != 0).then_some(listed)
}

fn body_of(uid: u32, values: &[Value]) -> Option<std::ops::Range<usize>> {
    let is_it = named(values).any(|(name, value)| name == "UID" && word(value) == Some(&uid.to_string()));
    let body = named(values).find(|(name, _)| name.starts_with("BODY["));
    match body {
        Some((_, Value::Text(place))) if is_it => Some(place.clone()),
        _ => None,
    }
}

/// `25-Nov-2026 21:15:25 +0100` (RFC 9051 section 9, date-time); a day below ten may stand behind a blank.
fn date(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let at = jiff::Timestamp::strptime("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?;
    Some(Timestamp(at.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use types::Timestamp;

    use super::{Folder, Mark, date};

    #[test]
    fn reads_dates() {
        for text in ["25-Nov-2026 01:00:00 +0100", "25-nov-2026 00:00:00 +0000", "24-Nov-2026 19:00:00 -0500"] {
            assert_eq!(date(text.as_bytes()), Some(Timestamp(1_795_564_800_000_000)), "{text}");
        }
        assert!(date(b" 1-Nov-2026 00:00:00 +0000").is_some());
        assert_eq!(date(b"yesterday"), None);
        assert_eq!(date(b"\xff"), None);
    }

    #[test]
    fn marks_as_little_as_possible() {
        let folder = |flags: &[&str], is_read_only| Folder {
            permanent_flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            is_read_only,
            ..Folder::default()
        };
        for (flags, is_read_only, expected) in [
            (&["\\Seen", "\\*"][..], false, Mark::Keyword),
            (&["\\Seen", "$postroom"], false, Mark::Keyword),
            (&["\\Seen", "\\Flagged"], false, Mark::Flagged),
            (&["\\Seen"], false, Mark::Nothing),
            (&["\\*"], true, Mark::Nothing),
        ] {
            assert_eq!(Mark::for_folder(&folder(flags, is_read_only)), expected, "{flags:?}");
        }
    }
}
