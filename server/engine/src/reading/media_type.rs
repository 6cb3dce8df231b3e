//! The media types that files are handed out under.

/// What everything else is: a browser saves it and asks nothing.
const UNKNOWN: &str = "application/octet-stream";

/// Types that no browser runs in a page of ours, each with the ending of its files. Missing on purpose: HTML, SVG, XML
/// and script run, and `message/rfc822` is opened as a web page by some browsers.
const SERVED: &[(&str, &str)] = &[
    ("application/pdf", "pdf"),
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/heic", "heic"),
    ("image/tiff", "tiff"),
    ("image/bmp", "bmp"),
    ("text/plain", "txt"),
    ("text/csv", "csv"),
    ("text/calendar", "ics"),
    ("text/vcard", "vcf"),
    ("application/rtf", "rtf"),
    ("application/msword", "doc"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.ms-powerpoint", "ppt"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/zip", "zip"),
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("video/mp4", "mp4"),
    ("video/quicktime", "mov"),
];

/// Endings of types that are handed out as [`UNKNOWN`], and of other names for types that are served.
const ENDINGS: &[(&str, &str)] = &[
    ("message/rfc822", "eml"),
    ("message/global", "eml"),
    ("message/delivery-status", "txt"),
    ("message/disposition-notification", "txt"),
    ("message/feedback-report", "txt"),
    ("text/rfc822-headers", "txt"),
    ("text/html", "html"),
    ("text/rtf", "rtf"),
    ("text/x-vcard", "vcf"),
    ("image/jpg", "jpg"),
    ("image/svg+xml", "svg"),
    ("application/ms-tnef", "dat"),
    ("application/vnd.ms-tnef", "dat"),
    ("application/vnd.ms-outlook", "msg"),
    ("application/x-zip-compressed", "zip"),
    ("application/pgp-signature", "asc"),
    ("application/pkcs7-signature", "p7s"),
    ("application/x-pkcs7-signature", "p7s"),
];

/// The type that a file said to be of `media_type` is handed out under.
pub(super) fn served(media_type: &str) -> &'static str {
    let wanted = match media_type {
        "image/jpg" | "image/pjpeg" => "image/jpeg",
        "application/x-pdf" => "application/pdf",
        "application/x-zip-compressed" => "application/zip",
        "text/rtf" => "application/rtf",
        "text/x-vcard" => "text/vcard",
        same => same,
    };
    SERVED.iter().find(|(served, _)| *served == wanted).map_or(UNKNOWN, |(served, _)| served)
}

/// Whether a media type says nothing about a file.
pub(super) fn is_vague(media_type: &str) -> bool {
    matches!(
        media_type,
        UNKNOWN
            | "application/unknown"
            | "application/x-unknown"
            | "application/binary"
            | "application/x-binary"
            | "application/download"
            | "application/x-download"
            | "application/force-download"
            | "application/x-octet-stream"
            | "application/octetstream"
            | "application/x-unknown-content-type"
            | "unknown/unknown"
    )
}

/// The type that files with the ending of this name have; nothing when many have it.
pub(super) fn by_ending(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.trim().to_ascii_lowercase();
    let ending = match ending.as_str() {
        "jpeg" | "jpe" => "jpg",
        "tif" => "tiff",
        same => same,
    };
    SERVED.iter().chain(ENDINGS).find(|(_, known)| *known == ending).map(|(found, _)| *found)
}

/// The ending that files of this type have, without the dot.
pub(super) fn ending(media_type: &str) -> Option<&'static str> {
    SERVED.iter().chain(ENDINGS).find(|(known, _)| *known == media_type).map(|(_, ending)| *ending)
}

#[cfg(test)]
mod tests {
    use super::served;

    #[test]
    fn serves_nothing_that_runs() {
        for (said, given) in [
            ("application/pdf", "application/pdf"),
            ("image/jpg", "image/jpeg"),
            ("text/html", "application/octet-stream"),
            ("image/svg+xml", "application/octet-stream"),
            ("text/xml", "application/octet-stream"),
            ("application/javascript", "application/octet-stream"),
            ("message/rfc822", "application/octet-stream"),
            ("text/plain\r\nX: y", "application/octet-stream"),
        ] {
            assert_eq!(served(said), given);
        }
    }
}
