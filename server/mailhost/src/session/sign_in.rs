//! The exchange of AUTH (RFC 4954) for PLAIN (RFC 4616), for LOGIN, which has no RFC but is asked for by old clients, and
//! for access tokens: OAUTHBEARER (RFC 7628) and XOAUTH2.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use smtp_proto::{AUTH_LOGIN, AUTH_OAUTHBEARER, AUTH_PLAIN, AUTH_XOAUTH2};

/// An exchange that waits for the client's next line.
pub(crate) enum SignIn {
    /// For everything at once.
    Plain,
    /// For the account.
    LoginAccount,
    /// For the password of this account.
    LoginPassword(String),
    /// For account and token, in either way of writing them.
    Bearer,
    /// For the client to have heard why its token is not good.
    Dismissal,
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
    /// The client has shown a token.
    Token {
        /// For which mailbox.
        account: String,
        /// The token.
        token: String,
    },
    /// The client has heard why its token is not good.
    Dismissed,
    /// The client gave up.
    Cancelled,
    /// The client's answer is no base64, or not what the mechanism wants.
    Malformed,
    /// There is no such mechanism here.
    UnknownMechanism,
}

impl SignIn {
    /// Starts an exchange; `initial_response` may be empty, and is `=` if it is there and empty (RFC 4954 section 4).
    pub(crate) fn start(mechanism: u64, initial_response: &str, are_tokens_offered: bool) -> Next {
        let waiting = match mechanism {
            AUTH_OAUTHBEARER | AUTH_XOAUTH2 if are_tokens_offered => Self::Bearer,
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
        if matches!(self, Self::Dismissal) {
            return Next::Dismissed;
        }
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
            Self::Plain | Self::Bearer | Self::Dismissal => "",
            Self::LoginAccount => "VXNlcm5hbWU6",
            Self::LoginPassword(_) => "UGFzc3dvcmQ6",
        };
        Next::Ask(question, self)
    }

    fn heard(self, heard: String) -> Next {
        match self {
            Self::Plain => plain(&heard),
            Self::Bearer => bearer(&heard),
            Self::Dismissal => Next::Dismissed,
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

/// `user=…` or `n,a=…,`, then fields of which `auth` holds the token; each is ended by `\x01`, all of them by another.
fn bearer(heard: &str) -> Next {
    let Some(fields) = heard.strip_suffix("\x01\x01") else { return Next::Malformed };
    let (head, fields) = fields.split_once('\x01').unwrap_or((fields, ""));
    let account = head
        .strip_prefix("user=")
        .map(str::to_owned)
        .or_else(|| Some(head.strip_prefix("n,a=")?.strip_suffix(',')?.replace("=2C", ",").replace("=3D", "=")));
    let token = fields.split('\x01').find_map(|field| field.strip_prefix("auth=Bearer "));
    match (account, token) {
        (Some(account), Some(token)) => Next::Token { account, token: token.to_owned() },
        _ => Next::Malformed,
    }
}
