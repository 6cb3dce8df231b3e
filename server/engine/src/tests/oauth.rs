//! Signing in by OAuth 2: from the admin's visit at a provider to a mail that leaves by an access token.

mod lasting;
mod mailbox;
mod provider;
mod renewing;

use std::sync::Arc;

use types::{
    Badge, Cause, CompanyId, Field, InputFault, InputField, OauthFault, OauthProvider, Outcome, Problem, SenderForm,
    SignInWith, SmtpSettings, StageName, TestState, TypedSmtp,
};

use super::{
    PASSWORD, World, on_both, problem,
    returning::{Company, MAILBOX, company, to_today, until},
    set_up_form,
};
use crate::{Credential, Desk, OauthPurpose, OauthReturn, Options, Reach, Secret, SessionToken, Trust};
use provider::Provider;

/// An admin at a company whose server takes access tokens, and a provider that gives them.
struct Scene {
    world: World,
    desk: Desk,
    session: SessionToken,
    company: Company,
    provider: Provider,
    id: CompanyId,
}

impl Scene {
    async fn open(world: World) -> Self {
        let (company, provider) = (company().await, Provider::start().await);
        to_today(&world);
        let (authority, clients) = (company.host.authority_pem().to_owned(), provider.clients());
        let world = world
            .reopened(Arc::new(move |options| {
                let trust = Trust::only(std::slice::from_ref(&authority)).unwrap();
                Options { reach: Reach { trust, ..options.reach.clone() }, oauth: clients.clone(), ..options }
            }))
            .await;
        let session = world.engine.set_up(set_up_form()).await.unwrap();
        let desk = world.engine.desk(&session).await.unwrap().unwrap();
        desk.save_sender(None, SenderForm { use_custom: true, custom_address: MAILBOX.into() }).await.unwrap();
        let smtp = TypedSmtp { sign_in_with: SignInWith::Microsoft, ..company.smtp.clone() };
        desk.save_smtp(None, smtp, Secret::new(String::new())).await.unwrap();
        let id = world.engine.main_company().await.unwrap().unwrap().id;
        Self { world, desk, session, company, provider, id }
    }

    /// Signs in at the provider and comes back.
    async fn connect(&self) {
        let (state, code) = self.provider.agree(&self.page().await);
        self.come_back(&self.session, &state, Some(&code), |_| ()).await.unwrap();
        self.trust_latest();
    }

    async fn page(&self) -> String {
        self.desk.begin_oauth(None, OauthProvider::Microsoft, &self.session, OauthPurpose::Sending).await.unwrap()
    }

    async fn come_back(
        &self,
        session: &SessionToken,
        state: &str,
        code: Option<&str>,
        change: impl FnOnce(&mut OauthReturn),
    ) -> Result<(), (OauthFault, String)> {
        let code = code.map(|code| Secret::new(code.into()));
        let mut back = OauthReturn { state: state.into(), code, ..OauthReturn::default() };
        change(&mut back);
        let ended = self.desk.end_oauth(session, back).await.unwrap();
        ended.map(|_| ()).map_err(|fault| (fault.fault, fault.words))
    }

    /// The server takes the token given last and no other.
    fn trust_latest(&self) {
        self.company.host.set_access_tokens(vec![(MAILBOX.into(), self.provider.access())]);
    }

    async fn credential(&self) -> Credential {
        self.world.engine.credential(self.id, &self.smtp(), None).await.unwrap()
    }

    fn smtp(&self) -> SmtpSettings {
        let smtp = TypedSmtp { sign_in_with: SignInWith::Microsoft, ..self.company.smtp.clone() };
        smtp.check(true).unwrap()
    }

    fn latest(&self) -> Credential {
        Credential::AccessToken(Secret::new(self.provider.access()))
    }

    async fn badge(&self) -> Badge {
        self.desk.recruiting_email(None).await.unwrap().badge
    }
}

on_both!(connects_and_sends, |world| {
    let scene = Scene::open(world).await;
    let fault = Problem::Invalid { field: InputField::Settings(Field::SignInWith), fault: InputFault::NotConnected };
    assert_eq!(problem(scene.desk.test_stored(None).await), fault);
    scene.connect().await;
    let found = scene.desk.recruiting_email(None).await.unwrap();
    let oauth = found.oauth.clone().unwrap();
    assert_eq!((oauth.provider, oauth.account.as_str()), (OauthProvider::Microsoft, "ada@company.localhost"));
    assert_eq!((oauth.renewed_until, oauth.ended_at), (scene.world.engine.now().plus_secs(3_600), None));
    assert_eq!(found.smtp.account, MAILBOX, "a shared mailbox stays the account");
    assert!(!serde_json::to_string(&found).unwrap().contains("access-1"));
    let id = scene.desk.test_stored(None).await.unwrap();
    let test = until(&scene.world, &scene.desk, id, |test| test.state == TestState::Waiting).await;
    let sign_in = test.stages.iter().find(|stage| stage.name == StageName::SignIn).unwrap();
    assert_eq!(sign_in.fact, Some(types::Fact::Mechanism("OAUTHBEARER".into())));
    assert!(!format!("{test:?}").contains("access-1"));
    let sealed: Vec<u8> = crate::db::read!(scene.world.engine.inner.db, pool => {
        sqlx::query_scalar("SELECT sealed_access FROM oauth_grant").fetch_one(pool).await.unwrap()
    });
    assert!(!sealed.windows(8).any(|bytes| bytes == b"access-1"));
});

