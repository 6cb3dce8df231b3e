//! The real program on real ports.

mod api;
mod crash;
mod found;
mod harness;
mod ingest;
mod receiving;
mod sending;
mod smtp;
mod tidy;
mod web;
