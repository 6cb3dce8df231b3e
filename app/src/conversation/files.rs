//! Files of a message.

use leptos::prelude::*;

use crate::{unassigned::size, visit::lang};

/// Links that save them: where to, name, and size in bytes.
pub fn files(files: Vec<(String, String, u64)>) -> AnyView {
    if files.is_empty() {
        return ().into_any();
    }
    let links = files.into_iter().map(|(place, name, size_bytes)| {
        view! {
            <li><a class="file" href=place download=""><bdi class="name">{name}</bdi> " " <small>{size(size_bytes, lang())}</small></a></li>
        }
    });
    view! { <ul class="files" aria-label=lang().thread().files>{links.collect::<Vec<_>>()}</ul> }.into_any()
}
