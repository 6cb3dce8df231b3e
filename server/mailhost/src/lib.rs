//! stub
#![allow(missing_docs)]
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;
use types::PracticeState;
#[derive(Clone, Debug)]
pub struct Account {
    pub account: String,
    pub password: String,
    pub may_send_as: Vec<String>,
}
#[derive(Clone, Debug)]
pub struct RedirectTarget {
    pub address: String,
    pub server: std::net::SocketAddr,
}
#[derive(Clone, Debug)]
pub struct Options {
    pub host_name: String,
    pub accounts: Vec<Account>,
    pub mailbox: String,
    pub redirect_to: Option<RedirectTarget>,
}
#[derive(Clone, Debug)]
pub struct MailHost {}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct Error;
impl MailHost {
    pub fn new(_o: Options, _w: watch::Receiver<PracticeState>) -> Result<Self, Error> {
        Ok(Self {})
    }
    pub fn authority_pem(&self) -> &str {
        ""
    }
    pub async fn serve(&self, _a: TcpListener, _b: TcpListener, s: CancellationToken) {
        s.cancelled().await
    }
    pub async fn deliver(&self, _m: &str, _r: &str, _raw: Vec<u8>) -> Result<(), Error> {
        Ok(())
    }
    pub fn set_redirect_to(&self, _t: Option<RedirectTarget>) {}
}
