use super::{as_html, as_text, is_formatted};

#[test]
fn reads_signs_only_where_they_are_meant() {
    for (text, html, plain) in [
        ("**Hello**, *you*", "<p><b>Hello</b>, <i>you</i></p>", "Hello, you"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>", "2 * 3 * 4"),
        ("a ** b", "<p>a ** b</p>", "a ** b"),
        ("one * two*", "<p>one * two*</p>", "one * two*"),
        ("**open", "<p>**open</p>", "**open"),
        ("<b>&\"", "<p>&lt;b&gt;&amp;&quot;</p>", "<b>&\""),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>", "a\nb\n\nc"),
        (
            "x\n- a\n- b\n1. c\ny",
            "<p>x</p><ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><p>y</p>",
            "x\n- a\n- b\n1. c\ny",
        ),
        ("2026. was a year", "<p>2026. was a year</p>", "2026. was a year"),
        ("", "", ""),
    ] {
        assert_eq!(as_html(text), html);
        assert_eq!(as_text(text), plain);
    }
}

#[test]
fn links_lead_where_browsers_may_go() {
    let link = |address: &str, words: &str| {
        format!("<p><a href=\"{address}\" target=\"_blank\" rel=\"noopener noreferrer\">{words}</a></p>")
    };
    for (text, html, plain) in [
        (
            "[the plan](https://a.example/b?c=1&d=2)",
            link("https://a.example/b?c=1&amp;d=2", "the plan"),
            "the plan (https://a.example/b?c=1&d=2)",
        ),
        ("[wiki](https://w.example/A_(b))", link("https://w.example/A_(b)", "wiki"), "wiki (https://w.example/A_(b))"),
        ("[write](mailto:jobs@a.example)", link("mailto:jobs@a.example", "write"), "write (jobs@a.example)"),
        ("https://a.example/x", link("https://a.example/x", "https://a.example/x"), "https://a.example/x"),
        ("[<i>](http://a.example)", link("http://a.example", "&lt;i&gt;"), "<i> (http://a.example)"),
    ] {
        assert_eq!(as_html(text), html);
        assert_eq!(as_text(text), plain);
    }
    let sentence = as_html("See (https://a.example/x). Or http://b.example, please");
    assert!(sentence.contains("<a href=\"https://a.example/x\" ") && sentence.contains("</a>). Or"), "{sentence}");
    for text in [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,y)",
        "[x](//a.example)",
        "[x](https://)",
        "[x](mailto:a b)",
        "xhttps://a.example",
        "https://",
    ] {
        assert!(!as_html(text).contains("<a "), "{text}: {}", as_html(text));
        assert_eq!(as_text(text), text);
    }
    // What would break out of the address ends it.
    for text in ["[x](https://a.example/\" onclick=\"y)", "https://a.example/\"onclick=\"y"] {
        let html = as_html(text);
        assert!(html.contains("<a href=\"https://a.example/\" target") && html.contains("&quot;"), "{html}");
    }
}

#[test]
fn plain_text_needs_no_html() {
    for (text, expected) in [
        ("Hello\n\nYou", false),
        ("2 * 3", false),
        ("*so*", true),
        ("- a", true),
        ("<b>", false),
        ("https://a.example", false),
        ("[a](https://a.example)", true),
    ] {
        assert_eq!(is_formatted(text), expected, "{text}");
    }
}
