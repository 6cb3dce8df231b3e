//! The stem of a company recruiting address.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::EmailAddress;

/// Longest stem, and longest tag: together with `-jobs+` they must fit into the 64 octets of a local part.
const MAX_CHARS: usize = 29;
/// Forms of companies that nobody says when naming one.
const LEGAL_FORMS: &[&str] = &[
    "gmbh", "ag", "se", "kg", "kgaa", "ug", "ohg", "gbr", "ev", "eg", "mbh", "co", "ltd", "limited", "inc", "llc",
    "plc", "corp", "sarl", "sas", "sa", "bv", "nv", "srl", "spa", "und", "and",
];

/// The account name, `acme` in `acme-jobs@…`: 2 to 29 of `a` to `z`, digits and inner hyphens.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

impl AccountName {
    /// A proposal from the company's name; nothing when no letter of it can be used.
    pub fn propose(company_name: &str) -> Option<Self> {
        let plain: String = company_name.to_lowercase().chars().map(latin).collect();
        let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let (forms, names): (Vec<&str>, Vec<&str>) = words.partition(|word| LEGAL_FORMS.contains(word));
        let chosen = if names.is_empty() { forms } else { names };
        let mut name = String::new();
        for word in chosen {
            if !name.is_empty() && name.len() + 1 + word.len() > MAX_CHARS {
                break;
            }
            if !name.is_empty() {
                name.push('-');
            }
            name.push_str(word);
        }
        name.truncate(MAX_CHARS);
        name.parse().ok()
    }

    /// The same name with a number behind it, cut so that both fit.
    pub fn numbered(&self, n: usize) -> Option<Self> {
        let number = format!("-{n}");
        let stem = &self.0[..self.0.len().min(MAX_CHARS.saturating_sub(number.len()))];
        format!("{}{number}", stem.trim_end_matches('-')).parse().ok()
    }

    /// The company recruiting address: `<account>-jobs@<mail domain>`, a subcompany's with its tag:
    /// `<account>-jobs+<tag>@<mail domain>`. A tag is written as an account name is.
    pub fn recruiting_address(&self, tag: Option<&Self>, mail_domain: &str) -> Option<EmailAddress> {
        let tag = tag.map(|tag| format!("+{tag}")).unwrap_or_default();
        format!("{}-jobs{tag}@{mail_domain}", self.0).parse().ok()
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let fits = (2..=MAX_CHARS).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err("an account name has 2 to 29 letters a to z, digits and inner hyphens")
        }
    }
}

impl TryFrom<String> for AccountName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse()
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> Self {
        name.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A letter with its marks as the letters people write without them; anything else stays.
fn latin(c: char) -> String {
    let plain = match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ś' | 'š' | 'ş' => "s",
        'ù' | 'ú' | 'û' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ğ' => "g",
        'ř' => "r",
        '\'' | '’' | '.' => "",
        other => return other.to_string(),
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::AccountName;

    #[test]
    fn proposes_from_the_company_name() {
        for (company, account) in [
            ("Acme GmbH", Some("acme")),
            ("Müller & Söhne GmbH & Co. KG", Some("mueller-soehne")),
            ("GmbH", Some("gmbh")),
            ("Bäckerei Łódź e.V.", Some("baeckerei-lodz")),
            ("株式会社", None),
            ("A", None),
            ("Gesellschaft für außerordentlich lange Firmennamen mbH", Some("gesellschaft-fuer")),
        ] {
            assert_eq!(AccountName::propose(company).as_ref().map(AccountName::as_str), account, "{company}");
        }
    }

    #[test]
    fn numbers_what_is_taken() {
        let numbered = |text: &str, n| text.parse::<AccountName>().unwrap().numbered(n).unwrap().to_string();
        assert_eq!(numbered("berlin", 2), "berlin-2");
        assert_eq!(numbered("a-very-long-name-of-29-letter", 12).len(), 29);
    }

    #[test]
    fn refuses_what_is_no_stem() {
        for text in ["", "a", "-acme", "acme-", "Acme", "a b", "acme@x"] {
            assert!(text.parse::<AccountName>().is_err(), "{text}");
        }
    }
}
