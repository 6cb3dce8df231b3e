//! The files of a message: what is known of each, and who gets them. What a virus scanner has found something in nobody
//! gets: not as a file, not in a preview, not inside the formatted text. The message as received, which holds it too, is
//! for admins who ask for it knowing that.

use std::{collections::HashMap, sync::atomic::Ordering};

use types::{Attachment, FileFacts, MessageId, Problem, ScanState, TextState};

use super::on_reading_thread;
use crate::{
    AttachmentFile, Engine, Error, Result,
    db::{read, row},
    reading,
};

row! {
    struct TextRow {
        place: i64,
        state: String,
    }
}

row! {
    struct ScanRow {
        place: i64,
        state: String,
        found: String,
    }
}

/// What is known of the files of one message.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KnownFiles {
    facts: HashMap<u32, FileFacts>,
    /// What is said of files that nobody has looked through.
    unscanned: ScanState,
}

impl KnownFiles {
    /// What is known of the file of this number.
    pub fn of(&self, index: u32) -> FileFacts {
        let nothing = || FileFacts { scan: self.unscanned, ..FileFacts::default() };
        let mut facts = self.facts.get(&index).cloned().unwrap_or_else(nothing);
        // A file in an attached message was scanned with that.
        if let Some(outer) = Some(reading::outer_file(index)).filter(|outer| *outer != index) {
            let outer = self.facts.get(&outer).cloned().unwrap_or_else(nothing);
            (facts.scan, facts.found) = (outer.scan, outer.found);
        }
        facts
    }

    /// A file with what is known of it.
    pub fn with(&self, file: Attachment) -> (Attachment, FileFacts) {
        let facts = self.of(file.index);
        (file, facts)
    }

    /// Whether something was found in one of them.
    pub fn has_infected(&self) -> bool {
        self.facts.values().any(FileFacts::is_quarantined)
    }
}

/// All files of a message.
#[derive(Debug)]
pub struct EveryFile {
    /// Those that are handed out, under names of which there is one each.
    pub files: Vec<AttachmentFile>,
    /// The names of those that are not.
    pub left_out: Vec<String>,
}

impl Engine {
    /// What is known of the files of this message.
    pub(crate) async fn known_files(&self, id: MessageId) -> Result<KnownFiles> {
        let texts: Vec<TextRow> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT place, state FROM attachment_text WHERE message_id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        });
        let scans: Vec<ScanRow> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT place, state, found FROM attachment_scan WHERE message_id = $1")
                .bind(id.as_bytes().as_slice())
                .fetch_all(pool)
                .await?
        });
        let unscanned = match self.inner.clamd {
            None => ScanState::Off,
            Some(_) if self.inner.is_clamd_away.load(Ordering::Relaxed) => ScanState::Unreachable,
            Some(_) => ScanState::Waiting,
        };
        let mut known = KnownFiles { facts: HashMap::new(), unscanned };
        let place = |place: i64| u32::try_from(place).map_err(|_| Error::Stored("place of a file"));
        for row in texts {
            let nothing = FileFacts { scan: unscanned, ..FileFacts::default() };
            let text = TextState::from_stored(&row.state).ok_or(Error::Stored("text state"))?;
            known.facts.entry(place(row.place)?).or_insert(nothing).text = Some(text);
        }
        for row in scans {
            let facts = known.facts.entry(place(row.place)?).or_default();
            facts.scan = ScanState::from_stored(&row.state).ok_or(Error::Stored("scan state"))?;
            facts.found = row.found;
        }
        Ok(known)
    }

    /// The file of this number in the message.
    pub(crate) async fn attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        if self.known_files(id).await?.of(index).is_quarantined() {
            return Err(Error::Quarantined);
        }
        let raw = self.raw_message(id).await?;
        let file = on_reading_thread(move || reading::attachment(&raw, index)).await?;
        Ok(file.ok().flatten().ok_or(Problem::NotFound)?)
    }

    /// The same, when a browser shows it without running anything, with the media type that its content shows.
    pub(crate) async fn shown_attachment(&self, id: MessageId, index: u32) -> Result<AttachmentFile> {
        let file = self.attachment(id, index).await?;
        let shown = reading::shown_type(&file.bytes).ok_or(Problem::NotFound)?;
        let bytes = match shown {
            "application/pdf" => self.inner.file_reader.tame(file.bytes).await?.ok_or(Error::NotShown)?,
            _ => file.bytes,
        };
        Ok(AttachmentFile { media_type: shown.to_owned(), bytes, ..file })
    }

    /// All files of the message.
    pub(crate) async fn every_file(&self, id: MessageId) -> Result<EveryFile> {
        let known = self.known_files(id).await?;
        let raw = self.raw_message(id).await?;
        let files = on_reading_thread(move || reading::files(&raw)).await?.map_err(|_| Problem::NotFound)?;
        let (infected, files): (Vec<_>, Vec<_>) =
            (0..).zip(files).partition(|(index, _)| known.of(*index).is_quarantined());
        Ok(EveryFile {
            files: files.into_iter().map(|(_, file)| file).collect(),
            left_out: infected.into_iter().map(|(_, file)| file.name).collect(),
        })
    }

    /// The bytes as received, unless something was found in them.
    pub(crate) async fn harmless_raw_message(&self, id: MessageId) -> Result<Vec<u8>> {
        if self.known_files(id).await?.has_infected() {
            return Err(Error::Quarantined);
        }
        self.raw_message(id).await
    }
}
