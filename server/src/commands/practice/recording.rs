//! Writes down what a practice server was given to send, so that others can look at it.

use std::{collections::HashSet, io, path::Path, path::PathBuf};

use mailhost::{MailHost, StoredMail};

/// Puts each mail for other places into a file of its own in this folder, until the server ends.
pub(super) async fn record(host: MailHost, dir: PathBuf) {
    let mut tally = host.tally();
    let mut seen = HashSet::new();
    loop {
        let mails = host.outgoing();
        seen.retain(|id| mails.iter().any(|mail| mail.queue_id == *id));
        for mail in mails {
            if seen.insert(mail.queue_id.clone())
                && let Err(error) = write(&dir, &mail).await
            {
                tracing::warn!(%error, "a mail could not be written down");
            }
        }
        if tally.changed().await.is_err() {
            return;
        }
    }
}

/// The mail below its envelope, in the words of RFC 5321 section 4.4 and of mail servers. Whoever looks at the folder
/// sees whole files only.
async fn write(dir: &Path, mail: &StoredMail) -> io::Result<()> {
    tokio::fs::create_dir_all(dir).await?;
    let mut text = format!("Return-Path: <{}>\r\n", mail.mail_from).into_bytes();
    for recipient in &mail.recipients {
        text.extend_from_slice(format!("X-Original-To: {recipient}\r\n").as_bytes());
    }
    text.extend_from_slice(&mail.raw);
    let begun = dir.join(format!("{}.part", mail.queue_id));
    tokio::fs::write(&begun, text).await?;
    tokio::fs::rename(begun, dir.join(format!("{}.eml", mail.queue_id))).await
}
