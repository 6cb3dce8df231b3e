//! Each way of sending on that the practice server has, over its real sockets.

use super::*;
use crate::{
    Dns, Options,
    testing::dns::{Answers, serve},
};

on_both!(every_way_has_its_verdict, |world| {
    let round = Loop::start(world, true).await;
    for (redirection, n, verdict) in [
        (Redirection::Redirect, 2, Verdict::Untouched),
        (Redirection::Srs, 2, Verdict::EnvelopeRewritten),
        (Redirection::Forward, 2, Verdict::SenderLost),
        (Redirection::Attachment, 2, Verdict::AsAttachment),
        (Redirection::Via, 2, Verdict::Via),
        (Redirection::Damaged, 2, Verdict::Damaged),
        (Redirection::Twice, 4, Verdict::Twice),
        (Redirection::Circle, 6, Verdict::Circle),
        (Redirection::Delayed, 2, Verdict::HeldUp),
        (Redirection::Off, 0, Verdict::NothingYet),
    ] {
        round.switch(redirection);
        let id = round.handed_over().await;
        if redirection == Redirection::Delayed {
            round.world.clock.advance_secs(75);
            round.host.release();
        }
        let words = round.judged(id, n).await;
        assert_eq!(words.verdict, verdict, "{redirection:?}\n{words:#?}");
        assert!(words.lines(Lang::En).iter().all(|line| !line.is_empty()), "{words:#?}");
        let test = round.desk.connection_test(id).await.unwrap();
        assert_eq!(test.verdict, Some(verdict));
        assert_eq!(test.proves_loop(), verdict.proves_loop(), "{redirection:?} {test:?}");
        let state = if n == 0 { TestState::Waiting } else { TestState::Passed };
        assert_eq!(test.state, state, "{redirection:?}");
    }
    let reasons: Vec<_> = round.desk.messages(Default::default(), None).await.unwrap().rows;
    assert!(reasons.iter().all(|row| row.reason == types::Reason::ConnectionTest), "none is taken for a candidate's");
    assert_eq!(reasons.len(), 24);
});

on_both!(what_to_change_is_told_for_where_the_mailbox_is, |world| {
    let mut answers = Answers::default();
    answers.mx("company.localhost", 10, "company-localhost.mail.protection.outlook.com");
    let at = serve(answers).await.address;
    let reach =
        move |options: Options| Options { reach: Reach { dns: Dns::servers(&[at]), ..options.reach }, ..options };
    let round = Loop::start(world.reopened(Arc::new(reach)).await, true).await;
    round.switch(Redirection::Forward);
    let id = round.handed_over().await;
    let words = round.judged(id, 2).await;
    assert_eq!(words.verdict, Verdict::SenderLost);
    let steps = Lang::En.providers().by_key("microsoft365_redirection").unwrap().replace("{address}", RECRUITING);
    assert!(words.change.contains(&steps), "{words:#?}");
});
