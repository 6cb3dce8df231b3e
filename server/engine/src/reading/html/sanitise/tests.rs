//! What a mail's page keeps and what it loses.

use crate::reading::html;

fn page(body: &str, remote_images: bool) -> String {
    let mail = format!("From: a@b.example\r\nContent-Type: text/html\r\n\r\n{body}");
    let document = html(mail.as_bytes(), remote_images).unwrap().unwrap();
    let inside = document.split_once("<body>").unwrap().1;
    inside.trim_end().trim_end_matches("</body></html>").to_owned()
}

#[test]
fn keeps_what_mail_is_made_of() {
    for body in [
        "<h1>Titel</h1><p align=\"left\">Text <b>fett</b> <i>schräg</i></p>",
        "<ul type=\"disc\"><li>eins</li></ul><ol start=\"3\"><li>zwei</li></ol>",
        "<blockquote>alt</blockquote><pre>a\nb</pre><hr>",
        "<font color=\"red\" face=\"Arial\" size=\"2\">x</font>",
        "<p style=\"color:red\">x</p>",
        "<div dir=\"rtl\" lang=\"he\">שלום</div>",
    ] {
        assert_eq!(page(body, false), body);
    }
    let table = page("<table cellpadding=4 bgcolor='#fff'><tr><td colspan=2 valign=top>x</table>", false);
    assert!(table.contains("<td colspan=\"2\" valign=\"top\">x</td>"), "{table}");
}

#[test]
fn loses_what_could_harm_or_tell() {
    for (body, kept) in [
        ("<p onclick=x class=y id=z name=n data-x=1>a</p>", "<p>a</p>"),
        ("<style>p{}</style><link rel=stylesheet href=x>a", "a"),
        ("<td background=https://t.example>a", "a"),
        ("<a name=x>a</a>", "<a target=\"_blank\" rel=\"noopener noreferrer nofollow\">a</a>"),
        ("<table><td colspan=5000>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<!-- geheim -->a", "a"),
        ("<o:p>a</o:p>", "a"),
        ("<img src=https://t.example/x.png alt=Foto>", "<img alt=\"Foto\">"),
        ("<img src=//t.example/x.png>", "<img>"),
        ("<p src=https://t.example/ href=https://t.example/>a</p>", "<p>a</p>"),
        ("<input type=text value=x>a<video src=https://t.example/></video>", "a"),
    ] {
        assert_eq!(page(body, false), kept, "{body}");
    }
}

#[test]
fn fetches_only_what_was_asked_for() {
    let body = "<img src='http://t.example/x.png?a=1&amp;b=2'><img src=\"data:image/gif;base64,R0lGOD\">";
    assert_eq!(page(body, false), "<img><img src=\"data:image/gif;base64,R0lGOD\">");
    let asked = "<img src=\"https://t.example/x.png?a=1&amp;b=2\"><img src=\"data:image/gif;base64,R0lGOD\">";
    assert_eq!(page(body, true), asked);
}

/// A page that shows a picture of so many bytes so often.
fn repeated(n_bytes: usize, n_times: usize) -> String {
    let picture = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, vec![0; n_bytes]);
    let mail = format!(
        "From: a@b.example\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{}\r\n\
         --b\r\nContent-Type: image/png\r\nContent-ID: <p>\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n--b--\r\n",
        "<img src=cid:p>".repeat(n_times)
    );
    html(mail.as_bytes(), false).unwrap().unwrap()
}

#[test]
fn a_page_does_not_grow_with_how_often_a_picture_is_shown() {
    let page = repeated(20_000, 400);
    assert_eq!((page.matches("<img").count(), page.matches("src=\"data:image/png").count()), (400, 4));
    assert!(page.len() < 150_000, "{} bytes", page.len());
    let spacers = repeated(43, 400);
    assert_eq!(spacers.matches("src=\"data:image/png").count(), 400);
}
