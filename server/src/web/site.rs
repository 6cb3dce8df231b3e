//! The files that came with the program: front end, style sheet, icon. `build.rs` put them into the binary, compressed.

mod encoding;

use std::sync::LazyLock;

use app::backend::SiteFiles;
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use encoding::Encoding;

/// For a file whose name changes with its content (RFC 8246).
const FOREVER: &str = "public, max-age=31536000, immutable";
/// For a file that keeps its name: ask each time whether it changed.
const ASK_AGAIN: &str = "no-cache";

include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// A file of the site.
#[derive(Debug)]
struct File {
    path: &'static str,
    media_type: &'static str,
    is_hashed: bool,
    etag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// The site's files; everything else below `/pkg/` is answered with a bare 404.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let unknown = get(async || StatusCode::NOT_FOUND);
    FILES.iter().fold(Router::new().route("/pkg/{*path}", unknown), |router, file| {
        router.route(file.path, get(async move |headers: HeaderMap| file.answer(&headers)))
    })
}

/// Where the pages find the front end and the style sheet. Script paths are empty when the program was built without
/// its front end.
pub(crate) fn files() -> SiteFiles {
    static PATHS: LazyLock<SiteFiles> = LazyLock::new(|| {
        let path = |ending: &str| {
            let file = FILES.iter().find(|file| file.is_hashed && file.path.ends_with(ending));
            file.map(|file| file.path.to_owned()).unwrap_or_default()
        };
        SiteFiles { css: path(".css"), js: path(".js"), wasm: path(".wasm") }
    });
    PATHS.clone()
}

impl File {
    fn answer(&self, request: &HeaderMap) -> Response {
        let cache = if self.is_hashed { FOREVER } else { ASK_AGAIN };
        let headers = [
            (header::CACHE_CONTROL, cache),
            (header::ETAG, self.etag),
            (header::VARY, "accept-encoding"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        if self.is_known_to(request) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        let (encoding, body) = self.body_for(request);
        let mut response = (headers, [(header::CONTENT_TYPE, self.media_type)], body).into_response();
        if let Some(name) = encoding.name() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    /// The smallest body that the client can read.
    fn body_for(&self, request: &HeaderMap) -> (Encoding, &'static [u8]) {
        [(Encoding::Brotli, self.brotli), (Encoding::Gzip, self.gzip)]
            .into_iter()
            .filter_map(|(encoding, body)| Some((encoding, body?)))
            .find(|(encoding, _)| encoding.is_accepted_by(request))
            .unwrap_or((Encoding::Plain, self.plain))
    }

    /// Whether the client holds this very content (RFC 9110 section 13.1.2). Our tags are strong and the same for all
    /// encodings, so they are compared weakly.
    fn is_known_to(&self, request: &HeaderMap) -> bool {
        request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|tag| tag.trim() == "*" || tag.trim().trim_start_matches("W/") == self.etag)
    }
}

#[cfg(test)]
mod tests;
