//! Setting up, signing in, staying signed in.

use types::{InputFault, InputField, Problem, Role};

use super::{PASSWORD, on_both, problem, set_up_form};
use crate::{NewPerson, Secret, SetUp};

fn secret(text: &str) -> Secret {
    Secret::new(text.into())
}

on_both!(sets_up_once, |world| {
    assert!(!world.engine.knows_recipient("acme-jobs@in.example").await.unwrap());
    let wrong = SetUp { token: secret("another token"), ..set_up_form() };
    assert_eq!(problem(world.engine.set_up(wrong).await), Problem::WrongSetupToken);
    let short = SetUp { password: secret("short"), ..set_up_form() };
    let fault = Problem::Invalid { field: InputField::Password, fault: InputFault::TooShort };
    assert_eq!(problem(world.engine.set_up(short).await), fault);
    assert!(!world.engine.is_set_up().await.unwrap(), "a refused form leaves nothing behind");

    let desk = world.admin().await;
    assert_eq!((desk.me().role, desk.me().company_name.as_str()), (Role::Admin, "Acme GmbH"));
    assert_eq!(problem(world.engine.set_up(set_up_form()).await), Problem::AlreadySetUp);
    for (address, is_ours) in [
        ("acme-jobs@in.example", true),
        ("ACME-Jobs@IN.example", true),
        ("postmaster@in.example", true),
        ("Postmaster", true),
        ("acme-jobs@elsewhere.example", false),
        ("acme@in.example", false),
        ("", false),
    ] {
        assert_eq!(world.engine.knows_recipient(address).await.unwrap(), is_ours, "{address}");
    }
});

on_both!(signs_in_and_out, |world| {
    world.admin().await;
    let token = world.engine.sign_in("ada@acme.EXAMPLE", secret(PASSWORD), None).await.unwrap();
    assert!(world.engine.desk(&token).await.unwrap().is_some());
    world.engine.sign_out(&token).await.unwrap();
    assert!(world.engine.desk(&token).await.unwrap().is_none());
});

on_both!(sessions_end_by_themselves, |world| {
    world.admin().await;
    let used = world.engine.sign_in("ada@acme.example", secret(PASSWORD), None).await.unwrap();
    let idle = world.engine.sign_in("ada@acme.example", secret(PASSWORD), None).await.unwrap();
    world.clock.advance_secs(5 * 86_400);
    assert!(world.engine.desk(&used).await.unwrap().is_some());
    world.clock.advance_secs(5 * 86_400);
    assert!(world.engine.desk(&used).await.unwrap().is_some());
    assert!(world.engine.desk(&idle).await.unwrap().is_none(), "ten days without use");
    for _ in 0..5 {
        world.clock.advance_secs(5 * 86_400);
        _ = world.engine.desk(&used).await.unwrap();
    }
    assert!(world.engine.desk(&used).await.unwrap().is_none(), "older than thirty days");
});

on_both!(locks_with_a_growing_wait, |world| {
    world.admin().await;
    let attempt = async |password: &str| world.engine.sign_in("ada@acme.example", secret(password), None).await;
    for _ in 0..5 {
        assert_eq!(problem(attempt("wrong").await), Problem::WrongPassword);
    }
    assert_eq!(problem(attempt(PASSWORD).await), Problem::Locked { wait_secs: 30 });
    world.clock.advance_secs(30);
    assert_eq!(problem(attempt("wrong").await), Problem::WrongPassword);
    assert_eq!(problem(attempt(PASSWORD).await), Problem::Locked { wait_secs: 60 });
    world.clock.advance_secs(60);
    assert!(attempt(PASSWORD).await.is_ok());
    assert_eq!(problem(attempt("wrong").await), Problem::WrongPassword, "signing in forgets the failures");
});

