//! A name that leads outside first, and into the operator's network later: whoever types host names must not reach in
//! there by it.

use std::{net::TcpListener, sync::Arc};

use types::{Cause, Encryption, Finding, Outcome, SenderForm, TestState, TypedSmtp};

use super::{World, on_both, returning::until};
use crate::{
    Dns, Network, Reach, Secret,
    testing::dns::{Answers, serve},
};

const HOST: &str = "mail.rebinding.example";

on_both!(a_test_does_not_follow_a_name_inside, |world| {
    let inside = TcpListener::bind("127.0.0.1:0").unwrap();
    inside.set_nonblocking(true).unwrap();
    let port = inside.local_addr().unwrap().port();
    let mut answers = Answers::default();
    // This machine's second address stands for the world outside; nobody listens there.
    answers.rebinds(HOST, "127.0.0.2".parse().unwrap(), "127.0.0.1".parse().unwrap());
    let names = serve(answers).await.address;
    world.admin().await;
    let world: World = world
        .reopened(Arc::new(move |options| {
            let network = Network::parse("127.0.0.2").unwrap();
            crate::Options { reach: Reach { dns: Dns::servers(&[names]), network, ..options.reach.clone() }, ..options }
        }))
        .await;
    let desk = world.signed_in().await;
    let sender = SenderForm { use_custom: true, custom_address: "jobs@rebinding.example".into() };
    desk.save_sender(None, sender).await.unwrap();
    let smtp = TypedSmtp {
        use_for_sending: true,
        host: HOST.into(),
        port: port.to_string(),
        encryption: Encryption::Tls,
        account: "jobs@rebinding.example".into(),
        sign_in_with: types::SignInWith::Password,
    };
    desk.save_smtp(None, smtp, Secret::new("secret one".into())).await.unwrap();
    // The first look at it is refused outside; looking further, and the next test, are led inside and do not go there.
    for cause in [Cause::ConnectionRefused, Cause::HostNotAllowed] {
        world.clock.advance_secs(1);
        let id = desk.test_stored(None).await.unwrap();
        let test = until(&world, &desk, id, |test| test.state == TestState::Failed).await;
        let (stage, found) = test.failure().unwrap();
        assert_eq!(found, cause, "{test:?}");
        assert!(stage.findings.iter().all(|finding| !matches!(finding, Finding::Works { .. })), "{test:?}");
        assert!(matches!(stage.outcome, Outcome::Failed(_)));
        assert!(inside.accept().is_err(), "somebody has connected");
    }
});
