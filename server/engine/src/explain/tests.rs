//! Answers as servers give them, with the cause that each must get.

mod answers;
mod echoes;
mod hidden;
mod pasted;

use types::{Cause, StageName};

use super::{Answer, catalogue, explain};
pub(crate) use echoes::with_echoes;

fn at(stage: StageName, line: &str) -> Cause {
    explain(Some(stage), &Answer::new([line]))
}

#[test]
fn words_that_nobody_knows_are_no_guess() {
    for answer in ["550 ÄÖÜ", "550", ""] {
        assert!([Cause::Unknown, Cause::MessageRefused].contains(&at(StageName::HandOver, answer)), "{answer}");
    }
    assert!(catalogue::find(None, &Answer::new([""])).is_none());
}

#[test]
fn the_stage_decides_what_a_code_means() {
    for (stage, line, cause) in [
        (StageName::Greeting, "421 no", Cause::ServerBusy),
        (StageName::Greeting, "554 no", Cause::GreetingRefused),
        (StageName::Encryption, "454 no", Cause::StartTlsUnavailable),
        (StageName::Encryption, "501 no", Cause::StartTlsRefused),
        (StageName::SignIn, "535 no", Cause::SignInRefused),
        (StageName::SignIn, "454 no", Cause::SignInUnavailable),
        (StageName::SignIn, "504 no", Cause::MechanismRefused),
        (StageName::SignIn, "503 no", Cause::SignInNotOffered),
        (StageName::SignIn, "538 no", Cause::EncryptionDemanded),
        (StageName::SignIn, "550 no", Cause::Unknown),
        (StageName::Sender, "530 no", Cause::SignInDemanded),
        (StageName::Sender, "501 no", Cause::SenderMalformed),
        (StageName::Sender, "553 no", Cause::SenderRefused),
        (StageName::Sender, "554 no", Cause::Unknown),
        (StageName::Sender, "503 no", Cause::CommandRefused),
        (StageName::Recipient, "550 no", Cause::RecipientRefused),
        (StageName::Recipient, "556 no", Cause::Unknown),
        (StageName::Recipient, "450 no", Cause::RefusedForNow),
        (StageName::HandOver, "554 no", Cause::MessageRefused),
        (StageName::HandOver, "250 what?", Cause::MessageRefused),
        (StageName::HandOver, "451 no", Cause::RefusedForNow),
    ] {
        assert_eq!(at(stage, line), cause, "{stage:?} {line}");
    }
}

/// A typed code says more than words that may be anything.
#[test]
fn codes_count_before_words() {
    for (stage, line, cause) in [
        (StageName::Recipient, "550 5.1.1 <quota@x>: no such mailbox", Cause::RecipientUnknown),
        (StageName::Recipient, "550 5.2.1 disabled, user unknown", Cause::MailboxDisabled),
        (StageName::HandOver, "552 5.3.4 too large", Cause::MessageTooLarge),
        (StageName::Recipient, "550 5.1.1 User unknown; SPF passed, DKIM passed", Cause::RecipientUnknown),
        (StageName::Recipient, "550 5.1.2 no such domain, virus scan passed", Cause::RecipientDomainUnknown),
        (StageName::HandOver, "550 5.2.2 mailbox full, DMARC passed", Cause::MailboxFull),
        // What the code says is what was said before.
        (StageName::Recipient, "450 4.1.1 unverified address: host mx.example said: Greylisted", Cause::Greylisted),
    ] {
        assert_eq!(at(stage, line), cause, "{line}");
    }
}

/// Parts of words are no words, and what fails its authentication need not be an account.
#[test]
fn words_are_whole() {
    for (stage, line, cause) in [
        (StageName::HandOver, "550 5.7.1 Message rejected: ARC authentication failed", Cause::MessageRefused),
        (StageName::HandOver, "550 5.7.1 this spamassassin rejects you", Cause::MessageRefused),
        (StageName::Recipient, "550 5.7.1 Hspf unavailable", Cause::RecipientRefused),
        (StageName::SignIn, "550 authentication failed", Cause::SignInRefused),
        (StageName::HandOver, "550 5.7.10 TLS required but not supported", Cause::OnwardEncryption),
        (StageName::Recipient, "530 5.7.0 TLS required", Cause::EncryptionDemanded),
    ] {
        assert_eq!(at(stage, line), cause, "{line}");
    }
    for line in ["550 no entry in database", "550 5.7.1 Message rejected: ARC authentication failed"] {
        let explained = super::explain_pasted(line);
        assert_eq!((explained.cause, explained.stage), (Cause::Unknown, None), "{line}");
    }
}
