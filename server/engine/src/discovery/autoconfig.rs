//! What a domain tells mail programs: the outgoing servers of a `clientConfig` document, version 1.1.

use std::borrow::Cow;

use quick_xml::{Reader, events::Event};
use types::{EmailAddress, Encryption, FoundServer};

/// Most servers of one document that are looked at.
const SERVERS_MAX: usize = 6;

/// A server as it is being read.
#[derive(Default)]
struct Outgoing {
    host: String,
    port: String,
    socket: String,
    account: String,
}

/// The outgoing servers for this address that protect the connection. A document that is broken, or that defines
/// entities of its own, has none.
pub(super) fn outgoing_servers(document: &[u8], address: &EmailAddress) -> Vec<FoundServer> {
    read(document, address).unwrap_or_default()
}

fn read(document: &[u8], address: &EmailAddress) -> Option<Vec<FoundServer>> {
    let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
    let mut found = Vec::new();
    let mut open: Option<Outgoing> = None;
    let mut element = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return Some(found),
            Event::DocType(_) => return None,
            Event::Start(start) => {
                element = text(start.local_name().as_ref());
                if element == "outgoingServer" {
                    let kind = start.try_get_attribute("type").ok()?;
                    open = kind.is_some_and(|kind| text(kind.value.as_ref()) == "smtp").then(Outgoing::default);
                }
            }
            Event::Text(words) => {
                if let Some(place) = open.as_mut().and_then(|open| open.place(&element)) {
                    place.push_str(words.xml10_content().trim());
                }
            }
            // Host names and ports need none; what stands for something else is not guessed.
            Event::GeneralRef(_) => open = None,
            Event::End(end) => {
                element.clear();
                if text(end.local_name().as_ref()) == "outgoingServer" {
                    found.extend(open.take().and_then(|outgoing| outgoing.server(address)));
                }
                if found.len() == SERVERS_MAX {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
}

impl Outgoing {
    fn place(&mut self, element: &str) -> Option<&mut String> {
        match element {
            "hostname" => Some(&mut self.host),
            "port" => Some(&mut self.port),
            "socketType" => Some(&mut self.socket),
            "username" => Some(&mut self.account),
            _ => None,
        }
    }

    fn server(self, address: &EmailAddress) -> Option<FoundServer> {
        let encryption = match self.socket.as_str() {
            "SSL" => Encryption::Tls,
            "STARTTLS" => Encryption::StartTls,
            _ => return None,
        };
        let filled = |text: &str| {
            text.replace("%EMAILADDRESS%", address.as_str())
                .replace("%EMAILLOCALPART%", address.local_part())
                .replace("%EMAILDOMAIN%", address.domain())
        };
        Some(FoundServer {
            host: filled(&self.host).to_lowercase(),
            port: self.port.parse().ok()?,
            encryption,
            account: filled(&self.account),
        })
    }
}

/// quick-xml hands out names as they stand in the document.
fn text<'a>(name: impl Into<Cow<'a, str>>) -> String {
    name.into().into_owned()
}

#[cfg(test)]
mod tests {
    use types::Encryption;

    use super::outgoing_servers;

    const DOCUMENT: &str = r#"<?xml version="1.0"?>
        <clientConfig version="1.1"><emailProvider id="acme.example">
        <incomingServer type="imap"><hostname>imap.acme.example</hostname><port>993</port><socketType>SSL</socketType></incomingServer>
        <!-- not this --><outgoingServer type="exchange"><hostname>x.acme.example</hostname><port>1</port><socketType>SSL</socketType></outgoingServer>
        <outgoingServer type="smtp"><hostname> SMTP.%EMAILDOMAIN% </hostname><port>465</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username></outgoingServer>
        <outgoingServer type="smtp"><hostname>smtp.acme.example</hostname><port>587</port><socketType>STARTTLS</socketType><username>u-%EMAILLOCALPART%</username></outgoingServer>
        <outgoingServer type="smtp"><hostname>smtp.acme.example</hostname><port>25</port><socketType>plain</socketType></outgoingServer>
        <outgoingServer type="smtp"><hostname>&host;</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>
        </emailProvider></clientConfig>"#;

    #[test]
    fn reads_the_protected_outgoing_servers() {
        let found = outgoing_servers(DOCUMENT.as_bytes(), &"jobs@acme.example".parse().unwrap());
        let rows: Vec<_> = found
            .iter()
            .map(|server| (server.host.as_str(), server.port, server.encryption, server.account.as_str()))
            .collect();
        assert_eq!(
            rows,
            [
                ("smtp.acme.example", 465, Encryption::Tls, "jobs@acme.example"),
                ("smtp.acme.example", 587, Encryption::StartTls, "u-jobs"),
            ]
        );
    }

    #[test]
    fn believes_nothing_that_is_broken() {
        let address = "jobs@acme.example".parse().unwrap();
        let with_entities = DOCUMENT.replace("<clientConfig", "<!DOCTYPE x [<!ENTITY host \"a\">]><clientConfig");
        let many = DOCUMENT.replace("<incomingServer", &format!("{}<incomingServer", "<a>".repeat(5_000)));
        for document in ["", "<", "<a>", "\u{0}", "<html><body>Not found</body></html>", &with_entities, &many] {
            assert!(outgoing_servers(document.as_bytes(), &address).is_empty(), "{document:.60}");
        }
        assert!(outgoing_servers(&[0xff, 0xfe], &address).is_empty());
    }
}
