use types::{AnswerForm, InputFault, InputField, Placeholder, Problem};

use super::{Carla, form, on_both, problem};

on_both!(templates_are_filled_in, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let text = "Hello {first_name},\nabout {position} at {company}. {recruiter}";
    let id = desk.save_template(None, " Invitation ", "Come to {company}", text).await.unwrap();
    let recruiter = world.recruiter().await;
    let composing = recruiter.composing(carla.id).await.unwrap();
    assert_eq!((composing.templates[0].id, composing.templates[0].name.as_str()), (id, "Invitation"));
    let chosen = AnswerForm { template: id.to_string(), ..composing.form };
    recruiter.use_template(carla.id, &chosen).await.unwrap();
    let filled = recruiter.composing(carla.id).await.unwrap().form;
    assert_eq!(filled.body, "Hello Carla,\nabout Baker at Acme GmbH. Rita");
    assert_eq!(filled.subject, "Come to Acme GmbH");
    // What is typed already stays.
    recruiter.use_template(carla.id, &AnswerForm { template: id.to_string(), ..filled.clone() }).await.unwrap();
    let twice = recruiter.composing(carla.id).await.unwrap().form;
    assert_eq!(twice.body, format!("{0}\n\n{0}", filled.body));
});

on_both!(missing_values_stop_the_sending, |world| {
    let desk = world.admin().await;
    let carla = Carla::applies(&world, &desk).await;
    let id = desk.save_template(None, "About a position", "", "Your {position}, {first_name}").await.unwrap();
    let about_none =
        AnswerForm { position: String::new(), template: id.to_string(), ..form(&desk, carla.id, "").await };
    desk.use_template(carla.id, &about_none).await.unwrap();
    let filled = desk.composing(carla.id).await.unwrap().form;
    assert_eq!((filled.body.as_str(), filled.subject.as_str()), ("Your {position}, Carla", "Re: Bewerbung"));
    let preview = desk.composing(carla.id).await.unwrap().preview.unwrap();
    assert_eq!((preview.body.as_str(), &preview.missing[..]), ("", &[Placeholder::Position][..]));
    let missing = Problem::MissingValues { placeholders: vec![Placeholder::Position] };
    assert_eq!(problem(desk.send_answer(carla.id, &filled).await), missing);
    // With a position there is a value.
    let with_position = AnswerForm { position: carla.position.to_string(), ..filled };
    let preview = desk.save_draft(carla.id, &with_position).await.unwrap().unwrap();
    assert_eq!((preview.body.as_str(), preview.subject.as_str()), ("Your Baker, Carla", ""));
    assert_eq!(preview.missing, []);
    let sent = desk.send_answer(carla.id, &with_position).await.unwrap();
    assert_eq!(desk.outgoing(sent).await.unwrap().body, "Your Baker, Carla");
});

on_both!(admins_change_templates_and_signatures, |world| {
    let desk = world.admin().await;
    let recruiter = world.recruiter().await;
    let main = world.engine.main_company().await.unwrap().unwrap().id;
    assert_eq!(problem(recruiter.templates().await), Problem::NotAllowed);
    assert_eq!(problem(recruiter.save_template(None, "a", "", "b").await), Problem::NotAllowed);
    assert_eq!(problem(recruiter.save_signature(main, "x").await), Problem::NotAllowed);
    let invalid = |field, fault| Problem::Invalid { field, fault };
    for (name, subject, body, expected) in [
        ("", "", "b", invalid(InputField::TemplateName, InputFault::Empty)),
        ("a", "", " \n", invalid(InputField::Body, InputFault::Empty)),
        ("a", &*"s".repeat(301), "b", invalid(InputField::Subject, InputFault::TooLong)),
        ("a", "", &*"b".repeat(10_001), invalid(InputField::Body, InputFault::TooLong)),
    ] {
        assert_eq!(problem(desk.save_template(None, name, subject, body).await), expected);
    }
    let id = desk.save_template(None, "First", "", "text").await.unwrap();
    desk.save_template(Some(id), "Second", "s", "other").await.unwrap();
    let (templates, signatures) = desk.templates().await.unwrap();
    assert_eq!((templates.len(), templates[0].name.as_str(), templates[0].body.as_str()), (1, "Second", "other"));
    assert_eq!((signatures.len(), signatures[0].is_main), (1, true));
    recruiter.delete_template(id).await.unwrap_err();
    desk.delete_template(id).await.unwrap();
    assert_eq!(problem(desk.save_template(Some(id), "Third", "", "x").await), Problem::NotFound);
    desk.save_signature(main, "Acme\r\nBerlin\n\n").await.unwrap();
    assert_eq!(desk.templates().await.unwrap().1[0].text, "Acme\nBerlin");
});
