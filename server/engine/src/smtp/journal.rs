//! Tells about each stage as it begins and ends. The one place through which a server's words get out.

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};
use types::{Cause, Fact, Outcome, SentLine, ShownCertificate, Stage, StageName, StageRecord};

use super::{
    reply::{Reply, WireFault},
    wire::Wire,
    words::Censor,
};

/// Reports stages.
pub(crate) struct Journal<F> {
    on_stage: F,
    censor: Censor,
}

/// A stage that is going on. What it heard is as the server sent it, so this is neither shown nor logged.
pub(crate) struct Open {
    name: StageName,
    since: Instant,
    fact: Option<Fact>,
    heard: Vec<String>,
    record: StageRecord,
}

impl<F: FnMut(Stage)> Journal<F> {
    /// Reports to `on_stage`, without what `censor` knows.
    pub(crate) fn new(on_stage: F, censor: Censor) -> Self {
        Self { on_stage, censor }
    }

    /// Reports that a stage begins.
    pub(crate) fn begin(&mut self, name: StageName) -> Open {
        (self.on_stage)(Stage { outcome: Outcome::Running, ..Stage::todo(name) });
        Open { name, since: Instant::now(), fact: None, heard: Vec::new(), record: StageRecord::new() }
    }

    /// Reports how a stage went, and hands on what it resulted in.
    pub(crate) fn end<T, E: Copy + Into<Cause>>(&mut self, open: Open, result: Result<T, E>) -> Result<T, E> {
        let outcome = match &result {
            Ok(_) => Outcome::Passed,
            Err(stopped) => Outcome::Failed((*stopped).into()),
        };
        (self.on_stage)(Stage {
            name: open.name,
            outcome,
            millis: Some(u32::try_from(open.since.elapsed().as_millis()).unwrap_or(u32::MAX)),
            fact: open.fact.map(|fact| self.censor.fact(fact)),
            said: self.censor.lines(&open.heard),
            findings: Vec::new(),
            record: self.censor.record(open.record),
        });
        result
    }
}

impl Open {
    /// Keeps what was found out.
    pub(crate) fn note(&mut self, fact: Option<Fact>) {
        self.fact = fact;
    }

    /// Keeps what we say. A secret is never handed to this: the line says what stands in its place.
    pub(crate) fn say(&mut self, line: impl Into<String>) {
        let after = u32::try_from(self.heard.len()).unwrap_or(u32::MAX);
        self.record.sent.push(SentLine { after, line: line.into() });
    }

    /// Keeps our own address of the connection.
    pub(crate) fn is_from(&mut self, address: String) {
        self.record.from = Some(address);
    }

    /// Keeps the certificates that the server showed.
    pub(crate) fn is_shown(&mut self, chain: Vec<ShownCertificate>) {
        self.record.chain = chain;
    }

    /// What the server has said so far, as it came.
    pub(crate) fn heard(&self) -> &[String] {
        &self.heard
    }

    /// Whether the server has said anything in words.
    pub(crate) fn has_heard(&self) -> bool {
        !self.heard.is_empty()
    }

    /// Keeps words that are no reply.
    pub(crate) fn hear(&mut self, words: String) {
        self.heard.push(words);
    }

    /// Keeps what the server says beyond its answer; whether it says anything.
    pub(crate) async fn hears_more<S: AsyncRead + AsyncWrite + Unpin>(&mut self, wire: &mut Wire<S>) -> bool {
        let said = wire.says_more().await;
        let is_more = said.is_some();
        self.heard.extend(said);
        is_more
    }

    /// Keeps the words of an answer, or of what came instead of one.
    pub(crate) fn answer(&mut self, answer: Result<Reply, WireFault>) -> Result<Reply, Cause> {
        match answer {
            Ok(reply) => {
                self.heard.extend(reply.lines.iter().cloned());
                Ok(reply)
            }
            Err(fault) => {
                let cause = fault.cause();
                self.heard.extend(fault.words());
                Err(cause)
            }
        }
    }
}
