//! The generated demo centre: nothing of it is real, and all of it goes the way a customer's data would.

mod centre;
mod history;
mod people;
mod volumes;
