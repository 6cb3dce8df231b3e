//! `postroom ingest`: mails from files, through the same path as SMTP. It can be stopped and begun anew: what is there
//! already is skipped.

mod mbox;
mod progress;
mod source;

use std::{collections::HashSet, path::PathBuf};

use clap::Args;
use engine::{Engine, Incoming};
use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{config::Config, failure::Failure, open};
use mbox::Quoting;
use progress::Progress;
use source::Origin;

/// Messages that are being made durable at one time: they share their syncs.
const AT_ONCE_MESSAGES: usize = 64;
/// Their bytes at most, unless one alone is larger.
const AT_ONCE_BYTES: usize = 32 << 20;
/// Messages that wait, read, for their turn.
const READ_AHEAD: usize = 16;

/// Take in mails from files.
#[derive(Args, Debug)]
pub struct Ingest {
    /// Files of one message each (.eml), mbox files, Maildir folders, or folders with .eml and .mbox files in them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The recruiting address that they are taken in for [default: the main company's].
    #[arg(long)]
    to: Option<String>,
    /// How lines that begin with "From " are quoted in mbox files: mboxrd takes one ">" away from each, mboxo only from
    /// ">From ".
    #[arg(long, value_enum, default_value_t)]
    mbox: Quoting,
}

/// What became of the messages of one file or folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Count {
    taken: usize,
    skipped: usize,
    failed: usize,
}

/// What became of one message.
enum Fate {
    Taken,
    Skipped,
    Failed(String),
}

impl Ingest {
    /// Takes everything in. A file that cannot be read, and a message that cannot be stored, is named and does not
    /// stop the others.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let (engine, loops) = open::open(&config, open::Extras::default()).await?;
        let recipient = recipient(&engine, self.to.as_deref()).await?;
        // What an earlier run took in is found again only once it is sorted.
        while engine.sort_arrived().await? > 0 {}
        let stop = CancellationToken::new();
        let committing = tokio::spawn(loops.committer.run(stop.clone()));
        let sorting_stop = CancellationToken::new();
        let sorting = tokio::spawn(loops.sorter.run(sorting_stop.clone()));
        let taking = Taking {
            engine: engine.clone(),
            recipient,
            counts: vec![Count::default(); self.files.len()],
            seen: HashSet::new(),
            progress: Progress::start(self.files.iter().map(|file| source::size_bytes(file)).sum()),
        };
        let (counts, stopped) = taking.run(self.files.clone(), self.mbox).await;
        sorting_stop.cancel();
        _ = sorting.await;
        while engine.sort_arrived().await? > 0 {}
        stop.cancel();
        _ = committing.await;
        engine.close().await;
        self.summary(&counts, stopped)
    }

    fn summary(&self, counts: &[Count], stopped: Option<&str>) -> Result<(), Failure> {
        let mut sum = Count::default();
        for (file, count) in self.files.iter().zip(counts) {
            println!("{}: {}", file.display(), count.words());
            sum.taken += count.taken;
            sum.skipped += count.skipped;
            sum.failed += count.failed;
        }
        if counts.len() > 1 {
            println!("Together: {}", sum.words());
        }
        if let Some(why) = stopped {
            return Err(Failure(format!(
                "{why} Run the same command again to go on: what is there already is skipped."
            )));
        }
        if sum.failed > 0 {
            return Err(Failure(format!("{} messages or files were not taken in; they are named above.", sum.failed)));
        }
        Ok(())
    }
}

impl Count {
    fn words(self) -> String {
        let failed = if self.failed > 0 { format!(", {} failed", self.failed) } else { String::new() };
        format!("{} taken in, {} already there{failed}", self.taken, self.skipped)
    }
}

/// The address that the mails are taken in for.
async fn recipient(engine: &Engine, to: Option<&str>) -> Result<String, Failure> {
    let Some(main) = engine.recruiting_address().await? else {
        return Err(Failure("Postroom is not set up yet: start it and open the link it prints.".into()));
    };
    match to {
        None => Ok(main.to_string()),
        Some(to) if engine.knows_recipient(to).await? => Ok(to.to_owned()),
        Some(to) => Err(Failure(format!(
            "{to} is no recruiting address here; the main company's is {main}. Settings, Subcompanies shows the others."
        ))),
    }
}

