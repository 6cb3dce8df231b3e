use super::text;

fn shown(page: &str) -> String {
    text(page).text
}

#[test]
fn reads_as_text() {
    for (page, plain) in [
        ("<p>Hallo <b>Welt</b></p><p>zwei<br>Zeilen</p>", "Hallo Welt\n\nzwei\nZeilen"),
        ("<table><tr><td>Name</td><td>Anna</td></tr><tr><td>Ort</td></tr></table>", "Name Anna\nOrt"),
        ("<ul><li>eins<li>zwei<ol><li>a</li><li>b</li></ol></ul>", "* eins\n* zwei\n  1. a\n  2. b"),
        ("a &amp; b &amp c &#150; d", "a & b &amp c – d"),
        ("<blockquote>alt</blockquote>neu", "> alt\n\nneu"),
        ("<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">eingerückt</blockquote>", "eingerückt"),
        ("<style>p{}</style><script>x()</script>&Uuml;ber", "Über"),
        ("<head><title>T</title></head><body>\n  a\n   b  </body>", "a b"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<div>a<br></div><div>b</div>", "a\nb"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb"),
        ("<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd"),
        ("<div style=\"display: none\">Vorschau</div>Text", "Text"),
        ("gern <img alt=\"😀\"><img alt=\"Logo\">", "gern 😀"),
        ("<p>a<p>b", "a\n\nb"),
        ("</div></p>a</td>", "a"),
        ("a<svg><text>x</text></svg>b", "ab"),
    ] {
        assert_eq!(shown(page), plain, "{page}");
    }
    let long = format!("<p>{}</p>", "wort ".repeat(100));
    assert!(!shown(&long).contains('\n'));
}

#[test]
fn knows_what_programs_mark() {
    for (program, page, own) in [
        (
            "Outlook",
            "<p class=MsoNormal>Ja</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Od:</b> A<br><b>Enviat:</b> B<br><b>Predmet:</b> C</p></div><p>alt</p>",
            "Ja",
        ),
        ("GMX", "<div>Ja<div name=\"quote\" style=\"border-left:2px solid\">Gesendet: x<br>alt</div></div>", "Ja"),
        ("Yahoo", "<div>Ja</div><div class=\"yahoo_quoted\"><div>On x wrote:</div><div>alt</div></div>", "Ja"),
        ("Gmail", "<div>Ja</div><div class=\"gmail_signature\">Anna</div><div>P.S.</div>", "Ja P.S."),
        ("a line of one's own", "a<div style='border:none;border-top:solid red 1pt'>b</div>", "a b"),
    ] {
        let read = text(page);
        let lines = read.text.lines().zip(&read.is_marked).filter(|(line, is_marked)| !**is_marked && !line.is_empty());
        assert_eq!(lines.map(|(line, _)| line).collect::<Vec<_>>().join(" "), own, "{program}: {}", read.text);
    }
}

#[test]
fn bears_any_depth_and_width() {
    let deep = "<div><blockquote><ul><li>".repeat(20_000);
    assert!(shown(&format!("{deep}tief")).contains("tief"));
    assert!(shown(&"x".repeat(20_000)).contains("xxx"));
    assert!(shown(&"</p></div>".repeat(50_000)).is_empty());
}
