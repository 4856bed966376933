//! Erlang B against `erlang_b.csv`.

use crewcast_forecasts::erlang::b;
use crewcast_forecasts::units::{Erlangs, Servers};

use crate::row::{FORMULA, every_row_of};

#[test]
fn blocking_agrees_with_erlang_b() {
    every_row_of("erlang_b.csv", |row| {
        let load = Erlangs::new(row.number("offered_load_erlang")).unwrap();
        let ours = match row.text("servers_kind") {
            "int" => b::blocking(load, row.whole("servers")),
            "continuous" => b::blocking(load, Servers::new(row.number("servers")).unwrap()),
            kind => return Err(format!("unknown kind {kind}")),
        };
        row.agrees("blocking_probability_out", ours, FORMULA)
    });
}
