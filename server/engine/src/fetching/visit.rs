//! One connection to a mailbox: everything new is taken, then it is waited for more.

use types::{Cause, CompanyId, MessageKind};

use crate::{
    Engine, Error, FetchCause, Incoming,
    imap::{Failure, Fetched, Folder, Listed, Mark, Session},
    reading,
};

use super::{
    health::{SkippedMail, SkippedWhy},
    permits,
    place::{Holder, Place},
    settings::StoredMailbox,
};

/// Messages asked about at once.
const LISTED_AT_ONCE: usize = 50;
/// How often one message may end a connection before it is left where it is: with the waits in between ten minutes, so
/// that a bad line is not taken for a bad message.
const TRIES_MAX: u32 = 6;
/// How long it is waited while so much is accepted and not read yet that no more should come.
const BEHIND_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

/// Why a visit ended.
pub(super) enum Ended {
    /// By the server.
    Failed(Failure),
    /// By ourselves.
    Broken(Error),
    /// Somebody else holds the mailbox now.
    Lost,
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// What is remembered from visit to visit.
#[derive(Default)]
pub(super) struct Memory {
    /// Failures since the last success.
    pub(super) n_failures: u32,
    /// The message read last, and how often without success.
    tried: (u32, u32),
}

/// A mailbox and who looks into it.
pub(super) struct Visit<'a> {
    pub(super) engine: &'a Engine,
    pub(super) company: CompanyId,
    pub(super) holder: &'a Holder,
    pub(super) stored: &'a StoredMailbox,
}

