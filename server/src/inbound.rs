//! stub
pub mod certificate {
    use std::path::Path;
    pub fn load(_a: &Path, _b: &Path) -> Result<std::sync::Arc<rustls::ServerConfig>, String> {
        Err(String::new())
    }
}
#[derive(Clone, Debug, Default)]
pub struct Limits {
    pub connections_per_address: usize,
}
#[derive(Clone, Debug)]
pub struct InboundOptions {
    pub domain: String,
    pub tls: Option<std::sync::Arc<rustls::ServerConfig>>,
    pub limits: Limits,
}
pub async fn serve(
    _e: engine::Engine,
    _l: tokio::net::TcpListener,
    _o: InboundOptions,
    s: tokio_util::sync::CancellationToken,
) {
    s.cancelled().await
}
