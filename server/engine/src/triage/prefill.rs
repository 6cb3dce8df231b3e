//! What a message says about somebody who is not known yet.

use types::{MessageId, MessageRow, PositionChoice, Prefill};

use super::position;
use crate::{Engine, Result, messages::on_reading_thread, phone, reading};

/// What job boards write behind a name.
const VIA: &[&str] = &[" via ", " über ", " through ", " von xing", " (via "];
/// How a line begins or ends that introduces what somebody else wrote, in lower case.
const QUOTES_BEGIN: &[&str] =
    &["-----", "_____", "begin forwarded message", "anfang der weitergeleiteten", "von:", "from:"];
const QUOTES_END: &[&str] = &["wrote:", "schrieb:"];

impl Engine {
    /// Name, address, phone and position of whoever wrote this.
    pub(super) async fn found_in_text(
        &self,
        id: MessageId,
        row: &MessageRow,
        is_forwarded: bool,
        address: &str,
        positions: &[PositionChoice],
    ) -> Result<Prefill> {
        let raw = self.raw_message(id).await?;
        let (opened, original) = on_reading_thread(move || {
            let original = if is_forwarded { reading::forwarded_from(&raw) } else { None };
            (reading::view(&raw).unwrap_or_default(), original)
        })
        .await?;
        let text = if is_forwarded { opened.text.as_str() } else { own_text(&opened.text) };
        let replied_name = opened.reply_to.first().filter(|mailbox| mailbox.address.eq_ignore_ascii_case(address));
        let name = match (is_forwarded, original, replied_name) {
            (true, original, _) => original.map(|mailbox| mailbox.name).unwrap_or_default(),
            (false, _, Some(mailbox)) if !mailbox.name.is_empty() => mailbox.name.clone(),
            _ => row.from_name.clone(),
        };
        let phone = match phone::find(text) {
            Some(phone) => Some(phone),
            // It mostly stands in the CV.
            None => self.file_texts(&[id.as_bytes()]).await?.iter().find_map(|file| phone::find(&file.text)),
        };
        Ok(Prefill {
            name: person_name(&name, address),
            address: address.to_owned(),
            phone: phone.unwrap_or_default(),
            position: position::guess(&row.subject, positions),
        })
    }
}

/// A name as one says it: without what a job board adds, first name first; from the address when there is none.
fn person_name(name: &str, address: &str) -> String {
    let lower = name.to_lowercase();
    // Lower-casing can change lengths; a name where it does keeps what is added.
    let end = VIA.iter().filter_map(|via| lower.find(via)).min().filter(|_| lower.len() == name.len());
    let name = name.get(..end.unwrap_or(name.len())).unwrap_or(name).trim_matches(['"', '\'', ' ', '(']);
    if !name.is_empty() && !name.contains('@') {
        return match name.split_once(',') {
            Some((last, first)) if !first.contains(',') && !first.trim().is_empty() => {
                format!("{} {}", first.trim(), last.trim())
            }
            _ => name.to_owned(),
        };
    }
    let local_part = address.split('@').next().unwrap_or_default();
    let words: Vec<&str> = local_part.split(['.', '_', '-']).filter(|word| !word.is_empty()).collect();
    let is_name = words.len() >= 2 && words.iter().all(|word| word.chars().all(char::is_alphabetic));
    if is_name { words.iter().map(|word| capitalised(word)).collect::<Vec<_>>().join(" ") } else { String::new() }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What the sender wrote, without what is quoted below: there stand other people's numbers, ours among them.
fn own_text(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim().to_lowercase();
        let is_quote = start.starts_with('>')
            || QUOTES_BEGIN.iter().any(|begin| start.starts_with(begin))
            || QUOTES_END.iter().any(|ending| start.ends_with(ending));
        if is_quote && end > 0 {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::{own_text, person_name};

    #[test]
    fn names_are_as_one_says_them() {
        for (name, address, expected) in [
            ("Carla Kowalczyk", "c@x.de", "Carla Kowalczyk"),
            ("Kowalczyk, Carla", "c@x.de", "Carla Kowalczyk"),
            ("Carla Kowalczyk via Indeed", "c@x.de", "Carla Kowalczyk"),
            ("Carla Kowalczyk (via LinkedIn)", "c@x.de", "Carla Kowalczyk"),
            ("", "carla.kowalczyk@x.de", "Carla Kowalczyk"),
            ("carla@x.de", "carla_kowalczyk@x.de", "Carla Kowalczyk"),
            ("", "ck42@x.de", ""),
            ("İlker Öz via Indeed", "i@x.de", "İlker Öz via Indeed"),
            ("", "", ""),
        ] {
            assert_eq!(person_name(name, address), expected, "{name} {address}");
        }
    }

    #[test]
    fn quoted_text_is_left_out() {
        for (text, own) in [
            ("Yes.\n\nOn Monday Jobs wrote:\n> Tel. 030 1234567\n", "Yes.\n\n"),
            ("Yes.\n> 030 1234567", "Yes.\n"),
            ("Ja.\n-----Ursprüngliche Nachricht-----\nVon: x", "Ja.\n"),
            ("> only a quote\n", "> only a quote\n"),
            ("", ""),
        ] {
            assert_eq!(own_text(text), own, "{text}");
        }
    }
}
