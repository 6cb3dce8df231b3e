//! The server on real sockets, spoken to by hand.

mod client;
mod receiver;
pub(crate) mod world;

mod faults;
mod redirecting;
mod submission;
