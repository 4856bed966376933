//! The import as its callers see it, on a database of its own.

mod calls;
mod centre;
mod faults;
mod fuzz;
mod layers;
mod layouts;
mod whole_files;