on_both!(an_office_is_not_locked_out_by_typing_errors, |world| {
    world.admin().await;
    let office = Some("198.51.100.7".parse().unwrap());
    let attempt = async |n: usize| world.engine.sign_in(&format!("p{n}@acme.example"), secret("wrong"), office).await;
    for day in 0..2 {
        for n in 0..29 {
            assert_eq!(problem(attempt(100 * day + n).await), Problem::WrongPassword);
        }
        world.clock.advance_secs(3_601);
    }
    assert!(world.engine.sign_in("ada@acme.example", secret(PASSWORD), office).await.is_ok());
    for n in 300..329 {
        assert_eq!(problem(attempt(n).await), Problem::WrongPassword);
    }
    // The right password is no failure, and does not make the others free again.
    assert!(world.engine.sign_in("ada@acme.example", secret(PASSWORD), office).await.is_ok());
    assert_eq!(problem(attempt(400).await), Problem::WrongPassword);
    assert_eq!(problem(attempt(401).await), Problem::Locked { wait_secs: 30 });
});

on_both!(tries_at_the_same_time_all_count, |world| {
    world.admin().await;
    let tries = (0..12).map(|_| world.engine.sign_in("ada@acme.example", secret("wrong"), None));
    let answers = futures_util::future::join_all(tries).await;
    let n_looked_at = answers
        .into_iter()
        .filter(|answer| matches!(answer, Err(crate::Error::Problem(Problem::WrongPassword))))
        .count();
    assert_eq!(n_looked_at, 5);
});

on_both!(strangers_are_answered_like_wrong_passwords, |world| {
    world.admin().await;
    for _ in 0..5 {
        assert_eq!(problem(world.engine.sign_in("who@acme.example", secret("x"), None).await), Problem::WrongPassword);
    }
    let sixth = problem(world.engine.sign_in("who@acme.example", secret("x"), None).await);
    assert_eq!(sixth, Problem::Locked { wait_secs: 30 });
    assert_eq!(problem(world.engine.sign_in("no address", secret("x"), None).await), Problem::WrongPassword);
});

on_both!(a_place_is_locked_too, |world| {
    world.admin().await;
    let client = Some("192.0.2.7".parse().unwrap());
    for n in 0..30 {
        let address = format!("guess{n}@acme.example");
        assert_eq!(problem(world.engine.sign_in(&address, secret("x"), client).await), Problem::WrongPassword);
    }
    let next = world.engine.sign_in("ada@acme.example", secret(PASSWORD), client).await;
    assert_eq!(problem(next), Problem::Locked { wait_secs: 30 });
});

on_both!(addresses_are_taken_once, |world| {
    world.admin().await;
    let again = NewPerson {
        name: "A".into(),
        address: "ADA@acme.example".into(),
        role: Role::Recruiter,
        password: secret(PASSWORD),
    };
    let fault = Problem::Invalid { field: InputField::Address, fault: InputFault::Taken };
    assert_eq!(problem(world.engine.add_person(again).await), fault);
});

on_both!(a_new_password_ends_sessions, |world| {
    world.admin().await;
    let token = world.engine.sign_in("ada@acme.example", secret(PASSWORD), None).await.unwrap();
    world.engine.change_password("ada@acme.example", secret("another password")).await.unwrap();
    assert!(world.engine.desk(&token).await.unwrap().is_none());
    assert_eq!(problem(world.engine.sign_in("ada@acme.example", secret(PASSWORD), None).await), Problem::WrongPassword);
    assert!(world.engine.sign_in("ada@acme.example", secret("another password"), None).await.is_ok());
    assert_eq!(problem(world.engine.change_password("no@acme.example", secret(PASSWORD)).await), Problem::NotFound);
});

on_both!(recruiters_have_no_settings, |world| {
    world.admin().await;
    let desk = world.recruiter().await;
    assert_eq!(problem(desk.recruiting_email(None).await), Problem::NotAllowed);
    assert_eq!(problem(desk.save_sender(None, Default::default()).await), Problem::NotAllowed);
    assert_eq!(problem(desk.save_smtp(None, Default::default(), secret("x")).await), Problem::NotAllowed);
    assert_eq!(problem(desk.test_connection(None, Default::default(), secret("x")).await), Problem::NotAllowed);
    assert_eq!(problem(desk.test_stored(None).await), Problem::NotAllowed);
    let id = "0197a1a0-0000-7000-8000-000000000000".parse().unwrap();
    assert_eq!(problem(desk.connection_test(id).await), Problem::NotAllowed);
    assert_eq!(problem(desk.cancel_test(id).await), Problem::NotAllowed);
    assert_eq!(problem(desk.switch_practice(Default::default()).await), Problem::NotAllowed);
    assert!(desk.messages(Default::default(), None).await.is_ok());
});
