//! Signing in at a provider to fetch from a mailbox.

use types::{OauthFault, OauthProvider, SignInWith};

use super::*;
use crate::{OauthReturned, TypedMailbox};

on_both!(fetching_asks_for_reading, |world| {
    let scene = Scene::open(world).await;
    let asks_to_read = |page: &str| page.contains("IMAP.AccessAsUser.All");
    assert!(!asks_to_read(&scene.page().await));
    let typed = TypedMailbox {
        host: "outlook.office365.com".into(),
        sign_in_with: SignInWith::Microsoft,
        ..TypedMailbox::default()
    };
    scene.desk.save_mailbox(None, typed, Secret::new(String::new())).await.unwrap();
    let before = scene.desk.recruiting_email(None).await.unwrap().smtp;
    let visit = async || {
        let begun = scene.desk.begin_oauth(None, OauthProvider::Microsoft, &scene.session, OauthPurpose::Fetching);
        let page = begun.await.unwrap();
        assert!(asks_to_read(&page));
        let (state, code) = scene.provider.agree(&page);
        let back = OauthReturn { state, code: Some(Secret::new(code)), ..OauthReturn::default() };
        scene.desk.end_oauth(&scene.session, back).await.unwrap()
    };
    let fault = visit().await.unwrap_err();
    assert_eq!((fault.fault, fault.purpose), (OauthFault::ScopeRefused, OauthPurpose::Fetching));
    scene.provider.books.lock().unwrap().lets_read = true;
    let OauthReturned { purpose, .. } = visit().await.unwrap();
    assert_eq!(purpose, OauthPurpose::Fetching);
    let settings = scene.desk.fetch_settings(None).await.unwrap();
    assert_eq!((settings.faults.as_slice(), settings.typed.account.as_str()), (&[][..], "ada@company.localhost"));
    assert_eq!(scene.desk.recruiting_email(None).await.unwrap().smtp, before);
    scene.desk.switch_mailbox_on(None, 0).await.unwrap();
    // Who connects anew for sending does not lose the reading.
    assert!(asks_to_read(&scene.page().await));
});
