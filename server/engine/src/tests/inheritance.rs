//! Own or inherited: whose settings are in force at a subcompany, who sends for it, and that no secret is copied.

use types::{CompanyId, Inheritance, Problem, RecruitingEmail, Route, SenderForm, TestId};

use super::{
    World,
    companies::{connect, subcompany, typed},
    on_both, problem,
};
use crate::{
    Desk, Secret,
    db::{read, write},
    sending_way::SendingWay,
};

async fn found(desk: &Desk, company: CompanyId) -> RecruitingEmail {
    desk.recruiting_email(Some(company)).await.unwrap()
}

fn inherited(can_undo: bool) -> Inheritance {
    Inheritance::Inherited { main_name: "Acme GmbH".into(), can_undo }
}

fn own(has_mains_address: bool) -> Inheritance {
    Inheritance::Own { main_name: "Acme GmbH".into(), has_mains_address }
}

async fn way(world: &World, company: CompanyId) -> SendingWay {
    world.engine.sending_way(company).await.unwrap()
}

on_both!(inherits_the_section_as_a_whole, |world| {
    let desk = world.admin().await;
    let berlin = subcompany(&desk, "Berlin").await;
    connect(&desk, None, "acme.example", true).await;
    let settings = found(&desk, berlin).await;
    assert_eq!(settings.inheritance, inherited(false));
    assert_eq!((settings.company_name.as_str(), settings.company), ("Berlin", berlin));
    assert_eq!(settings.recruiting_address.as_str(), "acme-jobs+berlin@in.example");
    assert_eq!(settings.sender.custom_address, "jobs@acme.example");
    assert_eq!((settings.smtp, settings.password_stored), (typed("acme.example", true), true));
    connect(&desk, None, "acme.test", true).await;
    assert_eq!(found(&desk, berlin).await.sender.custom_address, "jobs@acme.test", "it follows the main company");
    assert_eq!(desk.recruiting_email(None).await.unwrap().inheritance, Inheritance::Main);
});

on_both!(own_settings_begin_as_the_inherited_ones, |world| {
    let desk = world.admin().await;
    let berlin = subcompany(&desk, "Berlin").await;
    connect(&desk, None, "acme.example", true).await;
    desk.use_own_settings(berlin).await.unwrap();
    let settings = found(&desk, berlin).await;
    assert_eq!(settings.inheritance, own(true));
    assert_eq!(
        (settings.sender.custom_address.as_str(), settings.smtp),
        ("jobs@acme.example", typed("acme.example", true))
    );
    assert!(!settings.password_stored, "a password is never copied");
    let sealed: Option<Vec<u8>> = read!(world.engine.inner.db, pool => {
        sqlx::query_scalar("SELECT sealed_password FROM recruiting_email WHERE company_id = $1")
            .bind(berlin.as_bytes().as_slice())
            .fetch_one(pool)
            .await
            .unwrap()
    });
    assert_eq!(sealed, None);
    assert_eq!(way(&world, berlin).await.route, Route::MainServer, "nothing changes before an own address is stored");
    connect(&desk, Some(berlin), "berlin.example", true).await;
    assert_eq!(found(&desk, berlin).await.inheritance, own(false));
    desk.use_own_settings(berlin).await.unwrap();
    assert_eq!(found(&desk, berlin).await.sender.custom_address, "jobs@berlin.example", "own ones stay");
});

on_both!(going_back_can_be_undone, |world| {
    let desk = world.admin().await;
    let berlin = subcompany(&desk, "Berlin").await;
    connect(&desk, None, "acme.example", true).await;
    connect(&desk, Some(berlin), "berlin.example", true).await;
    desk.use_main_settings(berlin).await.unwrap();
    let settings = found(&desk, berlin).await;
    assert_eq!((settings.inheritance, settings.sender.custom_address.as_str()), (inherited(true), "jobs@acme.example"));
    assert_eq!(way(&world, berlin).await.from.as_str(), "jobs@acme.example");
    desk.take_settings_back(berlin).await.unwrap();
    let settings = found(&desk, berlin).await;
    assert_eq!((settings.inheritance, settings.sender.custom_address.as_str()), (own(false), "jobs@berlin.example"));
    assert_eq!(way(&world, berlin).await.own_server.unwrap().password.unwrap().expose(), "secret");
    desk.use_main_settings(berlin).await.unwrap();
    desk.use_own_settings(berlin).await.unwrap();
    let settings = found(&desk, berlin).await;
    assert_eq!((settings.inheritance, settings.password_stored), (own(true), false), "own ones begin anew");
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    for refused in
        [desk.use_own_settings(main).await, desk.use_main_settings(main).await, desk.take_settings_back(main).await]
    {
        assert_eq!(problem(refused), Problem::BadRequest, "the main company inherits from nobody");
    }
});

on_both!(one_company_s_password_opens_nowhere_else, |world| {
    let desk = world.admin().await;
    let berlin = subcompany(&desk, "Berlin").await;
    connect(&desk, None, "acme.example", true).await;
    connect(&desk, Some(berlin), "berlin.example", true).await;
    // The same host: it is bound to that, too.
    desk.save_smtp(Some(berlin), typed("acme.example", true), Secret::new("secret".into())).await.unwrap();
    assert!(way(&world, berlin).await.own_server.is_some());
    swap_password(&world, berlin).await.unwrap();
    assert!(way(&world, berlin).await.own_server.is_none(), "a sealed password is bound to its company");
});