on_both!(a_return_counts_once_and_for_who_began_it, |world| {
    let scene = Scene::open(world).await;
    let unknown = Err((OauthFault::StateUnknown, String::new()));
    let other = scene.world.engine.sign_in("ada@acme.example", Secret::new(PASSWORD.into()), None).await.unwrap();
    let (state, code) = scene.provider.agree(&scene.page().await);
    assert_eq!(scene.come_back(&other, &state, Some(&code), |_| ()).await, unknown, "another session");
    assert_eq!(scene.come_back(&scene.session, "made up", Some(&code), |_| ()).await, unknown);
    scene.come_back(&scene.session, &state, Some(&code), |_| ()).await.unwrap();
    assert_eq!(scene.come_back(&scene.session, &state, Some(&code), |_| ()).await, unknown, "a second time");
    let (state, code) = scene.provider.agree(&scene.page().await);
    scene.world.clock.advance_secs(601);
    assert_eq!(scene.come_back(&scene.session, &state, Some(&code), |_| ()).await, unknown, "too late");
    let rita = scene.world.recruiter().await;
    assert_eq!(
        problem(rita.begin_oauth(None, OauthProvider::Microsoft, &other, OauthPurpose::Sending).await),
        Problem::NotAllowed
    );
    assert_eq!(problem(rita.end_oauth(&other, OauthReturn::default()).await), Problem::NotAllowed);
    assert_eq!(
        problem(scene.desk.begin_oauth(None, OauthProvider::Google, &other, OauthPurpose::Sending).await),
        Problem::NotFound
    );
});

on_both!(says_why_nobody_was_connected, |world| {
    let scene = Scene::open(world).await;
    let state = |page: String| scene.provider.agree(&page);
    let (began, code) = state(scene.page().await);
    let denied = |back: &mut OauthReturn| {
        back.error = Some("access_denied".into());
        back.error_description = "The user\r\nsaid no".into();
    };
    let found = scene.come_back(&scene.session, &began, None, denied).await;
    assert_eq!(found, Err((OauthFault::AccessDenied, "The user  said no".into())));
    let (began, _) = state(scene.page().await);
    let mixed_up = |back: &mut OauthReturn| back.iss = Some("https://evil.example".into());
    let found = scene.come_back(&scene.session, &began, Some(&code), mixed_up).await;
    assert_eq!(found, Err((OauthFault::IssuerUnexpected, String::new())));
    assert!(scene.provider.books.lock().unwrap().posted.is_empty(), "the code was shown to nobody");
    // A code that belongs to another visit has another challenge.
    let (_, stolen) = state(scene.page().await);
    let (began, _) = state(scene.page().await);
    let found = scene.come_back(&scene.session, &began, Some(&stolen), |_| ()).await;
    assert_eq!(found, Err((OauthFault::StateUnknown, "It is over.".into())));
    scene.provider.books.lock().unwrap().gives_no_refresh_token = true;
    let (began, code) = state(scene.page().await);
    let found = scene.come_back(&scene.session, &began, Some(&code), |_| ()).await;
    assert_eq!(found, Err((OauthFault::NotLasting, String::new())));
    scene.provider.books.lock().unwrap().is_down = true;
    let (began, code) = state(scene.page().await);
    let found = scene.come_back(&scene.session, &began, Some(&code), |_| ()).await;
    assert_eq!(found, Err((OauthFault::Unavailable, String::new())));
    assert!(scene.desk.recruiting_email(None).await.unwrap().oauth.is_none());
});

