//! How far it has come, on standard error: one line that changes on a terminal, a line now and then elsewhere.

use std::{
    io::{IsTerminal, Write, stderr},
    time::{Duration, Instant},
};

/// How often the line on a terminal changes.
const REDRAW_EVERY: Duration = Duration::from_millis(200);
/// How often there is a line elsewhere.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// Characters of the bar.
const BAR_CHARS: usize = 24;

/// The line.
pub(super) struct Progress {
    total_bytes: u64,
    began: Instant,
    shown: Instant,
    is_terminal: bool,
    is_drawn: bool,
}

impl Progress {
    /// Nothing done of so many bytes.
    pub fn start(total_bytes: u64) -> Self {
        let now = Instant::now();
        Self { total_bytes, began: now, shown: now, is_terminal: stderr().is_terminal(), is_drawn: false }
    }

    /// So many messages are through, from so many bytes.
    pub fn show(&mut self, n_messages: usize, n_bytes: u64) {
        let every = if self.is_terminal { REDRAW_EVERY } else { LINE_EVERY };
        if self.shown.elapsed() < every {
            return;
        }
        self.shown = Instant::now();
        let line = line(n_messages, n_bytes, self.total_bytes, self.began.elapsed());
        let mut out = stderr().lock();
        // Nobody is kept from taking mails in because nobody watches.
        _ = if self.is_terminal { write!(out, "\r{line}\x1b[K") } else { writeln!(out, "{line}") };
        _ = out.flush();
        self.is_drawn = self.is_terminal;
    }

    /// Says something else in between.
    pub fn interrupt(&mut self, words: &str) {
        self.end();
        eprintln!("{words}");
    }

    /// Leaves the line as clean as it was.
    pub fn end(&mut self) {
        if std::mem::take(&mut self.is_drawn) {
            eprint!("\r\x1b[K");
        }
    }
}

fn line(n_messages: usize, n_bytes: u64, total_bytes: u64, since: Duration) -> String {
    let part = if total_bytes == 0 { 1.0 } else { (n_bytes as f64 / total_bytes as f64).min(1.0) };
    let full = (part * BAR_CHARS as f64) as usize;
    let rate = n_messages as f64 / since.as_secs_f64().max(0.001);
    format!(
        "[{}{}] {:3.0} % {n_messages} messages, {rate:.0} per second",
        "#".repeat(full),
        "-".repeat(BAR_CHARS - full),
        part * 100.0
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::line;

    #[test]
    fn says_how_far_it_has_come() {
        let half = line(50, 500, 1_000, Duration::from_secs(2));
        assert_eq!(half, "[############------------]  50 % 50 messages, 25 per second");
        assert!(line(0, 0, 0, Duration::ZERO).contains("100 %"));
        assert!(line(1, 5_000, 1_000, Duration::from_secs(1)).contains("100 %"), "a file may have grown");
    }
}
