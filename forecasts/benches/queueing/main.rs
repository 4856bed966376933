//! Queueing against what people use instead, timed in the same run.
//!
//! `cargo bench --bench queueing` compares with textbook code; `./run bench queueing` installs the Python packages and
//! compares with them too. How simulation grows with agents and queues is the benchmark `simulation`.

mod line;
mod peers;
mod recursion;
mod requirement;
mod simulation;
mod workload;

use peers::Python;

const SERVICE_LEVEL: f64 = 0.8;
const WITHIN_SECONDS: f64 = 20.0;
const MAXIMUM_OCCUPANCY: f64 = 0.85;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let python = Python::of_environment();
    if python.is_none() {
        println!(
            "pyworkforce, SimPy and Ciw are left out; ./run bench queueing installs them and compares"
        );
    }
    requirement::erlang_c(python.as_ref())?;
    requirement::erlang_a(python.as_ref())?;
    simulation::plain_day(python.as_ref())
}
