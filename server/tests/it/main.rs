//! The real program on real ports.

mod crash;
mod harness;
mod smtp;
mod tidy;
mod web;
