//! `postroom explain`: what a server's answer means.

use std::{
    io::{self, Read},
    process::ExitCode,
};

use clap::Args;
use engine::{Explained, explain_pasted};
use serde_json::json;
use types::{Cause, Field, text::Lang};

use crate::failure::Failure;

/// Longest text read from the standard input, in bytes.
const INPUT_MAX_BYTES: u64 = 1024 * 1024;

/// What is explained, and how.
#[derive(Args, Debug)]
pub struct Explain {
    /// A server's answer, a dialogue, a bounce or an error of the system; without it, or with `-`, the standard input.
    text: Vec<String>,
    /// The language of the answer: en or de.
    #[arg(long, default_value = "en")]
    lang: Lang,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Explain {
    /// Prints the cause. The exit code is 0 when it is known and 1 when it is not.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let text = self.text.join(" ");
        let text = if text.is_empty() || text == "-" { standard_input()? } else { text };
        let explained = explain_pasted(&text.replace("\\n", "\n"));
        match self.json {
            true => println!("{:#}", as_json(&explained, self.lang)),
            false => print!("{}", as_text(&explained, self.lang)),
        }
        Ok(if explained.cause == Cause::Unknown { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn standard_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().take(INPUT_MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure(format!("the standard input could not be read: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn as_text(explained: &Explained, lang: Lang) -> String {
    let (t, words) = (lang.explain(), explained.cause.words(lang));
    let mut lines = vec![t.cause(words.sentence, explained.cause.id())];
    lines.extend(explained.stage.map(|stage| t.stage(stage.words(lang))));
    lines.extend(explained.cause.field().map(|field| t.field(field.words(lang))));
    lines.push(lang.stages().who(explained.cause.fixer().words(lang)));
    lines.push(t.next(words.next));
    lines.push(t.it(words.it));
    if explained.cause == Cause::Unknown {
        lines.extend(explained.said.iter().map(|said| t.said(visible(said))));
    }
    lines.join("\n") + "\n"
}

fn as_json(explained: &Explained, lang: Lang) -> serde_json::Value {
    let (cause, words) = (explained.cause, explained.cause.words(lang));
    json!({
        "id": cause.id(),
        "known": cause != Cause::Unknown,
        "stage": explained.stage.map(types::StageName::key),
        "field": cause.field().map(Field::id),
        "fixer": cause.fixer().id(),
        "cause": words.sentence,
        "next": words.next,
        "it": words.it,
        "said": explained.said,
    })
}

/// Without what would move a terminal's cursor.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use engine::explain_pasted;
    use types::text::Lang;

    use super::{as_json, as_text};

    #[test]
    fn names_everything() {
        let explained = explain_pasted("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.");
        let text = as_text(&explained, Lang::De);
        for part in [
            "(microsoft_password_ended)",
            "Etappe: Anmeldung",
            "Feld: Passwort",
            "Wer das beheben kann",
            "Für die IT: ",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let json = as_json(&explained, Lang::En);
        for (key, value) in [("id", "microsoft_password_ended"), ("field", "password"), ("fixer", "provider")] {
            assert_eq!(json[key], value);
        }
        assert_eq!(json["known"], true);
    }

    #[test]
    fn repeats_what_is_not_known() {
        let explained = explain_pasted("550 5.9.9 flux\u{1b} capacitor");
        assert!(as_text(&explained, Lang::En).contains("550 5.9.9 flux  capacitor"), "{explained:?}");
        assert_eq!(as_json(&explained, Lang::En)["known"], false);
    }
}
