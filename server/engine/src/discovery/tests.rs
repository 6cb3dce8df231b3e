//! Settings found from addresses: a table of situations from a real name server and real pages, and real servers that
//! answer or do not.

mod answers;
mod limits;
mod pages;
mod table;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use types::{Discovery, SenderForm};

use self::pages::{Page, serve_pages};
use crate::{
    Desk, DiscoveryOptions, Dns, Network, Options, Reach, SmtpLimits, Trust,
    testing::dns::{Answers, serve},
    tests::World,
};

/// Longer than any search may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// A world of its own names and pages, with an admin in it.
struct Place {
    world: World,
    desk: Desk,
}

impl Place {
    async fn open(answers: Answers, pages: Vec<Page>, allowed: &'static str, more_authorities: Vec<String>) -> Self {
        let names = serve(answers).await;
        let (page_server, authority) = serve_pages(pages).await;
        let world = World::open("sqlite".into()).await;
        world.admin().await;
        let world = world.reopened(reaching(names.address, page_server, authority, allowed, more_authorities)).await;
        let desk = world.signed_in().await;
        Self { world, desk }
    }

    /// What is found for an address once the search has ended.
    async fn found(&self, address: &str) -> Discovery {
        // Nobody searches for so many addresses at once.
        self.world.clock.advance_secs(5);
        self.search(address).await
    }

    async fn search(&self, address: &str) -> Discovery {
        let form = SenderForm { use_custom: true, custom_address: address.to_owned() };
        self.desk.save_sender(None, form).await.unwrap();
        let mut changes = self.world.engine.changes();
        loop {
            let found = self.desk.discovery(None).await.unwrap().unwrap();
            if found.is_done {
                return found;
            }
            tokio::time::timeout(DEADLINE, changes.next()).await.expect("the search takes too long");
        }
    }
}

fn reaching(
    names: SocketAddr,
    pages: SocketAddr,
    authority: String,
    allowed: &'static str,
    more: Vec<String>,
) -> Arc<dyn Fn(Options) -> Options + Send + Sync> {
    Arc::new(move |options| Options {
        reach: Reach {
            dns: Dns::servers(&[names]),
            network: Network::parse(allowed).unwrap(),
            trust: Trust::only(&[vec![authority.clone()], more.clone()].concat()).unwrap(),
            limits: SmtpLimits::default(),
        },
        discovery: DiscoveryOptions {
            thunderbird: Some(format!("https://thunderbird.example:{}/v1.1/", pages.port())),
            https_port: pages.port(),
            ports: &[],
        },
        ..options
    })
}
