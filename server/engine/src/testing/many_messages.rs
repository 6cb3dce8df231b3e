//! More messages than a company gets in years, for measuring how they are found.

use types::CompanyId;
use uuid::Uuid;

use super::many::{FIRST, LAST, insert};
use crate::{Engine, Result, db::write};

/// Messages of one statement; databases take some thousand values at most.
const CHUNK: usize = 100;
/// Chunks of one transaction.
const CHUNKS: usize = 50;
/// Different words in all of them, beside the names.
const WORDS: usize = 30_000;
/// The time from the first to the last of them: five years.
pub const SPAN_MICROS: i64 = 5 * 365 * 86_400 * 1_000_000;
/// One of so many was sent to the small company.
const SMALL_PART: usize = 500;
/// Words of one text.
const TEXT_WORDS: usize = 60;
const SYLLABLES: [&str; 16] = [
    "bau", "leit", "ung", "ver", "kauf", "in", "tech", "nik", "lehr", "gang", "werk", "statt", "pro", "jekt", "dienst",
    "amt",
];

/// Adds so many unassigned messages, in the order of their numbers, evenly over five years from 1970 on: each is an
/// application with a text, and can be found once the indexer has read it. Few words stand in many of them and many
/// words in few, as in any language.
///
/// Every five hundredth was sent to the company `small`.
pub async fn many_messages(engine: &Engine, n: usize, small: CompanyId) -> Result<()> {
    let all: Vec<usize> = (0..n).collect();
    for chunks in all.chunks(CHUNK * CHUNKS) {
        write!(engine.inner.db, tx => {
            for chunk in chunks.chunks(CHUNK) {
                let mails: Vec<Mail> = chunk.iter().map(|number| Mail::new(*number, n)).collect();
                let sql = "INSERT INTO message (id, received_at, state, reason, kind, mail_from, recipients, client, helo,
                    over_tls, size_bytes, from_name, from_address, subject, first_words, has_texts, scan_due_at, company_id) VALUES ";
                let row = "(?, ?, 'unassigned', 'unknown_sender', 'mail', ?, '[]', '', '', FALSE, 0, ?, ?, ?, '', TRUE, NULL, ?)";
                let sql = insert(sql, row, mails.len());
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for mail in &mails {
                    query = query.bind(&mail.id).bind(mail.at).bind(&mail.address).bind(&mail.name);
                    query = query.bind(&mail.address).bind(&mail.subject);
                    query = query.bind(mail.is_to_small.then(|| small.as_bytes().to_vec()));
                }
                query.execute(&mut *tx).await?;
                let sql = "INSERT INTO raw_message (message_id, bytes) VALUES ";
                let sql = insert(sql, "(?, ?)", mails.len());
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for mail in &mails {
                    query = query.bind(&mail.id).bind(&mail.raw);
                }
                query.execute(&mut *tx).await?;
            }
        });
    }
    write!(engine.inner.db, tx => {
        sqlx::query("UPDATE counter SET n = n + $1 WHERE name = 'accepted'")
            .bind(i64::try_from(n).unwrap_or_default())
            .execute(&mut *tx)
            .await?;
    });
    Ok(())
}

/// The word with this rank: the smaller, the more often it is used.
pub fn word(rank: usize) -> String {
    let n = SYLLABLES.len();
    let syllables = [rank % n, rank / n % n, rank / (n * n) % n, rank / (n * n * n) % n];
    let used = 2 + usize::from(rank >= n * n) + usize::from(rank >= n * n * n);
    syllables[..used].iter().map(|at| SYLLABLES[*at]).collect()
}

struct Mail {
    id: Vec<u8>,
    is_to_small: bool,
    at: i64,
    name: String,
    address: String,
    subject: String,
    raw: Vec<u8>,
}

impl Mail {
    fn new(n: usize, n_all: usize) -> Self {
        let (first, last) = (FIRST[n % FIRST.len()], LAST[n / FIRST.len() % LAST.len()]);
        let name = format!("{first} {last}");
        let address = format!("{}{n}@example.org", first.to_lowercase());
        let mut seed = n as u64;
        let mut some_word = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let share = (seed >> 33) as f64 / f64::from(1_u32 << 31);
            // How often a word is used falls with its rank (Zipf).
            word((WORDS as f64).powf(share) as usize)
        };
        let text: Vec<String> = (0..TEXT_WORDS).map(|_| some_word()).collect();
        let subject = format!("Bewerbung als {} {n}", text[0]);
        let raw = format!(
            "From: {name} <{address}>\r\nTo: jobs@acme.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\nSehr geehrte Damen und Herren,\r\n{}\r\n",
            text.join(" ")
        );
        Self {
            id: Uuid::now_v7().as_bytes().to_vec(),
            is_to_small: n.is_multiple_of(SMALL_PART),
            at: (SPAN_MICROS as f64 * n as f64 / n_all as f64) as i64,
            name,
            address,
            subject,
            raw: raw.into_bytes(),
        }
    }
}
