//! Whatever comes, in whatever pieces: nothing panics, nothing is held without bound, and how the bytes were cut makes no
//! difference to what is answered.

use std::time::{Duration, Instant};

use super::{LIMITS, Talk};
use crate::inbound::Limits;

/// What conversations are made of: what is right, what is nearly right, and what ends where it should not.
const PIECES: &[&[u8]] = &[
    b"EHLO client.example\r\n",
    b"LHLO client.example\r\n",
    b"HELO x\r\n",
    b"MAIL FROM:<anna@example.org>\r\n",
    b"MAIL FROM:<> SIZE=100 BODY=8BITMIME SMTPUTF8\r\n",
    b"RCPT TO:<jobs@in.example.com>\r\n",
    b"RCPT TO:<broken@in.example.com>\r\n",
    b"RCPT TO:<postmaster>\r\n",
    b"DATA\r\n",
    b"BDAT 5\r\n",
    b"BDAT 5 LAST\r\n",
    b"BDAT 0 LAST\r\n",
    b"BDAT 18446744073709551616\r\n",
    b"hello",
    b".\r\n",
    b"\r\n.\r\n",
    b"\n.\n",
    b"\r.\r",
    b"..\r\n",
    b"\r",
    b"\n",
    b"\0",
    b"RSET\r\n",
    b"NOOP\r\n",
    b"STARTTLS\r\n",
    b"VRFY x\r\n",
    b"\xff\xfe\r\n",
    b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];
/// Conversations; each takes a fraction of a millisecond. `make fuzz` goes on for the minutes of this variable.
const CONVERSATIONS: u64 = 3_000;
const MINUTES: &str = "POSTROOM_FUZZ_MINUTES";

/// Numbers without a pattern that matters here (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }
}

/// What is answered to these bytes when they come in pieces of at most `piece_max`; and the mails that come of them.
fn answers(bytes: &[u8], piece_max: usize, dice: &mut Dice) -> (String, Vec<Vec<u8>>) {
    let mut talk = Talk::with_limits(Limits { spool_bytes: 50, errors: 30, idle_commands: 30, ..LIMITS() });
    let (mut rest, mut answers) = (bytes, String::new());
    while !rest.is_empty() && !talk.is_closed {
        let (piece, behind) = rest.split_at((1 + dice.below(piece_max)).min(rest.len()));
        answers += &talk.send(piece);
        assert!(talk.session.held_bytes() < 10_000, "{} bytes are held", talk.session.held_bytes());
        rest = behind;
    }
    (answers, talk.mails.into_iter().map(|mail| mail.raw).collect())
}

#[test]
fn no_conversation_is_too_strange() {
    let minutes: u64 = std::env::var(MINUTES).ok().and_then(|minutes| minutes.parse().ok()).unwrap_or(0);
    let (began, lasts) = (Instant::now(), Duration::from_secs(minutes * 60));
    let mut n = 0;
    for seed in (1..).take_while(|seed| *seed <= CONVERSATIONS || began.elapsed() < lasts) {
        n = seed;
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut bytes = Vec::new();
        for _ in 0..dice.below(60) {
            match dice.below(12) {
                0 => bytes.extend((0..dice.below(20)).map(|n| (n * 37) as u8)),
                // What was sent along with a DATA that is refused ends the conversation: only then do pieces matter.
                _ => bytes.extend_from_slice(PIECES[dice.below(PIECES.len())]),
            }
        }
        let whole = answers(&bytes, 1, &mut dice);
        for piece_max in [2, 7] {
            let cut = answers(&bytes, piece_max, &mut dice);
            if !cut.0.contains("421 4.7.0 The message was sent before its time") {
                assert_eq!(cut, whole, "{}", bytes.escape_ascii());
            }
        }
    }
    println!("session: {n} conversations");
}
