//! What is said of a file.

use types::{Attachment, FileFacts, FileWarning, ScanState, TextState, text::Lang};

/// What to beware of: what its content shows, or that nobody could look inside.
pub fn warning(file: &Attachment, facts: &FileFacts) -> Option<FileWarning> {
    file.warning.or((facts.text == Some(TextState::Encrypted)).then_some(FileWarning::Encrypted))
}

/// Whether it was looked through for viruses, and what it is found by. That nobody looks is said once, and not here.
pub fn sentences(facts: &FileFacts, lang: Lang) -> String {
    let t = lang.attachments();
    let scan = Some(facts.scan).filter(|scan| *scan != ScanState::Off).map(|scan| format!("scan_{}", scan.as_str()));
    let text = facts.text.map(|text| format!("text_{}", text.as_str()));
    let said: Vec<&str> = [scan, text].iter().flatten().filter_map(|key| t.by_key(key)).collect();
    said.join(" · ")
}

#[cfg(test)]
mod tests {
    use types::{FileFacts, FileWarning, ScanState, TextState, text::Lang};

    use super::sentences;

    #[test]
    fn everything_has_words() {
        for lang in [Lang::En, Lang::De] {
            for scan in ScanState::ALL {
                let said = sentences(&FileFacts { scan: *scan, ..FileFacts::default() }, lang);
                let is_elsewhere = matches!(scan, ScanState::Off | ScanState::Infected);
                assert_eq!(said.is_empty(), is_elsewhere, "{scan:?}");
            }
            for text in TextState::ALL {
                assert!(!sentences(&FileFacts { text: Some(*text), ..FileFacts::default() }, lang).is_empty());
            }
            for warning in FileWarning::ALL {
                assert!(lang.attachments().by_key(&format!("warning_{}", warning.as_str())).is_some(), "{warning:?}");
            }
        }
        let both = FileFacts { scan: ScanState::Clean, text: Some(TextState::Read), ..FileFacts::default() };
        assert_eq!(sentences(&both, Lang::En), "No virus found · Found by its text");
    }
}
