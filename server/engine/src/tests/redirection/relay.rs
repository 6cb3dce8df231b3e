//! The mail from outside: without a relay, when the relay fails, when only one of the two comes.

use types::{Badge, Cause};

use super::{super::outbox::sink::Answer, *};
use crate::{Options, SmtpLimits};

on_both!(without_a_relay_half_is_not_tested, |world| {
    let round = Loop::start(world, false).await;
    let id = round.handed_over().await;
    let words = round.judged(id, 1).await;
    assert_eq!(words.verdict, Verdict::Untouched);
    assert!(words.notes.iter().any(|note| note.contains("POSTROOM_RELAY_URL")), "{words:#?}");
    assert!(matches!(round.desk.recruiting_email(None).await.unwrap().badge, Badge::LoopWorks { .. }));
});

on_both!(a_stranger_s_mail_must_come_too, |world| {
    let round = Loop::start(world, true).await;
    round.switch(Redirection::Off);
    let (id, own, outside) = round.sent().await;
    round.comes(MAILBOX, own).await;
    let words = round.judged(id, 1).await;
    assert_eq!(words.verdict, Verdict::NothingYet, "the one that counts is missing");
    round.world.clock.advance_secs(15 * 60 + 1);
    round.world.engine.end_waiting().await.unwrap();
    assert_eq!(round.desk.connection_test(id).await.unwrap().state, TestState::NotReturned);
    let words = round.desk.verdict_words(id, Lang::En).await.unwrap().unwrap();
    assert!(words.notes.iter().any(|note| note.contains("the one from outside did not")), "{words:#?}");
    assert_eq!(round.desk.recruiting_email(None).await.unwrap().badge, Badge::SendingWorks);
    // It comes late, and its envelope is as it was sent.
    let (address, _) = outside.split_once("\r\nReply-To: ").unwrap();
    let address = address.rsplit_once("From: ").unwrap().1.to_owned();
    assert_eq!(address, "loop-test@in.example");
    round.comes(&address, outside).await;
    let test = round.until(id, |test| test.state == TestState::Passed).await;
    assert_eq!(test.verdict, Some(Verdict::HeldUp));
});

on_both!(reports_come_back_to_where_it_was_sent_from, |world| {
    let round = Loop::start(world, true).await;
    assert!(round.world.engine.knows_recipient("Loop-Test@in.example").await.unwrap());
    round.switch(Redirection::Off);
    let (id, _, outside) = round.sent().await;
    let report = format!(
        "From: MAILER-DAEMON@{HOST}\r\nTo: loop-test@in.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; {HOST}\r\n\r\nFinal-Recipient: rfc822; {MAILBOX}\r\n\
         Action: failed\r\nStatus: 5.4.6\r\nDiagnostic-Code: x-postfix; mail forwarding loop for {MAILBOX}\r\n\r\n--b\r\n\
         Content-Type: message/rfc822\r\n\r\n{outside}\r\n--b--\r\n"
    );
    let incoming =
        Incoming { mail_from: String::new(), recipients: vec!["loop-test@in.example".into()], ..mail(report) };
    round.world.engine.accept(incoming).await.unwrap();
    let test = round.until(id, |test| test.verdict == Some(Verdict::Circle)).await;
    assert_eq!((test.state, test.arrival), (TestState::Waiting, None), "a report is no arrival");
    let words = round.judged(id, 0).await;
    assert!(words.notes.iter().any(|note| note.contains("mail forwarding loop")), "{words:#?}");
    // What else comes there is no candidate's.
    let stray = Incoming {
        recipients: vec!["loop-test@in.example".into()],
        ..mail("From: a@b.example\r\nSubject: x\r\n\r\nhi")
    };
    round.world.engine.accept(stray).await.unwrap();
    round.world.sorted().await;
    let rows = round.desk.messages(types::View::HeldBack, None).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
});

on_both!(a_stranger_s_mail_is_enough, |world| {
    let round = Loop::start(world, true).await;
    round.switch(Redirection::Off);
    let (id, _, outside) = round.sent().await;
    round.comes("loop-test@in.example", outside).await;
    let words = round.judged(id, 1).await;
    assert_eq!(words.verdict, Verdict::Untouched, "a server need not redirect what the mailbox writes to itself");
    assert!(words.notes.iter().any(|note| note.contains("The mail from outside came")), "{words:#?}");
    assert_eq!(round.desk.connection_test(id).await.unwrap().state, TestState::Waiting, "it may still come");
    round.world.clock.advance_secs(15 * 60 + 1);
    round.world.engine.end_waiting().await.unwrap();
    let test = round.desk.connection_test(id).await.unwrap();
    assert!(test.proves_loop(), "{test:?}");
    assert!(matches!(round.desk.recruiting_email(None).await.unwrap().badge, Badge::LoopWorks { .. }));
});

on_both!(a_domain_travels_in_ascii, |world| {
    let round = Loop::start(world, true).await;
    let address = "Jobs@müller.localhost";
    round.desk.save_sender(None, SenderForm { use_custom: true, custom_address: address.into() }).await.unwrap();
    let (own, outside) = (round.desk.test_stored(None).await.unwrap(), "loop-test@in.example");
    let failed = round.until(own, |test| test.state == TestState::Failed).await;
    assert_eq!(failed.settings.custom_address.as_str(), address, "the practice server knows no such sender");
    // As it would have come back: the domain in lower case and in ASCII, in the header and in the envelope.
    let engine = &round.world.engine;
    let known = engine.known_test(own).await.unwrap();
    for (mail, mail_from) in known.sent.iter().zip(["jobs@xn--mller-kva.localhost", outside]) {
        let token = engine.test_token(own, mail.half);
        let raw = crate::redirection::loop_mail(mail, &address.parse().unwrap(), &token, "A test.", engine.now());
        let raw = String::from_utf8(raw).unwrap();
        assert!(mail.half == crate::redirection::Half::Outside || raw.contains("From: Jobs@xn--mller-kva.localhost"));
        round.comes(mail_from, raw).await;
    }
    round.until(own, |test| test.arrival.is_some()).await;
    let words = round.judged(own, 2).await;
    assert_eq!(words.verdict, Verdict::Untouched, "{words:#?}");
});

on_both!(a_relay_that_never_ends_holds_nobody_up, |world| {
    let sink = Sink::start().await;
    sink.rule(|line| if line.starts_with("RCPT") { Answer::Hang } else { Answer::Agree });
    let relay = sink.relay();
    let change = move |options: Options| {
        let limits = SmtpLimits { whole: Duration::from_millis(300), ..options.reach.limits };
        Options { relay: Some(relay.clone()), reach: Reach { limits, ..options.reach }, ..options }
    };
    let world = world.reopened(Arc::new(change)).await;
    let (from, to) = ("loop-test@in.example".parse().unwrap(), MAILBOX.parse().unwrap());
    let handed_over = world.engine.hand_to_relay(&from, &to, b"Subject: x\r\n\r\nx\r\n").await;
    assert_eq!(handed_over, Err(Cause::TooSlow), "each step alone may take longer");
});
