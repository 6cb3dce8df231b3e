//! The exchange of AUTH (RFC 4954) for PLAIN (RFC 4616) and LOGIN, which has no RFC but is asked for by old clients.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN};

/// An exchange that waits for the client's next line.
pub(crate) enum SignIn {
    /// For everything at once.
    Plain,
    /// For the account.
    LoginAccount,
    /// For the password of this account.
    LoginPassword(String),
}

/// What comes next in an exchange.
pub(crate) enum Next {
    /// The server asks, in base64.
    Ask(&'static str, SignIn),
    /// The client has said all.
    Credentials {
        /// Who.
        account: String,
        /// With what.
        password: String,
    },
    /// The client gave up.
    Cancelled,
    /// The client's answer is no base64, or not what the mechanism wants.
    Malformed,
    /// There is no such mechanism here.
    UnknownMechanism,
}

impl SignIn {
    /// Starts an exchange; `initial_response` may be empty, and is `=` if it is there and empty (RFC 4954 section 4).
    pub(crate) fn start(mechanism: u64, initial_response: &str) -> Next {
        let waiting = match mechanism {
            AUTH_PLAIN => Self::Plain,
            AUTH_LOGIN => Self::LoginAccount,
            _ => return Next::UnknownMechanism,
        };
        match initial_response {
            "" => waiting.ask(),
            "=" => waiting.heard(String::new()),
            response => waiting.answer(response.as_bytes()),
        }
    }

    /// Goes on with the client's line.
    pub(crate) fn answer(self, line: &[u8]) -> Next {
        let line = line.trim_ascii();
        if line == b"*" {
            return Next::Cancelled;
        }
        match STANDARD.decode(line).map(String::from_utf8) {
            Ok(Ok(heard)) => self.heard(heard),
            _ => Next::Malformed,
        }
    }

    fn ask(self) -> Next {
        let question = match self {
            Self::Plain => "",
            Self::LoginAccount => "VXNlcm5hbWU6",
            Self::LoginPassword(_) => "UGFzc3dvcmQ6",
        };
        Next::Ask(question, self)
    }

    fn heard(self, heard: String) -> Next {
        match self {
            Self::Plain => plain(&heard),
            Self::LoginAccount => Self::LoginPassword(heard).ask(),
            Self::LoginPassword(account) => Next::Credentials { account, password: heard },
        }
    }
}

/// Acting as somebody else is not offered, so the identity to act as is empty or the account.
fn plain(heard: &str) -> Next {
    let parts: Vec<_> = heard.split('\0').collect();
    match parts[..] {
        [acts_as, account, password] if acts_as.is_empty() || acts_as == account => {
            Next::Credentials { account: account.into(), password: password.into() }
        }
        _ => Next::Malformed,
    }
}
