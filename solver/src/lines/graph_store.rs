use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::graph::Graph;

/// Arcs kept: what bounds memory (24 bytes an arc).
const KEPT_ARCS: usize = 12_000_000;

/// What a graph depends on: book, first day and end of the window, counts watched.
pub type GraphKey = (usize, usize, usize, Vec<usize>);

/// Graphs kept between pricings. Pricers that work at the same time share them.
#[derive(Default)]
pub struct GraphStore(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    graphs: BTreeMap<GraphKey, Arc<Graph>>,
    arcs: usize,
}

impl GraphStore {
    /// The graph of a key, if it is kept.
    pub fn get(&self, key: &GraphKey) -> Option<Arc<Graph>> {
        self.locked(|kept| kept.graphs.get(key).map(Arc::clone))
    }

    /// Keeps a graph; all others go where room is short.
    pub fn keep(&self, key: GraphKey, graph: Graph) -> Arc<Graph> {
        let graph = Arc::new(graph);
        self.locked(|kept| {
            if kept.arcs + graph.arcs() > KEPT_ARCS {
                kept.graphs.clear();
                kept.arcs = 0;
            }
            let before = kept.graphs.insert(key, Arc::clone(&graph));
            kept.arcs += graph.arcs();
            kept.arcs -= before.map_or(0, |graph| graph.arcs());
        });
        graph
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Kept) -> T) -> T {
        // A map is whole whoever panicked.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
