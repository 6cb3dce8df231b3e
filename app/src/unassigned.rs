//! stub
use leptos::prelude::*;
#[component] pub fn UnassignedCount() -> impl IntoView { "" }
