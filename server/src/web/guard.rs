//! Headers that keep pages to what they are meant to do.

use axum::{
    extract::Request,
    http::{
        HeaderValue,
        header::{self, HeaderName},
    },
    middleware::Next,
    response::Response,
};
use leptos_axum::ResponseOptions;

/// For everything that sets no policy of its own: nothing may be loaded.
const NOTHING_ALLOWED: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy of pages: own styles and pictures, and the scripts that carry this response's nonce.
pub(crate) fn allow_scripts(response: &ResponseOptions, nonce: &str) {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The headers of every answer; a handler's own win.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, NOTHING_ALLOWED),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()"),
        // A browser that looks up the hosts of links in advance tells whoever wrote a mail that it is being read.
        (HeaderName::from_static("x-dns-prefetch-control"), "off"),
        // Pages hold what candidates wrote: nothing of them stays on a shared disk.
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
