//! `POSTROOM_RELAY_URL`. What is wrong with it is told without repeating it: there is a password in it.

use engine::{Credential, MailServer, Protection, Secret};

use crate::failure::Failure;

/// Ports when none is named: RFC 5321 section 4.5.4.2, RFC 8314 section 7.3.
const SMTP_PORT: u16 = 25;
const SMTPS_PORT: u16 = 465;

/// The server that the URL names.
pub(crate) fn parse(url: &Secret) -> Result<MailServer, Failure> {
    read(url.expose()).map_err(|what| {
        Failure(format!(
            "POSTROOM_RELAY_URL: {what}. It looks like smtp://mail.example.com:25 or smtps://user:password@mail.example.com:465; \
             write % and other signs of user and password as %25 and so on."
        ))
    })
}

fn read(url: &str) -> Result<MailServer, &'static str> {
    let (scheme, rest) = url.trim().split_once("://").ok_or("it has no ://")?;
    let (protection, default_port) = match scheme.to_ascii_lowercase().as_str() {
        "smtp" => (Protection::StartTlsWhenOffered, SMTP_PORT),
        "smtps" => (Protection::Tls, SMTPS_PORT),
        _ => return Err("it begins with neither smtp:// nor smtps://"),
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains(['/', '?', '#']) {
        return Err("there is something after the host");
    }
    let (account, place) = match authority.rsplit_once('@') {
        Some((account, place)) => (Some(credentials(account)?), place),
        None => (None, authority),
    };
    let (host, port) = host_and_port(place)?;
    let port = port.map_or(Ok(default_port), |port| {
        port.parse().ok().filter(|port| *port != 0).ok_or("its port is not a number from 1 to 65535")
    })?;
    Ok(MailServer { host, port, protection, account })
}

fn credentials(text: &str) -> Result<(String, Credential), &'static str> {
    let (user, password) = text.split_once(':').ok_or("it has a user and no password")?;
    let decoded =
        |text: &str| decoded(text).ok_or("its user or password has a % that is not followed by two hexadecimal digits");
    Ok((decoded(user)?, Credential::Password(Secret::new(decoded(password)?))))
}

fn host_and_port(place: &str) -> Result<(String, Option<&str>), &'static str> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').ok_or("a [ is not closed")?;
            (host, after.strip_prefix(':'))
        }
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let is_host = !host.is_empty() && !host.chars().any(|c| c.is_whitespace() || c == '@');
    if is_host { Ok((host.to_lowercase(), port)) } else { Err("it names no host") }
}

/// Without its %-encoding (RFC 3986 section 2.1).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
            bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use engine::{Credential, Protection, Secret};

    use super::parse;

    #[test]
    fn reads_urls() {
        for (url, protection, host, port, account) in [
            ("smtp://mail.example.com", Protection::StartTlsWhenOffered, "mail.example.com", 25, None),
            ("smtp://127.0.0.1:2526/", Protection::StartTlsWhenOffered, "127.0.0.1", 2526, None),
            ("smtps://Mail.Example.com", Protection::Tls, "mail.example.com", 465, None),
            ("smtps://[2001:db8::1]:587", Protection::Tls, "2001:db8::1", 587, None),
            ("smtps://a%40b:p%3A%25%2F@h:1", Protection::Tls, "h", 1, Some(("a@b", "p:%/"))),
            ("smtp://u:p:q@h", Protection::StartTlsWhenOffered, "h", 25, Some(("u", "p:q"))),
        ] {
            let server = parse(&Secret::new(url.into())).unwrap();
            assert_eq!((server.protection, server.host.as_str(), server.port), (protection, host, port), "{url}");
            let expected = account.map(|(user, password): (&str, &str)| {
                (user.to_owned(), Credential::Password(Secret::new(password.to_owned())))
            });
            assert_eq!(server.account, expected, "{url}");
        }
    }

    #[test]
    fn tells_what_is_wrong_without_repeating_it() {
        for url in [
            "hunter2",
            "http://u:hunter2@h",
            "smtp://u:hunter2%zz@h",
            "smtp://u:hunter2@h:0",
            "smtp://u:hunter2@",
            "smtp://hunter2@h",
            "smtp://u:hunter2@h/path",
            "smtp://u:hunter2@[::1",
        ] {
            let failure = parse(&Secret::new(url.into())).unwrap_err();
            assert!(!failure.0.contains("hunter2") && failure.0.contains("POSTROOM_RELAY_URL"), "{failure}");
        }
    }
}
