//! `postroom user add`, `postroom user password`.

use std::io::{BufRead, IsTerminal, stdin};

use clap::{Args, Subcommand};
use engine::{NewPerson, Secret};
use types::Role;

use crate::{config::Config, failure::Failure, open};

/// Manage the people who sign in.
#[derive(Args, Debug)]
pub struct User {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Add somebody. The password is read from standard input.
    Add {
        /// The address they sign in with.
        address: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// admin or recruiter.
        #[arg(long, default_value = "recruiter")]
        role: Role,
    },
    /// Give somebody a new password, read from standard input, and sign them out everywhere.
    Password {
        /// The address they sign in with.
        address: String,
    },
}

impl User {
    /// Does it.
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let (engine, _loops) = open::open(&config, open::Extras::default()).await?;
        match self.action {
            Action::Add { address, name, role } => {
                let password = read_password()?;
                engine.add_person(NewPerson { name, address: address.clone(), role, password }).await?;
                println!("Added {address} as {role}.");
            }
            Action::Password { address } => {
                engine.change_password(&address, read_password()?).await?;
                println!("Changed the password of {address}.");
            }
        }
        engine.close().await;
        Ok(())
    }
}

/// One line of standard input: a password in the arguments could be seen by everybody on the machine.
fn read_password() -> Result<Secret, Failure> {
    if stdin().is_terminal() {
        eprint!("Password (it is shown as you type): ");
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line).map_err(|error| Failure(format!("the password could not be read: {error}")))?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}
