//! Everything that is compared of a mail, and its way in seconds.

use types::Timestamp;

use super::*;

/// A moment as it stands in a Received field.
fn date(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0).unwrap().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

on_both!(what_is_compared, |world| {
    let round = Loop::start(world, true).await;
    round.switch(Redirection::Off);
    let (id, _, outside) = round.sent().await;
    let (clock, now) = (&round.world.clock, round.world.engine.now());
    let at = |secs| date(now.plus_secs(secs));
    let fields = format!(
        "Resent-From: <{MAILBOX}>\r\nResent-Date: {}\r\nX-Forwarded-To: {RECRUITING}\r\nX-Forwarded-For: {MAILBOX} {RECRUITING}\r\n\
         Received: from {HOST} by edge.company.localhost with ESMTPS id 2; {}\r\n\
         Received: from gateway.example by {HOST} with ESMTP id 1; {}\r\n",
        at(2),
        at(12),
        at(2)
    );
    clock.advance_secs(40);
    let srs = "SRS0=abcd=XY=in.example=loop-test@company.localhost";
    round.comes(srs, format!("{fields}{outside}")).await;
    let words = round.judged(id, 1).await;
    let mail = &words.mails[0];
    let unfolded = outside.replace("\r\n ", " ");
    let row = |name: &str| {
        let row = mail.rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name}\n{mail:#?}"));
        (row.sent.clone(), row.found.clone(), row.is_fine)
    };
    for name in ["From", "Reply-To", "Message-ID", "Subject", "X-Postroom-Test", "X-Postroom-Sent"] {
        let (sent, found, is_fine) = row(name);
        assert!(is_fine && sent == found && unfolded.contains(&sent), "{name}: {sent} | {found}");
    }
    let (sent, found, is_fine) = row("Sender on the envelope");
    assert_eq!((sent.as_str(), is_fine), ("loop-test@in.example", true));
    assert_eq!(found, format!("{srs} (rewritten by SRS, fine)"));
    for (name, value) in [
        ("Resent-From", format!("<{MAILBOX}>")),
        ("Resent-Date", at(2)),
        ("X-Forwarded-To", RECRUITING.to_owned()),
        ("X-Forwarded-For", format!("{MAILBOX} {RECRUITING}")),
    ] {
        assert_eq!(row(name), ("not sent".to_owned(), value, true), "{name}");
    }
    let hops: Vec<_> = mail.hops.iter().map(|hop| (hop.name.as_str(), hop.took.as_str())).collect();
    let way = [(HOST, "2 s"), ("edge.company.localhost", "10 s"), ("Postroom", "28 s")];
    assert!(hops.ends_with(&way), "{hops:?}");
});
