//! What reading a message found, in words. Drawn on the server: the browser gets the sentences it shows.

use crate::{Invitation, ReadingProblem, text::Lang};

impl ReadingProblem {
    /// A sentence that says what it means and what to do.
    pub fn sentence(self, lang: Lang) -> &'static str {
        lang.reading().by_key(self.as_str()).unwrap_or_default()
    }
}

impl Invitation {
    /// The appointment line by line, what is done with it first.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let t = lang.reading();
        let mut lines = vec![t.by_key(&format!("step_{}", self.step.as_str())).unwrap_or_default().to_owned()];
        let when = self.when();
        let organizer = self.organizer.as_ref().map(|who| format!("{} {}", who.name, who.address).trim().to_owned());
        let said = [
            (self.summary.clone(), self.summary.clone()),
            (when.clone(), t.when(&when)),
            (self.location.clone(), t.where_is_it(&self.location)),
            (organizer.clone().unwrap_or_default(), t.who(organizer.unwrap_or_default())),
        ];
        lines.extend(said.into_iter().filter(|(found, _)| !found.is_empty()).map(|(_, line)| line));
        lines.extend(self.repeats.then(|| t.repeats.to_owned()));
        lines
    }

    /// From when to when, in the zone of whoever wrote it.
    pub fn when(&self) -> String {
        let mut when = self.begins.clone();
        if !self.ends.is_empty() && self.ends != self.begins {
            let is_same_day = self.ends.get(..11).is_some_and(|day| self.begins.starts_with(day));
            when += " – ";
            when += if is_same_day { &self.ends[11..] } else { &self.ends };
        }
        if !self.zone.is_empty() && !when.is_empty() {
            when += &format!(" ({})", self.zone);
        }
        when
    }
}

#[cfg(test)]
mod tests {
    use crate::{Invitation, InvitationStep, ReadingProblem, text::Lang};

    #[test]
    fn everything_has_words() {
        for lang in Lang::ALL {
            for problem in ReadingProblem::ALL {
                assert!(!problem.sentence(lang).is_empty(), "{problem:?}");
            }
            for step in InvitationStep::ALL {
                let invitation = Invitation { step: *step, begins: "2026-12-01 10:00".into(), ..Invitation::default() };
                let lines = invitation.lines(lang);
                assert!(lines.len() == 2 && lines.iter().all(|line| !line.is_empty()), "{lines:?}");
            }
        }
    }
}
