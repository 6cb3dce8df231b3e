//! Files that wait with a draft.

use types::{
    CandidateId, FileId, InputFault, InputField, OUTGOING_FILES_MAX, OUTGOING_FILES_MAX_BYTES, OutgoingFile, PersonId,
    Problem, Timestamp,
};
use uuid::Uuid;

use super::refuse_late;
use crate::{
    AttachmentFile, Engine, Error, Result,
    candidates::living,
    db::{read, write},
    reading,
};

/// Longest media type kept, in characters (RFC 6838 section 4.2 allows 127 on each side; none in use is near that).
const MEDIA_TYPE_MAX_CHARS: usize = 127;

impl Engine {
    /// The files of a draft, in the order they were attached.
    pub(crate) async fn draft_files(&self, candidate: CandidateId, person: PersonId) -> Result<Vec<OutgoingFile>> {
        let rows: Vec<(Vec<u8>, String, i64)> = read!(self.inner.db, pool => {
            sqlx::query_as(
                "SELECT id, name, size_bytes FROM outgoing_file
                 WHERE candidate_id = $1 AND person_id = $2 AND outgoing_id IS NULL ORDER BY place, id",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .fetch_all(pool)
            .await?
        });
        let read = |(id, name, size_bytes): (Vec<u8>, String, i64)| {
            let id = FileId::from_slice(&id).ok_or(Error::Stored("file id"))?;
            Ok(OutgoingFile { id, name, size_bytes: u64::try_from(size_bytes).unwrap_or_default() })
        };
        rows.into_iter().map(read).collect()
    }

    /// Adds a file to a draft. One that was on its way here when the draft ended is too late: it would go out with the next
    /// one. `begun` is when the page was drawn that it comes from; 0 when it belongs to none.
    pub(crate) async fn attach_file(
        &self,
        candidate: CandidateId,
        person: PersonId,
        file: AttachmentFile,
        begun: Timestamp,
    ) -> Result<FileId> {
        let id = FileId::new(Uuid::now_v7());
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        let media_type: String =
            file.media_type.chars().filter(char::is_ascii_graphic).take(MEDIA_TYPE_MAX_CHARS).collect();
        write!(self.inner.db, tx => {
            let candidate = living!(tx, candidate);
            sqlx::query("UPDATE draft SET changed_at = changed_at WHERE candidate_id = $1 AND person_id = $2")
                .bind(candidate.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
            refuse_late!(tx, candidate, person, begun);
            let (n_files, n_bytes, place): (i64, i64, i64) = sqlx::query_as(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT), CAST(COALESCE(MAX(place), 0) AS BIGINT)
                 FROM outgoing_file WHERE candidate_id = $1 AND person_id = $2 AND outgoing_id IS NULL",
            )
            .bind(candidate.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .fetch_one(&mut *tx)
            .await?;
            if usize::try_from(n_files).unwrap_or(usize::MAX) >= OUTGOING_FILES_MAX {
                return Err(Error::invalid(InputField::Files, InputFault::TooMany));
            }
            if u64::try_from(n_bytes.saturating_add(size)).unwrap_or(u64::MAX) > OUTGOING_FILES_MAX_BYTES {
                return Err(Error::invalid(InputField::Files, InputFault::TooLong));
            }
            sqlx::query(
                "INSERT INTO outgoing_file (id, candidate_id, person_id, place, name, media_type, size_bytes, bytes)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(id.as_bytes().as_slice())
            .bind(candidate.as_bytes().as_slice())
            .bind(person.as_bytes().as_slice())
            .bind(place + 1)
            .bind(reading::file_name(&file.name, &media_type))
            .bind(&media_type)
            .bind(size)
            .bind(&file.bytes)
            .execute(&mut *tx)
            .await?;
        });
        Ok(id)
    }

    /// Takes a file out of a draft; nothing happens when it is not in it.
    pub(crate) async fn remove_file(&self, candidate: CandidateId, person: PersonId, file: FileId) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("DELETE FROM outgoing_file WHERE id = $1 AND candidate_id = $2 AND person_id = $3 AND outgoing_id IS NULL")
                .bind(file.as_bytes().as_slice())
                .bind(candidate.as_bytes().as_slice())
                .bind(person.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// A file of a draft or of a message that went out.
    pub(crate) async fn outgoing_file(&self, file: FileId) -> Result<AttachmentFile> {
        let row: Option<(String, String, Vec<u8>)> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT name, media_type, bytes FROM outgoing_file WHERE id = $1")
                .bind(file.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let (name, media_type, bytes) = row.ok_or(Problem::NotFound)?;
        Ok(AttachmentFile { name, media_type: reading::served_type(&media_type).to_owned(), bytes })
    }
}
