//! What a real Postfix does to mails when it is set up in ways that lose something: one for each verdict.

use std::{
    fs,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::{servers::Postfix, *};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

impl Loop {
    /// A Postfix of this kind, to which the company's server hands everything.
    async fn behind(&self, kind: &str) -> Postfix {
        let (running, server) = Postfix::start(kind, self.receiver).await;
        self.host.set_redirect_to(Some(RedirectTarget { address: MAILBOX.into(), server }));
        running
    }
}

async fn until_true(what: &str, is_it: impl Fn() -> bool) {
    let waited = async {
        while !is_it() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waited).await.expect(what);
}

on_both!(postfix_loses_something, |world| {
    let round = Loop::start(world, true).await;
    for (kind, n, verdict, changed) in [
        ("postfix-via", 2, Verdict::Via, "From"),
        ("postfix-marked", 2, Verdict::Damaged, "Subject"),
        ("postfix-stripped", 2, Verdict::Damaged, "X-Postroom-Test"),
        ("postfix-twice", 4, Verdict::Twice, ""),
    ] {
        let _running = round.behind(kind).await;
        let id = round.handed_over().await;
        let words = round.judged(id, n).await;
        assert_eq!(words.verdict, verdict, "{kind}\n{words:#?}");
        let is_told = |mail: &crate::MailWords| mail.rows.iter().any(|row| row.name == changed && !row.is_fine);
        assert!(changed.is_empty() || words.mails.iter().all(is_told), "{kind}\n{words:#?}");
        assert_eq!(round.until(id, |test| test.state == TestState::Passed).await.verdict, Some(verdict));
    }
});

on_both!(postfix_goes_in_a_circle, |world| {
    let round = Loop::start(world, true).await;
    let _running = round.behind("postfix-circle").await;
    let id = round.handed_over().await;
    // The mails come once, and Postfix's report tells of the circle.
    round.until(id, |test| test.verdict == Some(Verdict::Circle)).await;
    let words = round.desk.verdict_words(id, Lang::En).await.unwrap().unwrap();
    assert!(words.notes.iter().any(|note| note.contains("mail forwarding loop")), "{words:#?}");
});

on_both!(postfix_keeps_everything_to_itself, |world| {
    let round = Loop::start(world, true).await;
    let running = round.behind("postfix-kept").await;
    let id = round.handed_over().await;
    let kept = || fs::read_to_string(running.folder.path().join("mail")).unwrap_or_default();
    until_true("the mails are not delivered", || kept().matches("\nX-Postroom-Test: ").count() == 2).await;
    let words = round.desk.verdict_words(id, Lang::En).await.unwrap().unwrap();
    assert_eq!((words.verdict, words.mails.len()), (Verdict::NothingYet, 0), "{words:#?}");
    round.world.clock.advance_secs(15 * 60 + 1);
    round.world.engine.end_waiting().await.unwrap();
    assert_eq!(round.desk.connection_test(id).await.unwrap().state, TestState::NotReturned);
});

/// Greylists as policy services do (<https://www.postfix.org/SMTPD_POLICY_README.html>), until it is told that the time
/// is over.
#[derive(Default)]
struct Greylist {
    is_over: AtomicBool,
    n_refused: AtomicUsize,
}

impl Greylist {
    async fn answer(self: Arc<Self>, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let list = self.clone();
            tokio::spawn(async move {
                let mut lines = BufReader::new(stream).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    // A question ends with an empty line.
                    if !line.is_empty() {
                        continue;
                    }
                    let action = if list.is_over.load(Ordering::SeqCst) {
                        "DUNNO"
                    } else {
                        list.n_refused.fetch_add(1, Ordering::SeqCst);
                        "DEFER_IF_PERMIT 4.2.0 Greylisted, come back later"
                    };
                    _ = lines.get_mut().get_mut().write_all(format!("action={action}\n\n").as_bytes()).await;
                }
            });
        }
    }
}

on_both!(postfix_is_greylisted, |world| {
    let round = Loop::start(world, true).await;
    let (list, listener) = (Arc::new(Greylist::default()), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let policy_port = listener.local_addr().unwrap().port();
    tokio::spawn(list.clone().answer(listener));
    let (_gate, gate) = Postfix::asking("postfix-greylist", round.receiver, policy_port).await;
    let (_running, server) = Postfix::start("postfix-patient", gate.port()).await;
    round.host.set_redirect_to(Some(RedirectTarget { address: MAILBOX.into(), server }));
    let id = round.handed_over().await;
    until_true("nothing is put off", || list.n_refused.load(Ordering::SeqCst) >= 2).await;
    assert_eq!(round.desk.connection_test(id).await.unwrap().verdict, Some(Verdict::NothingYet));
    round.world.clock.advance_secs(5 * 60);
    list.is_over.store(true, Ordering::SeqCst);
    let words = round.judged(id, 2).await;
    assert_eq!(words.verdict, Verdict::HeldUp, "{words:#?}");
    assert!(words.mails.iter().all(|mail| mail.hops.len() >= 4), "{words:#?}");
});
