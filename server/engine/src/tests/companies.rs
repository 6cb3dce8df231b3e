//! Subcompanies: made, renamed, retired; their addresses; the table of all companies.

use types::{
    Badge, CompanyId, CompanyLine, CompanyWarning, Encryption, InputFault, InputField, Problem, Route, SenderForm,
    Topic, TypedSmtp,
};

use super::{START, World, mail, on_both, problem};
use crate::{
    Desk, Heard, Incoming, Secret,
    db::{read, write},
};

pub(super) fn typed(domain: &str, use_for_sending: bool) -> TypedSmtp {
    TypedSmtp {
        use_for_sending,
        host: format!("smtp.{domain}"),
        port: "587".into(),
        encryption: Encryption::StartTls,
        sign_in_with: types::SignInWith::Password,
        account: format!("jobs@{domain}"),
    }
}

/// Stores an address and a server at this domain.
pub(super) async fn connect(desk: &Desk, company: Option<CompanyId>, domain: &str, use_for_sending: bool) {
    let sender = SenderForm { use_custom: true, custom_address: format!("jobs@{domain}") };
    desk.save_sender(company, sender).await.unwrap();
    desk.save_smtp(company, typed(domain, use_for_sending), Secret::new("secret".into())).await.unwrap();
}

pub(super) async fn subcompany(desk: &Desk, name: &str) -> CompanyId {
    desk.create_subcompany(name.into(), String::new()).await.unwrap()
}

async fn address(world: &World, company: CompanyId) -> String {
    let company = world.engine.company(company).await.unwrap();
    company.recruiting_address("in.example").unwrap().to_string()
}

async fn line(desk: &Desk, company: CompanyId) -> CompanyLine {
    desk.company_overview().await.unwrap().into_iter().find(|line| line.id == company).unwrap()
}

on_both!(get_a_tag_from_their_name, |world| {
    let desk = world.admin().await;
    for (name, tag, address_made) in [
        ("Acme Berlin GmbH", "", "acme-jobs+acme-berlin@in.example"),
        ("ACME BERLIN AG", "", "acme-jobs+acme-berlin-2@in.example"),
        ("Bäckerei  Köln", " Koeln ", "acme-jobs+koeln@in.example"),
    ] {
        let id = desk.create_subcompany(name.into(), tag.into()).await.unwrap();
        assert_eq!(address(&world, id).await, address_made);
    }
    let refused = |field, fault| Problem::Invalid { field, fault };
    for (name, tag, field, fault) in [
        (" ", "x1", InputField::CompanyName, InputFault::Empty),
        ("株式会社", "", InputField::Tag, InputFault::Empty),
        ("Köln", "a+b", InputField::Tag, InputFault::NotAnAccountName),
        ("Köln", "koeln", InputField::Tag, InputFault::Taken),
    ] {
        let made = desk.create_subcompany(name.into(), tag.into()).await;
        assert_eq!(problem(made), refused(field, fault), "{name} {tag}");
    }
    let names: Vec<_> = desk.company_choices().await.unwrap().into_iter().map(|choice| choice.name).collect();
    assert_eq!(names, ["Acme GmbH", "ACME BERLIN AG", "Acme Berlin GmbH", "Bäckerei Köln"]);
});

on_both!(are_renamed_and_retired, |world| {
    let desk = world.admin().await;
    let berlin = subcompany(&desk, "Berlin").await;
    let mut changes = world.engine.changes();
    desk.rename_company(berlin, "Berlin Mitte".into()).await.unwrap();
    assert_eq!(changes.next().await, Some(Heard::Changed(Topic::Positions)));
    assert_eq!(changes.next().await, Some(Heard::Changed(Topic::Settings)));
    assert_eq!(world.engine.company(berlin).await.unwrap().name, "Berlin Mitte");
    assert_eq!(address(&world, berlin).await, "acme-jobs+berlin@in.example", "the address stays");
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    desk.rename_company(main, "Acme SE".into()).await.unwrap();
    assert_eq!(world.signed_in().await.me().company_name, "Acme SE");
    desk.retire_subcompany(berlin).await.unwrap();
    assert!(line(&desk, berlin).await.is_retired);
    desk.bring_back_subcompany(berlin).await.unwrap();
    assert!(!line(&desk, berlin).await.is_retired);
    assert_eq!(problem(desk.retire_subcompany(main).await), Problem::NotFound);
    let nobody = "0197a1a0-0000-7000-8000-000000000000".parse().unwrap();
    assert_eq!(problem(desk.rename_company(nobody, "X".into()).await), Problem::NotFound);
});

