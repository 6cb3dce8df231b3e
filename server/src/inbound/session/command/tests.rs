use super::{Command, Fault, Mail};

const fn mail(from: &str) -> Mail<'_> {
    Mail { from, declared_bytes: 0, utf8: false }
}

#[test]
fn reads_commands() {
    for (line, command) in [
        ("EHLO mail.example.org", Command::Ehlo("mail.example.org")),
        ("ehlo [IPv6:2001:db8::1]", Command::Ehlo("[IPv6:2001:db8::1]")),
        ("Helo WIN_PC ", Command::Helo("WIN_PC")),
        ("MAIL FROM:<>", Command::Mail(mail(""))),
        ("mail from: <a@b.de>", Command::Mail(mail("a@b.de"))),
        ("MAIL FROM:<a@b.de> BODY=8bitmime", Command::Mail(mail("a@b.de"))),
        ("MAIL FROM:<a@b.de>  SIZE=12", Command::Mail(Mail { declared_bytes: 12, ..mail("a@b.de") })),
        ("MAIL FROM:<> SIZE=99999999999999999999", Command::Mail(Mail { declared_bytes: u64::MAX, ..mail("") })),
        ("MAIL FROM:<ä@b.de> SMTPUTF8 size=0", Command::Mail(Mail { utf8: true, ..mail("ä@b.de") })),
        (r#"RCPT TO:<"a> b"@c.de>"#, Command::Rcpt(r#""a> b"@c.de"#)),
        ("RCPT TO:<Postmaster>", Command::Rcpt("Postmaster")),
        ("RCPT TO:<ä@b.de>", Command::Rcpt("ä@b.de")),
        ("DATA ", Command::Data),
        ("BDAT 0 last", Command::Bdat { bytes: 0, last: true }),
        ("BDAT 86", Command::Bdat { bytes: 86, last: false }),
        ("NOOP whatever", Command::Noop),
        ("vrfy jobs", Command::Vrfy),
        ("HELP MAIL", Command::Help),
        ("STARTTLS", Command::StartTls),
        ("quit", Command::Quit),
        ("RSET", Command::Rset),
    ] {
        assert_eq!(Command::parse(line.as_bytes()), Ok(command), "{line}");
    }
}

#[test]
fn names_the_fault() {
    for (line, fault) in [
        ("", Fault::Unknown),
        (" QUIT", Fault::Unknown),
        ("MAILFROM:<a@b.de>", Fault::Unknown),
        ("EXPN staff", Fault::NotImplemented),
        ("AUTH PLAIN AAA", Fault::NotImplemented),
        ("POST / HTTP/1.1", Fault::OtherProtocol),
        ("EHLO", Fault::Arguments),
        ("EHLO two words", Fault::Arguments),
        ("EHLO ä.de", Fault::Arguments),
        ("MAIL", Fault::Arguments),
        ("MAIL TO:<a@b.de>", Fault::Arguments),
        ("MAIL ä", Fault::Arguments),
        ("MAIL FROM:a@b.de", Fault::SenderSyntax),
        ("MAIL FROM:<a@b.de", Fault::SenderSyntax),
        ("MAIL FROM:<a b@c.de>", Fault::SenderSyntax),
        ("MAIL FROM:<a@b.de>SIZE=1", Fault::Arguments),
        ("MAIL FROM:<a@b.de> SIZE", Fault::Arguments),
        ("MAIL FROM:<a@b.de> SIZE=-1", Fault::Arguments),
        ("MAIL FROM:<a@b.de> SIZE=1 SIZE=2", Fault::Arguments),
        ("MAIL FROM:<a@b.de> SMTPUTF8=1", Fault::Arguments),
        ("MAIL FROM:<a@b.de> BODY=BINARYMIME", Fault::Parameter),
        ("MAIL FROM:<a@b.de> RET=FULL", Fault::Parameter),
        ("MAIL FROM:<ä@b.de>", Fault::NeedsUtf8),
        ("RCPT TO:<>", Fault::RecipientSyntax),
        ("RCPT TO:<jobs>", Fault::RecipientSyntax),
        ("RCPT TO:<a@b.de> NOTIFY=NEVER", Fault::Parameter),
        ("DATA now", Fault::Arguments),
        ("QUIT now", Fault::Arguments),
        ("RSET now", Fault::Arguments),
        ("VRFY", Fault::Arguments),
        ("STARTTLS now", Fault::Arguments),
        ("BDAT", Fault::ChunkUnreadable),
        ("BDAT x LAST", Fault::ChunkUnreadable),
        ("BDAT 1 FIRST", Fault::ChunkUnreadable),
        ("NOOP \0", Fault::NotText),
        ("NOOP a\rb", Fault::NotText),
    ] {
        assert_eq!(Command::parse(line.as_bytes()), Err(fault), "{line:?}");
    }
    assert_eq!(Command::parse(b"NOOP \xff"), Err(Fault::NotText));
}
