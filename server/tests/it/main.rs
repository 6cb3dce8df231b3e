//! The real program on real ports.

mod api;
mod attachments;
mod crash;
mod disk_full;
mod found;
mod harness;
mod ingest;
mod receiving;
mod sending;
mod smtp;
mod stopping;
mod tidy;
mod web;
