//! Mails made to exhaust: each must be answered, in time that grows with its length only.

use super::{
    corpus::{nested, page_mail},
    harmless::assert_harmless,
};
use crate::reading::{html, read, view};

/// A little below the size that mails may have on their way here, so that tests stay quick without optimisation.
const SIZE_BYTES: usize = 1 << 20;
/// The same for pages, whose parser is a hundred times slower without optimisation.
const PAGE_BYTES: usize = 64 << 10;

fn check(raw: &[u8]) {
    let _ = read(raw, "");
    let _ = view(raw);
    if let Ok(Some(page)) = html(raw, true) {
        assert_harmless(&page);
    }
}

fn repeated(start: &str, piece: &str) -> Vec<u8> {
    format!("{start}{}", piece.repeat(SIZE_BYTES / piece.len())).into_bytes()
}

#[test]
fn structures() {
    check(nested(20_000).as_bytes());
    let message = "Content-Type: message/rfc822\n\n";
    check(&repeated("", message));
    let multipart = "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n";
    check(&repeated(multipart, "--b\nContent-Type: multipart/mixed; boundary=missing\n\n"));
    check(&repeated(multipart, "--\n"));
    check(&repeated("From: a@b\nContent-Type: multipart/digest; boundary=b\n\n", "--b\n\n"));
}

#[test]
fn headers() {
    for piece in
        ["a: b\n", "From: a@b\n", "To: a@b, \n ", "Subject: =?utf-8?q?=?utf-8?q?", "=?utf-8?b?", "(", "\"", "<"]
    {
        check(&repeated("From: a@b\nTo: ", piece));
        check(&repeated("Content-Type: text/plain; a=", piece));
    }
    check(&repeated("Content-Type: text/plain", "; a*0*=utf-8''x"));
    check(&repeated("References: ", "<a@b> "));
}

#[test]
fn pages() {
    for piece in [
        "<div>",
        "<p>",
        "<b><p>",
        "<a><table>",
        "<table><tr><td>",
        "<font color=a><p>",
        "<svg>",
        "<math><mi>",
        "<select>",
        "<!--",
        "<",
        "</",
        "<a ",
        "<a b=\"",
        "&",
        "&amp;",
        "&lt;",
        "&nbsp;",
        "\u{a0}",
        "&#",
        "<li><ul>",
        "<blockquote>",
        "<style>",
        "</div>",
        "<p style=\"a(\">",
        "<img src=cid:x>",
        "<td colspan=1000000>",
        "<h1>x",
        "<pre>\n",
        "<button><p>",
    ] {
        check(&page_mail(&piece.repeat(PAGE_BYTES / piece.len())));
    }
    let attributes: String = (0..10_000).map(|n| format!("a{n} ")).collect();
    check(&page_mail(&format!("<p {attributes}>")));
}

#[test]
fn pages_that_change_when_read_twice() {
    for page in [
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg><annotation-xml><foreignobject><style><!--</style><p id=\"--><img src=x onerror=alert(1)>\">",
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=x onerror=alert(1)>\">",
        "<p title='&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'>x",
        "<a href='javascript&colon;alert(1)'>x</a><a href='&#106;avascript:alert(1)'>y</a>",
        "<a href=\"https://a.example/&quot; onmouseover=&quot;alert(1)\">x</a>",
        "<img alt=\"` onerror=alert(1) `\" src=\"data:image/png,&quot; onerror=alert(1)\">",
        "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
        "<plaintext><script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<p style=\"color:red;}</style><script>alert(1)</script>\">x",
        "\u{0}<scr\u{0}ipt>alert(1)</script><img\u{c}src=x\u{c}onerror=alert(1)>",
    ] {
        let document = html(&page_mail(page), true).unwrap().unwrap();
        assert_harmless(&document);
        assert!(!document.split_once("<body>").unwrap().1.contains("<script"), "{document}");
    }
}
