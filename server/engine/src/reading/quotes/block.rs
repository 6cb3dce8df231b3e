//! The header of an earlier message in the text: separators, and blocks of From, Sent, To and Subject.

/// Lines of a block of header fields that are looked at.
const BLOCK_LINES_MAX: usize = 14;
/// Fields that make a block: less may be somebody's own list.
const BLOCK_FIELDS_MIN: usize = 3;
/// What stands between dashes above an earlier message, in lower case.
const SEPARATORS: &[&str] = &[
    "original message",
    "original appointment",
    "original e-mail",
    "original mail",
    "reply message",
    "ursprüngliche nachricht",
    "urspr. nachricht",
    "ursprungliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "original nachricht",
    "ursprüngliche mail",
    "ursprüngliche e-mail",
    "ursprünglicher termin",
    "message d'origine",
    "message d’origine",
    "message original",
    "message initial",
    "courriel original",
    "mensaje original",
    "mensaje origen",
    "messaggio originale",
    "oorspronkelijk bericht",
    "origineel bericht",
    "oorspronkelijke bericht",
    "wiadomość oryginalna",
    "oryginalna wiadomość",
    "pierwotna wiadomość",
    "mensagem original",
];
/// What stands above a forwarded message, in lower case.
const FORWARDED: &[&str] = &[
    "forwarded message",
    "forwarded mail",
    "begin forwarded",
    "weitergeleitete nachricht",
    "weitergeleiteten nachricht",
    "weitergeleitete mail",
    "message transféré",
    "message réexpédié",
    "message transmis",
    "mensaje reenviado",
    "messaggio inoltrato",
    "doorgestuurd bericht",
    "doorgestuurde bericht",
    "przekazana wiadomość",
    "przekazywanej wiadomości",
    "wiadomość przekazana",
    "przesłana dalej wiadomość",
];
/// How the fields are called, in lower case.
const NAMES: &[(Name, &[&str])] = &[
    (
        Name::From,
        &["from", "von", "de", "da", "van", "od", "expéditeur", "mittente", "remitente", "afzender", "nadawca"],
    ),
    (
        Name::Sent,
        &[
            "sent",
            "date",
            "sent on",
            "gesendet",
            "gesendet am",
            "datum",
            "envoyé",
            "envoyé le",
            "enviado",
            "enviado el",
            "fecha",
            "inviato",
            "inviato il",
            "data",
            "verzonden",
            "verzonden op",
            "wysłano",
            "wysłane",
            "data wysłania",
            "sent at",
        ],
    ),
    (
        Name::To,
        &["to", "an", "à", "a", "para", "aan", "do", "destinataire", "destinatario", "adresat", "geadresseerde"],
    ),
    (Name::Cc, &["cc", "kopie", "kopie (cc)", "copie", "copie à", "copia", "con copia", "dw", "do wiadomości", "bcc"]),
    (Name::Subject, &["subject", "betreff", "betr", "objet", "sujet", "asunto", "oggetto", "onderwerp", "temat"]),
    (
        Name::Other,
        &[
            "reply-to",
            "antwort an",
            "répondre à",
            "responder a",
            "rispondi a",
            "antwoord aan",
            "odpowiedz do",
            "priority",
            "wichtigkeit",
            "importance",
            "anlagen",
            "attachments",
            "pièces jointes",
            "organization",
        ],
    ),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Name {
    From,
    Sent,
    To,
    Cc,
    Subject,
    /// Another field, which makes no block by itself.
    Other,
}

/// "-----Original Message-----" and its like.
pub(super) fn is_separator(line: &str) -> bool {
    let line = line.trim();
    if !["--", "__", "==", "**", "—"].iter().any(|start| line.starts_with(start)) {
        return false;
    }
    let words = line.trim_matches(|c: char| "-_=*—– ".contains(c)).to_lowercase();
    SEPARATORS.contains(&words.as_str()) || (line.ends_with("--") && super::introduction::introduces_in_dashes(&words))
}

/// The line that Outlook on the web puts above its block.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 10 && line.bytes().all(|byte| byte == b'_' || byte == b'-')
}

/// Whether these lines begin with From, Sent, To and Subject, in some order.
pub(super) fn is_block(lines: &[&str]) -> bool {
    let Some(first) = lines.first().and_then(|line| field(line)).filter(|name| *name != Name::Other) else {
        return false;
    };
    let mut found = vec![first];
    let mut n_blank = 0;
    for line in lines[1..].iter().take(BLOCK_LINES_MAX - 1) {
        match field(line) {
            Some(Name::Other) => {}
            Some(name) if !found.contains(&name) => found.push(name),
            Some(_) => break,
            // Some programs make a paragraph of each field.
            None if line.trim().is_empty() => {
                n_blank += 1;
                if n_blank > found.len() + 1 {
                    break;
                }
            }
            // Many recipients go on in the next line.
            None => {}
        }
        if found.len() >= BLOCK_FIELDS_MIN && found.contains(&Name::From) {
            return true;
        }
    }
    false
}

fn field(line: &str) -> Option<Name> {
    let line = line.trim_start_matches(['>', '|', ' ', '\t', '\u{a0}', '\u{feff}']);
    let (name, value) = line.split_once(':')?;
    if name.len() > 40 || value.is_empty() {
        return None;
    }
    // Some programs write the names in bold.
    let name = name.trim_matches(|c: char| c == '*' || c == '_' || c.is_whitespace()).to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(name, _)| *name)
}

/// Whether the block at this place is that of a forwarded message, which is what its sender wants to be read.
pub(super) fn is_forwarded(lines: &[&str], place: usize) -> bool {
    let above = lines[..place].iter().rev().take(BLOCK_LINES_MAX);
    let above = above.into_iter().find(|line| !line.trim().is_empty() && field(line).is_none() && !is_rule(line));
    above.is_some_and(|line| is_forward_line(line))
}

/// Whether this line says that a forwarded message follows.
pub(super) fn is_forward_line(line: &str) -> bool {
    let line = line.to_lowercase();
    line.chars().count() < 100 && FORWARDED.iter().any(|words| line.contains(words))
}
