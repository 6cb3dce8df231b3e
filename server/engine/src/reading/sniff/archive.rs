//! What stands in an archive, as far as it tells without being unpacked.

/// Files of one archive that are looked at.
const MAX_FILES: usize = 2_000;
/// The beginning of a file's entry in the list at the end of a ZIP archive ([APPNOTE] section 4.3.12).
const ENTRY: &[u8] = b"PK\x01\x02";
/// The record at the end of a ZIP archive ([APPNOTE] section 4.3.16).
const LIST_END: &[u8] = b"PK\x05\x06";
/// Bytes of an entry before its name.
const ENTRY_BYTES: usize = 46;
/// Bytes in front of everything in a 7z archive.
const SEVEN_ZIP_START_BYTES: usize = 32;
/// How 7z calls encrypting with AES-256 and SHA-256.
const SEVEN_ZIP_AES: &[u8] = b"\x06\xf1\x07\x01";

/// A file in a ZIP archive.
pub(super) struct Entry<'a> {
    /// Its name, as it is written.
    pub name: &'a [u8],
    /// Whether it only opens with a password.
    pub is_encrypted: bool,
}

/// The files in a ZIP archive by the list at its end, or in the part of it that is here.
pub(super) fn entries(list: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let starts = memchr::memmem::find_iter(list, ENTRY);
    let entries = starts.filter_map(|start| {
        let entry = &list[start..];
        let flags = u16::from_le_bytes([*entry.get(8)?, *entry.get(9)?]);
        let n_name = usize::from(u16::from_le_bytes([*entry.get(28)?, *entry.get(29)?]));
        let name = entry.get(ENTRY_BYTES..ENTRY_BYTES + n_name)?;
        Some(Entry { name, is_encrypted: flags & 1 == 1 })
    });
    entries.take(MAX_FILES)
}

/// Whether there is more in the list of an archive than [`entries`] finds in its end, `list`.
pub(super) fn is_cut(content: &[u8], list: &[u8]) -> bool {
    if memchr::memmem::find_iter(list, ENTRY).nth(MAX_FILES).is_some() {
        return true;
    }
    let Some(at) = memchr::memmem::rfind(list, LIST_END) else { return list.len() < content.len() };
    let Some(&[n_low, n_high, b0, b1, b2, b3]) = list.get(at + 10..at + 16) else { return false };
    let n_bytes = usize::try_from(u32::from_le_bytes([b0, b1, b2, b3])).unwrap_or(usize::MAX);
    // The list stands right before the record. What needs more than 32 bits says so with the highest number.
    usize::from(u16::from_le_bytes([n_low, n_high])) > MAX_FILES || n_bytes > at
}

/// Whether a 7z archive's list of files says that something is encrypted. A list that is packed, but not encrypted,
/// does not tell.
pub(super) fn is_encrypted_seven_zip(content: &[u8]) -> bool {
    let number = |at: usize| {
        let bytes = content.get(at..at + 8)?;
        usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let list = number(12).zip(number(20)).and_then(|(offset, size)| {
        let start = SEVEN_ZIP_START_BYTES.checked_add(offset)?;
        content.get(start..start.checked_add(size)?)
    });
    list.is_some_and(|list| memchr::memmem::find(list, SEVEN_ZIP_AES).is_some())
}
