//! HiGHS as every program of this crate uses it.

use highs::Model;

/// Share of the objective that an integer program may leave to be saved: what the engine's arithmetic bears.
const WHOLE_GAP: f64 = 1e-6;

/// One thread, one seed and no output: the same program gives the same answer, and programs are solved side by side.
pub(crate) fn make_repeatable(model: &mut Model) {
    model.make_quiet();
    model.set_option("threads", 1);
    model.set_option("parallel", "off");
    model.set_option("random_seed", 0);
}

/// The same of an integer program that is solved to the end, or given up after so many nodes of branch and bound: nodes
/// repeat, seconds do not.
pub(crate) fn make_repeatable_within(model: &mut Model, most_nodes: i32) {
    make_repeatable(model);
    model.set_option("mip_rel_gap", WHOLE_GAP);
    model.set_option("mip_max_nodes", most_nodes);
}
