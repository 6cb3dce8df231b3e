//! What the server draws.

use std::pin::Pin;

use leptos::{prelude::*, reactive::computed::ScopedFuture};
use tokio::task::JoinHandle;
use types::{Problem, Topic};

use crate::{
    CallError,
    parts::{ErrorNote, write_title},
};

/// A region with what the browser is told about it.
#[derive(Debug)]
pub struct Drawing {
    view: AnyView,
    title: Option<String>,
    live: String,
}

impl Drawing {
    /// This view, which never changes by itself.
    pub fn new(view: impl IntoAny) -> Self {
        Self { view: view.into_any(), title: None, live: String::new() }
    }

    fn failed() -> Self {
        Self::new(view! { <ErrorNote error=CallError(Problem::Unavailable { reference: "0".into() })/> })
    }

    /// Names the page.
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: Some(format!("{} · Postroom", title.into())), ..self }
    }

    /// To be drawn anew when one of these changes.
    pub fn live<const N: usize>(self, topics: [Topic; N]) -> Self {
        Self { live: topics.map(|topic| topic.to_string()).join(","), ..self }
    }
}

/// The region on the server.
pub fn on_server(name: &'static str, draw: impl Future<Output = Drawing> + Send + 'static) -> AnyView {
    // A task of its own: the page polls what stands on it one after the other, and one that had a connection of the store
    // and was not polled any more would keep it from all others.
    let mut drawing = Running(tokio::spawn(ScopedFuture::new_untracked(draw)));
    let drawn = async move {
        let Drawing { view, title, live } = (&mut drawing.0).await.unwrap_or_else(|_| Drawing::failed());
        if let Some(title) = title.clone() {
            write_title(move || title.clone());
        }
        view! { <div data-drawn=name data-live=live data-title=title>{view}</div> }.into_any()
    };
    Suspend::new(Box::pin(drawn) as Pin<Box<dyn Future<Output = AnyView> + Send>>).into_any()
}

/// A drawing that ends with the page that it is for.
struct Running(JoinHandle<Drawing>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use types::{CandidateId, Topic};

    use super::Drawing;

    #[test]
    fn a_region_names_its_topics_as_they_are_told() {
        let id = CandidateId::from_slice(&[0; 16]).unwrap();
        let drawing = Drawing::new(()).titled("A").live([Topic::Candidate(id), Topic::Positions]);
        assert_eq!(drawing.live, "candidate 00000000-0000-0000-0000-000000000000,positions");
        assert_eq!(drawing.title.as_deref(), Some("A · Postroom"));
        assert!(drawing.live.split(',').all(|topic| topic.parse::<Topic>().is_ok()));
    }
}
