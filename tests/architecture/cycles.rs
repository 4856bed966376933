//! Cycles between the features of `src/`, from the paths they name.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::production_imports;
use crate::source::Tree;

/// Everyone speaks to these, and they reach back by their nature: `assembly` mounts all features' routes and long
/// work, `http` and `jobs` serve and run them. Edges into them are left out; what they import is still counted.
const HUBS: [&str; 3] = ["assembly", "http", "jobs"];

/// Who imports whom, and the first place that says so.
pub type Edges = BTreeMap<(String, String), String>;

pub fn feature_edges(tree: &Tree) -> Edges {
    let features: BTreeSet<String> = tree
        .files
        .iter()
        .filter_map(|file| file.feature())
        .collect();
    let mut edges = Edges::new();
    for (file, path) in production_imports(tree, &["src"]) {
        let (Some(from), Some(to)) = (file.feature(), path.in_crate(0)) else {
            continue;
        };
        if from != to && features.contains(to) && !HUBS.contains(&to) {
            let place = format!("{}:{}", file.path, path.line);
            edges.entry((from, to.to_owned())).or_insert(place);
        }
    }
    edges
}

/// The strongly connected components of more than one feature: each the set of those that reach one another.
pub fn cycles(edges: &Edges) -> Vec<BTreeSet<String>> {
    let nodes: BTreeSet<&str> = edges
        .keys()
        .flat_map(|(from, to)| [from.as_str(), to.as_str()])
        .collect();
    let reach: BTreeMap<&str, BTreeSet<&str>> = nodes
        .iter()
        .map(|node| (*node, reachable(edges, node)))
        .collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for node in &nodes {
        let component: BTreeSet<String> = reach[node]
            .iter()
            .filter(|other| reach[*other].contains(node))
            .map(|other| (*other).to_owned())
            .collect();
        if component.len() > 1 && !found.contains(&component) {
            found.push(component);
        }
    }
    found
}

fn reachable<'a>(edges: &'a Edges, start: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        for (from, to) in edges.keys() {
            if from == node && found.insert(to.as_str()) {
                open.push(to);
            }
        }
    }
    found
}

/// One line a cycle: its members, and for every import inside it the place it stands at.
pub fn describe(cycle: &BTreeSet<String>, edges: &Edges) -> String {
    let members: Vec<&str> = cycle.iter().map(String::as_str).collect();
    let inside: Vec<String> = edges
        .iter()
        .filter(|((from, to), _)| cycle.contains(from) && cycle.contains(to))
        .map(|((from, to), place)| format!("{from} → {to} ({place})"))
        .collect();
    format!(
        "{} import one another: {}; move what both need to the one that stands higher in the data's walk",
        members.join(", "),
        inside.join(", ")
    )
}
