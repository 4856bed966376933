//! HTTP conventions shared by every resource: problem+json, the guard, paging, ETags, idempotency, OpenAPI, and the
//! assembly of the app.

mod accept;
mod app;
mod attachment;
mod body;
mod context;
mod csv_upload;
mod etag;
mod guard;
mod health;
mod idempotency;
mod metrics;
mod openapi;
mod paging;
mod problem;
mod request_span;
mod titles;
mod upload;

pub use app::{Service, serve};
pub use attachment::attachment;
pub use body::{Body, Params};
pub use context::Context;
pub use csv_upload::require_csv;
pub use etag::{IfMatch, created, versioned};
pub(crate) use guard::SESSION_COOKIE;
pub use idempotency::{answers_mentioning, forget_answers};
pub use openapi::document;
pub use paging::{Page, PageParams, page_size};
pub use problem::{ApiError, ProblemBody};
pub use upload::{UPLOAD_IDLE_SECONDS, collect_upload, next_chunk, spool_upload};
