//! An answer taken apart: its code, its enhanced status code, its words and what they name.

use super::names::apart;

/// What a server said, or what a program said about a connection.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// The reply code (RFC 5321 section 4.2), when there is one.
    pub code: Option<u16>,
    /// The enhanced status code (RFC 3463), possibly empty.
    pub status: String,
    /// The words in lower case, lines joined by one blank, without the codes and without what it names.
    pub text: String,
    /// The addresses, host names and links in it, in lower case.
    pub names: Vec<String>,
}

impl Answer {
    /// Of the lines of one reply, or of any other text.
    pub fn new<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut answer = Self::default();
        for line in lines {
            let (code, rest) = split_code(line.trim());
            let (status, words) = split_status(rest);
            answer.code = answer.code.or(code);
            if answer.status.is_empty() {
                status.clone_into(&mut answer.status);
            }
            if !answer.text.is_empty() {
                answer.text.push(' ');
            }
            let (words, names) = apart(words);
            answer.text.push_str(&words.to_lowercase());
            answer.names.extend(names);
        }
        answer
    }
}

/// The reply code in front of a line, and the rest.
pub(super) fn split_code(line: &str) -> (Option<u16>, &str) {
    let Some((digits, rest)) = line.split_at_checked(3) else { return (None, line) };
    let is_code = digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(digits.as_bytes()[0], b'2'..=b'5');
    match digits.parse() {
        Ok(code) if is_code && rest.is_empty() => (Some(code), rest),
        Ok(code) if is_code && rest.starts_with([' ', '-', '#', '\t']) => (Some(code), rest[1..].trim_start()),
        _ => (None, line),
    }
}

/// The enhanced status code in front of words, possibly empty, and the words.
pub(super) fn split_status(text: &str) -> (&str, &str) {
    let bare = text.trim_start_matches('#');
    let end = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
    let (status, rest) = bare.split_at(end);
    if is_status(status) { (status, rest.trim_start_matches([':', ';']).trim()) } else { ("", text.trim()) }
}

/// Whether this is an enhanced status code: class 2, 4 or 5, and two numbers of at most three digits.
pub(crate) fn is_status(text: &str) -> bool {
    let mut parts = text.split('.');
    let class = parts.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    class && parts.clone().count() == 2 && parts.all(is_number)
}

#[cfg(test)]
mod tests {
    use super::Answer;

    #[test]
    fn takes_answers_apart() {
        for (lines, code, status, text) in [
            (&["535-5.7.8 User and Password", "535 5.7.8 no"][..], Some(535), "5.7.8", "user and password no"),
            (&["550 No such user"], Some(550), "", "no such user"),
            (&["550"], Some(550), "", ""),
            (&["421-4.7.0"], Some(421), "4.7.0", ""),
            (&["550 #5.1.0 Address rejected"], Some(550), "5.1.0", "address rejected"),
            (&["5.7.1: not you"], None, "5.7.1", "not you"),
            (&["554 10.1.2.3 is listed"], Some(554), "", "10.1.2.3 is listed"),
            (&["Connection refused (os error 111)"], None, "", "connection refused (os error 111)"),
            (&["550 5.1.1 <DKIM@Virus.example>: No"], Some(550), "5.1.1", "…: no"),
            (&["999 x"], None, "", "999 x"),
            (&["äöü"], None, "", "äöü"),
            (&[], None, "", ""),
        ] {
            let answer = Answer::new(lines.iter().copied());
            assert_eq!((answer.code, answer.status.as_str(), answer.text.as_str()), (code, status, text), "{lines:?}");
        }
    }
}
