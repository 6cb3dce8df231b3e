//! Senders of messages that really came in, with keys from a real name server, on both databases.

mod believed;
mod confirming;
mod incoming;
mod returned;
mod signing;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use types::{Authentication, MessageId};

use crate::{
    Desk, Dns, Incoming, Options, Reach,
    testing::dns::{Answers, NameServer, serve},
    tests::World,
};

/// Longer than looking at a message may take.
const DEADLINE: Duration = Duration::from_secs(40);
/// The company's own server, from which redirected mails come.
const COMPANY: &str = "198.51.100.9";
/// A server that example.org names.
const SENDERS: &str = "203.0.113.5";

/// A world with names of its own, and an admin in it.
struct Place {
    world: World,
    desk: Desk,
    names: NameServer,
}

impl Place {
    async fn open(world: World, answers: Answers) -> Self {
        world.admin().await;
        let names = serve(answers).await;
        let world = world.reopened(asking(names.address)).await;
        let desk = world.signed_in().await;
        let form = types::SenderForm { use_custom: true, custom_address: "jobs@acme.example".into() };
        desk.save_sender(None, form).await.unwrap();
        Self { world, desk, names }
    }

    /// Hands a message over as a client would, and waits until it was looked at.
    async fn looked_at(&self, raw: &str, client: &str, mail_from: &str) -> (MessageId, Authentication) {
        let incoming = Incoming {
            mail_from: mail_from.into(),
            recipients: vec!["acme-jobs@in.example".into()],
            client: Some(client.parse().unwrap()),
            helo: "client.example".into(),
            over_tls: false,
            raw: raw.into(),
        };
        let id = self.world.engine.accept(incoming).await.unwrap();
        (id, self.authentication(id, |_| true).await)
    }

    async fn authentication(&self, id: MessageId, is_right: impl Fn(&Authentication) -> bool) -> Authentication {
        let mut changes = self.world.engine.changes();
        loop {
            if let Some(found) = self.desk.authentication(id).await.unwrap().filter(&is_right) {
                return found;
            }
            tokio::time::timeout(DEADLINE, changes.next()).await.expect("looking takes too long");
        }
    }
}

fn asking(names: SocketAddr) -> Arc<dyn Fn(Options) -> Options + Send + Sync> {
    Arc::new(move |options| Options { reach: Reach { dns: Dns::servers(&[names]), ..options.reach }, ..options })
}
