//! The real program on real ports.

mod crash;
mod harness;
mod postfix;
mod tidy;
mod web;
