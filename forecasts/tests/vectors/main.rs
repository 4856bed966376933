//! The reference values, every row, with the tolerances their readme states: a module a family of files, a test a
//! file.

mod blending;
mod chat;
mod dialing;
mod erlang_a;
mod erlang_b;
mod erlang_c;
mod erlang_extensions;
mod n_design;
mod published;
mod required;
mod row;
mod transient;