on_both!(are_written_to_by_their_tag, |world| {
    let desk = world.admin().await;
    let knows = async |address: &str| world.engine.knows_recipient(address).await.unwrap();
    assert!(!knows("acme-jobs+berlin@in.example").await);
    let berlin = subcompany(&desk, "Berlin").await;
    desk.retire_subcompany(berlin).await.unwrap();
    for (address, is_ours) in [
        ("acme-jobs+berlin@in.example", true),
        ("Acme-Jobs+BERLIN@IN.example", true),
        ("acme-jobs@in.example", true),
        ("acme-jobs+hamburg@in.example", false),
        ("acme-jobs+@in.example", false),
        ("acme-jobs+berlin+x@in.example", false),
        ("acme+berlin@in.example", false),
        ("acme-jobs+berlin@sub.in.example", false),
        ("acme-jobs+berlin@xin.example", false),
        ("acme-jobs+berlin", false),
    ] {
        assert_eq!(knows(address).await, is_ours, "{address}");
    }
    let to = |recipients: &[&str], n: u32| Incoming {
        recipients: recipients.iter().map(|address| (*address).into()).collect(),
        ..mail(format!("Subject: {n}\r\n\r\nx\r\n"))
    };
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    for (n, (recipients, company)) in [
        (vec!["ACME-jobs+Berlin@in.example"], berlin),
        (vec!["acme-jobs@in.example", "acme-jobs+berlin@in.example"], main),
        (vec!["postmaster@in.example"], main),
    ]
    .into_iter()
    .enumerate()
    {
        let id = world.engine.accept(to(&recipients, n as u32)).await.unwrap();
        world.sorted().await;
        let stored: Vec<u8> = read!(world.engine.inner.db, pool => {
            sqlx::query_scalar("SELECT company_id FROM message WHERE id = $1").bind(id.as_bytes().as_slice()).fetch_one(pool).await.unwrap()
        });
        assert_eq!(CompanyId::from_slice(&stored), Some(company), "{recipients:?}");
    }
    let arrived = line(&desk, berlin).await.last_in_at;
    assert_eq!(arrived, Some(START));
});

on_both!(are_known_after_a_restart, |world| {
    let berlin = subcompany(&world.admin().await, "Berlin").await;
    let world = world.restart().await;
    assert!(world.engine.knows_recipient("acme-jobs+berlin@in.example").await.unwrap());
    assert_eq!(world.engine.company(berlin).await.unwrap().name, "Berlin");
});

on_both!(stand_in_one_table, |world| {
    let desk = world.admin().await;
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    let (berlin, hamburg) = (subcompany(&desk, "Berlin").await, subcompany(&desk, "Hamburg").await);
    assert_eq!(line(&desk, main).await.warnings, []);
    connect(&desk, None, "acme.example", true).await;
    assert_eq!(line(&desk, main).await.warnings, [CompanyWarning::NeverTested]);
    let inherited = line(&desk, berlin).await;
    assert_eq!((inherited.is_inherited, inherited.warnings.as_slice()), (true, [].as_slice()), "said once");
    assert_eq!(inherited.sending.host.as_deref(), Some("smtp.acme.example"));
    connect(&desk, Some(hamburg), "hamburg.example", false).await;
    let off = line(&desk, hamburg).await;
    assert_eq!((off.sending.from.as_str(), off.sending.route), ("acme-jobs+hamburg@in.example", Route::Relay));
    assert_eq!((off.is_inherited, off.warnings.as_slice()), (false, [CompanyWarning::SendingOff].as_slice()));
    let other_login = TypedSmtp { account: "mailer@acme.example".into(), ..typed("hamburg.example", true) };
    desk.save_smtp(Some(hamburg), other_login, Secret::new(String::new())).await.unwrap();
    let warnings = line(&desk, hamburg).await.warnings;
    assert_eq!(warnings, [CompanyWarning::MayNotSendAs, CompanyWarning::NeverTested]);
    let incomplete = TypedSmtp { host: String::new(), ..typed("hamburg.example", true) };
    desk.save_smtp(Some(hamburg), incomplete, Secret::new(String::new())).await.unwrap();
    assert_eq!(line(&desk, hamburg).await.warnings, [CompanyWarning::Incomplete]);
});

