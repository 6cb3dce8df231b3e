//! Names that files can be saved under without harm, on every system.

use std::collections::HashSet;

use super::{line, media_type};

/// Longest name in bytes. File systems take 255; browsers and people add something.
const MAX_NAME_BYTES: usize = 180;
/// Longest ending that is kept when a name is cut, in bytes with its dot.
const MAX_ENDING_BYTES: usize = 16;
/// Names that Windows takes for devices, whatever their ending.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt0",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A safe name near the one wanted; from the media type when none is. `index` is the file's place in the message.
pub(super) fn safe_name(wanted: Option<&str>, media_type: &str, index: usize) -> String {
    let mut name = wanted.map(clean).unwrap_or_default();
    if name.is_empty() {
        name = format!("attachment-{}", index + 1);
    }
    if ending_start(&name).is_none()
        && let Some(ending) = media_type::ending(media_type)
    {
        name = format!("{}.{ending}", cut(&name, MAX_NAME_BYTES - MAX_ENDING_BYTES));
    }
    shorten(&name)
}

/// The names given so far in one message: saving all files must not overwrite one with another.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// `name`, or `name (2)`, `name (3)` … when it was given before. Case does not tell names apart.
    pub fn take(&mut self, name: String) -> String {
        let (stem, ending) = name.split_at(ending_start(&name).unwrap_or(name.len()));
        let mut candidate = name.clone();
        let mut n = 1;
        while !self.0.insert(candidate.to_lowercase()) {
            n += 1;
            candidate = format!("{stem} ({n}){ending}");
        }
        candidate
    }
}

fn clean(wanted: &str) -> String {
    let last = wanted.rsplit(['/', '\\']).find(|piece| !piece.trim().is_empty()).unwrap_or_default();
    let kept: String = last.chars().map(|c| if "<>:\"|?*%".contains(c) { '_' } else { c }).collect();
    let kept = line::one_line(&kept, MAX_NAME_BYTES * 2);
    let kept = kept.trim_start_matches(['.', ' ', '~']).trim_end_matches(['.', ' ']);
    let stem = kept.split('.').next().unwrap_or_default().trim();
    if DEVICES.contains(&stem.to_ascii_lowercase().as_str()) { format!("_{kept}") } else { kept.to_owned() }
}

/// Where the ending of `name` begins, its dot included.
fn ending_start(name: &str) -> Option<usize> {
    let dot = name.rfind('.').filter(|dot| *dot > 0)?;
    let ending = &name[dot + 1..];
    let fits = (1..MAX_ENDING_BYTES).contains(&ending.len()) && ending.chars().all(char::is_alphanumeric);
    fits.then_some(dot)
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_NAME_BYTES {
        return name.to_owned();
    }
    let (stem, ending) = name.split_at(ending_start(name).unwrap_or(name.len()));
    format!("{}{ending}", cut(stem, MAX_NAME_BYTES - ending.len()).trim_end())
}

/// At most the first `max_bytes` of `text`, whole characters only.
fn cut(text: &str, max_bytes: usize) -> &str {
    &text[..text.floor_char_boundary(max_bytes)]
}

#[cfg(test)]
mod tests {
    use super::{MAX_NAME_BYTES, Names, safe_name};

    #[test]
    fn makes_names_safe() {
        for (wanted, media_type, safe) in [
            (Some("Lebenslauf Müller.pdf"), "application/pdf", "Lebenslauf Müller.pdf"),
            (Some("../../etc/passwd"), "text/plain", "passwd.txt"),
            (Some("C:\\Users\\me\\cv.docx"), "application/msword", "cv.docx"),
            (Some("..\\..\\"), "application/pdf", "attachment-2.pdf"),
            (Some(".htaccess"), "text/plain", "htaccess.txt"),
            (Some("CON.pdf"), "application/pdf", "_CON.pdf"),
            (Some("lpt1"), "application/pdf", "_lpt1.pdf"),
            (Some("cv\u{202e}fdp.exe"), "application/pdf", "cvfdp.exe"),
            (Some("a\r\nSet-Cookie: x.pdf"), "application/pdf", "a Set-Cookie_ x.pdf"),
            (Some("<script>alert(1)<script>.png"), "image/png", "_script_alert(1)_script_.png"),
            (Some("קורות חיים.pdf"), "application/pdf", "קורות חיים.pdf"),
            (Some("name. . ."), "application/pdf", "name.pdf"),
            (Some("Lebenslauf"), "application/pdf", "Lebenslauf.pdf"),
            (Some(""), "image/png", "attachment-2.png"),
            (None, "application/pdf", "attachment-2.pdf"),
            (None, "application/x-strange", "attachment-2"),
        ] {
            assert_eq!(safe_name(wanted, media_type, 1), safe, "{wanted:?}");
        }
    }

    #[test]
    fn cuts_long_names_and_keeps_the_ending() {
        let long = format!("{}.pdf", "ü".repeat(400));
        let name = safe_name(Some(&long), "application/pdf", 0);
        assert!(name.len() <= MAX_NAME_BYTES && name.ends_with("ü.pdf"), "{name}");
    }

    #[test]
    fn numbers_names_that_are_taken() {
        let mut names = Names::default();
        let given = ["cv.pdf", "CV.pdf", "cv.pdf", "cv (2).pdf", "cv"].map(|name| names.take(name.to_owned()));
        assert_eq!(given, ["cv.pdf", "CV (2).pdf", "cv (3).pdf", "cv (2) (2).pdf", "cv"]);
    }
}