/// Puts the main company's sealed password into the subcompany's row, as somebody with the database's file could.
async fn swap_password(world: &World, to: CompanyId) -> crate::Result<()> {
    write!(world.engine.inner.db, tx => {
        sqlx::query(
            "UPDATE recruiting_email SET sealed_password = (SELECT r.sealed_password FROM recruiting_email r
                JOIN company c ON c.id = r.company_id WHERE c.main_id IS NULL) WHERE company_id = $1",
        )
        .bind(to.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
    });
    Ok(())
}

on_both!(who_sends, |world| {
    let desk = world.admin().await;
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    let berlin = subcompany(&desk, "Berlin").await;
    let check = async |company: CompanyId, from: &str, name: &str, route: Route, host: Option<&str>| {
        let way = way(&world, company).await;
        let found_host = way.own_server.as_ref().map(|server| server.settings.host.as_str());
        assert_eq!((way.from.as_str(), way.from_name.as_str(), way.route, found_host), (from, name, route, host));
        let owner = if route == Route::MainServer { main } else { company };
        assert_eq!(way.company, owner);
    };
    let (relay, mains, subs) = (Route::Relay, Route::MainServer, Route::SubcompanyServer);
    check(main, "acme-jobs@in.example", "Acme GmbH", relay, None).await;
    check(berlin, "acme-jobs@in.example", "Berlin", relay, None).await;
    connect(&desk, None, "acme.example", false).await;
    check(main, "acme-jobs@in.example", "Acme GmbH", relay, None).await;
    check(berlin, "acme-jobs@in.example", "Berlin", relay, None).await;
    connect(&desk, None, "acme.example", true).await;
    check(main, "jobs@acme.example", "Acme GmbH", mains, Some("smtp.acme.example")).await;
    check(berlin, "jobs@acme.example", "Berlin", mains, Some("smtp.acme.example")).await;
    connect(&desk, Some(berlin), "acme.example", true).await;
    check(berlin, "jobs@acme.example", "Berlin", mains, Some("smtp.acme.example")).await;
    connect(&desk, Some(berlin), "berlin.example", true).await;
    check(berlin, "jobs@berlin.example", "Berlin", subs, Some("smtp.berlin.example")).await;
    connect(&desk, Some(berlin), "berlin.example", false).await;
    check(berlin, "acme-jobs+berlin@in.example", "Berlin", relay, None).await;
    let none = SenderForm { use_custom: false, custom_address: "jobs@berlin.example".into() };
    desk.save_sender(Some(berlin), none).await.unwrap();
    check(berlin, "jobs@acme.example", "Berlin", mains, Some("smtp.acme.example")).await;
    desk.save_sender(None, SenderForm::default()).await.unwrap();
    connect(&desk, Some(berlin), "berlin.example", true).await;
    check(berlin, "jobs@berlin.example", "Berlin", subs, Some("smtp.berlin.example")).await;
    let mut without_host = typed("berlin.example", true);
    without_host.host.clear();
    desk.save_smtp(Some(berlin), without_host, Secret::new(String::new())).await.unwrap();
    check(berlin, "jobs@berlin.example", "Berlin", subs, None).await;
});

on_both!(only_own_values_are_tested, |world| {
    let desk = world.admin().await;
    let berlin = subcompany(&desk, "Berlin").await;
    connect(&desk, None, "acme.example", true).await;
    assert!(matches!(problem(desk.test_stored(Some(berlin)).await), Problem::Invalid { .. }), "nothing of its own");
    connect(&desk, Some(berlin), "berlin.example", true).await;
    let id = desk.test_stored(Some(berlin)).await.unwrap();
    let test = desk.connection_test(id).await.unwrap();
    assert_eq!(test.settings.recruiting_address.as_str(), "acme-jobs+berlin@in.example");
    assert_eq!(test.settings.custom_address.as_str(), "jobs@berlin.example");
    desk.cancel_test(id).await.unwrap();
    let newest = async |company| desk.recruiting_email(company).await.unwrap().latest_test;
    assert_eq!((newest(Some(berlin)).await, newest(None).await), (Some(id), None::<TestId>));
});

on_both!(are_for_admins, |world| {
    let berlin = subcompany(&world.admin().await, "Berlin").await;
    let desk = world.recruiter().await;
    assert_eq!(problem(desk.recruiting_email(Some(berlin)).await), Problem::NotAllowed);
    assert_eq!(problem(desk.use_own_settings(berlin).await), Problem::NotAllowed);
    assert_eq!(problem(desk.use_main_settings(berlin).await), Problem::NotAllowed);
    assert_eq!(problem(desk.take_settings_back(berlin).await), Problem::NotAllowed);
    assert_eq!(problem(desk.company_overview().await), Problem::NotAllowed);
    assert_eq!(problem(desk.create_subcompany("X1".into(), String::new()).await), Problem::NotAllowed);
    assert_eq!(problem(desk.rename_company(berlin, "X".into()).await), Problem::NotAllowed);
    assert_eq!(problem(desk.retire_subcompany(berlin).await), Problem::NotAllowed);
    assert_eq!(problem(desk.bring_back_subcompany(berlin).await), Problem::NotAllowed);
    assert_eq!(desk.company_choices().await.unwrap().len(), 2);
});
