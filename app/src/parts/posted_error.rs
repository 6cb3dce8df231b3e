//! What went wrong with a form that the browser posted by itself: the address it comes back to says it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::error::ServerFnUrlError;

use crate::CallError;

/// The error in the page's address.
pub fn posted_error() -> Option<CallError> {
    use_query_map().read().get_str("__err").map(ServerFnUrlError::<CallError>::decode_err)
}
