//! The real program on real ports.

mod crash;
mod harness;
mod tidy;
mod web;
