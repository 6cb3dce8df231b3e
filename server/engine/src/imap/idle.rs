//! Waiting for messages: the server tells (RFC 2177), or is asked from time to time.

use std::time::Duration;

use super::{
    heard::{Response, Status, Value},
    session::{Failure, LINE_MAX_BYTES, Session, Stop},
};
use types::Cause;

impl Session {
    /// Waits until the folder changes, for at most `limit`; whether it did. What the server then still has to say about
    /// the waiting is heard to its end, so that the session can be used further.
    pub(crate) async fn idle(&mut self, limit: Duration) -> Result<bool, Failure> {
        let waited = self.waited(limit).await;
        waited.map_err(|stop| self.failure(stop))
    }

    async fn waited(&mut self, limit: Duration) -> Result<bool, Stop> {
        let answer = self.limits.answer;
        let tag = self.talk.begin("IDLE", answer).await?;
        let mut has_changed = false;
        // What changes before the server agrees counts too.
        loop {
            match self.talk.hear(answer, LINE_MAX_BYTES).await?.1 {
                Response::Continue(_) => break,
                Response::Done { status, text, .. } if status != Status::Ok => {
                    return Err(Stop { cause: Cause::CommandRefused.into(), words: text });
                }
                response if is_news(&response) => has_changed = true,
                _ => {}
            }
        }
        let mut over = std::pin::pin!(tokio::time::sleep(limit));
        while !has_changed {
            tokio::select! {
                biased;
                heard = self.talk.hear(limit.saturating_add(answer), LINE_MAX_BYTES) => has_changed = is_news(&heard?.1),
                () = &mut over => break,
            }
        }
        self.talk.wire.send(b"DONE\r\n", answer).await?;
        loop {
            match self.talk.hear(answer, LINE_MAX_BYTES).await?.1 {
                Response::Done { tag: ended, .. } if ended == tag => return Ok(has_changed),
                _ => {}
            }
        }
    }

    /// Asks whether anything has changed, which also keeps the connection open (RFC 9051 section 6.1.2).
    pub(crate) async fn ask(&mut self) -> Result<(), Failure> {
        match self.talk.run("NOOP", self.limits.answer, LINE_MAX_BYTES, |_, _| {}).await {
            Ok(_) => Ok(()),
            Err(stop) => Err(self.failure(stop)),
        }
    }
}

/// Whether there may be messages that were not there before.
fn is_news(response: &Response) -> bool {
    match response {
        Response::Data(values) => match values.as_slice() {
            [Value::Word(_), Value::Word(kind)] => {
                kind.eq_ignore_ascii_case("EXISTS") || kind.eq_ignore_ascii_case("RECENT")
            }
            _ => false,
        },
        _ => false,
    }
}
