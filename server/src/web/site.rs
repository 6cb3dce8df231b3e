//! stub
pub fn routes() -> axum::Router<super::Web> {
    axum::Router::new()
}
pub fn files() -> app::backend::SiteFiles {
    Default::default()
}
