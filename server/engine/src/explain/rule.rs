//! One line of the catalogue: how a cause is recognised.

use types::{Cause, StageName};

use super::{answer::Answer, names::is_meant, pattern::says};

/// How a cause is recognised. Everything that is named must hold; of several values of one kind, one.
#[derive(Debug)]
pub(super) struct Rule {
    /// What it is.
    pub(super) cause: Cause,
    /// The stages at which it means this; none for all.
    pub(super) stages: &'static [StageName],
    pub(super) codes: &'static [&'static str],
    pub(super) statuses: &'static [&'static str],
    pub(super) words: &'static [&'static str],
    pub(super) names: &'static [&'static str],
    pub(super) is_bare: bool,
    needs_stage: bool,
}

/// A rule that nothing restricts yet.
pub(super) const fn rule(cause: Cause) -> Rule {
    Rule { cause, stages: &[], codes: &[], statuses: &[], words: &[], names: &[], is_bare: false, needs_stage: false }
}

impl Rule {
    /// At one of these stages.
    pub(super) const fn at(mut self, stages: &'static [StageName]) -> Self {
        self.stages = stages;
        self
    }

    /// At one of these stages, and never where the stage is not known.
    pub(super) const fn only_at(mut self, stages: &'static [StageName]) -> Self {
        self.needs_stage = true;
        self.at(stages)
    }

    /// With a reply code that begins with one of these: `535`, or `4` for the whole class.
    pub(super) const fn code(mut self, codes: &'static [&'static str]) -> Self {
        self.codes = codes;
        self
    }

    /// With one of these enhanced status codes: `5.7.8`, `*.7.8` for every class, or an empty one for none at all.
    pub(super) const fn status(mut self, statuses: &'static [&'static str]) -> Self {
        self.statuses = statuses;
        self
    }

    /// With one of these in its words, in lower case; `*` stands for the rest of a word and anything after it. What the
    /// answer names is none of its words: for that there is [`Self::names`].
    pub(super) const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// Or naming one of these: an address, or a host and what is below it, with the beginning of a path.
    pub(super) const fn names(mut self, names: &'static [&'static str]) -> Self {
        self.names = names;
        self
    }

    /// Only for what is no reply at all: what operating systems and TLS libraries say.
    pub(super) const fn bare(mut self) -> Self {
        self.is_bare = true;
        self
    }

    /// Whether this answer at this stage is meant.
    pub(super) fn fits(&self, stage: Option<StageName>, answer: &Answer) -> bool {
        let at_stage = match stage {
            _ if self.stages.is_empty() => true,
            None if self.needs_stage => false,
            Some(stage) => self.stages.contains(&stage),
            // A code alone means something at its stage only.
            None => self.has_words() || self.statuses.iter().any(|status| !status.is_empty()),
        };
        let has_code = match answer.code {
            _ if self.codes.is_empty() => true,
            Some(code) => self.codes.iter().any(|start| code.to_string().starts_with(start)),
            None => self.has_words() || !self.statuses.is_empty(),
        };
        at_stage
            && has_code
            && !(self.is_bare && answer.code.is_some())
            && (self.statuses.is_empty() || self.statuses.iter().any(|status| is_same_status(status, &answer.status)))
            && (!self.has_words() || self.is_said(answer))
    }

    const fn has_words(&self) -> bool {
        !self.words.is_empty() || !self.names.is_empty()
    }

    fn is_said(&self, answer: &Answer) -> bool {
        self.words.iter().any(|words| says(&answer.text, words))
            || answer.names.iter().any(|name| self.names.iter().any(|known| is_meant(name, known)))
    }
}

fn is_same_status(pattern: &str, status: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(end) => status.get(1..).is_some_and(|found| found == end),
        None => pattern == status,
    }
}

#[cfg(test)]
mod tests {
    use types::{Cause, StageName};

    use super::{Answer, rule};

    #[test]
    fn wants_everything_that_is_named() {
        let rule = rule(Cause::SignInRefused).at(&[StageName::SignIn]).code(&["535"]).status(&["*.7.8"]);
        let (here, nowhere) = (Some(StageName::SignIn), None);
        for (stage, line, fits) in [
            (here, "535 5.7.8 no", true),
            (nowhere, "535 5.7.8 no", true),
            (nowhere, "5.7.8 no", true),
            (Some(StageName::Sender), "535 5.7.8 no", false),
            (here, "534 5.7.8 no", false),
            (here, "535 5.7.9 no", false),
            (here, "535 no", false),
        ] {
            assert_eq!(rule.fits(stage, &Answer::new([line])), fits, "{stage:?} {line}");
        }
        let by_code = super::rule(Cause::SenderRefused).at(&[StageName::Sender]).code(&["550"]);
        assert!(by_code.fits(Some(StageName::Sender), &Answer::new(["550 no"])));
        assert!(!by_code.fits(None, &Answer::new(["550 no"])));
    }
}
