//! Who fetches from a mailbox, and how far they have come.

use types::{CompanyId, Timestamp};

use crate::{
    Engine, Error, Result,
    db::{read, row, write},
    imap::Folder,
};

/// How long a mailbox is held without a sign of life, in seconds; after a crash it rests for that long.
const LEASE_SECS: i64 = 90;
/// When numbers do not hold any more, so far back is looked before the last look, in seconds: what lies in between was
/// taken already, or is known by its bytes.
const LOOK_BACK_SECS: i64 = 7 * 86_400;
/// Mailboxes at most.
const MAILBOXES_MAX: i64 = 500;

/// One process that fetches.
pub(super) type Holder = [u8; 16];

/// How far one has come in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Which numbers are meant.
    pub(super) uid_validity: u32,
    /// Everything up to this one is done with.
    pub(super) last_uid: u32,
    /// Below this one, only what came `since` or later counts.
    pub(super) floor_below: u32,
    pub(super) since: Timestamp,
}

impl Place {
    /// Whether there may be messages that were there before.
    pub(super) const fn is_below_floor(&self) -> bool {
        self.last_uid.saturating_add(1) < self.floor_below
    }
}

row! {
    struct Row {
        since_at: i64,
        uid_validity: Option<i64>,
        last_uid: i64,
        floor_below: i64,
        looked_at: Option<i64>,
    }
}

impl Engine {
    /// The companies whose mailbox is to be fetched from and that nobody else holds.
    pub(super) async fn mailboxes_on(&self, holder: &Holder) -> Result<Vec<CompanyId>> {
        let now = self.now();
        let rows: Vec<Vec<u8>> = read!(self.inner.db, pool => {
            sqlx::query_scalar(
                "SELECT company_id FROM mailbox WHERE is_on AND (leased_by IS NULL OR leased_by = $1 OR leased_until < $2)
                 ORDER BY company_id LIMIT $3",
            )
            .bind(holder.as_slice())
            .bind(now.0)
            .bind(MAILBOXES_MAX)
            .fetch_all(pool)
            .await?
        });
        rows.iter().map(|id| CompanyId::from_slice(id).ok_or(Error::Stored("company id"))).collect()
    }

    /// Holds a mailbox in this version of its settings, or holds it further; false when somebody else does, or when the
    /// settings are others by now.
    pub(super) async fn hold_mailbox(&self, company: CompanyId, holder: &Holder, version: i64) -> Result<bool> {
        let now = self.now();
        let n_held = write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE mailbox SET leased_by = $2, leased_until = $3 WHERE company_id = $1 AND is_on AND version = $4
                    AND (leased_by IS NULL OR leased_by = $2 OR leased_until < $5)",
            )
            .bind(company.as_bytes().as_slice())
            .bind(holder.as_slice())
            .bind(now.plus_secs(LEASE_SECS).0)
            .bind(version)
            .bind(now.0)
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        Ok(n_held == 1)
    }

    /// Gives a mailbox back.
    pub(super) async fn release_mailbox(&self, company: CompanyId, holder: &Holder) -> Result<()> {
        write!(self.inner.db, tx => {
            sqlx::query("UPDATE mailbox SET leased_by = NULL, leased_until = 0 WHERE company_id = $1 AND leased_by = $2")
                .bind(company.as_bytes().as_slice())
                .bind(holder.as_slice())
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// Where to go on in this folder. When its numbers are others than before, what is there counts by when it came.
    pub(super) async fn enter(&self, company: CompanyId, folder: &Folder, uid_next: u32) -> Result<Place> {
        let row: Option<Row> = read!(self.inner.db, pool => {
            sqlx::query_as("SELECT since_at, uid_validity, last_uid, floor_below, looked_at FROM mailbox WHERE company_id = $1")
                .bind(company.as_bytes().as_slice())
                .fetch_optional(pool)
                .await?
        });
        let row = row.ok_or(Error::Stored("mailbox"))?;
        let number = |n: i64| u32::try_from(n).map_err(|_| Error::Stored("message number"));
        let since = Timestamp(row.since_at);
        if row.uid_validity == Some(i64::from(folder.uid_validity)) {
            let (last_uid, floor_below) = (number(row.last_uid)?, number(row.floor_below)?);
            return Ok(Place { uid_validity: folder.uid_validity, last_uid, floor_below, since });
        }
        let looked_back = row.looked_at.map(|at| Timestamp(at).plus_secs(-LOOK_BACK_SECS));
        let since = looked_back.map_or(since, |back| Timestamp(back.0.max(since.0)));
        let place = Place { uid_validity: folder.uid_validity, last_uid: 0, floor_below: uid_next, since };
        write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE mailbox SET uid_validity = $2, last_uid = 0, floor_below = $3, since_at = $4 WHERE company_id = $1",
            )
            .bind(company.as_bytes().as_slice())
            .bind(i64::from(place.uid_validity))
            .bind(i64::from(place.floor_below))
            .bind(place.since.0)
            .execute(&mut *tx)
            .await?;
        });
        Ok(place)
    }

    /// Notes that everything up to this number is done with; false when the mailbox is not held any more.
    pub(super) async fn go_on(
        &self,
        company: CompanyId,
        holder: &Holder,
        place: &Place,
        is_taken: bool,
    ) -> Result<bool> {
        let now = self.now();
        let n_noted = write!(self.inner.db, tx => {
            sqlx::query(
                "UPDATE mailbox SET last_uid = $4, n_fetched = n_fetched + $5, fetched_at = COALESCE($6, fetched_at)
                 WHERE company_id = $1 AND leased_by = $2 AND uid_validity = $3",
            )
            .bind(company.as_bytes().as_slice())
            .bind(holder.as_slice())
            .bind(i64::from(place.uid_validity))
            .bind(i64::from(place.last_uid))
            .bind(i64::from(is_taken))
            .bind(is_taken.then_some(now.0))
            .execute(&mut *tx)
            .await?
            .rows_affected()
        });
        Ok(n_noted == 1)
    }
}
