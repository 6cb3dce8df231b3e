//! The PROXY protocol (haproxy's, versions 1 and 2): who the client behind a balancer is. Believed only from networks
//! that the operator names, where it must come first and nothing else will do.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First bytes of version 2.
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";
/// Longest line of version 1 with its CR LF, as its specification says.
const LINE_MAX_BYTES: usize = 107;
/// Longest header of version 2 that is read: addresses, and room for what balancers add behind them.
pub const HEADER_MAX_BYTES: usize = 1024;

/// What comes of the bytes so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Header {
    /// More must come.
    Incomplete,
    /// The header, so long; with the client's address unless the balancer speaks for itself.
    Whole {
        /// Where what the client says begins.
        bytes: usize,
        /// Who the client is.
        client: Option<IpAddr>,
    },
    /// This is no header.
    Broken,
}

/// Reads the header that `input` begins with.
pub fn read(input: &[u8]) -> Header {
    let begins = |start: &[u8]| input[..input.len().min(start.len())] == start[..input.len().min(start.len())];
    if begins(SIGNATURE) {
        binary(input)
    } else if begins(b"PROXY ") {
        text(input)
    } else {
        Header::Broken
    }
}

fn text(input: &[u8]) -> Header {
    let within = &input[..input.len().min(LINE_MAX_BYTES)];
    let Some(end) = memchr::memchr(b'\n', within) else {
        return if within.len() == LINE_MAX_BYTES { Header::Broken } else { Header::Incomplete };
    };
    let line = input[..end].strip_suffix(b"\r").and_then(|line| std::str::from_utf8(line).ok());
    let words: Vec<&str> = line.unwrap_or_default().split(' ').collect();
    let client = match words.as_slice() {
        ["PROXY", "UNKNOWN", ..] => None,
        ["PROXY", "TCP4", source, target, ports @ ..] if are_ports(ports) => both::<Ipv4Addr>(source, target),
        ["PROXY", "TCP6", source, target, ports @ ..] if are_ports(ports) => both::<Ipv6Addr>(source, target),
        _ => return Header::Broken,
    };
    match (words[1], client) {
        ("UNKNOWN", _) | (_, Some(_)) => Header::Whole { bytes: end + 1, client },
        _ => Header::Broken,
    }
}

fn are_ports(words: &[&str]) -> bool {
    words.len() == 2 && words.iter().all(|word| word.parse::<u16>().is_ok())
}

/// The source, when source and target are both such addresses.
fn both<A: std::str::FromStr + Into<IpAddr>>(source: &str, target: &str) -> Option<IpAddr> {
    target.parse::<A>().ok()?;
    source.parse::<A>().ok().map(Into::into)
}

fn binary(input: &[u8]) -> Header {
    let Some((&[version, family, high, low], rest)) = input.get(SIGNATURE.len()..).and_then(<[u8]>::split_first_chunk)
    else {
        return Header::Incomplete;
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let bytes = SIGNATURE.len() + 4 + length;
    if bytes > HEADER_MAX_BYTES || version >> 4 != 2 {
        return Header::Broken;
    }
    let Some(block) = rest.get(..length) else { return Header::Incomplete };
    let client = match (version & 0xf, family >> 4) {
        // LOCAL: the balancer looks whether we are alive.
        (0, _) | (1, 0 | 3) => None,
        (1, 1) if length >= 12 => block.first_chunk::<4>().map(|address| IpAddr::from(*address)),
        (1, 2) if length >= 36 => block.first_chunk::<16>().map(|address| IpAddr::from(*address)),
        _ => return Header::Broken,
    };
    Header::Whole { bytes, client }
}

#[cfg(test)]
mod tests {
    use super::{Header, SIGNATURE, read};

    fn whole(bytes: usize, client: Option<&str>) -> Header {
        Header::Whole { bytes, client: client.map(|client| client.parse().unwrap()) }
    }

    fn binary(version: u8, family: u8, block: &[u8]) -> Vec<u8> {
        [SIGNATURE, &[version, family][..], &(block.len() as u16).to_be_bytes(), block].concat()
    }

    #[test]
    fn reads_lines() {
        for (line, expected) in [
            ("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\nEHLO", whole(44, Some("192.0.2.7"))),
            ("PROXY TCP6 2001:db8::1 2001:db8::2 1 25\r\n", whole(41, Some("2001:db8::1"))),
            ("PROXY UNKNOWN\r\n", whole(15, None)),
            ("PROXY UNKNOWN ffff:f...f:ffff 65535 65535\r\n", whole(43, None)),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25", Header::Incomplete),
            ("PRO", Header::Incomplete),
            ("", Header::Incomplete),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\n", Header::Broken),
            ("PROXY TCP4 2001:db8::1 198.51.100.1 1 25\r\n", Header::Broken),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 99999 25\r\n", Header::Broken),
            ("PROXY TCP4 192.0.2.7 198.51.100.1 25\r\n", Header::Broken),
            ("PROXY UDP4 192.0.2.7 198.51.100.1 1 25\r\n", Header::Broken),
            ("EHLO client.example\r\n", Header::Broken),
        ] {
            assert_eq!(read(line.as_bytes()), expected, "{line}");
        }
        assert_eq!(read(&[b"PROXY ".as_slice(), &[b'x'; 200]].concat()), Header::Broken, "a line without end");
    }

    #[test]
    fn reads_bytes() {
        let v4 = [[192, 0, 2, 7], [198, 51, 100, 1], [1, 2, 0, 25]].concat();
        let mut v6 = vec![0; 36];
        (v6[0], v6[1], v6[15]) = (0x20, 0x01, 9);
        let more = [v4.as_slice(), &[4, 0, 1, 0]].concat();
        for (header, expected) in [
            (binary(0x21, 0x11, &v4), whole(28, Some("192.0.2.7"))),
            (binary(0x21, 0x21, &v6), whole(52, Some("2001::9"))),
            (binary(0x21, 0x11, &more), whole(32, Some("192.0.2.7"))),
            (binary(0x20, 0x00, &[]), whole(16, None)),
            (binary(0x21, 0x00, &[]), whole(16, None)),
            (binary(0x21, 0x11, &v4[..4]), Header::Broken),
            (binary(0x31, 0x11, &v4), Header::Broken),
            (binary(0x22, 0x11, &v4), Header::Broken),
            (binary(0x21, 0x11, &[0; 2000]), Header::Broken),
        ] {
            assert_eq!(read(&header), expected, "{header:?}");
            for length in 0..header.len().min(16) {
                assert_eq!(read(&header[..length]), Header::Incomplete, "{length}");
            }
        }
    }
}
