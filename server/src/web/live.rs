//! `/live`: what changed, as server-sent events. An event carries a topic and no data.

use std::{collections::BTreeSet, convert::Infallible, time::Duration};

use app::backend::Visitor;
use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use engine::{Changes, Desk, Heard};
use futures_util::stream;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Web;

/// Time between two events at least, for each tab that listens: the first change is told at once, those of a burst become
/// one refresh. However many tabs are open, together they ask 200 times a second.
const FOLD_PER_TAB: Duration = Duration::from_millis(5);
/// The least and the most of it: a tab draws no faster, and nobody takes more for live.
const FOLD: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(500)];
/// A sign of life for proxies and for noticing that the browser has gone.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Everything a stream needs between two events.
struct Listening {
    changes: Changes,
    desk: Desk,
    stop: CancellationToken,
    waiting: Vec<String>,
    /// Before this moment nothing is told.
    silent_until: Instant,
}

/// The stream of changes for one tab. It ends when Postroom stops; the browser connects anew by itself.
pub(crate) async fn changes(State(web): State<Web>, Extension(visitor): Extension<Visitor>) -> Response {
    let Some(desk) = visitor.desk else { return StatusCode::UNAUTHORIZED.into_response() };
    let listening = Listening {
        changes: web.engine.changes(),
        desk,
        stop: web.stop,
        waiting: Vec::new(),
        silent_until: Instant::now(),
    };
    let events = stream::unfold(listening, |mut listening| async move {
        let topic = listening.next().await?;
        Some((Ok::<_, Infallible>(Event::default().data(topic)), listening))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

/// How long a tab is told nothing after something, when so many listen.
fn fold(n_tabs: usize) -> Duration {
    FOLD_PER_TAB.saturating_mul(u32::try_from(n_tabs).unwrap_or(u32::MAX)).clamp(FOLD[0], FOLD[1])
}

impl Listening {
    /// The next topic to tell; nothing when the stream ends.
    async fn next(&mut self) -> Option<String> {
        while self.waiting.is_empty() {
            let heard = tokio::select! {
                () = self.stop.cancelled() => return None,
                heard = self.changes.next() => heard?,
            };
            self.waiting = self.fold(heard).await?.into_iter().collect();
            self.silent_until = Instant::now() + fold(self.changes.n_listeners());
        }
        self.waiting.pop()
    }

    /// What changed now and while nothing may be told, each topic once.
    async fn fold(&mut self, first: Heard) -> Option<BTreeSet<String>> {
        let mut topics = BTreeSet::new();
        self.note(first, &mut topics);
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return None,
                () = tokio::time::sleep_until(self.silent_until) => return Some(topics),
                heard = self.changes.next() => self.note(heard?, &mut topics),
            }
        }
    }

    fn note(&self, heard: Heard, topics: &mut BTreeSet<String>) {
        match heard {
            Heard::Changed(topic) if self.desk.may_hear(topic) => _ = topics.insert(topic.to_string()),
            Heard::Changed(_) => {}
            Heard::Missed => _ = topics.insert(types::EVERYTHING.to_owned()),
        }
    }
}
