//! stub
use crate::*;
use types::*;
#[derive(Debug)]
pub struct Reach {
    pub dns: Dns,
    pub network: Network,
    pub trust: Trust,
    pub limits: ProbeLimits,
}
#[derive(Debug)]
pub struct Probe {
    pub settings: TestedSettings,
    pub password: Secret,
    pub message: Vec<u8>,
    pub hello_name: String,
}
pub async fn probe(_r: &Reach, _c: &Clock, _p: &Probe, mut f: impl FnMut(Stage) + Send) -> std::result::Result<(), ()> {
    f(Stage::todo(StageName::Lookup));
    Ok(())
}
pub fn test_mail(_s: &TestedSettings, _t: &str, _m: &str, _su: &str, _te: &str, _n: Timestamp) -> Vec<u8> {
    vec![]
}
#[derive(Debug)]
pub struct Dns;
impl Dns {
    pub fn system() -> Self {
        Self
    }
}
#[derive(Debug)]
pub struct Network;
impl Network {
    pub fn parse(_s: &str) -> std::result::Result<Self, String> {
        Ok(Self)
    }
}
#[derive(Debug)]
pub struct Trust;
impl Trust {
    pub fn new(_s: &[String]) -> std::result::Result<Self, String> {
        Ok(Self)
    }
}
#[derive(Debug, Default)]
pub struct ProbeLimits;
