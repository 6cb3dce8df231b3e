//! What the company's server makes of mail that it sends on to us: the two mails of a connection test, what came of
//! them, and a verdict. The first goes out through the company's server; the second through the relay, from an address
//! of ours, because only a stranger's mail shows what becomes of candidates' mails.

mod compare;
mod confirming;
mod judge;
mod loop_mail;
mod outside;
mod returned;
mod sent;
mod signatures;
mod words;

pub(crate) use compare::{Found, Shape};
pub(crate) use judge::{Judged, Standing, standing, verdict};
pub(crate) use loop_mail::{MOMENT_HEADER, TOKEN_HEADER, TOKEN_LINE, loop_mail};
pub(crate) use outside::{OutsidePace, addresses as outside_addresses, is_ours};
pub(crate) use returned::Returned;
pub(crate) use sent::{Half, HandOver, SentMail};
pub use words::{ComparedRow, HopRow, MailWords, VerdictWords};
