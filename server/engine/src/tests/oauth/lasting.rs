//! That a sign-in at a provider lasts: told before it ends, tested daily, and gone back to.

use types::{Badge, CompanyWarning, Problem, Timestamp};

use super::*;
use crate::Warning;

const DAY: i64 = 24 * 60 * 60;

impl Scene {
    /// What the status and the table of companies warn of.
    async fn warned(&self) -> (Vec<Warning>, Vec<CompanyWarning>) {
        let status = self.desk.status().await.unwrap().companies.remove(0).warnings;
        (status, self.desk.company_overview().await.unwrap().remove(0).warnings)
    }

    /// A stored password in place of the sign-in at the provider.
    async fn save_password(&self, password: &str) {
        let smtp = TypedSmtp { sign_in_with: SignInWith::Password, ..self.company.smtp.clone() };
        self.desk.save_smtp(None, smtp, Secret::new(password.into())).await.unwrap();
    }

    /// Tests the stored settings until the company's server has taken the mail or not.
    async fn tested(&self) -> TestState {
        self.world.clock.advance_secs(1);
        let id = self.desk.test_stored(None).await.unwrap();
        until(&self.world, &self.desk, id, |test| test.state != TestState::Sending).await.state
    }

    async fn newest_version(&self) -> crate::SettingsVersion {
        self.desk.settings_versions(None).await.unwrap().remove(0)
    }

    /// Where the newest version that worked is told to go back to.
    async fn back_to(&self) -> crate::SettingsVersion {
        let (status, _) = self.warned().await;
        match status.into_iter().next() {
            Some(Warning::FailsAfterChange { back_to, .. }) => back_to,
            other => panic!("{other:?}"),
        }
    }
}

on_both!(a_sign_in_that_ends_is_told_before_and_after, |world| {
    let scene = Scene::open(world).await;
    scene.provider.books.lock().unwrap().refresh_secs = Some(30 * DAY);
    scene.connect().await;
    let ends_at = scene.world.engine.now().plus_secs(30 * DAY);
    assert_eq!(scene.tested().await, TestState::Waiting);
    assert_eq!(scene.warned().await, (vec![], vec![]), "that is long");
    scene.world.clock.advance_secs(24 * DAY);
    assert_eq!(scene.badge().await, Badge::SignInEnds { at: ends_at });
    let soon = (vec![Warning::SignInEnds { at: ends_at }], vec![CompanyWarning::SignInEnds]);
    assert_eq!(scene.warned().await, soon);
    scene.provider.revoke();
    scene.world.engine.renew_grants().await.unwrap();
    let since = scene.world.engine.now();
    assert_eq!(scene.warned().await, (vec![Warning::SignInEnded { since }], vec![CompanyWarning::SignInEnded]));
    scene.connect().await;
    assert_eq!(scene.warned().await, (vec![], vec![CompanyWarning::NeverTested]));
    scene.world.clock.advance_secs(3_100);
    scene.provider.books.lock().unwrap().is_down = true;
    scene.world.engine.renew_grants().await.unwrap();
    let (status, _) = scene.warned().await;
    assert_eq!(status, [Warning::NotRenewed { fault: OauthFault::Unavailable }]);
    // Who does not sign in by it is not told of it.
    scene.save_password("secret one").await;
    assert_eq!(scene.warned().await, (vec![], vec![CompanyWarning::NeverTested]));
});

on_both!(the_operators_secret_is_told_of_before_it_ends, |world| {
    let scene = Scene::open(world).await;
    let secrets = async || scene.desk.status().await.unwrap().secrets;
    assert_eq!(secrets().await, []);
    let long = provider::SECRET_ENDS_AT.millis_since(scene.world.engine.now()) / 1_000 - 30 * DAY;
    scene.world.clock.advance_secs(long);
    assert_eq!(secrets().await, []);
    scene.world.clock.advance_secs(1);
    let told = [(OauthProvider::Microsoft, provider::SECRET_ENDS_AT)];
    assert_eq!(secrets().await, told);
    scene.world.clock.advance_secs(31 * DAY);
    assert_eq!(secrets().await, told, "and after it");
});

on_both!(settings_that_sign_in_at_a_provider_are_gone_back_to, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    assert_eq!(scene.tested().await, TestState::Waiting);
    scene.world.clock.advance_secs(60);
    scene.save_password("a wrong one").await;
    assert_eq!(scene.tested().await, TestState::Failed);
    let back_to = scene.back_to().await;
    assert_eq!((back_to.smtp.sign_in_with, back_to.is_gone), (SignInWith::Microsoft, false));
    scene.desk.go_back_to_settings(None, back_to.changed_at).await.unwrap();
    assert_eq!(scene.desk.recruiting_email(None).await.unwrap().smtp.sign_in_with, SignInWith::Microsoft);
    assert_eq!((scene.badge().await, scene.credential().await), (Badge::SendingWorks, scene.latest()));
    assert_eq!(scene.tested().await, TestState::Waiting, "the same connection signs in again");
    // And from there to a password, which was kept although somebody was connected.
    let version = scene.newest_version().await;
    assert_eq!((version.smtp.sign_in_with, version.is_gone), (SignInWith::Password, false));
    scene.world.clock.advance_secs(60);
    scene.desk.go_back_to_settings(None, version.changed_at).await.unwrap();
    assert_eq!(scene.desk.recruiting_email(None).await.unwrap().smtp.sign_in_with, SignInWith::Password);
    assert_eq!(scene.tested().await, TestState::Failed, "the wrong one");
});

on_both!(a_connection_that_was_replaced_cannot_be_gone_back_to, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    assert_eq!(scene.tested().await, TestState::Waiting);
    scene.world.clock.advance_secs(60);
    scene.connect().await;
    scene.company.host.set_access_tokens(Vec::new());
    assert_eq!(scene.tested().await, TestState::Failed);
    let back_to = scene.back_to().await;
    assert!(back_to.is_gone, "{back_to:?}");
    let fault = Problem::Invalid { field: InputField::Settings(Field::SignInWith), fault: InputFault::NotConnected };
    assert_eq!(problem(scene.desk.go_back_to_settings(None, back_to.changed_at).await), fault);
    assert_eq!(problem(scene.desk.go_back_to_settings(None, Timestamp(1)).await), Problem::NotFound);
    let found = scene.desk.recruiting_email(None).await.unwrap();
    assert!(found.oauth.is_some() && found.smtp.sign_in_with == SignInWith::Microsoft, "nothing has changed");
});

on_both!(who_signs_in_at_a_provider_is_tested_daily_too, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    let id = scene.desk.test_stored(None).await.unwrap();
    until(&scene.world, &scene.desk, id, |test| test.state == TestState::Waiting).await;
    let raw = scene.company.host.mailbox(MAILBOX)[0].raw.clone();
    scene.world.engine.accept(crate::tests::mail(raw)).await.unwrap();
    until(&scene.world, &scene.desk, id, |test| test.state == TestState::Passed).await;
    scene.world.clock.advance_secs(DAY + 1);
    assert_eq!(scene.world.engine.begin_daily_tests().await.unwrap(), 1);
});
