//! Asking again when something changed, but never twice at once.

use leptos::prelude::*;

/// Folds changes: however many come while an answer is awaited, they lead to one more question.
#[derive(Clone, Copy, Debug)]
pub struct Refresh {
    asked: RwSignal<u32>,
    answered: RwSignal<u32>,
}

impl Refresh {
    /// Follows a counter, such as one of [`crate::live::Live`], whose stream already pauses between two events.
    pub fn follow(changes: Box<dyn Fn() -> u32 + Send + Sync>) -> Self {
        let now = untrack(&changes);
        let refresh = Self { asked: RwSignal::new(now), answered: RwSignal::new(now) };
        Effect::new(move || {
            let wanted = changes();
            let asked = refresh.asked.get_untracked();
            if refresh.answered.get() == asked && wanted != asked {
                refresh.asked.set(wanted);
            }
        });
        refresh
    }

    /// The number of the question to ask now; part of a resource's source.
    pub fn question(self) -> u32 {
        self.asked.get()
    }

    /// The answer to this question is here, good or bad.
    pub fn answered(self, question: u32) {
        // The page may be gone by now.
        _ = self.answered.try_set(question);
    }
}
