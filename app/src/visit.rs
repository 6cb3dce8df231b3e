//! What is known about a page load before anything is drawn; the same on the server and in the browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use types::{Me, Role, text::Lang};

use crate::call::Said;

/// One page load. Signing in or out and changing the language load the page anew, so none of it ever changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Visit {
    /// The language of the screen.
    pub lang: Lang,
    /// Who is signed in.
    pub me: Option<Me>,
}

impl Visit {
    /// Puts the visit into context: from the request on the server, from the page in the browser.
    pub fn provide() {
        let shared = SharedValue::new_str(|| {
            #[cfg(feature = "ssr")]
            return Said::value(&crate::backend::visit());
            #[cfg(not(feature = "ssr"))]
            Said::nothing()
        });
        provide_context(shared.into_inner().read::<Self>().unwrap_or_default());
    }
}

/// The language of the screen.
pub fn lang() -> Lang {
    use_context::<Visit>().map(|visit| visit.lang).unwrap_or_default()
}

/// Who is signed in.
pub fn me() -> Option<Me> {
    use_context::<Visit>().and_then(|visit| visit.me)
}

/// Whether an admin is signed in.
pub fn is_admin() -> bool {
    me().is_some_and(|me| me.role == Role::Admin)
}
