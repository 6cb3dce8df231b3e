//! What must hold for every page made of any mail.

/// Attributes that run or fetch something, beside those whose values are looked at.
const FETCHING: &[&str] =
    &["srcset", "srcdoc", "background", "ping", "poster", "data", "action", "formaction", "xlink:href", "longdesc"];

/// Reads the document as a browser's tokenizer does and looks at every tag: only known ones, no handlers, no address
/// that runs. Text may say what it likes.
pub(crate) fn assert_harmless(document: &str) {
    let inside = document.split_once("</head><body>").expect("a whole document").1;
    for tag in tags(inside) {
        let lower = tag.to_lowercase();
        let name: String =
            lower.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        for banned in ["script", "style", "iframe", "object", "embed", "svg", "math", "meta", "base", "link", "form"] {
            assert_ne!(name, banned, "{tag} in {inside}");
        }
        // Values are quoted and hold no quote, so every second piece is outside a value.
        let pieces: Vec<&str> = lower.split('"').collect();
        for (place, piece) in pieces.iter().enumerate() {
            if place % 2 == 0 {
                assert!(piece.split_whitespace().all(|word| !word.starts_with("on")), "{tag}");
                for banned in FETCHING {
                    assert!(!piece.ends_with(&format!(" {banned}=")), "{tag}");
                }
            } else {
                let plain: String = piece.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                let is_of = |name: &str| pieces[place - 1].ends_with(name);
                let runs = ["javascript:", "vbscript:", "data:text", "data:image/svg"];
                let is_address = is_of("href=") || is_of("src=");
                assert!(!is_address || runs.iter().all(|scheme| !plain.starts_with(scheme)), "{tag}");
                // An address or a title may have it in its words: only styles fetch what it names.
                assert!(!is_of("style=") || !plain.contains("url("), "{tag}");
            }
        }
    }
}

fn tags(page: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let mut is_quoted = false;
        let end = rest.find(|c| {
            is_quoted ^= c == '"';
            c == '>' && !is_quoted
        });
        let end = end.unwrap_or_else(|| panic!("a tag without end in {page}"));
        tags.push(&rest[..=end]);
        rest = &rest[end + 1..];
    }
    tags
}

#[test]
fn the_check_fails_on_what_runs() {
    for inside in [
        "<script>x</script>",
        "<p onclick=\"x\">",
        "<img src=\"x\" onerror=\"y\">",
        "<a href=\"java\tscript:x\">",
        "<img src=\"data:image/svg+xml,x\">",
        "<p style=\"color:url(x)\">",
        "<td background=\"x\">",
        "<a ping=\"https://x.example/\">",
        "<p title=\"a",
        "<svg>",
    ] {
        let document = format!("<html><head></head><body>{inside}");
        assert!(std::panic::catch_unwind(|| assert_harmless(&document)).is_err(), "{inside}");
    }
    for inside in [
        "<p title=\"onclick=javascript: url(x) background=\">&lt;script&gt; onclick=x</p>",
        "<a href=\"mailto:a@b.example:url(https://t.example\">x</a>",
    ] {
        assert_harmless(&format!("<head></head><body>{inside}"));
    }
}
