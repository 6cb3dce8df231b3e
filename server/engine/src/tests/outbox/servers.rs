//! Many messages, several servers: connections are used again, a stuck server is nobody else's trouble, a failing one
//! is told about.

use mailhost::{Account, MailHost};
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::{Encryption, Fault, PracticeState, SenderForm, TypedSmtp};

use super::*;
use crate::{Reach, Secret, Trust};

const MAILBOX: &str = "jobs@acme.localhost";

/// The company's own mail server.
pub(super) struct OwnServer {
    host: MailHost,
    switches: watch::Sender<PracticeState>,
    smtp: TypedSmtp,
    stop: CancellationToken,
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl OwnServer {
    pub(super) async fn start() -> Self {
        let (switches, watched) = watch::channel(PracticeState::default());
        let account = Account { account: MAILBOX.into(), password: "secret one".into(), may_send_as: Vec::new() };
        let options = mailhost::Options {
            host_name: "mail.acme.localhost".into(),
            accounts: vec![account],
            mailbox: MAILBOX.into(),
            redirect_to: None,
        };
        let host = MailHost::new(options, watched).unwrap();
        let bind = || TcpListener::bind("127.0.0.1:0");
        let (tls, starttls) = (bind().await.unwrap(), bind().await.unwrap());
        let smtp = TypedSmtp {
            use_for_sending: true,
            host: "mail.acme.localhost".into(),
            port: tls.local_addr().unwrap().port().to_string(),
            encryption: Encryption::Tls,
            sign_in_with: types::SignInWith::Password,
            account: MAILBOX.into(),
        };
        let stop = CancellationToken::new();
        tokio::spawn({
            let (host, stop) = (host.clone(), stop.clone());
            async move { host.serve(tls, starttls, stop).await }
        });
        Self { host, switches, smtp, stop }
    }

    pub(super) fn fails(&self, fault: Fault) {
        self.switches.send_modify(|state| state.fault = fault);
    }

    /// Has the next message sent over a connection of its own, for a fault lasts as long as its connection: an account
    /// in other letters is another one to us and the same to this server.
    async fn another_connection(&self, desk: &Desk, variant: usize) {
        let is_upper = |at: usize| variant >> at & 1 == 1;
        let letters = MAILBOX.char_indices().map(|(at, c)| match at {
            0..=3 if is_upper(at) => c.to_ascii_uppercase(),
            5..=8 if is_upper(at - 1) => c.to_ascii_uppercase(),
            _ => c,
        });
        let smtp = TypedSmtp { account: letters.collect(), ..self.smtp.clone() };
        desk.save_smtp(None, smtp, Secret::new(String::new())).await.unwrap();
    }

    /// A world whose main company sends through it; its subcompanies may use the relay.
    pub(super) async fn connected(&self, world: World, sink: &Sink, password: &str) -> (World, Desk) {
        let authority = self.host.authority_pem().to_owned();
        let relay = sink.relay();
        let world = world
            .reopened(Arc::new(move |options| {
                let trust = Trust::only(std::slice::from_ref(&authority)).unwrap();
                let reach = Reach { trust, ..options.reach.clone() };
                Options { reach, relay: Some(relay.clone()), ..options }
            }))
            .await;
        let desk = world.admin().await;
        desk.save_sender(None, SenderForm { use_custom: true, custom_address: MAILBOX.into() }).await.unwrap();
        desk.save_smtp(None, self.smtp.clone(), Secret::new(password.into())).await.unwrap();
        (world, desk)
    }
}

on_both!(leaves_through_the_companys_own_server, |world| {
    let (own, sink) = (OwnServer::start().await, Sink::start().await);
    let (world, desk) = own.connected(world, &sink, "secret one").await;
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    let view = until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!(view.row.from_address, MAILBOX);
    let [mail] = &own.host.outgoing()[..] else { panic!("{:?}", own.host.outgoing()) };
    assert_eq!((mail.mail_from.as_str(), &mail.recipients[..]), (MAILBOX, &["carla@example.org".to_owned()][..]));
    assert_eq!(view.row.queue_id, mail.queue_id);
    assert_eq!(sink.n_connections(), 0);
    // A subcompany with an address of its own and no server of its own: the relay.
    let position = subcompany(&desk).await;
    let about = NewOutgoing { position: Some(position), ..message(&["dora@example.org"]) };
    let id = desk.send(about).await.unwrap();
    let view = until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!(view.row.from_address, "acme-jobs+berlin@in.example");
    assert_eq!(sink.taken()[0].from, "acme-jobs+berlin@in.example");
    assert!(sink.taken()[0].raw.contains("\"Acme Berlin\" <acme-jobs+berlin@in.example>"), "{}", sink.taken()[0].raw);
});

on_both!(a_stuck_server_holds_nobody_else_up, |world| {
    let (own, sink) = (OwnServer::start().await, Sink::start().await);
    let (world, desk) = own.connected(world, &sink, "secret one").await;
    let position = subcompany(&desk).await;
    own.fails(Fault::NoAnswer);
    let mut stuck = Vec::new();
    for _ in 0..100 {
        stuck.push(desk.send(message(&["carla@example.org"])).await.unwrap());
    }
    until_state(&world, &desk, stuck[0], OutgoingState::Sending).await;
    for _ in 0..20 {
        let about = NewOutgoing { position: Some(position), ..message(&["dora@example.org"]) };
        let id = desk.send(about).await.unwrap();
        until_state(&world, &desk, id, OutgoingState::Sent).await;
    }
    assert_eq!(desk.outgoing(stuck[0]).await.unwrap().row.state, OutgoingState::Sending);
    assert_eq!(own.host.outgoing().len(), 0);
});

on_both!(connections_are_used_again, |world| {
    let sink = Sink::start().await;
    let (world, desk) = with_relay(world, &sink).await;
    let world = world.reopened(Arc::new(one_connection)).await;
    drop(desk);
    let desk = world.signed_in().await;
    let at = world.clock.now().plus_secs(60);
    let mut ids = Vec::new();
    for _ in 0..30 {
        ids.push(desk.send(NewOutgoing { send_at: Some(at), ..message(&["carla@example.org"]) }).await.unwrap());
    }
    advance(&world, 60);
    for id in ids {
        until_state(&world, &desk, id, OutgoingState::Sent).await;
    }
    assert_eq!((sink.n_connections(), sink.heard("RSET").len()), (1, 29));
    // Later ones too, while it is open; and a connection that the server has closed meanwhile costs nothing.
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!(sink.n_connections(), 1);
    sink.rule(|line| if line == "RSET" { Answer::Drop } else { Answer::Agree });
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    let view = until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!((sink.n_connections(), view.row.n_attempts), (2, 1));
});

on_both!(failing_servers_are_told_about, |world| {
    let (own, sink) = (OwnServer::start().await, Sink::start().await);
    let (world, desk) = own.connected(world, &sink, "wrong secret").await;
    let recruiter = world.recruiter().await;
    let before = desk.recruiting_email(None).await.unwrap();
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    for attempt in 1..=3 {
        assert_eq!(desk.failing_servers().await.unwrap(), [], "one failure says little");
        let row =
            until(&world, &desk, id, |row| row.state == OutgoingState::Delayed && row.n_attempts == attempt).await;
        assert_eq!(row.row.reason, OutgoingReason::Server(Cause::SignInRefused));
        assert!(row.row.server_words.iter().any(|words| words.starts_with("535")), "{:?}", row.row.server_words);
        if attempt < 3 {
            advance(&world, 60 << (attempt - 1));
        }
    }
    // Written down right after how the message stands, and told by mail after that.
    sink.until_taken(1).await;
    let [failing] = &desk.failing_servers().await.unwrap()[..] else { panic!("nothing is told") };
    assert_eq!((failing.company_name.as_str(), failing.cause), ("Acme GmbH", Cause::SignInRefused));
    assert_eq!(recruiter.failing_servers().await.unwrap(), [], "they cannot change it");
    let notice = &sink.taken()[0];
    assert_eq!(notice.recipients, ["ada@acme.example"]);
    let text = crate::reading::view(notice.raw.as_bytes()).unwrap().text;
    assert!(text.contains("Acme GmbH") && text.contains("535") && !text.contains("wrong secret"), "{text}");
    // Once in twelve hours.
    advance(&world, 11 * 60 * 60);
    until(&world, &desk, id, |row| row.state == OutgoingState::Delayed && row.n_attempts == 4).await;
    assert_eq!(desk.failing_servers().await.unwrap()[0].since, failing.since, "that the notice left changes nothing");
    advance(&world, 60 * 60 + 1);
    until(&world, &desk, id, |row| row.state == OutgoingState::Delayed && row.n_attempts == 5).await;
    sink.until_taken(2).await;
    assert_eq!(desk.recruiting_email(None).await.unwrap(), before, "settings are never switched off");
    // The right password makes it due at once, and all is well.
    desk.save_smtp(None, own.smtp.clone(), Secret::new("secret one".into())).await.unwrap();
    until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!(desk.failing_servers().await.unwrap(), []);
    assert_eq!(sink.taken().len(), 2);
});

on_both!(settings_change_while_a_server_is_tried, |world| {
    let (own, sink) = (OwnServer::start().await, Sink::start().await);
    let (world, desk) = own.connected(world, &sink, "secret one").await;
    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = mute.local_addr().unwrap().port().to_string();
    desk.save_smtp(None, TypedSmtp { port, ..own.smtp.clone() }, Secret::new(String::new())).await.unwrap();
    let id = desk.send(message(&["carla@example.org"])).await.unwrap();
    let (connection, _) = mute.accept().await.unwrap();
    desk.save_smtp(None, own.smtp.clone(), Secret::new("secret one".into())).await.unwrap();
    drop(connection);
    let view = until_state(&world, &desk, id, OutgoingState::Sent).await;
    assert_eq!((view.row.n_attempts, own.host.outgoing().len()), (2, 1), "no pause: the clock stands still");
});

on_both!(every_fault_of_the_practice_server, |world| {
    let (own, sink) = (OwnServer::start().await, Sink::start().await);
    let (world, desk) = own.connected(world, &sink, "secret one").await;
    // The first two take minutes to be noticed, and the third goes by the real time: the probe's tests have them.
    let left_out = [Fault::NoGreeting, Fault::NoAnswer, Fault::CertificateExpired];
    for (n, fault) in Fault::ALL.into_iter().filter(|fault| !left_out.contains(fault)).enumerate() {
        own.another_connection(&desk, 2 * n).await;
        own.fails(fault);
        let before = own.host.outgoing().len();
        let id = desk.send(message(&["carla@example.org"])).await.unwrap();
        let ends = |row: &OutgoingRow| !matches!(row.state, OutgoingState::Waiting | OutgoingState::Sending);
        let row = until(&world, &desk, id, ends).await.row;
        let expected = match fault {
            // It is only missing on the other port.
            Fault::None | Fault::StartTlsNotOffered => OutgoingState::Sent,
            Fault::SenderRefused | Fault::RecipientRefused | Fault::MessageRefused => OutgoingState::Refused,
            Fault::DropInData | Fault::DropAfterData => OutgoingState::Unclear,
            _ => OutgoingState::Delayed,
        };
        assert_eq!(row.state, expected, "{fault:?} {row:?}");
        let n_taken = own.host.outgoing().len() - before;
        let arrives = expected == OutgoingState::Sent || fault == Fault::DropAfterData;
        assert_eq!(n_taken, usize::from(arrives), "{fault:?}");
        own.fails(Fault::None);
        if expected == OutgoingState::Delayed {
            own.another_connection(&desk, 2 * n + 1).await;
            advance(&world, 61);
            until_state(&world, &desk, id, OutgoingState::Sent).await;
        }
    }
});
