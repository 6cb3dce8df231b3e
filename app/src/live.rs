//! One stream of changes per tab. A page reads a counter of [`Live`] in its resource, and so asks again for what it
//! shows whenever something changed and whenever the stream was interrupted. Regions of [`crate::drawn`] name their
//! topics themselves.

use leptos::prelude::*;
use types::MessageId;
#[cfg(not(feature = "ssr"))]
use types::Topic;

/// Counters that grow with every change of their topic.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// Messages and their counts.
    pub messages: RwSignal<u32>,
    /// One message: the newest change and which it was about.
    pub message: RwSignal<(u32, Option<MessageId>)>,
    /// The recruiting email settings.
    pub settings: RwSignal<u32>,
    /// Messages on their way out.
    pub outbox: RwSignal<u32>,
    /// Whether the stream is open.
    pub is_connected: RwSignal<bool>,
}

/// Puts [`Live`] into context and, in the browser, connects it to `/live` when somebody is signed in.
pub fn provide() {
    let live = Live {
        messages: RwSignal::new(0),
        message: RwSignal::new((0, None)),
        settings: RwSignal::new(0),
        outbox: RwSignal::new(0),
        is_connected: RwSignal::new(true),
    };
    provide_context(live);
    if crate::visit::me().is_some() {
        Effect::new(move || connect(live));
    }
}

/// The counters of this tab.
pub fn live() -> Live {
    expect_context()
}

#[cfg(not(feature = "ssr"))]
impl Live {
    fn changed(self, topic: Topic) {
        match topic {
            Topic::Messages => self.messages.update(|n| *n += 1),
            Topic::Message(id) => self.message.update(|(n, message)| (*n, *message) = (*n + 1, Some(id))),
            Topic::Settings => self.settings.update(|n| *n += 1),
            Topic::Outbox => self.outbox.update(|n| *n += 1),
            // Shown by regions only, which listen by themselves.
            Topic::Test(_) | Topic::Positions | Topic::Candidates | Topic::Candidate(_) => {}
        }
    }

    /// Anything may have been missed.
    fn everything_changed(self) {
        self.messages.update(|n| *n += 1);
        self.message.update(|(n, message)| (*n, *message) = (*n + 1, None));
        self.settings.update(|n| *n += 1);
        self.outbox.update(|n| *n += 1);
        crate::drawn::anything_changed();
    }
}

#[cfg(feature = "ssr")]
fn connect(_live: Live) {}

#[cfg(not(feature = "ssr"))]
fn connect(live: Live) {
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    let Ok(source) = EventSource::new("/live") else { return };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        if text == types::EVERYTHING {
            return live.everything_changed();
        }
        crate::drawn::heard(&text);
        if let Ok(topic) = text.parse() {
            live.changed(topic);
        }
    });
    let was_open = StoredValue::new(false);
    let on_open = Closure::<dyn Fn()>::new(move || {
        live.is_connected.set(true);
        // The first page came with its data; a change between drawing and connecting would be missed without this.
        live.everything_changed();
        was_open.set_value(true);
    });
    let on_error = Closure::<dyn Fn()>::new(move || {
        if was_open.get_value() {
            live.is_connected.set(false);
        }
    });
    source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // The stream lives as long as the tab.
    on_message.forget();
    on_open.forget();
    on_error.forget();
}