/// A test of the company's own values that ended like this.
async fn tested(world: &World, company: CompanyId, state: &str, stages: &str, at: i64) -> crate::Result<()> {
    let fingerprint = world.engine.stored_settings(company).await?.fingerprint;
    write!(world.engine.inner.db, tx => {
        sqlx::query(
            "INSERT INTO connection_test (id, company_id, started_at, ended_at, state, fingerprint, settings, stages, verdict)
             VALUES ($1, $2, $3, $3, $4, $5, $6, $7, 'untouched')",
        )
        .bind(uuid::Uuid::now_v7().as_bytes().as_slice())
        .bind(company.as_bytes().as_slice())
        .bind(at)
        .bind(state)
        .bind(fingerprint)
        .bind(r#"{"custom_address":"a@b.example","recruiting_address":"c@d.example","smtp":{"host":"h","port":25,"encryption":"tls","account":"a"}}"#)
        .bind(stages)
        .execute(&mut *tx)
        .await?;
    });
    Ok(())
}

on_both!(show_what_tests_have_shown, |world| {
    let desk = world.admin().await;
    let (berlin, hamburg) = (subcompany(&desk, "Berlin").await, subcompany(&desk, "Hamburg").await);
    connect(&desk, Some(berlin), "berlin.example", true).await;
    tested(&world, berlin, "passed", "[]", 100).await.unwrap();
    let passed = line(&desk, berlin).await;
    assert_eq!((passed.last_passed_at, passed.warnings.as_slice()), (Some(types::Timestamp(100)), [].as_slice()));
    let refused = r#"[{"name":"sender","outcome":{"Failed":"sender_refused"},"millis":1,"fact":null,"said":[]}]"#;
    tested(&world, berlin, "failed", refused, 200).await.unwrap();
    assert_eq!(line(&desk, berlin).await.warnings, [CompanyWarning::MayNotSendAs]);
    assert!(matches!(desk.recruiting_email(Some(berlin)).await.unwrap().badge, Badge::Failing { .. }));
    assert_eq!(line(&desk, hamburg).await.last_passed_at, None);
});

/// A message about a position of the company, or about none, that was sent then.
async fn sent(world: &World, company: Option<CompanyId>, state: &str, at: i64) -> crate::Result<()> {
    let position = uuid::Uuid::now_v7();
    write!(world.engine.inner.db, tx => {
        if let Some(company) = company {
            sqlx::query("INSERT INTO position (id, company_id, title, status, created_at) VALUES ($1, $2, 'Baker', 'open', 1)")
                .bind(position.as_bytes().as_slice())
                .bind(company.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query(
            "INSERT INTO outgoing (id, position_id, message_id, in_reply_to, refs, recipients, cc, subject, body, created_at, state,
                reason, server_words, queue_id, not_before, give_up_at, n_attempts, from_address, route, ended_at)
             VALUES ($1, $2, $3, '', '', '[]', '[]', '', '', 1, $4, '', '', '', 1, 1, 1, '', '', $5)",
        )
        .bind(position.as_bytes().as_slice())
        .bind(company.map(|_| position.as_bytes().to_vec()))
        .bind(position.to_string())
        .bind(state)
        .bind(at)
        .execute(&mut *tx)
        .await?;
    });
    Ok(())
}

on_both!(show_when_a_mail_last_went_out, |world| {
    let desk = world.admin().await;
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    let (berlin, hamburg) = (subcompany(&desk, "Berlin").await, subcompany(&desk, "Hamburg").await);
    for (company, state, at) in [
        (Some(berlin), "sent", 100),
        (Some(berlin), "sent", 300),
        (Some(berlin), "refused", 900),
        (Some(main), "sent", 200),
        (None, "sent", 400),
    ] {
        sent(&world, company, state, at).await.unwrap();
    }
    for (company, at) in [(main, Some(400)), (berlin, Some(300)), (hamburg, None)] {
        assert_eq!(line(&desk, company).await.last_out_at, at.map(types::Timestamp));
    }
});
