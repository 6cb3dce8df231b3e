//! The program `postroom`: reads the command line and hands over.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::{
    Failure,
    commands::{
        self,
        confined::{self, Task},
    },
    config::Config,
    logging,
};

#[derive(Parser)]
#[command(
    name = "postroom",
    version,
    about = "E-mail between a company and its candidates, under the company's own address."
)]
struct CommandLine {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run Postroom (the default).
    Serve,
    /// Run Postroom with a practice company mail server beside it.
    Practice,
    /// Take in mails from files, each one message or an mbox, as if they had come by SMTP.
    Ingest(commands::ingest::Ingest),
    /// Manage the people who sign in.
    User(commands::user::User),
    /// Manage the tokens of scripts that use the API.
    Token(commands::token::Token),
    /// Manage the addresses that are told of new messages.
    Webhook(commands::webhook::Webhook),
    /// Print what is stored, as JSON.
    Status,
    /// Say what a server's answer means: cause, field, next step.
    Explain(commands::explain::Explain),
    /// Read the text of a file: what Postroom starts itself for.
    #[command(hide = true)]
    ExtractText,
    /// Take away what runs in a PDF: the same.
    #[command(hide = true)]
    TamePdf,
}

fn main() -> ExitCode {
    logging::start();
    let CommandLine { config, command } = CommandLine::parse();
    // Before anything is opened that a hostile file could use.
    match command {
        Some(Command::ExtractText) => return confined::run(Task::ExtractText),
        Some(Command::TamePdf) => return confined::run(Task::TamePdf),
        _ => {}
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("postroom: the runtime could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match command.unwrap_or(Command::Serve) {
            Command::Serve => commands::serve::run(config).await?,
            Command::Practice => commands::practice::run(config).await?,
            Command::Ingest(ingest) => ingest.run(config).await?,
            Command::User(user) => user.run(config).await?,
            Command::Token(token) => token.run(config).await?,
            Command::Webhook(webhook) => webhook.run(config).await?,
            Command::Status => commands::status::run(config).await?,
            Command::Explain(explain) => return explain.run(),
            Command::ExtractText => return Ok(confined::run(Task::ExtractText)),
            Command::TamePdf => return Ok(confined::run(Task::TamePdf)),
        }
        Ok::<_, Failure>(ExitCode::SUCCESS)
    });
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("postroom: {failure}");
            ExitCode::FAILURE
        }
    }
}
