//! The steps that bring a store's layout up to date.

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// A step's name and what it does.
type Step = (&'static str, &'static str);

/// Oldest first. A step that was released never changes; a new one goes to the end, for both databases.
const SQLITE: &[Step] = &[
    ("first", include_str!("../../migrations/sqlite/0001_first.sql")),
    ("recruiting", include_str!("../../migrations/sqlite/0002_recruiting.sql")),
    ("redirection", include_str!("../../migrations/sqlite/0003_redirection.sql")),
    ("authentication", include_str!("../../migrations/sqlite/0004_authentication.sql")),
    ("oauth", include_str!("../../migrations/sqlite/0005_oauth.sql")),
    ("api", include_str!("../../migrations/sqlite/0006_api.sql")),
    ("search", include_str!("../../migrations/sqlite/0008_search.sql")),
    ("key", include_str!("../../migrations/sqlite/0009_key.sql")),
    ("replaced", include_str!("../../migrations/sqlite/0010_replaced.sql")),
    ("attachment_texts", include_str!("../../migrations/sqlite/0011_attachment_texts.sql")),
    ("scanning", include_str!("../../migrations/sqlite/0012_scanning.sql")),
    ("imap", include_str!("../../migrations/sqlite/0013_imap.sql")),
    ("search_beginnings", include_str!("../../migrations/sqlite/0014_search_beginnings.sql")),
    ("arrived_indexes", include_str!("../../migrations/sqlite/0015_arrived_indexes.sql")),
    ("search_labels", include_str!("../../migrations/sqlite/0016_search_labels.sql")),
];
const POSTGRES: &[Step] = &[
    ("first", include_str!("../../migrations/postgres/0001_first.sql")),
    ("recruiting", include_str!("../../migrations/postgres/0002_recruiting.sql")),
    ("redirection", include_str!("../../migrations/postgres/0003_redirection.sql")),
    ("authentication", include_str!("../../migrations/postgres/0004_authentication.sql")),
    ("oauth", include_str!("../../migrations/postgres/0005_oauth.sql")),
    ("api", include_str!("../../migrations/postgres/0006_api.sql")),
    ("search", include_str!("../../migrations/postgres/0008_search.sql")),
    ("key", include_str!("../../migrations/postgres/0009_key.sql")),
    ("replaced", include_str!("../../migrations/postgres/0010_replaced.sql")),
    ("attachment_texts", include_str!("../../migrations/postgres/0011_attachment_texts.sql")),
    ("scanning", include_str!("../../migrations/postgres/0012_scanning.sql")),
    ("imap", include_str!("../../migrations/postgres/0013_imap.sql")),
    ("search_beginnings", include_str!("../../migrations/postgres/0014_search_beginnings.sql")),
    ("arrived_indexes", include_str!("../../migrations/postgres/0015_arrived_indexes.sql")),
    ("search_labels", include_str!("../../migrations/postgres/0016_search_labels.sql")),
];

/// The steps of SQLite.
pub(super) fn sqlite() -> Migrator {
    migrator(SQLITE)
}

/// The steps of PostgreSQL.
pub(super) fn postgres() -> Migrator {
    migrator(POSTGRES)
}

fn migrator(steps: &[Step]) -> Migrator {
    let numbered = (1..).zip(steps);
    Migrator::with_migrations(
        numbered
            .map(|(number, (name, sql))| {
                Migration::new(number, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
            })
            .collect(),
    )
}
