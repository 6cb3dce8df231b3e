//! Conversations with the SMTP receiver over a socket.

pub mod conn;
pub mod receiver;

mod limits;
mod messages;
mod stopping;
mod tls;