on_both!(renews_once_before_the_end, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    assert_eq!((scene.credential().await, scene.provider.n_refreshed()), (scene.latest(), 0));
    scene.world.clock.advance_secs(3_400);
    let all = futures_util::future::join_all((0..20).map(|_| scene.credential())).await;
    assert_eq!(scene.provider.n_refreshed(), 1, "a rotated token used twice would end the grant");
    assert!(all.iter().all(|credential| *credential == scene.latest()));
    // The next one is by the rotated refresh token, and by itself.
    scene.world.clock.advance_secs(3_400);
    scene.world.engine.renew_grants().await.unwrap();
    assert_eq!((scene.provider.n_refreshed(), scene.credential().await), (2, scene.latest()));
    let smtp = scene.smtp();
    let world = scene.world.restart().await;
    let kept = world.engine.credential(scene.id, &smtp, None).await.unwrap();
    assert_eq!(kept, Credential::AccessToken(Secret::new(scene.provider.access())));
});

on_both!(a_provider_that_is_away_stops_nothing_yet, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    scene.provider.books.lock().unwrap().is_down = true;
    scene.world.clock.advance_secs(3_400);
    assert_eq!(scene.credential().await, scene.latest(), "it still holds for some minutes");
    scene.world.clock.advance_secs(600);
    assert_eq!(scene.credential().await, Credential::Missing(Cause::SignInUnavailable));
    let oauth = scene.desk.recruiting_email(None).await.unwrap().oauth.unwrap();
    assert_eq!((oauth.fault, oauth.ended_at), (Some(OauthFault::Unavailable), None));
    scene.provider.books.lock().unwrap().is_down = false;
    assert_eq!(scene.credential().await, scene.latest());
    assert_eq!(scene.desk.recruiting_email(None).await.unwrap().oauth.unwrap().fault, None);
});

on_both!(a_token_is_shown_to_the_provider_s_servers_only, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    let other = SmtpSettings { host: "smtp.evil.example".into(), ..scene.smtp() };
    let credential = scene.world.engine.credential(scene.id, &other, None).await.unwrap();
    assert_eq!(credential, Credential::Missing(Cause::OauthOtherServer));
});

on_both!(the_operator_s_secret_is_not_the_mailbox_s_fault, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    scene.provider.books.lock().unwrap().is_secret_old = true;
    scene.world.clock.advance_secs(4_000);
    let id = scene.desk.test_stored(None).await.unwrap();
    let test = until(&scene.world, &scene.desk, id, |test| test.state == TestState::Failed).await;
    let (_, cause) = test.failure().unwrap();
    assert_eq!((cause, cause.fixer()), (Cause::OauthClientRefused, types::Fixer::Operator));
    let oauth = scene.desk.recruiting_email(None).await.unwrap().oauth.unwrap();
    assert_eq!((oauth.fault, oauth.ended_at), (Some(OauthFault::ClientRefused), None), "nobody has to connect anew");
    scene.provider.books.lock().unwrap().is_secret_old = false;
    assert_eq!(scene.credential().await, scene.latest());
});

on_both!(says_that_it_was_taken_back_before_a_message_has_to_leave, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    scene.provider.revoke();
    scene.world.clock.advance_secs(3_100);
    scene.world.engine.renew_grants().await.unwrap();
    let since = scene.world.engine.now();
    assert_eq!(scene.badge().await, Badge::SignInEnded { since });
    let id = scene.desk.test_stored(None).await.unwrap();
    let test = until(&scene.world, &scene.desk, id, |test| test.state == TestState::Failed).await;
    let (stage, cause) = test.failure().unwrap();
    assert_eq!((stage.name, cause), (StageName::SignIn, Cause::OauthExpired));
    scene.connect().await;
    assert_eq!(scene.badge().await, Badge::NotTested);
});

on_both!(a_server_that_refuses_a_token_has_the_grant_looked_at, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    scene.company.host.set_access_tokens(Vec::new());
    let id = scene.desk.test_stored(None).await.unwrap();
    let test = until(&scene.world, &scene.desk, id, |test| test.state == TestState::Failed).await;
    let (stage, cause) = test.failure().unwrap();
    assert_eq!((cause, stage.outcome), (Cause::OauthRefused, Outcome::Failed(Cause::OauthRefused)));
    assert!(stage.said.iter().any(|line| line.contains("invalid_token")), "{:?}", stage.said);
    assert_eq!(scene.provider.n_refreshed(), 1);
    assert!(!matches!(scene.badge().await, Badge::SignInEnded { .. }), "the provider still stands by it");
});

on_both!(forgets_and_has_the_provider_forget, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    assert!(scene.desk.disconnect_oauth(None).await.unwrap());
    let revoked = scene
        .provider
        .books
        .lock()
        .unwrap()
        .posted
        .iter()
        .any(|(path, form)| path == "/revoke" && form["token"] == "refresh-1");
    assert!(revoked);
    assert_eq!(scene.credential().await, Credential::Missing(Cause::OauthNotConnected));
    let found = scene.desk.recruiting_email(None).await.unwrap();
    assert_eq!((found.oauth, found.smtp.sign_in_with), (None, SignInWith::Microsoft));
});