impl Visit<'_> {
    /// Looks into the mailbox until something ends that.
    pub(super) async fn run(&self, memory: &mut Memory) -> Result<std::convert::Infallible, Ended> {
        let (engine, limits) = (self.engine, self.engine.inner.fetching.limits);
        let server = engine.mailbox_server(self.company, self.stored).await?;
        let server = server.map_err(|_| Failure { cause: FetchCause::SettingsIncomplete, said: String::new() })?;
        let mut session = Session::open(&engine.inner.fetching.reach, &engine.inner.clock, &server).await?;
        let folder = session.open_folder(self.stored.typed.folder_name()).await?;
        let mark = Mark::for_folder(&folder);
        let uid_next = self.uid_next(&mut session, &folder).await?;
        let mut place = engine.enter(self.company, &folder, uid_next).await?;
        self.mark_what_was_left(&mut session, &place, mark).await?;
        loop {
            self.take_all(&mut session, &mut place, mark, memory).await?;
            engine.note_looked(self.company, self.holder, mark.as_str()).await?;
            memory.n_failures = 0;
            if session.can_idle() {
                session.idle(limits.idle).await?;
            } else {
                tokio::time::sleep(limits.poll).await;
                session.ask().await?;
            }
        }
    }

    /// The number that the next message will have; of servers that do not tell, behind the last one there is.
    async fn uid_next(&self, session: &mut Session, folder: &Folder) -> Result<u32, Failure> {
        match folder.uid_next {
            Some(next) => Ok(next),
            None => Ok(session.find_after(0).await?.last().copied().unwrap_or_default().saturating_add(1)),
        }
    }

    /// A crash may have come between accepting a message and marking it.
    async fn mark_what_was_left(&self, session: &mut Session, place: &Place, mark: Mark) -> Result<(), Ended> {
        if mark != Mark::Nothing {
            for uid in self.engine.unmarked(self.company, place.uid_validity).await? {
                self.mark(session, place, uid, mark).await?;
            }
        }
        Ok(())
    }

    async fn take_all(
        &self,
        session: &mut Session,
        place: &mut Place,
        mark: Mark,
        memory: &mut Memory,
    ) -> Result<(), Ended> {
        loop {
            let is_below_floor = place.is_below_floor();
            let mut found = match is_below_floor {
                true => session.find_since(place.since).await?,
                false => session.find_after(place.last_uid).await?,
            };
            found.retain(|uid| *uid > place.last_uid);
            let is_all = found.is_empty();
            for uids in found.chunks(LISTED_AT_ONCE) {
                let listed = session.list(uids).await?;
                for uid in uids.iter().copied() {
                    // One that is not listed is gone since, or listed in a way that nobody can read: reading it tells.
                    let unknown = || Listed { uid, ..Listed::default() };
                    let one = listed.iter().find(|one| one.uid == uid).cloned().unwrap_or_else(unknown);
                    self.take_one(session, place, &one, mark, memory).await?;
                }
            }
            if is_below_floor {
                self.go_on(place, place.floor_below.saturating_sub(1), false).await?;
            } else if is_all {
                return Ok(());
            }
        }
    }

    async fn take_one(
        &self,
        session: &mut Session,
        place: &mut Place,
        listed: &Listed,
        mark: Mark,
        memory: &mut Memory,
    ) -> Result<(), Ended> {
        let uid = listed.uid;
        let is_old = uid < place.floor_below && listed.came_at.is_some_and(|at| at < place.since);
        let is_draft = listed.flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Draft"));
        if is_old || is_draft {
            return self.go_on(place, uid, false).await;
        }
        let max_bytes = self.engine.inner.fetching.limits.message_bytes;
        let n_bytes = usize::try_from(listed.n_bytes).unwrap_or(usize::MAX);
        let n_tries = if memory.tried.0 == uid { memory.tried.1 + 1 } else { 1 };
        memory.tried = (uid, n_tries);
        let why = match () {
            () if n_bytes > max_bytes => Some(SkippedWhy::TooLarge),
            () if n_tries > TRIES_MAX => Some(SkippedWhy::Refused),
            () => None,
        };
        if let Some(why) = why {
            return self.leave(session, place, listed, why).await;
        }
        if !self.engine.has_room() {
            return Err(Failure { cause: FetchCause::DiskLow, said: String::new() }.into());
        }
        while self.engine.is_behind() {
            tokio::time::sleep(BEHIND_WAIT).await;
        }
        let in_memory = &self.engine.inner.fetching.in_memory;
        let permit = in_memory.acquire_many(permits(listed.n_bytes)).await.map_err(|_| Error::Stopping)?;
        match session.read(uid, max_bytes).await? {
            Fetched::Whole(raw) => {
                // It is not its fault when the store cannot take it.
                memory.tried = (0, 0);
                let is_taken =
                    self.engine.take(self.company, place.uid_validity, uid, self.incoming(raw).await?).await?;
                drop(permit);
                self.go_on(place, uid, is_taken).await?;
                self.mark(session, place, uid, mark).await
            }
            Fetched::Gone => self.go_on(place, uid, false).await,
            Fetched::Refused(_) => self.leave(session, place, listed, SkippedWhy::Refused).await,
        }
    }

    /// As if it had come by SMTP to the company's recruiting address. Whoever wrote the envelope's sender into the header
    /// was the company's own server (RFC 5321 section 4.4).
    async fn incoming(&self, raw: Vec<u8>) -> Result<Incoming, Error> {
        let company = self.engine.company(self.company).await?;
        Ok(Incoming {
            mail_from: reading::return_path(&raw).unwrap_or_default(),
            recipients: vec![company.recruiting_address(&self.engine.inner.mail_domain)?.to_string()],
            client: None,
            helo: String::new(),
            over_tls: true,
            raw,
        })
    }

    async fn mark(&self, session: &mut Session, place: &Place, uid: u32, mark: Mark) -> Result<(), Ended> {
        // One that refuses marks is asked at the next visit again, and no reason to stop.
        if session.mark(uid, mark).await? {
            self.engine.note_marked(self.company, place.uid_validity, uid).await?;
        }
        Ok(())
    }

    /// Leaves a message where it is, and keeps by what name people find it.
    async fn leave(
        &self,
        session: &mut Session,
        place: &mut Place,
        listed: &Listed,
        why: SkippedWhy,
    ) -> Result<(), Ended> {
        let header = match session.read_header(listed.uid).await? {
            Fetched::Whole(header) => header,
            _ => Vec::new(),
        };
        let reading = reading::read(&header, "").unwrap_or_default();
        let from = reading.from.first().cloned().unwrap_or_default();
        let mail = SkippedMail {
            uid: listed.uid,
            at: self.engine.now(),
            why,
            n_bytes: u64::from(listed.n_bytes),
            sender: [from.name, from.address].join(" ").trim().to_owned(),
            subject: if reading.kind == MessageKind::Mail { reading.subject } else { String::new() },
        };
        self.engine.keep_skipped(self.company, place.uid_validity, &mail).await?;
        self.go_on(place, listed.uid, false).await
    }

    async fn go_on(&self, place: &mut Place, uid: u32, is_taken: bool) -> Result<(), Ended> {
        if uid <= place.last_uid {
            return Ok(());
        }
        place.last_uid = uid;
        match self.engine.go_on(self.company, self.holder, place, is_taken).await? {
            true => Ok(()),
            false => Err(Ended::Lost),
        }
    }
}

/// Whether a connection that has worked may end so without anything being wrong.
pub(super) fn is_ordinary(failure: &Failure) -> bool {
    matches!(
        failure.cause,
        FetchCause::Server(Cause::ConnectionDropped | Cause::SessionTimedOut | Cause::AnswerTimedOut)
    )
}
