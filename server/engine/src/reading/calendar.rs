//! Appointments (RFC 5545, RFC 5546): what a person wants to know of them.

use types::{Invitation, InvitationStep, Mailbox, Timestamp};

use super::{line, parts::Parts};

/// Bytes of a calendar that are read.
const MAX_BYTES: usize = 256 << 10;
/// Longest short text, in characters.
const MAX_LINE_CHARS: usize = 500;
/// Longest description, in bytes.
const MAX_DESCRIPTION_BYTES: usize = 8 << 10;

/// One line of a calendar: name, parameters, value.
struct Property<'a> {
    name: String,
    parameters: &'a str,
    value: &'a str,
}

/// The appointment that a message is about; nothing without one.
pub(super) fn invitation(parts: &Parts<'_>) -> Option<Invitation> {
    let calendars = parts.leaves().filter(|part| part.is(&["text/calendar", "application/ics", "text/x-vcalendar"]));
    let mut read = calendars.filter_map(|part| read(&part.text(MAX_BYTES).0));
    read.next()
}

/// The first event of a calendar.
fn read(calendar: &str) -> Option<Invitation> {
    // Folded lines begin with a blank (RFC 5545 section 3.1).
    let unfolded = calendar.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut invitation = Invitation { step: InvitationStep::Publish, ..Invitation::default() };
    let mut method = String::new();
    let mut answer = String::new();
    let mut is_event = false;
    let mut depth = 0;
    for property in unfolded.lines().filter_map(property) {
        match (property.name.as_str(), property.value) {
            ("BEGIN", "VEVENT" | "VTODO") if !is_event => is_event = true,
            ("BEGIN", _) if is_event => depth += 1,
            ("END", _) if depth > 0 => depth -= 1,
            ("END", "VEVENT" | "VTODO") if is_event => break,
            ("METHOD", value) => method = value.trim().to_ascii_uppercase(),
            ("ATTENDEE", _) if is_event && depth == 0 && answer.is_empty() => answer = parameter(&property, "PARTSTAT"),
            _ if is_event && depth == 0 => take(&mut invitation, &property),
            _ => {}
        }
    }
    let is_cancelled = invitation.step == InvitationStep::Cancel;
    invitation.step = match (method.as_str(), answer.as_str()) {
        ("CANCEL", _) => InvitationStep::Cancel,
        _ if is_cancelled => InvitationStep::Cancel,
        ("REPLY", "DECLINED") => InvitationStep::Declined,
        ("REPLY", "TENTATIVE") => InvitationStep::Tentative,
        ("REPLY", _) => InvitationStep::Accepted,
        ("COUNTER", _) => InvitationStep::Counter,
        ("REQUEST" | "ADD" | "REFRESH" | "DECLINECOUNTER", _) => InvitationStep::Request,
        _ => InvitationStep::Publish,
    };
    is_event.then_some(invitation)
}

fn take(invitation: &mut Invitation, property: &Property<'_>) {
    let text = || line::one_line(&unescaped(property.value), MAX_LINE_CHARS);
    match property.name.as_str() {
        "SUMMARY" => invitation.summary = text(),
        "LOCATION" => invitation.location = text(),
        "DESCRIPTION" => {
            let text = line::lines(&unescaped(property.value));
            invitation.description = text[..text.floor_char_boundary(MAX_DESCRIPTION_BYTES)].trim().to_owned();
        }
        "ORGANIZER" => {
            let address = property.value.trim();
            let address = address
                .get(..7)
                .filter(|start| start.eq_ignore_ascii_case("mailto:"))
                .map_or(address, |_| &address[7..]);
            let name = line::one_line(&parameter(property, "CN"), MAX_LINE_CHARS);
            invitation.organizer = Some(Mailbox { name, address: line::one_line(address, MAX_LINE_CHARS) });
        }
        "DTSTART" => {
            invitation.begins = moment(property.value);
            invitation.at = timestamp(property.value);
            let zone = line::one_line(&parameter(property, "TZID"), MAX_LINE_CHARS);
            invitation.zone = if property.value.trim().ends_with('Z') { "UTC".to_owned() } else { zone };
        }
        "DTEND" => invitation.ends = moment(property.value),
        "RRULE" => invitation.repeats = true,
        "STATUS" if property.value.trim().eq_ignore_ascii_case("CANCELLED") => invitation.step = InvitationStep::Cancel,
        _ => {}
    }
}

