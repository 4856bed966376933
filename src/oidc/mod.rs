//! Signing in with a provider of the tenant's own: OpenID Connect's authorisation code flow with PKCE.
//!
//! A provider is configured by an administrator. [`begin_sign_in`] sends a browser there with state, nonce and challenge;
//! [`finish_sign_in`] takes the code it comes back with, checks the ID token, and opens a session of the user it names.

mod begin;
mod client;
mod finish;
mod id_token;
mod keys;
mod provider;
pub mod routes;
mod store;

pub use begin::{Departure, begin_sign_in};
pub use client::OidcClient;
pub use finish::{Return, finish_sign_in};
pub use provider::{
    NewOidcProvider, OidcProvider, RoleOfGroup, SignInProvider, create_provider, delete_provider,
    find_provider, list_providers, list_sign_in_providers, replace_provider, secrets_are_kept,
};
