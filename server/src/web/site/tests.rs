use super::*;

static SHEET: File = File {
    path: "/pkg/postroom-1.css",
    media_type: "text/css; charset=utf-8",
    is_hashed: true,
    etag: "\"1\"",
    plain: b"plain",
    brotli: Some(b"brotli"),
    gzip: Some(b"gzip"),
};
static ICON: File =
    File { path: "/favicon.svg", media_type: "image/svg+xml", is_hashed: false, brotli: None, gzip: None, ..SHEET };

fn request(name: header::HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
}

#[test]
fn the_best_readable_form_is_sent() {
    for (accepted, expected) in [
        ("gzip, deflate, br, zstd", &b"brotli"[..]),
        ("gzip, deflate", b"gzip"),
        ("BR", b"brotli"),
        ("br;q=0, gzip", b"gzip"),
        ("br; q=0.000, gzip;q=0.5", b"gzip"),
        ("br;q=nonsense", b"brotli"),
        ("identity", b"plain"),
        ("brotli", b"plain"),
        ("", b"plain"),
        ("*", b"plain"),
    ] {
        let (_, body) = SHEET.body_for(&request(header::ACCEPT_ENCODING, accepted));
        assert_eq!(body, expected, "{accepted:?}");
    }
    assert_eq!(SHEET.body_for(&HeaderMap::new()), (Encoding::Plain, &b"plain"[..]));
    assert_eq!(ICON.body_for(&request(header::ACCEPT_ENCODING, "br")).1, b"plain");
}

#[test]
fn headers_tell_how_long_a_file_may_be_kept() {
    let response = SHEET.answer(&request(header::ACCEPT_ENCODING, "br"));
    for (name, expected) in [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CONTENT_ENCODING, "br"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ETAG, "\"1\""),
    ] {
        assert_eq!(response.headers()[name], expected);
    }
    let response = ICON.answer(&HeaderMap::new());
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
    assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
}

#[test]
fn a_file_the_client_has_is_not_sent_again() {
    for (tags, is_known) in [("\"1\"", true), ("\"0\", W/\"1\"", true), ("*", true), ("\"11\"", false), ("1", false)] {
        let response = ICON.answer(&request(header::IF_NONE_MATCH, tags));
        assert_eq!(response.status() == StatusCode::NOT_MODIFIED, is_known, "{tags}");
    }
}

#[test]
fn the_binary_holds_style_sheet_and_icon() {
    let sheet = FILES.iter().find(|file| file.path == files().css).unwrap();
    let text = str::from_utf8(sheet.plain).unwrap();
    assert!(text.starts_with("@layer reset, base, parts, pages;"), "the layers come first");
    assert!(!text.contains("/*"), "comments do not travel");
    assert!(sheet.is_hashed && sheet.path.starts_with("/pkg/postroom-"));
    assert_eq!(FILES.iter().find(|file| file.path == "/favicon.svg").unwrap().media_type, "image/svg+xml");
}
