use super::DataScanner;

/// What is kept of `sent` and what comes after its end, the same for every way of cutting it in two and into bytes.
fn scanned(sent: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let whole = in_pieces(&[sent]);
    for cut in 0..=sent.len() {
        let (head, tail) = sent.split_at(cut);
        assert_eq!(in_pieces(&[head, tail]), whole, "cut at {cut}");
    }
    assert_eq!(in_pieces(&sent.chunks(1).collect::<Vec<_>>()), whole, "byte by byte");
    whole
}

fn in_pieces(pieces: &[&[u8]]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut scanner = DataScanner::default();
    let mut kept = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let mut input = *piece;
        if scanner.scan(&mut input, |bytes| kept.extend_from_slice(bytes)) {
            let after = [input].iter().chain(&pieces[index + 1..]).flat_map(|piece| piece.iter().copied()).collect();
            return Some((kept, after));
        }
        assert!(input.is_empty(), "everything is taken until the end is seen");
    }
    None
}

#[test]
fn ends_only_at_crlf_dot_crlf() {
    for (sent, kept, after) in [
        ("hi\r\n.\r\n", "hi\r\n", ""),
        ("hi\r\n.\r\nQUIT\r\n", "hi\r\n", "QUIT\r\n"),
        (".\r\n", "", ""),
        (".\r\n.\r\n", "", ".\r\n"),
        ("\r\n.\r\n", "\r\n", ""),
        ("no line end\r.\r\n\r\n.\r\n", "no line end\r.\r\n\r\n", ""),
    ] {
        let expected = (kept.as_bytes().to_vec(), after.as_bytes().to_vec());
        assert_eq!(scanned(sent.as_bytes()), Some(expected), "{sent:?}");
    }
}

#[test]
fn smuggled_ends_are_text() {
    for fake in [
        "\n.\n",
        "\n.\r\n",
        "\n.\r",
        "\r.\r",
        "\r.\r\n",
        "\r.\n",
        "\r\n.\n",
        "\r\n.\r",
        "\r\n.\r\r\n",
        "\r\n.\r.\r\n",
        "\r\r\n.\n",
        "\n\r.\r\n",
        "\r\n.\0\r\n",
        "\r\n. \r\n",
        "\r\n\0.\r\n",
        "\n\n.\r\n",
    ] {
        let hidden = format!("one{fake}MAIL FROM:<x@example.org>\r\n");
        assert_eq!(scanned(hidden.as_bytes()), None, "{fake:?}");
        let (kept, after) = scanned(format!("{hidden}\r\n.\r\n").as_bytes()).unwrap();
        assert_eq!(kept, format!("{}\r\n", hidden.replace("\r\n.", "\r\n")).into_bytes(), "{fake:?}");
        assert!(after.is_empty());
    }
}

#[test]
fn unstuffs_dots_only_at_line_starts() {
    for (sent, kept) in [
        ("..\r\n.\r\n", ".\r\n"),
        ("a\r\n..\r\n.\r\n", "a\r\n.\r\n"),
        ("a\r\n...b.\r\n.\r\n", "a\r\n..b.\r\n"),
        ("a\r\n.b\r\n.\r\n", "a\r\nb\r\n"),
        ("a\n..b\r\n.\r\n", "a\n..b\r\n"),
        ("a\r..b\r\n.\r\n", "a\r..b\r\n"),
        ("a..\r\n.\r\n", "a..\r\n"),
        ("..\r\n..\r\n.\r\n", ".\r\n.\r\n"),
    ] {
        assert_eq!(scanned(sent.as_bytes()).unwrap().0, kept.as_bytes(), "{sent:?}");
    }
}

#[test]
fn every_message_survives_stuffing() {
    // All messages of up to five of the characters that matter, sent as RFC 5321 section 4.5.2 says.
    let letters = *b"\r\n.a";
    for length in 0..=5_u32 {
        for number in 0..4_usize.pow(length) {
            let digits = (0..length).map(|place| letters[number / 4_usize.pow(place) % 4]);
            let message: Vec<u8> = digits.chain(*b"\r\n").collect();
            let text = String::from_utf8(message.clone()).unwrap();
            let mut stuffed = text.replace("\r\n.", "\r\n..");
            if stuffed.starts_with('.') {
                stuffed.insert(0, '.');
            }
            let kept = in_pieces(&[stuffed.as_bytes(), b".\r\nNOOP\r\n"]);
            assert_eq!(kept, Some((message, b"NOOP\r\n".to_vec())), "{text:?}");
        }
    }
}
