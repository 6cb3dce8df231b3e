//! Every way in which a line may end around the dot, and a table of what clients try.

use super::{
    conn::Conn,
    receiver::{JOBS, Receiver},
};

/// What somebody may take for the end of a line.
pub const ENDS: [&str; 9] = ["\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\n", "\0\r\n", "\x0b", "\u{85}"];

#[tokio::test]
async fn only_one_of_all_ends_ends_a_message() {
    let receiver = Receiver::start().await;
    let mut n_sent = 0;
    for before in ENDS {
        for behind in ENDS {
            let end = format!("{before}.{behind}");
            // These have CR LF on both sides of the dot.
            if end.contains("\r\n.\r\n") {
                continue;
            }
            let mut conn = Conn::in_data(receiver.address, JOBS).await;
            let hidden = format!("MAIL FROM:<ceo@example.org>\r\nRCPT TO:<{JOBS}>\r\nDATA\r\nx");
            // In one write and in single bytes.
            if n_sent % 2 == 0 {
                conn.send(format!("text{end}{hidden}").as_bytes()).await;
            } else {
                for byte in format!("text{end}{hidden}").bytes() {
                    conn.send(&[byte]).await;
                }
            }
            conn.say("\r\n.").await.expect("250 2.0.0").await;
            conn.say("QUIT").await.expect("221").await;
            n_sent += 1;
        }
    }
    let mails = receiver.stop().await;
    assert_eq!((n_sent, mails.len()), (ENDS.len() * ENDS.len() - 6, n_sent));
    assert!(mails.iter().all(|mail| mail.mail_from == "anna@example.org"));
}

/// What is said after EHLO, and how the answers begin.
const TABLE: &[(&str, &[&str])] = &[
    ("VRFY jobs", &["252"]),
    ("EXPN jobs", &["502"]),
    ("ETRN in.example.com", &["502"]),
    ("TURN", &["502"]),
    ("AUTH PLAIN AGEAYg==", &["502"]),
    ("XCLIENT ADDR=127.0.0.1", &["500"]),
    ("GET / HTTP/1.1", &["421"]),
    ("MAIL FROM:<>\r\nMAIL FROM:<>", &["250", "503"]),
    ("MAIL FROM:a@b.de", &["501"]),
    ("MAIL FROM:<a@b.de> SIZE=99999999999", &["552"]),
    ("MAIL FROM:<a@b.de> BODY=BINARYMIME", &["555"]),
    ("MAIL FROM:<a@b.de> RET=FULL", &["555"]),
    ("MAIL FROM:<a@b.de>\r\nRCPT TO:<relay@elsewhere.example>", &["250", "550"]),
    ("MAIL FROM:<a@b.de>\r\nRCPT TO:<@relay.example:acme-jobs@in.example.com>", &["250", "250"]),
    ("MAIL FROM:<a@b.de>\r\nRCPT TO:<acme-jobs%elsewhere.example@in.example.com>", &["250", "550"]),
    ("RCPT TO:<acme-jobs@in.example.com>", &["503"]),
    ("DATA", &["503"]),
    ("BDAT 0 LAST", &["503"]),
    ("BDAT", &["501"]),
    ("RSET now", &["501"]),
    ("QUIT", &["221"]),
];

#[tokio::test]
async fn answers_as_the_table_says() {
    let receiver = Receiver::start().await;
    for (said, answers) in TABLE {
        let mut conn = Conn::greeted(receiver.address).await;
        conn.say(said).await;
        for answer in *answers {
            let heard = conn.reply().await;
            assert!(heard.starts_with(answer), "{said}: {heard}");
        }
    }
    assert!(receiver.stop().await.is_empty(), "nothing comes of it, and nothing is bounced");
}
