//! Filling in what a text leaves open.

use types::Placeholder;

/// What is known for one answer; a value that is not known is nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    /// The candidate's name.
    pub name: Option<String>,
    /// The title of the position.
    pub position: Option<String>,
    /// The name of the position's company.
    pub company: Option<String>,
    /// The name of whoever writes.
    pub recruiter: Option<String>,
}

impl Values {
    /// The text with what is known, and what it names that is not. Values are put in once: signs in them stay.
    pub fn fill(&self, text: &str) -> (String, Vec<Placeholder>) {
        let mut filled = String::with_capacity(text.len());
        let mut missing = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            filled.push_str(&rest[..start]);
            rest = &rest[start..];
            let named = Placeholder::ALL.into_iter().find(|placeholder| rest.starts_with(placeholder.sign()));
            let length = named.map_or(1, |placeholder| placeholder.sign().len());
            let (sign, after) = rest.split_at(length);
            match named.map(|placeholder| self.value(placeholder).ok_or(placeholder)) {
                Some(Ok(value)) => filled.push_str(value),
                Some(Err(placeholder)) => {
                    filled.push_str(sign);
                    if !missing.contains(&placeholder) {
                        missing.push(placeholder);
                    }
                }
                None => filled.push_str(sign),
            }
            rest = after;
        }
        filled.push_str(rest);
        (filled, missing)
    }

    fn value(&self, placeholder: Placeholder) -> Option<&str> {
        let value = match placeholder {
            Placeholder::FirstName => self.name.as_deref().and_then(first_name),
            Placeholder::Name => self.name.as_deref(),
            Placeholder::Position => self.position.as_deref(),
            Placeholder::Company => self.company.as_deref(),
            Placeholder::Recruiter => self.recruiter.as_deref(),
        };
        // An address is nobody's name: candidates who gave none are listed by it.
        let is_address = |value: &str| is_of_person(placeholder) && value.contains('@');
        value.map(str::trim).filter(|value| !value.is_empty() && !is_address(value))
    }
}

const fn is_of_person(placeholder: Placeholder) -> bool {
    matches!(placeholder, Placeholder::FirstName | Placeholder::Name)
}

/// The first word that is no title; after the comma when the family name comes first.
fn first_name(name: &str) -> Option<&str> {
    let given = name.split_once(',').map_or(name, |(_, given)| given);
    given.split_whitespace().find(|word| !word.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use types::Placeholder;

    use super::Values;

    #[test]
    fn fills_what_is_known() {
        let values = Values {
            name: Some("Dr. Carla {company} Kowalczyk".into()),
            company: Some("Acme GmbH".into()),
            ..Values::default()
        };
        for (text, filled, missing) in [
            ("Dear {first_name},", "Dear Carla,", vec![]),
            ("{name} at {company}", "Dr. Carla {company} Kowalczyk at Acme GmbH", vec![]),
            (
                "{position}, {recruiter}, {position}",
                "{position}, {recruiter}, {position}",
                vec![Placeholder::Position, Placeholder::Recruiter],
            ),
            ("{ {x} {{company}}", "{ {x} {Acme GmbH}", vec![]),
            ("äöü {", "äöü {", vec![]),
            ("", "", vec![]),
        ] {
            assert_eq!(values.fill(text), (filled.to_owned(), missing), "{text}");
        }
    }

    #[test]
    fn finds_first_names() {
        for (name, first) in [
            ("Carla Kowalczyk", "Carla"),
            ("Kowalczyk, Carla Maria", "Carla"),
            ("Prof. Dr. Carla K.", "Carla"),
            ("Carla", "Carla"),
            ("carla@example.org", "{first_name}"),
            ("", "{first_name}"),
            ("Dr.", "{first_name}"),
        ] {
            let values = Values { name: Some(name.into()), ..Values::default() };
            assert_eq!(values.fill("{first_name}").0, first, "{name}");
        }
    }
}
