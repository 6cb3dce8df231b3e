//! Messages.

use axum::{
    Extension, Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use engine::{Hatch, ReportedRecipient, TranscriptFile, WholeMessage};
use serde::{Deserialize, Serialize};
use types::{
    FileFacts, FileWarning, Mailbox, MessageId, MessageKind, MessageState, Problem, Reason, ScanState, TextState,
};

use super::{
    asked::{Asked, Named, paging, word},
    moment,
    page::Page,
    refusal::Refusal,
};
use crate::web::files;

/// Which messages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    state: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A message in the form that the outside contract fixes.
#[derive(Serialize)]
pub(super) struct Message {
    id: String,
    state: MessageState,
    reason: Reason,
    kind: MessageKind,
    message_id: Option<String>,
    in_reply_to: Vec<String>,
    references: Vec<String>,
    from: Vec<Mailbox>,
    reply_to: Vec<Mailbox>,
    to: Vec<Mailbox>,
    cc: Vec<Mailbox>,
    subject: String,
    date: Option<String>,
    received_at: String,
    text: String,
    html: Option<String>,
    new_text: String,
    attachments: Vec<Attachment>,
    report: Vec<Reported>,
    problems: Vec<&'static str>,
}

/// A file; its place in the list is its number in the path.
#[derive(Serialize)]
struct Attachment {
    name: String,
    media_type: String,
    size: u64,
    sha256: String,
    inline: bool,
    warning: Option<FileWarning>,
    scan: ScanState,
    virus: Option<String>,
    text_state: Option<TextState>,
}

/// What a delivery report says about one recipient.
#[derive(Serialize)]
struct Reported {
    recipient: String,
    action: &'static str,
    status: String,
    permanent: bool,
    reason: &'static str,
    message_id: Option<String>,
}

/// A page of messages, newest first.
pub(super) async fn list(
    Extension(hatch): Extension<Hatch>,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<Message>>, Refusal> {
    let state = word(asked.state.as_deref(), MessageState::ALL, MessageState::as_str)?;
    let page = hatch.messages(state, paging(asked.limit, asked.cursor)).await?;
    Ok(Json(Page::of(page.messages, page.next)))
}

/// One message.
pub(super) async fn one(
    Extension(hatch): Extension<Hatch>,
    Named(id): Named<MessageId>,
) -> Result<Json<Message>, Refusal> {
    Ok(Json(hatch.message(id).await?.into()))
}

/// The bytes as received.
pub(super) async fn raw(Extension(hatch): Extension<Hatch>, Named(id): Named<MessageId>) -> Result<Response, Refusal> {
    let bytes = hatch.raw_message(id).await?;
    Ok(files::file(&format!("message-{id}.eml"), "message/rfc822", bytes).into_response())
}

/// A file.
pub(super) async fn attachment(
    Extension(hatch): Extension<Hatch>,
    Path((id, index)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (Ok(id), Ok(index)) = (id.parse(), index.parse()) else {
        return Err(engine::Error::from(Problem::NotFound).into());
    };
    let found = hatch.attachment(id, index).await?;
    Ok(files::file(&found.name, &found.media_type, found.bytes).into_response())
}

impl From<WholeMessage> for Message {
    fn from(message: WholeMessage) -> Self {
        let says = message.says;
        Self {
            id: message.id.to_string(),
            state: message.state,
            reason: message.reason,
            kind: message.kind,
            message_id: says.message_id,
            in_reply_to: says.in_reply_to,
            references: says.references,
            from: says.from,
            reply_to: says.reply_to,
            to: says.to,
            cc: says.cc,
            subject: says.subject,
            date: says.date.map(moment),
            received_at: moment(message.received_at),
            text: says.text,
            html: says.html,
            new_text: says.new_text,
            attachments: (0..)
                .zip(says.attachments)
                .map(|(index, file)| Attachment::of(file, message.files.of(index)))
                .collect(),
            report: says.report.into_iter().map(Reported::from).collect(),
            problems: says.problems.into_iter().map(|problem| problem.as_str()).collect(),
        }
    }
}

impl Attachment {
    fn of(file: TranscriptFile, facts: FileFacts) -> Self {
        Self {
            name: file.name,
            media_type: file.media_type,
            size: file.size,
            sha256: file.sha256,
            inline: file.inline,
            warning: file.warning,
            virus: facts.is_quarantined().then_some(facts.found),
            scan: facts.scan,
            text_state: facts.text,
        }
    }
}

impl From<ReportedRecipient> for Reported {
    fn from(one: ReportedRecipient) -> Self {
        Self {
            recipient: one.recipient,
            action: one.action.as_str(),
            status: one.status,
            permanent: one.is_permanent,
            reason: one.reason.as_str(),
            message_id: one.message_id,
        }
    }
}
