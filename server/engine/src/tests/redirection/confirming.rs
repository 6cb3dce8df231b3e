//! Services that ask to confirm a redirection.

use super::*;

const GOOGLE: &str = "From: Gmail-Team <forwarding-noreply@google.com>\r\nTo: acme-jobs@in.example\r\n\
    Subject: (#123456789) Weiterleitungs-Best\u{e4}tigung - E-Mails von jobs@acme.de empfangen\r\n\r\n\
    https://mail-settings.google.com/mail/vf-%5BANGjdJ%5D-x\r\n";

on_both!(the_wizard_shows_code_and_link, |world| {
    let desk = world.admin().await;
    assert_eq!(desk.confirming(None).await.unwrap(), []);
    let mut changes = world.engine.changes();
    world.engine.accept(mail(GOOGLE)).await.unwrap();
    world.sorted().await;
    loop {
        // The wizard listens for changes of the settings.
        let heard = tokio::time::timeout(Duration::from_secs(60), changes.next()).await.expect("nobody is told");
        if heard == Some(crate::Heard::Changed(types::Topic::Settings)) {
            break;
        }
    }
    let asked = desk.confirming(None).await.unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].code.as_deref(), Some("123456789"));
    assert_eq!(asked[0].link.as_deref(), Some("https://mail-settings.google.com/mail/vf-%5BANGjdJ%5D-x"));
    let row = &desk.messages(Default::default(), None).await.unwrap().rows[0];
    assert_eq!(row.kind, types::MessageKind::Confirmation);
    world.clock.advance_secs(8 * 24 * 60 * 60);
    assert_eq!(desk.confirming(None).await.unwrap(), [], "its link has ended");
    let recruiter = world.recruiter().await;
    assert_eq!(crate::tests::problem(recruiter.confirming(None).await), types::Problem::NotAllowed);
});
