//! A connection test in words: for the page and for the report alike.

use crate::{ConnectionTest, Fact, Fixer, Outcome, Stage, StageName, TestState, Timestamp, text::Lang};

impl StageName {
    /// The beginning of its keys in the locale file `stages.json`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Lookup => "lookup",
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Encryption => "encryption",
            Self::SignIn => "sign_in",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::HandOver => "hand_over",
            Self::OnItsWay => "on_its_way",
            Self::Arrival => "arrival",
        }
    }

    /// Its name in a sentence.
    pub fn words(self, lang: Lang) -> &'static str {
        text(lang, self, "name")
    }
}

impl Stage {
    /// What happened at this stage, in plain words.
    pub fn words(&self, lang: Lang) -> &'static str {
        let part = match self.outcome {
            Outcome::NotReached => "todo",
            Outcome::Running => "running",
            Outcome::Passed => "done",
            Outcome::Failed(_) => "failed",
            Outcome::Cancelled => return lang.stages().cancelled,
        };
        text(lang, self.name, part)
    }

    /// How long it took, or that it was not reached.
    pub fn duration_words(&self, lang: Lang) -> String {
        let t = lang.stages();
        match (self.outcome, self.millis) {
            (Outcome::NotReached, _) => t.not_reached.to_owned(),
            (_, Some(millis)) if millis < 10_000 => t.millis(millis),
            (_, Some(millis)) => t.seconds(millis / 1_000),
            (_, None) => String::new(),
        }
    }
}

impl Fact {
    /// What was found out, on one line.
    pub fn words(&self, lang: Lang) -> String {
        let t = lang.stages();
        match self {
            Self::Addresses(addresses) => addresses.join(", "),
            Self::ConnectedTo(address) => t.fact_connected(address),
            Self::Certificate { protocol, names, issuer, valid_until } => {
                let (names, date) = (names.join(", "), day(*valid_until, lang));
                if protocol.is_empty() {
                    t.fact_certificate_only(names, issuer, date)
                } else {
                    t.fact_certificate(protocol, names, issuer, date)
                }
            }
            Self::Mechanism(mechanism) => t.fact_mechanism(mechanism),
            Self::Offered(methods) if methods.is_empty() => t.fact_offered("–"),
            Self::Offered(methods) => t.fact_offered(methods.join(", ")),
            Self::QueueId(id) => t.fact_queue_id(id),
        }
    }
}

impl Fixer {
    /// Who that is.
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::You => lang.stages().fixer_you,
            Self::Provider => lang.stages().fixer_provider,
            Self::It => lang.stages().fixer_own_it,
            Self::ItOrProvider => lang.stages().fixer_it,
            Self::Dns => lang.stages().fixer_dns,
            Self::Operator => lang.stages().fixer_operator,
        }
    }
}

impl ConnectionTest {
    /// The stage where it stopped, with the cause.
    pub fn failure(&self) -> Option<(&Stage, crate::Cause)> {
        self.stages.iter().find_map(|stage| match stage.outcome {
            Outcome::Failed(cause) => Some((stage, cause)),
            _ => None,
        })
    }

    /// Whether candidates' mails come in as theirs.
    pub fn proves_loop(&self) -> bool {
        let is_elsewhere = self.arrival.as_ref().is_some_and(|arrival| arrival.elsewhere.is_some());
        self.state == TestState::Passed && !is_elsewhere && self.verdict.is_some_and(crate::Verdict::proves_loop)
    }

    /// Where it stands, in one sentence.
    pub fn words(&self, lang: Lang) -> String {
        let t = lang.stages();
        match self.state {
            TestState::Sending => t.sending.into(),
            TestState::Waiting => t.waiting.into(),
            TestState::Passed if self.arrival.as_ref().is_some_and(|arrival| arrival.elsewhere.is_some()) => {
                t.passed_elsewhere.into()
            }
            TestState::Passed if self.proves_loop() && self.is_half => t.passed_half.into(),
            TestState::Passed if self.proves_loop() => t.passed.into(),
            TestState::Passed => {
                let verdict = self.verdict.and_then(|verdict| lang.verdicts().by_key(verdict.as_str()));
                t.passed_changed(verdict.unwrap_or_default())
            }
            TestState::Failed => t.failed(self.failure().map(|(stage, _)| stage.name.words(lang)).unwrap_or_default()),
            TestState::NotReturned => t.not_returned.into(),
            TestState::Cancelled => t.cancelled_state.into(),
            TestState::Interrupted => t.interrupted.into(),
        }
    }
}

fn text(lang: Lang, stage: StageName, part: &str) -> &'static str {
    lang.stages().by_key(&format!("{}_{part}", stage.key())).unwrap_or_default()
}

/// The day in UTC, as it is written in this language.
fn day(at: Timestamp, lang: Lang) -> String {
    let (year, month, day, ..) = at.civil();
    match lang {
        Lang::En => format!("{year}-{month:02}-{day:02}"),
        Lang::De => format!("{day}.{month}.{year}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Cause, Encryption, Outcome, Stage, StageName, text::Lang};

    #[test]
    fn every_stage_has_its_words() {
        for lang in Lang::ALL {
            for name in StageName::in_order(Encryption::Tls) {
                assert!(!name.words(lang).is_empty(), "{name:?}");
                for outcome in [
                    Outcome::NotReached,
                    Outcome::Running,
                    Outcome::Passed,
                    Outcome::Failed(Cause::NotSmtp),
                    Outcome::Cancelled,
                ] {
                    let stage = Stage { outcome, ..Stage::todo(name) };
                    assert!(!stage.words(lang).is_empty(), "{name:?} {outcome:?}");
                }
            }
        }
    }
}
