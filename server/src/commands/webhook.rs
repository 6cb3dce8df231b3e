//! `postroom webhook create`, `postroom webhook list`, `postroom webhook delete`.

use clap::{Args, Subcommand};
use types::{Timestamp, WebhookId};

use crate::{config::Config, failure::Failure, open};

/// Manage webhooks.
#[derive(Args, Debug)]
pub struct Webhook {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Add an address that is told of new messages. The secret of its signatures is printed once.
    Create {
        /// The address: https://, or http:// to a host in `POSTROOM_ALLOWED_PRIVATE_HOSTS`.
        url: String,
    },
    /// List the webhooks, with what waits for them and what went wrong.
    List,
    /// Delete a webhook, with what waits for it.
    Delete {
        /// Its number, as `list` prints it.
        id: WebhookId,
    },
}

impl Webhook {
    /// Does it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let (engine, _loops) = open::open(&config, open::Extras::default()).await?;
        match self.action {
            Action::Create { url } => {
                let (made, secret) = engine.create_webhook(&url).await?;
                eprintln!("Added webhook {}. Keep the secret of its signatures, it is not shown again:", made.id);
                println!("{}", secret.expose());
            }
            Action::List => engine.webhooks().await?.iter().for_each(|webhook| println!("{}", line(webhook))),
            Action::Delete { id } => {
                engine.delete_webhook(id).await?;
                println!("Deleted webhook {id}.");
            }
        }
        engine.close().await;
        Ok(())
    }
}

fn line(webhook: &engine::Webhook) -> String {
    let at = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
    let failure = match webhook.last_failure_at {
        Some(failed_at) => format!("\tfailed {}: {}", failed_at.rfc3339(), webhook.last_failure),
        None => String::new(),
    };
    format!(
        "{}\t{}\t{} waiting\t{} lost\ttold {}{failure}",
        webhook.id,
        webhook.url,
        webhook.n_waiting,
        webhook.n_lost,
        at(webhook.last_success_at)
    )
}
