//! Outlook's container winmail.dat (TNEF, [MS-OXTNEF]): a text and files, wrapped so that only Outlook reads them.
//!
//! A reader of our own, because it has to stop at bounds: every length in it is somebody's claim.

mod bytes;
mod properties;

use super::{charset, rtf};
use bytes::Bytes;
use properties::{Properties, tag};

/// What every container begins with, [MS-OXTNEF] section 2.1.3.1.
const SIGNATURE: u32 = 0x223E_9F78;
/// Most attributes read of one container.
const MAX_ATTRIBUTES: usize = 20_000;
/// Most files taken out of one container.
const MAX_FILES: usize = 500;

/// Attributes, by the lower half of their identifier ([MS-OXTNEF] section 2.1.3.2).
mod attribute {
    pub const BODY: u16 = 0x800C;
    pub const FILE_DATA: u16 = 0x800F;
    pub const FILE_TITLE: u16 = 0x8010;
    pub const FILE_BEGINS: u16 = 0x9002;
    pub const MESSAGE_PROPERTIES: u16 = 0x9003;
    pub const FILE_PROPERTIES: u16 = 0x9005;
    pub const CODE_PAGE: u16 = 0x9007;
    pub const SUBJECT: u16 = 0x8004;
}

/// What was in a container.
#[derive(Debug, Default)]
pub(super) struct Container {
    /// Its subject; empty when it has none.
    pub subject: String,
    /// Its text in plain form; empty when it has none.
    pub text: String,
    /// Its text as HTML; empty when it has none.
    pub html: String,
    /// Its files.
    pub files: Vec<ContainedFile>,
    /// Whether it ended before it was complete.
    pub is_damaged: bool,
}

impl Container {
    /// Whether nothing was found in it.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.text.trim().is_empty() && self.html.trim().is_empty()
    }
}

/// A file in a container.
#[derive(Debug, Default)]
pub(super) struct ContainedFile {
    /// The name, possibly empty.
    pub name: String,
    /// The media type as written, possibly empty.
    pub media_type: String,
    /// Content-ID without angle brackets, possibly empty.
    pub content_id: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// Whether it is a message: another container.
    pub is_message: bool,
}

/// Opens a container; nothing when it is none.
pub(super) fn open(content: &[u8]) -> Option<Container> {
    let mut bytes = Bytes(content);
    if bytes.u32()? != SIGNATURE {
        return None;
    }
    bytes.u16()?;
    let mut container = Container::default();
    let mut code_page = 1252;
    for _ in 0..MAX_ATTRIBUTES {
        if bytes.0.is_empty() {
            return Some(container);
        }
        let Some((id, data)) = attribute(&mut bytes) else {
            container.is_damaged = true;
            return Some(container);
        };
        match id {
            attribute::CODE_PAGE => code_page = Bytes(data).u32().unwrap_or(code_page),
            attribute::FILE_BEGINS if container.files.len() >= MAX_FILES => container.is_damaged = true,
            attribute::FILE_BEGINS => container.files.push(ContainedFile::default()),
            attribute::SUBJECT => container.subject = text(data, code_page),
            attribute::BODY => container.text = text(data, code_page),
            attribute::MESSAGE_PROPERTIES => take_message(&mut container, &Properties::read(data), code_page),
            attribute::FILE_DATA | attribute::FILE_TITLE | attribute::FILE_PROPERTIES => {
                if let Some(file) = container.files.last_mut() {
                    take_file(file, id, data, code_page);
                }
            }
            _ => {}
        }
    }
    container.is_damaged = true;
    Some(container)
}

/// The next attribute: its identifier and its data.
fn attribute<'a>(bytes: &mut Bytes<'a>) -> Option<(u16, &'a [u8])> {
    bytes.take(1)?;
    let id = bytes.u32()?;
    let length = usize::try_from(bytes.u32()?).ok()?;
    let data = bytes.take(length)?;
    // The checksum of the last one is often missing.
    _ = bytes.u16();
    Some(((id & 0xFFFF) as u16, data))
}

fn take_message(container: &mut Container, properties: &Properties<'_>, code_page: u32) {
    let page = properties.number(tag::CODE_PAGE).unwrap_or(code_page);
    if let Some(subject) = properties.text(tag::SUBJECT, code_page) {
        container.subject = subject;
    }
    if let Some(body) = properties.text(tag::BODY, code_page).filter(|body| !body.trim().is_empty()) {
        container.text = body;
    }
    if let Some(html) = properties.text(tag::HTML, page) {
        container.html = html;
    }
    let needs_rtf = container.text.trim().is_empty() && container.html.is_empty();
    if needs_rtf && let Some(body) = properties.bytes(tag::RTF).and_then(rtf::decompress) {
        match rtf::read(&body) {
            rtf::Body::Html(html) => container.html = html,
            rtf::Body::Plain(text) => container.text = text,
        }
    }
}

fn take_file(file: &mut ContainedFile, id: u16, data: &[u8], code_page: u32) {
    match id {
        attribute::FILE_DATA => file.content = data.to_vec(),
        attribute::FILE_TITLE if file.name.is_empty() => file.name = text(data, code_page),
        attribute::FILE_PROPERTIES => {
            let properties = Properties::read(data);
            let said = |wanted| properties.text(wanted, code_page).filter(|text| !text.trim().is_empty());
            let name = [tag::LONG_NAME, tag::NAME, tag::DISPLAY_NAME].into_iter().find_map(said);
            file.name = name.unwrap_or_else(|| std::mem::take(&mut file.name));
            file.media_type = said(tag::MEDIA_TYPE).unwrap_or_default();
            file.content_id = said(tag::CONTENT_ID).unwrap_or_default();
            if let Some(content) = properties.bytes(tag::FILE_CONTENT) {
                file.is_message = properties.number(tag::FILE_METHOD) == Some(tag::METHOD_MESSAGE);
                // An object begins with the identifier of what it is.
                let start = if file.is_message { 16.min(content.len()) } else { 0 };
                file.content = content[start..].to_vec();
            }
        }
        _ => {}
    }
}

/// Text up to its NUL.
fn text(data: &[u8], code_page: u32) -> String {
    let end = memchr::memchr(0, data).unwrap_or(data.len());
    charset::decode(&data[..end], Some(&charset_name(code_page))).into_owned()
}

/// What a Windows code page is called in mail.
fn charset_name(code_page: u32) -> String {
    match code_page {
        65001 => "utf-8".to_owned(),
        20127 => "us-ascii".to_owned(),
        28591..=28605 => format!("iso-8859-{}", code_page - 28590),
        20866 => "koi8-r".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        50220..=50222 => "iso-2022-jp".to_owned(),
        other => format!("windows-{other}"),
    }
}

#[cfg(test)]
pub(super) mod tests;
