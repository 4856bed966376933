//! The generated demo centre.
