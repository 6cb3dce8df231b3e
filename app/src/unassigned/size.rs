//! What a file is, in two words.

#[cfg(feature = "ssr")]
use types::Attachment;
use types::text::Lang;

/// Longest ending of a file name that is taken for its kind, in characters.
#[cfg(feature = "ssr")]
const ENDING_MAX_CHARS: usize = 5;

/// A size as people read it, in steps of a thousand.
pub fn size(bytes: u64, lang: Lang) -> String {
    let tenths = |unit: u64| {
        let n = (bytes + unit / 20) / (unit / 10);
        let point = match lang {
            Lang::En => '.',
            Lang::De => ',',
        };
        if n >= 100 || n.is_multiple_of(10) {
            format!("{}", (n + 5) / 10)
        } else {
            format!("{}{point}{}", n / 10, n % 10)
        }
    };
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..999_500 => format!("{} KB", (bytes + 500) / 1_000),
        999_500..999_500_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// What sort of file it is: the ending of its name, or its media type.
#[cfg(feature = "ssr")]
pub fn kind(attachment: &Attachment) -> String {
    let ending = attachment.name.rsplit_once('.').map(|(_, ending)| ending);
    let usual = |ending: &&str| {
        (1..=ENDING_MAX_CHARS).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    ending.filter(usual).map_or_else(|| attachment.media_type.clone(), str::to_ascii_uppercase)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use types::{Attachment, text::Lang};

    use super::{kind, size};

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 KB"),
            (212_400, "212 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (1_449_999, "1,4 MB"),
            (1_450_000, "1,5 MB"),
            (25_000_000, "25 MB"),
            (2_000_000_000, "2 GB"),
        ] {
            assert_eq!(size(bytes, Lang::De), text);
        }
        assert_eq!(size(1_400_000, Lang::En), "1.4 MB");
    }

    #[test]
    fn kinds_come_from_usual_endings() {
        for (name, text) in [("CV.pdf", "PDF"), ("CV", "a/b"), ("x.", "a/b"), ("x.<b>", "a/b"), ("x.verylong", "a/b")] {
            let attachment = Attachment {
                index: 0,
                name: name.into(),
                media_type: "a/b".into(),
                size_bytes: 0,
                is_inline: false,
                warning: None,
            };
            assert_eq!(kind(&attachment), text);
        }
    }
}
