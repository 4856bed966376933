//! The generated demo centre.

mod volumes;
