use super::open;

/// A container with a text and one file, as Outlook writes it.
pub(in crate::reading) fn container(text: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = 0x223E_9F78_u32.to_le_bytes().to_vec();
    bytes.extend([1, 0]);
    let mut attribute = |level: u8, id: u32, data: &[u8]| {
        bytes.push(level);
        bytes.extend(id.to_le_bytes());
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        let sum: u16 = data.iter().fold(0, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        bytes.extend(sum.to_le_bytes());
    };
    attribute(1, 0x0006_9007, &1252_u32.to_le_bytes());
    attribute(1, 0x0006_9003, &properties(&[(0x001F, 0x1000, utf16(text))]));
    attribute(2, 0x0006_9002, &[0; 14]);
    attribute(2, 0x0001_8010, b"SHORT~1.PDF\0");
    attribute(2, 0x0006_800F, content);
    attribute(
        2,
        0x0006_9005,
        &properties(&[(0x001F, 0x3707, utf16(name)), (0x001E, 0x370E, b"application/pdf\0".to_vec())]),
    );
    bytes
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn properties(list: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = (list.len() as u32).to_le_bytes().to_vec();
    for (kind, id, value) in list {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(id.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend((value.len() as u32).to_le_bytes());
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    bytes
}

#[test]
fn opens_what_outlook_writes() {
    let bytes = container("Anbei mein Lebenslauf.\r\nGrüße", "Lebenslauf Müller.pdf", b"%PDF-1.4 x");
    let found = open(&bytes).unwrap();
    assert_eq!(found.text, "Anbei mein Lebenslauf.\r\nGrüße");
    assert!(!found.is_damaged);
    let file = &found.files[0];
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("Lebenslauf Müller.pdf", "application/pdf"));
    assert_eq!(file.content, b"%PDF-1.4 x");
}

#[test]
fn bears_every_cut_and_every_change() {
    let bytes = container("Text", "cv.pdf", b"content");
    for end in 0..bytes.len() {
        let _ = open(&bytes[..end]);
        for value in [0, 0x7F, 0xFF] {
            let mut changed = bytes.clone();
            changed[end] = value;
            let _ = open(&changed);
        }
    }
    assert!(open(b"").is_none() && open(b"PK\x03\x04").is_none());
}
