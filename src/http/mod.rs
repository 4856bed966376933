//! HTTP conventions shared by every resource: problem+json, the guard, paging, ETags, idempotency, OpenAPI, and the
//! assembly of the app.

mod accept;
mod app;
mod attachment;
mod audited;
mod body;
mod browser;
mod client_address;
mod connection;
mod context;
mod cross_site;
mod csv_upload;
mod door;
mod etag;
mod guard;
mod health;
mod idempotency;
mod listen;
mod metrics;
mod openapi;
mod paging;
mod problem;
mod rate_limits;
mod reach;
mod request_span;
mod screen;
mod secure_headers;
mod titles;
mod tls;
mod unparsed;
mod upload;

pub(crate) use app::request_to_stop;
pub use app::{Service, serve};
pub use attachment::attachment;
pub use body::{Body, Params};
pub use browser::{device_of, session_cookie, session_secret};
pub use context::Context;
pub use csv_upload::require_csv;
pub use etag::{IfMatch, created, versioned};
pub(crate) use guard::SESSION_COOKIE;
pub use idempotency::{answers_mentioning, forget_answers};
pub use openapi::document;
pub use paging::{Page, PageParams, page_size};
pub use problem::{ApiError, ProblemBody};
pub use secure_headers::scheme;
pub use upload::Upload;
