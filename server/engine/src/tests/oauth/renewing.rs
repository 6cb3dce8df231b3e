//! A renewal that was begun is finished, whoever stops waiting for it: its provider has given a new refresh token, and
//! the old one is good for nothing.

use types::{ConnectionTest, TestId};

use super::*;

impl Scene {
    /// A test whose access token is being renewed at this moment, by a provider that takes its time.
    async fn renewing(&self) -> TestId {
        self.world.clock.advance_secs(3_400);
        self.provider.waits.send_replace(true);
        let id = self.desk.test_stored(None).await.unwrap();
        let asked = async {
            while self.provider.n_refreshed() == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), asked).await.expect("nobody asks the provider");
        id
    }

    async fn ended(&self, id: TestId) -> ConnectionTest {
        until(&self.world, &self.desk, id, |test| test.state != TestState::Sending).await
    }
}

on_both!(a_cancelled_test_loses_no_token, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    let id = scene.renewing().await;
    scene.desk.cancel_test(id).await.unwrap();
    assert_eq!(scene.ended(id).await.state, TestState::Cancelled);
    scene.provider.waits.send_replace(false);
    assert_eq!((scene.credential().await, scene.provider.n_refreshed()), (scene.latest(), 1));
    scene.world.clock.advance_secs(3_400);
    assert_eq!((scene.credential().await, scene.provider.n_refreshed()), (scene.latest(), 2), "by the rotated one");
});

on_both!(a_stop_loses_no_token, |world| {
    let scene = Scene::open(world).await;
    scene.connect().await;
    let id = scene.renewing().await;
    scene.world.stop.cancel();
    assert_eq!(scene.ended(id).await.state, TestState::Interrupted);
    scene.provider.waits.send_replace(false);
    let (smtp, latest) = (scene.smtp(), scene.latest());
    let world = scene.world.restart().await;
    let found = world.engine.credential(scene.id, &smtp, None).await.unwrap();
    assert_eq!((found, scene.provider.n_refreshed()), (latest, 1));
});
