//! The server on real sockets, spoken to by hand.

mod client;
mod receiver;
mod world;

mod faults;
mod redirecting;
mod submission;
