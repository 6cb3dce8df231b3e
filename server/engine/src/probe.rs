//! stub
use types::*; use crate::*;
#[derive(Debug)] pub struct Reach {}
#[derive(Debug)] pub struct Probe { pub settings: TestedSettings, pub password: Secret, pub message: Vec<u8>, pub hello_name: String }
pub async fn probe(_r: &Reach, _c: &Clock, _p: &Probe, mut f: impl FnMut(Stage) + Send) -> std::result::Result<(), ()> { f(Stage::todo(StageName::Lookup)); Ok(()) }
pub fn test_mail(_s: &TestedSettings, _t: &str, _m: &str, _su: &str, _te: &str, _n: Timestamp) -> Vec<u8> { vec![] }
