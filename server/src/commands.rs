//! What the program can be told to do, one command per file.

pub mod confined;
pub mod explain;
pub mod ingest;
pub mod practice;
pub mod serve;
pub mod status;
pub mod token;
pub mod user;
pub mod webhook;
