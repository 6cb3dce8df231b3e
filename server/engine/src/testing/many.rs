//! More candidates than anybody adds by hand, for measuring how they are found.

use uuid::Uuid;

use crate::{
    Engine, Result,
    candidates::words,
    db::{Db, numbered, write},
};

/// Candidates of one statement; databases take some thousand values at most.
const CHUNK: usize = 100;
/// Chunks of one transaction.
const CHUNKS: usize = 50;
pub(super) const FIRST: [&str; 20] = [
    "Anna", "Ben", "Carla", "David", "Elif", "Fatma", "Georg", "Hanna", "Igor", "Jana", "Kemal", "Lena", "Mehmet",
    "Nora", "Oskar", "Paula", "Rita", "Stefan", "Tim", "Uta",
];
pub(super) const LAST: [&str; 20] = [
    "Kowalczyk",
    "Müller",
    "Öztürk",
    "Schmidt",
    "Weiß",
    "Novak",
    "Fischer",
    "Yilmaz",
    "Wagner",
    "Becker",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Richter",
    "Klein",
    "Wolf",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
];

/// Adds so many candidates with a name, an address and their words. Names are shared by many; each has a word of their
/// own.
pub async fn many_candidates(engine: &Engine, n: usize) -> Result<()> {
    let all: Vec<usize> = (0..n).collect();
    for chunks in all.chunks(CHUNK * CHUNKS) {
        write!(engine.inner.db, tx => {
            for chunk in chunks.chunks(CHUNK) {
                let people: Vec<Person> = chunk.iter().map(|n| Person::new(*n)).collect();
                let sql = "INSERT INTO candidate (id, name, phone, notes, search, created_at, last_message_at) VALUES ";
                let sql = insert(sql, "(?, ?, '', '', ?, ?, ?)", people.len());
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for person in &people {
                    query = query.bind(&person.id).bind(&person.name).bind(&person.search).bind(person.at).bind(person.at);
                }
                query.execute(&mut *tx).await?;
                let sql = "INSERT INTO candidate_address (address, candidate_id, added_at) VALUES ";
                let sql = insert(sql, "(?, ?, 0)", people.len());
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for person in &people {
                    query = query.bind(&person.address).bind(&person.id);
                }
                query.execute(&mut *tx).await?;
                let words: Vec<(&Vec<u8>, &Vec<u8>)> =
                    people.iter().flat_map(|person| person.words.iter().map(|word| (word, &person.id))).collect();
                let sql = "INSERT INTO candidate_word (word, candidate_id) VALUES ";
                let sql = insert(sql, "(?, ?)", words.len());
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for (word, id) in words {
                    query = query.bind(word).bind(id);
                }
                query.execute(&mut *tx).await?;
            }
        });
    }
    analyze(engine).await
}

/// What PostgreSQL does by itself once it has time. SQLite knows nothing of what its tables hold, here as elsewhere.
pub async fn analyze(engine: &Engine) -> Result<()> {
    if let Db::Postgres(pool) = &engine.inner.db {
        sqlx::query("ANALYZE").execute(pool).await?;
    }
    Ok(())
}

struct Person {
    id: Vec<u8>,
    name: String,
    address: String,
    search: String,
    words: Vec<Vec<u8>>,
    at: i64,
}

impl Person {
    fn new(n: usize) -> Self {
        let (first, last) = (FIRST[n % FIRST.len()], LAST[n / FIRST.len() % LAST.len()]);
        let name = format!("{first} {last}");
        let address = format!("{}{n}@example.org", first.to_lowercase());
        Self {
            id: Uuid::now_v7().as_bytes().to_vec(),
            search: words::name_key(&name),
            words: words::of_candidate(&name, std::iter::once(address.as_str()), ""),
            at: i64::try_from(n).unwrap_or_default(),
            name,
            address,
        }
    }
}

/// A statement that inserts so many rows of values.
pub(super) fn insert(sql: &str, row: &str, n: usize) -> String {
    numbered(&format!("{sql}{}", vec![row; n].join(", ")), 1)
}