fn property(line: &str) -> Option<Property<'_>> {
    let mut is_quoted = false;
    let colon = line.find(|c| {
        is_quoted ^= c == '"';
        c == ':' && !is_quoted
    })?;
    let (name, parameters) = line[..colon].split_once(';').unwrap_or((&line[..colon], ""));
    Some(Property { name: name.trim().to_ascii_uppercase(), parameters, value: line[colon + 1..].trim_end() })
}

/// The value of a parameter; empty when it is missing.
fn parameter(property: &Property<'_>, name: &str) -> String {
    let mut is_quoted = false;
    let mut pieces = property.parameters.split(|c| {
        is_quoted ^= c == '"';
        c == ';' && !is_quoted
    });
    let value = pieces.find_map(|piece| {
        let (found, value) = piece.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then_some(value)
    });
    value.unwrap_or_default().trim_matches('"').to_owned()
}

/// A text as it is meant (RFC 5545 section 3.3.11).
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(c) => text.push(c),
                None => {}
            },
            c => text.push(c),
        }
    }
    text
}

/// `20261201T100000` as `2026-12-01 10:00`; what is no moment stays as it is.
fn moment(value: &str) -> String {
    let value = value.trim();
    let digits: Vec<&str> = value.trim_end_matches('Z').split('T').collect();
    let is_number = |text: &str, n: usize| text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit());
    match digits.as_slice() {
        [day] if is_number(day, 8) => format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]),
        [day, time] if is_number(day, 8) && is_number(time, 6) => {
            format!("{}-{}-{} {}:{}", &day[..4], &day[4..6], &day[6..], &time[..2], &time[2..4])
        }
        _ => line::one_line(value, 40),
    }
}

/// The moment itself, when it is in UTC.
fn timestamp(value: &str) -> Option<Timestamp> {
    let value = value.trim().strip_suffix('Z')?;
    let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", value).ok()?;
    let at = jiff::tz::Offset::UTC.to_timestamp(at).ok()?;
    Some(Timestamp(at.as_microsecond()))
}

/// An appointment in words that need no language.
pub(super) fn words(invitation: &Invitation) -> String {
    let when = invitation.when();
    let organizer = invitation.organizer.as_ref().map(|one| format!("{} <{}>", one.name, one.address));
    let organizer = organizer.unwrap_or_default();
    let lines = [&invitation.summary, &when, &invitation.location, organizer.trim()].map(str::to_owned);
    let mut text = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    if !invitation.description.is_empty() {
        text += "\n\n";
        text += &invitation.description;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{read, words};
    use types::InvitationStep;

    const EVENT: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nSUMMARY:Vorstellungsgespräch\\, Raum 3\r\nDTSTART;TZID=Europe/Berlin:20261201T100000\r\n\
        DTEND;TZID=Europe/Berlin:20261201T110000\r\nORGANIZER;CN=\"Eva: Personal\":MAILTO:eva@acme.example\r\n\
        LOCATION:Hauptstraße 1\r\nDESCRIPTION:Guten Tag\\nbis bald\r\n  dort\r\nBEGIN:VALARM\r\nDESCRIPTION:x\r\nEND:VALARM\r\n\
        ATTENDEE;PARTSTAT=DECLINED:mailto:carla@mail.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn reads_an_event() {
        let event = read(EVENT).unwrap();
        assert_eq!(event.step, InvitationStep::Request);
        assert_eq!(
            words(&event),
            "Vorstellungsgespräch, Raum 3\n2026-12-01 10:00 – 11:00 (Europe/Berlin)\nHauptstraße 1\n\
             Eva: Personal <eva@acme.example>\n\nGuten Tag\nbis bald dort"
        );
        assert_eq!(read(&EVENT.replace("REQUEST", "REPLY")).unwrap().step, InvitationStep::Declined);
        assert_eq!(read(&EVENT.replace("REQUEST", "CANCEL")).unwrap().step, InvitationStep::Cancel);
        let utc = read(&EVENT.replace(";TZID=Europe/Berlin:20261201T100000", ":20261201T090000Z")).unwrap();
        assert_eq!(utc.at.unwrap().rfc3339(), "2026-12-01T09:00:00Z");
        assert!(read("BEGIN:VCALENDAR\nEND:VCALENDAR").is_none() && read("").is_none());
    }
}
