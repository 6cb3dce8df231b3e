//! Every sentence on screen, in English and German, from `locales/`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language that Postroom speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Lang {
    /// Both, each under its own name.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The code for `lang` attributes, cookies and locale folders.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// What the language calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The language that fits an `Accept-Language` field best (RFC 9110 section 12.5.4); English when none does.
    pub fn from_accept_language(field: &str) -> Self {
        let weighted = field.split(',').filter_map(|range| {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let lang = tag.trim().split('-').next()?.to_ascii_lowercase().parse().ok()?;
            let weight: f32 = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.parse().ok())?;
            (weight > 0.0).then_some((lang, weight))
        });
        // The first of equals wins, as the field lists them by preference.
        weighted.fold((Self::En, 0.0), |best, next| if next.1 > best.1 { next } else { best }).0
    }
}

impl FromStr for Lang {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|lang| lang.code() == text).ok_or("a language is en or de")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// `text` with its placeholders filled in. Values are put in once: braces in them stay as they are.
fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut pieces = text.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let known = piece
            .split_once('}')
            .and_then(|(name, rest)| values.iter().find(|(key, _)| *key == name).map(|(_, value)| (value, rest)));
        match known {
            Some((value, rest)) => {
                filled.push_str(value);
                filled.push_str(rest);
            }
            None => {
                filled.push('{');
                filled.push_str(piece);
            }
        }
    }
    filled
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

#[cfg(test)]
mod tests {
    use super::{Lang, fill};
    use crate::Cause;

    #[test]
    fn reads_accept_language() {
        for (field, lang) in [
            ("", Lang::En),
            ("de", Lang::De),
            ("de-AT,de;q=0.9,en;q=0.8", Lang::De),
            ("en-GB,de;q=0.9", Lang::En),
            ("fr, de;q=0.5, en;q=0.4", Lang::De),
            ("de;q=0, en", Lang::En),
            ("pl", Lang::En),
        ] {
            assert_eq!(Lang::from_accept_language(field), lang, "{field}");
        }
    }

    #[test]
    fn fills_once() {
        assert_eq!(fill("{a} and {b}{x}", &[("a", "{b}".into()), ("b", "2".into())]), "{b} and 2{x}");
    }

    #[test]
    fn every_cause_has_its_sentences() {
        for lang in Lang::ALL {
            for cause in Cause::ALL {
                for part in ["", "_next", "_it"] {
                    let key = format!("{}{part}", cause.id());
                    assert!(lang.causes().by_key(&key).is_some_and(|text| !text.is_empty()), "{lang} {key}");
                }
            }
        }
    }
}
