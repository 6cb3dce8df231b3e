//! The real program on real ports.

mod api;
mod crash;
mod harness;
mod ingest;
mod sending;
mod smtp;
mod tidy;
mod web;
