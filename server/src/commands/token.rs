//! `postroom token create`, `postroom token list`, `postroom token revoke`.

use clap::{Args, Subcommand};
use engine::NewToken;
use types::{Scope, Timestamp, TokenId};

use crate::{config::Config, failure::Failure, open};

/// Manage the tokens of scripts.
#[derive(Args, Debug)]
pub struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Make a token. It is printed once, alone on standard output, and cannot be seen again.
    Create {
        /// What it is for.
        #[arg(long, default_value = "script")]
        name: String,
        /// What it may be used for: messages:read, candidates:read, outbox:read, outbox:write, webhooks:write.
        #[arg(
            long = "scope",
            alias = "scopes",
            value_delimiter = ',',
            num_args = 1..,
            default_value = "messages:read,candidates:read,outbox:read"
        )]
        scopes: Vec<Scope>,
        /// Requests in a minute.
        #[arg(long, default_value_t = 1200, value_parser = clap::value_parser!(u32).range(1..=60_000))]
        per_minute: u32,
    },
    /// List the tokens, the newest first.
    List,
    /// Take a token back: from now on it opens nothing.
    Revoke {
        /// Its number, as `list` prints it.
        id: TokenId,
    },
}

impl Token {
    /// Does it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let (engine, _loops) = open::open(&config, open::Extras::default()).await?;
        match self.action {
            Action::Create { name, scopes, per_minute } => {
                let (id, token) = engine.create_token(NewToken { name, scopes, per_minute }).await?;
                eprintln!("Made token {id}. Keep it safe, it is not shown again:");
                println!("{}", token.expose());
            }
            Action::List => engine.tokens().await?.iter().for_each(|token| println!("{}", line(token))),
            Action::Revoke { id } => {
                engine.revoke_token(id).await?;
                println!("Token {id} opens nothing any more.");
            }
        }
        engine.close().await;
        Ok(())
    }
}

fn line(token: &engine::Token) -> String {
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let used = token.last_used_at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
    let revoked = token.revoked_at.map(|at| format!("\trevoked {}", at.rfc3339())).unwrap_or_default();
    format!(
        "{}\t{}\t{}\tmade {}\tlast used {used}{revoked}",
        token.id,
        token.name,
        scopes.join(","),
        token.created_at.rfc3339()
    )
}
