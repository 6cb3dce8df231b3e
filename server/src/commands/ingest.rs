//! `postroom ingest`.

use std::path::{Path, PathBuf};

use clap::Args;
use engine::{Engine, Incoming};
use tokio_util::sync::CancellationToken;

use crate::{config::Config, failure::Failure, open};

/// Take in mails from files.
#[derive(Args, Debug)]
pub struct Ingest {
    /// Files, each one message or an mbox.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Ingest {
    /// Takes the files in one after the other. One that cannot be read is named and does not stop the others.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let (engine, loops) = open::open(&config, open::Extras::default()).await?;
        let Some(recipient) = engine.recruiting_address().await? else {
            return Err(Failure("Postroom is not set up yet: start it and open the link it prints.".into()));
        };
        let stop = CancellationToken::new();
        let committing = tokio::spawn(loops.committer.run(stop.clone()));
        let mut n_failed = 0;
        for file in &self.files {
            match take_in(&engine, file, recipient.as_str()).await {
                Ok(n) => println!("{}: {n} taken in", file.display()),
                Err(failure) => {
                    n_failed += 1;
                    eprintln!("{}: {failure}", file.display());
                }
            }
        }
        while engine.sort_arrived().await? > 0 {}
        stop.cancel();
        _ = committing.await;
        engine.close().await;
        if n_failed > 0 {
            Err(Failure(format!("{n_failed} of {} files were not taken in", self.files.len())))
        } else {
            Ok(())
        }
    }
}

async fn take_in(engine: &Engine, file: &Path, recipient: &str) -> Result<usize, Failure> {
    let bytes = tokio::fs::read(file).await.map_err(|error| Failure(error.to_string()))?;
    let messages = messages(&bytes);
    let n = messages.len();
    for raw in messages {
        let incoming = Incoming {
            mail_from: String::new(),
            recipients: vec![recipient.to_owned()],
            client: None,
            helo: String::new(),
            over_tls: false,
            raw,
        };
        engine.accept(incoming).await?;
    }
    Ok(n)
}

/// The messages of a file: one, or those of an mbox (RFC 4155), whose `>From ` lines are read as mboxrd.
fn messages(bytes: &[u8]) -> Vec<Vec<u8>> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes.to_vec()];
    }
    let mut messages: Vec<Vec<u8>> = Vec::new();
    let mut is_after_blank = true;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if is_after_blank && line.starts_with(b"From ") {
            messages.push(Vec::new());
            continue;
        }
        is_after_blank = matches!(line, b"\n" | b"\r\n");
        let Some(message) = messages.last_mut() else { continue };
        let n_quotes = line.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = n_quotes > 0 && line[n_quotes..].starts_with(b"From ");
        message.extend_from_slice(if is_quoted { &line[1..] } else { line });
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::messages;

    #[test]
    fn splits_an_mbox() {
        let mbox =
            b"From a Thu Nov 23 2026\nSubject: 1\n\n>From here\nFrom inside\n\nFrom b Thu\nSubject: 2\n\n>>From x\n";
        let found: Vec<String> = messages(mbox).into_iter().map(|raw| String::from_utf8(raw).unwrap()).collect();
        assert_eq!(found, ["Subject: 1\n\nFrom here\nFrom inside\n\n", "Subject: 2\n\n>From x\n"]);
        assert_eq!(messages(b"Subject: one\n\nFrom me\n").len(), 1);
    }
}
