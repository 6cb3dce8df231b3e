//! The files of messages: their texts, what a virus scanner says of them, and who gets them.

mod scanning;
mod texts;

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use types::MessageId;

use super::{World, mail};
use crate::KnownFiles;

/// A mail with these files: name, media type, content.
fn with_files(subject: &str, files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let files: String = files
        .iter()
        .map(|(name, media_type, content)| {
            format!(
                "--b\r\nContent-Type: {media_type}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                BASE64_STANDARD.encode(content)
            )
        })
        .collect();
    format!(
        "From: Carla Kowalczyk <carla@example.org>\r\nTo: jobs@acme.example\r\nSubject: {subject}\r\n\
         Message-ID: <{subject}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n<p>My papers</p>\r\n{files}--b--\r\n"
    )
    .into_bytes()
}

async fn accepted(world: &World, raw: Vec<u8>) -> MessageId {
    let id = world.engine.accept(mail(raw)).await.unwrap();
    world.sorted().await;
    id
}

/// What is known of a message's files once it is enough: the loops work by themselves.
async fn known(world: &World, id: MessageId, is_enough: impl Fn(&KnownFiles) -> bool) -> KnownFiles {
    let mut changes = world.engine.changes();
    loop {
        let known = world.engine.known_files(id).await.unwrap();
        if is_enough(&known) {
            return known;
        }
        let changed = tokio::time::timeout(Duration::from_secs(30), changes.next()).await;
        changed.unwrap_or_else(|_| panic!("it takes too long: {known:?}"));
    }
}
