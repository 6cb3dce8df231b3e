//! The real program on real ports.

mod crash;
mod harness;
mod sending;
mod smtp;
mod tidy;
mod web;
