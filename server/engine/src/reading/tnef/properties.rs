//! The list of MAPI properties in an attribute, [MS-OXTNEF] section 2.1.3.4.

use super::{bytes::Bytes, charset_name};
use crate::reading::charset;

/// Most properties read of one list, and most values of one property.
const MAX_PROPERTIES: u32 = 2_000;

/// Identifiers of properties, [MS-OXPROPS].
pub(super) mod tag {
    pub const SUBJECT: u16 = 0x0037;
    pub const BODY: u16 = 0x1000;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const CODE_PAGE: u16 = 0x3FDE;
    pub const DISPLAY_NAME: u16 = 0x3001;
    pub const FILE_CONTENT: u16 = 0x3701;
    pub const NAME: u16 = 0x3704;
    pub const FILE_METHOD: u16 = 0x3705;
    pub const LONG_NAME: u16 = 0x3707;
    pub const MEDIA_TYPE: u16 = 0x370E;
    pub const CONTENT_ID: u16 = 0x3712;
    /// The value of [`FILE_METHOD`] of a message.
    pub const METHOD_MESSAGE: u32 = 5;
}

/// Types of values, [MS-OXCDATA] section 2.11.1.
mod kind {
    pub const OBJECT: u16 = 0x000D;
    pub const STRING: u16 = 0x001E;
    pub const UNICODE: u16 = 0x001F;
    pub const GUID: u16 = 0x0048;
    pub const BINARY: u16 = 0x0102;
    pub const MULTIPLE: u16 = 0x1000;
}

/// The properties of one attribute; those after one that cannot be read are missing.
#[derive(Debug, Default)]
pub(super) struct Properties<'a>(Vec<Property<'a>>);

#[derive(Debug)]
struct Property<'a> {
    id: u16,
    kind: u16,
    value: &'a [u8],
}

impl<'a> Properties<'a> {
    /// Reads a list.
    pub fn read(data: &'a [u8]) -> Self {
        let mut bytes = Bytes(data);
        let n = bytes.u32().unwrap_or_default().min(MAX_PROPERTIES);
        Self((0..n).map_while(|_| property(&mut bytes)).collect())
    }

    /// The value of this property as text.
    pub fn text(&self, id: u16, code_page: u32) -> Option<String> {
        let property = self.get(id)?;
        let text = match property.kind {
            kind::UNICODE => charset::decode(property.value, Some("utf-16le")),
            kind::STRING | kind::BINARY => charset::decode(property.value, Some(&charset_name(code_page))),
            _ => return None,
        };
        Some(text.trim_end_matches('\0').to_owned())
    }

    /// The bytes of this property.
    pub fn bytes(&self, id: u16) -> Option<&'a [u8]> {
        self.get(id).filter(|found| matches!(found.kind, kind::BINARY | kind::OBJECT)).map(|found| found.value)
    }

    /// The number in this property.
    pub fn number(&self, id: u16) -> Option<u32> {
        self.get(id).and_then(|found| Bytes(found.value).u32())
    }

    fn get(&self, id: u16) -> Option<&Property<'a>> {
        self.0.iter().find(|property| property.id == id)
    }
}

fn property<'a>(bytes: &mut Bytes<'a>) -> Option<Property<'a>> {
    let kind = bytes.u16()?;
    let id = bytes.u16()?;
    if id >= 0x8000 {
        skip_name(bytes)?;
    }
    let base = kind & !kind::MULTIPLE;
    let is_variable = matches!(base, kind::OBJECT | kind::STRING | kind::UNICODE | kind::BINARY);
    let n = if is_variable || kind != base { bytes.u32()?.min(MAX_PROPERTIES) } else { 1 };
    let mut first = None;
    for _ in 0..n {
        let length = if is_variable { bytes.length()? } else { fixed_length(base)? };
        let value = bytes.take(length)?;
        bytes.take(length.checked_next_multiple_of(4)? - length)?;
        first = first.or(Some(value));
    }
    Some(Property { id, kind: base, value: first.unwrap_or_default() })
}

/// Passes over the name of a property that has one.
fn skip_name(bytes: &mut Bytes<'_>) -> Option<()> {
    bytes.take(16)?;
    if bytes.u32()? == 0 {
        bytes.u32()?;
    } else {
        let length = bytes.length()?;
        bytes.take(length.checked_next_multiple_of(4)?)?;
    }
    Some(())
}

fn fixed_length(kind: u16) -> Option<usize> {
    Some(match kind {
        0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => 4,
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
        kind::GUID => 16,
        0x0001 => 0,
        _ => return None,
    })
}
