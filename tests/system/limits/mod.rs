//! What one client, one file or one request may take of the service, and what an answer gives away.

mod connections;
mod exports;
mod logs;
mod rates;
mod requests;
mod runs;
mod secure_headers;
mod tls;
mod uploads;
