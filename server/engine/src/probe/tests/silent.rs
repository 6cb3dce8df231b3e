//! A dead server is named in below ten seconds, wherever it falls silent.
//!
//! Time stands still from the moment the server says nothing more: what passes then is what the probe waits.

use std::time::Duration;

use tokio::time::Instant;
use types::{Encryption, StageName};

use super::{
    SmtpLimits,
    authority::Shown,
    follow, reach,
    server::{
        Server,
        Step::{self, Drip, Hang, Hear, Tls},
        say,
    },
    table::Expected,
    talk,
};

/// What the issue promises.
const NAMED_WITHIN: Duration = Duration::from_secs(10);

/// One silent server: its scripts, and what is told about it.
type Silence = (&'static str, Encryption, Vec<Vec<Step>>, &'static str, &'static str, StageName);

fn at_the_door() -> Vec<Silence> {
    let greeting = StageName::Greeting;
    let hello = |rest: Step| vec![say("220 a\r\n"), Hear("EHLO"), rest];
    let in_tls = |rest: Vec<Step>| [vec![Tls(Shown::Good)], rest].concat();
    vec![
        ("no greeting", Encryption::StartTls, vec![vec![Hang]; 2], "greeting_timed_out", "port", greeting),
        ("no greeting in TLS", Encryption::Tls, vec![in_tls(vec![Hang])], "greeting_timed_out", "port", greeting),
        (
            "drips its greeting",
            Encryption::StartTls,
            vec![vec![Drip(b"2")], vec![Hang]],
            "greeting_timed_out",
            "port",
            greeting,
        ),
        (
            "drips lines of a greeting",
            Encryption::StartTls,
            vec![vec![Drip(b"220-a\r\n")], vec![Hang]],
            "greeting_timed_out",
            "port",
            greeting,
        ),
        ("no answer to EHLO", Encryption::StartTls, vec![hello(Hang)], "answer_timed_out", "-", greeting),
        ("no answer to EHLO in TLS", Encryption::Tls, vec![in_tls(hello(Hang))], "answer_timed_out", "-", greeting),
        ("drips its offer", Encryption::StartTls, vec![hello(Drip(b"250-A\r\n"))], "answer_timed_out", "-", greeting),
    ]
}

fn at_encryption() -> Vec<Silence> {
    let (encryption, start_tls) = (StageName::Encryption, Encryption::StartTls);
    let asked = |rest: &[Step]| vec![[talk::plain_hello(), vec![Hear("STARTTLS")], rest.to_vec()].concat()];
    // The beginning of a record that does not end.
    let record = Step::Say(vec![0x16, 3, 3, 0x3f, 0xff]);
    let dripping = vec![record.clone(), Drip(&[0])];
    vec![
        ("no handshake", Encryption::Tls, vec![vec![Hang]], "greeting_timed_out", "port", encryption),
        ("drips a handshake", Encryption::Tls, vec![dripping.clone()], "answer_timed_out", "-", encryption),
        ("no answer to STARTTLS", start_tls, asked(&[Hang]), "answer_timed_out", "-", encryption),
        ("no handshake after it", start_tls, asked(&[say("220 go\r\n"), Hang]), "answer_timed_out", "-", encryption),
        (
            "drips a handshake after it",
            start_tls,
            asked(&[vec![say("220 go\r\n")], dripping].concat()),
            "answer_timed_out",
            "-",
            encryption,
        ),
        (
            "no answer to EHLO after it",
            start_tls,
            asked(&[say("220 go\r\n"), Tls(Shown::Good), Hear("EHLO"), Hang]),
            "answer_timed_out",
            "-",
            encryption,
        ),
    ]
}

fn later() -> Vec<Silence> {
    let silent = |n: usize| vec![[talk::signed_in(), talk::taken()[..n].to_vec(), vec![Hang]].concat()];
    let auth = |rest: Step| vec![[talk::encrypted_hello("AUTH PLAIN"), vec![Hear("AUTH PLAIN "), rest]].concat()];
    let tls = Encryption::Tls;
    vec![
        ("no answer to AUTH", tls, auth(Hang), "answer_timed_out", "-", StageName::SignIn),
        ("drips its answer to AUTH", tls, auth(Drip(b"235-x\r\n")), "answer_timed_out", "-", StageName::SignIn),
        ("no answer to MAIL", tls, silent(1), "answer_timed_out", "-", StageName::Sender),
        ("no answer to RCPT", tls, silent(3), "answer_timed_out", "-", StageName::Recipient),
        ("no answer to DATA", tls, silent(5), "answer_timed_out", "-", StageName::HandOver),
    ]
}

#[tokio::test]
async fn dead_servers_are_named_in_below_ten_seconds() {
    let mut wrong = Vec::new();
    for (what, encryption, scripts, id, field, stage) in [at_the_door(), at_encryption(), later()].concat() {
        let server = Server::start(scripts).await;
        let begun = Instant::now();
        let reach = reach(SmtpLimits::default());
        let standing_still = async {
            server.is_quiet().await;
            tokio::time::pause();
        };
        let ((), told) = tokio::join!(standing_still, follow(&reach, encryption, server.port));
        let took = begun.elapsed();
        tokio::time::resume();
        let differs = Expected { id, field, stage }.differs(&told);
        if differs.is_some() || took >= NAMED_WITHIN {
            wrong.push(format!("{what}: {took:?} {differs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Nor does a name that is not found, or an address that does not answer, take longer.
#[test]
fn nothing_before_takes_longer() {
    let limits = SmtpLimits::default();
    assert!(limits.lookup + limits.connect <= limits.opening && limits.opening < NAMED_WITHIN);
    // Greeting pauses of five or six seconds are usual against unwanted mail; they must leave time for the rest.
    assert!(limits.greeting >= Duration::from_secs(7));
}