/// Messages on their way from files into the store.
struct Taking {
    engine: Engine,
    recipient: String,
    counts: Vec<Count>,
    /// Digests of this run: what is not sorted yet is not found in the store.
    seen: HashSet<Vec<u8>>,
    progress: Progress,
}

/// A message being stored: where it is from, its size, and what became of it.
type Storing = BoxFuture<'static, (Origin, usize, Fate)>;

impl Taking {
    /// What became of each file, and why it was stopped.
    async fn run(mut self, files: Vec<PathBuf>, quoting: Quoting) -> (Vec<Count>, Option<&'static str>) {
        let (tell, mut found) = mpsc::channel(READ_AHEAD);
        let reading =
            std::thread::spawn(move || source::read(&files, quoting, |found| tell.blocking_send(found).is_ok()));
        let mut storing = FuturesUnordered::<Storing>::new();
        let (mut held_bytes, mut stopped) = (0, None);
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {
                    stopped = Some("Stopped.");
                    break;
                }
                Some((origin, n_bytes, fate)) = storing.next(), if !storing.is_empty() => {
                    held_bytes -= n_bytes;
                    self.note(&origin, fate);
                }
                next = found.recv(), if storing.len() < AT_ONCE_MESSAGES && held_bytes < AT_ONCE_BYTES => {
                    let Some(next) = next else { break };
                    if !self.engine.has_room() {
                        stopped = Some("Stopped, because the disk is nearly full (POSTROOM_DISK_RESERVE_MB). Make room.");
                        break;
                    }
                    match next.message {
                        Ok(raw) => {
                            held_bytes += raw.len();
                            storing.push(self.store(next.origin, raw));
                        }
                        Err(fault) => self.note(&next.origin, Fate::Failed(fault)),
                    }
                }
            }
        }
        drop(found);
        while let Some((origin, _, fate)) = storing.next().await {
            self.note(&origin, fate);
        }
        // It ends as soon as nobody takes what it finds.
        _ = tokio::task::spawn_blocking(move || reading.join()).await;
        self.progress.end();
        (self.counts, stopped)
    }

    fn store(&mut self, origin: Origin, raw: Vec<u8>) -> Storing {
        let n_bytes = raw.len();
        let incoming = Incoming {
            mail_from: engine::return_path(&raw).unwrap_or_default(),
            recipients: vec![self.recipient.clone()],
            client: None,
            helo: String::new(),
            over_tls: false,
            raw,
        };
        let digests = incoming.digests();
        let is_new = !digests.iter().any(|digest| self.seen.contains(digest));
        self.seen.extend(digests.first().cloned());
        let engine = self.engine.clone();
        Box::pin(async move {
            let fate = if is_new { take_in(&engine, incoming, &digests).await } else { Fate::Skipped };
            (origin, n_bytes, fate)
        })
    }

    fn note(&mut self, origin: &Origin, fate: Fate) {
        let Some(count) = self.counts.get_mut(origin.place) else { return };
        match fate {
            Fate::Taken => count.taken += 1,
            Fate::Skipped => count.skipped += 1,
            Fate::Failed(fault) => {
                count.failed += 1;
                self.progress.interrupt(&format!("{}: {fault}", origin.name));
            }
        }
        let done: usize = self.counts.iter().map(|count| count.taken + count.skipped).sum();
        self.progress.show(done, origin.read_bytes);
    }
}

async fn take_in(engine: &Engine, incoming: Incoming, digests: &[Vec<u8>; 2]) -> Fate {
    match engine.has_mail(digests).await {
        Ok(true) => Fate::Skipped,
        Ok(false) => match engine.accept(incoming).await {
            Ok(_) => Fate::Taken,
            Err(error) => Fate::Failed(Failure::from(error).to_string()),
        },
        Err(error) => Fate::Failed(Failure::from(error).to_string()),
    }
}
