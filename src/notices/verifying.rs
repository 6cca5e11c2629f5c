//! tmp
use axum::Router;
pub(super) fn pages<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
}
