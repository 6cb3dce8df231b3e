//! stub
use types::*;
#[derive(Default, Debug)]
pub struct Reading {
    pub from: Vec<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub subject: String,
    pub date: Option<Timestamp>,
    pub message_id: Option<String>,
    pub kind: MessageKind,
    pub first_words: String,
    pub n_attachments: u32,
    pub test_tokens: Vec<String>,
}
#[derive(Default, Debug)]
pub struct ReadView {
    pub from: Vec<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub date: Option<Timestamp>,
    pub headers: Vec<(String, String)>,
    pub body: MessageBody,
    pub attachments: Vec<Attachment>,
}
#[derive(Debug)]
pub enum Unreadable {}
#[derive(Debug)]
pub struct AttachmentFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}
pub fn read(_raw: &[u8], _mail_from: &str) -> Result<Reading, Unreadable> {
    Ok(Reading::default())
}
pub fn header_value(_raw: &[u8], _name: &str) -> Option<String> {
    None
}
pub fn view(_raw: &[u8]) -> Result<ReadView, Unreadable> {
    Ok(ReadView::default())
}
pub fn attachment(_raw: &[u8], _index: u32) -> Result<Option<AttachmentFile>, Unreadable> {
    Ok(None)
}
pub fn html(_raw: &[u8], _remote: bool) -> Result<Option<String>, Unreadable> {
    Ok(None)
}
