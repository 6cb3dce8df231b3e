//! Conversations with the SMTP receiver over a socket.

pub mod conn;
pub mod receiver;

mod clients;
mod fronts;
mod guests;
mod large;
mod limits;
mod lmtp;
mod messages;
mod smuggling;
mod stopping;
mod tls;
