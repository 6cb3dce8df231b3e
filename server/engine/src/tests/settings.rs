//! The recruiting email settings: saved step by step, nothing lost, no secret out.

use types::{Badge, Encryption, Field, InputFault, InputField, Problem, SenderForm, TypedSmtp};

use super::{on_both, problem};
use crate::{Desk, Secret};

fn typed() -> TypedSmtp {
    TypedSmtp {
        use_for_sending: true,
        host: "smtp.acme.example".into(),
        port: "587".into(),
        encryption: Encryption::StartTls,
        sign_in_with: types::SignInWith::Password,
        account: "jobs@acme.example".into(),
    }
}

fn sender() -> SenderForm {
    SenderForm { use_custom: true, custom_address: "jobs@acme.example".into() }
}

async fn save_smtp(desk: &Desk, smtp: TypedSmtp, password: &str) {
    desk.save_smtp(None, smtp, Secret::new(password.into())).await.unwrap();
}

on_both!(begins_empty, |world| {
    let found = world.admin().await.recruiting_email(None).await.unwrap();
    assert_eq!(found.recruiting_address.as_str(), "acme-jobs@in.example");
    assert_eq!((found.badge, found.password_stored, found.latest_test), (Badge::NotTested, false, None));
});

on_both!(keeps_what_was_typed, |world| {
    let desk = world.admin().await;
    desk.save_sender(None, sender()).await.unwrap();
    save_smtp(&desk, typed(), "secret one").await;
    let off = SenderForm { use_custom: false, ..sender() };
    desk.save_sender(None, off.clone()).await.unwrap();
    let unusable = TypedSmtp { host: "not a host".into(), port: "x".into(), use_for_sending: false, ..typed() };
    save_smtp(&desk, unusable.clone(), "").await;
    let found = desk.recruiting_email(None).await.unwrap();
    assert_eq!((found.sender, found.smtp), (off, unusable), "also what is switched off or cannot be used");
    assert!(!found.password_stored && found.is_password_elsewhere, "it is for the host it was typed for");
    save_smtp(&desk, TypedSmtp { account: "other".into(), ..typed() }, "").await;
    assert!(desk.recruiting_email(None).await.unwrap().password_stored, "an empty password keeps the stored one");
});

on_both!(a_stored_password_is_shown_to_no_other_host, |world| {
    let desk = world.admin().await;
    desk.save_sender(None, sender()).await.unwrap();
    save_smtp(&desk, typed(), "secret one").await;
    let elsewhere = TypedSmtp { host: "smtp.evil.example".into(), ..typed() };
    let fault = Problem::Invalid { field: InputField::Settings(Field::Password), fault: InputFault::PasswordElsewhere };
    let tested = desk.test_connection(None, elsewhere.clone(), Secret::new(String::new())).await;
    assert_eq!(problem(tested), fault);
    save_smtp(&desk, elsewhere.clone(), "").await;
    assert_eq!(problem(desk.test_stored(None).await), fault);
    let company = world.engine.main_company().await.unwrap().unwrap();
    let way = world.engine.sending_way(company.id).await.unwrap();
    assert!(way.own_server.is_none(), "messages wait");
    assert_eq!(desk.recruiting_email(None).await.unwrap().smtp, elsewhere, "nothing typed is lost");
    // The same host, written otherwise.
    save_smtp(&desk, TypedSmtp { host: " SMTP.Acme.example. ".into(), ..typed() }, "").await;
    let stored = world.engine.stored_settings(company.id).await.unwrap();
    assert_eq!(stored.password.unwrap().expose(), "secret one");
});

on_both!(two_steps_saved_at_once_both_count, |world| {
    let desk = world.admin().await;
    for n in 0..20 {
        let address = SenderForm { use_custom: true, custom_address: format!("jobs{n}@acme.example") };
        let smtp = TypedSmtp { account: format!("account{n}"), ..typed() };
        let (one, other) = tokio::join!(
            desk.save_sender(None, address.clone()),
            desk.save_smtp(None, smtp.clone(), Secret::new(String::new()))
        );
        one.unwrap();
        other.unwrap();
        let found = desk.recruiting_email(None).await.unwrap();
        assert_eq!((found.sender, found.smtp), (address, smtp));
    }
});

on_both!(survives_a_restart, |world| {
    let desk = world.admin().await;
    save_smtp(&desk, typed(), "secret one").await;
    let company = world.engine.main_company().await.unwrap().unwrap();
    let world = world.restart().await;
    let stored = world.engine.stored_settings(company.id).await.unwrap();
    assert_eq!((stored.smtp, stored.password.unwrap().expose()), (typed(), "secret one"));
});

on_both!(the_password_stays_inside, |world| {
    let desk = world.admin().await;
    save_smtp(&desk, typed(), "secret one").await;
    let found = desk.recruiting_email(None).await.unwrap();
    assert!(!format!("{found:?}{desk:?}").contains("secret one"));
    assert!(!serde_json::to_string(&found).unwrap().contains("secret one"));
    let sealed: Option<Vec<u8>> = crate::db::read!(world.engine.inner.db, pool => {
        sqlx::query_scalar("SELECT sealed_password FROM recruiting_email").fetch_one(pool).await.unwrap()
    });
    assert!(!sealed.unwrap().windows(6).any(|bytes| bytes == b"secret"));
});

on_both!(bounds_every_field, |world| {
    let desk = world.admin().await;
    let long = TypedSmtp { host: "h".repeat(501), ..typed() };
    let fault = Problem::Invalid { field: InputField::Settings(Field::Host), fault: InputFault::TooLong };
    assert_eq!(problem(desk.save_smtp(None, long, Secret::new(String::new())).await), fault);
});

on_both!(tests_need_usable_values, |world| {
    let desk = world.admin().await;
    let test = async |smtp: TypedSmtp, password: &str| {
        problem(desk.test_connection(None, smtp, Secret::new(password.into())).await)
    };
    let fault = |field, fault| Problem::Invalid { field: InputField::Settings(field), fault };
    assert_eq!(test(typed(), "x").await, fault(Field::CustomAddress, InputFault::Empty));
    desk.save_sender(None, sender()).await.unwrap();
    assert_eq!(test(TypedSmtp { port: "0".into(), ..typed() }, "x").await, fault(Field::Port, InputFault::NotAPort));
    assert_eq!(test(typed(), "").await, fault(Field::Password, InputFault::Empty));
});
