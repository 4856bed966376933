//! The tree: who sums to whom.

use super::HierarchyError;

/// A forest of nodes, each the sum of its children: queues (leaves) below planning groups below a business unit.
///
/// Nodes are numbered as the caller numbers its rows; any depth, any order, several roots.
///
/// ```
/// use crewcast_forecasts::hierarchy::Hierarchy;
/// // node 0: business unit; 1 and 2: planning groups; 3, 4 and 5: queues
/// let tree = Hierarchy::new(&[None, Some(0), Some(0), Some(1), Some(1), Some(2)])?;
/// assert_eq!(tree.leaves().collect::<Vec<_>>(), [3, 4, 5]);
/// # Ok::<(), crewcast_forecasts::hierarchy::HierarchyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    parent: Vec<Option<usize>>,
    children: Vec<usize>,
    first_child: Vec<usize>,
    bottom_up: Vec<usize>,
}

impl Hierarchy {
    /// The tree in which node `i` belongs to `parents[i]`, or is a root.
    ///
    /// # Errors
    /// [`HierarchyError::NoNodes`], [`HierarchyError::NoSuchParent`], [`HierarchyError::Circle`].
    pub fn new(parents: &[Option<usize>]) -> Result<Self, HierarchyError> {
        let nodes = parents.len();
        if nodes == 0 {
            return Err(HierarchyError::NoNodes);
        }
        let mut count = vec![0; nodes];
        for (node, &parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                *count.get_mut(parent).ok_or(HierarchyError::NoSuchParent {
                    node,
                    parent,
                    nodes,
                })? += 1;
            }
        }
        let mut first_child = vec![0; nodes + 1];
        for node in 0..nodes {
            first_child[node + 1] = first_child[node] + count[node];
        }
        let mut next = first_child.clone();
        let mut children = vec![0; first_child[nodes]];
        for (node, parent) in parents.iter().enumerate() {
            if let Some(parent) = *parent {
                children[next[parent]] = node;
                next[parent] += 1;
            }
        }

        let mut top_down: Vec<usize> = (0..nodes).filter(|&v| parents[v].is_none()).collect();
        let mut visited = 0;
        while let Some(&node) = top_down.get(visited) {
            top_down.extend_from_slice(&children[first_child[node]..first_child[node + 1]]);
            visited += 1;
        }
        if visited < nodes {
            let mut reached = vec![false; nodes];
            top_down.iter().for_each(|&node| reached[node] = true);
            let node = reached.iter().position(|seen| !seen).unwrap_or(0);
            return Err(HierarchyError::Circle { node });
        }
        top_down.reverse();
        Ok(Self {
            parent: parents.to_vec(),
            children,
            first_child,
            bottom_up: top_down,
        })
    }

    /// A root over `leaves` leaves: node 0 is the root, nodes 1 to `leaves` its children.
    ///
    /// # Errors
    /// None in practice; the signature is that of [`Hierarchy::new`].
    pub(super) fn star(leaves: usize) -> Result<Self, HierarchyError> {
        let mut parents = vec![Some(0); leaves + 1];
        parents[0] = None;
        Self::new(&parents)
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Never: a hierarchy has at least one node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The node that `node` is a part of; `None` for a root and outside the tree.
    #[must_use]
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.parent.get(node).copied().flatten()
    }

    /// The parts of `node`, by rising number; empty for a leaf and outside the tree.
    #[must_use]
    pub fn children(&self, node: usize) -> &[usize] {
        match (self.first_child.get(node), self.first_child.get(node + 1)) {
            (Some(&from), Some(&to)) => &self.children[from..to],
            _ => &[],
        }
    }

    /// Whether `node` has no parts.
    #[must_use]
    pub fn is_leaf(&self, node: usize) -> bool {
        self.children(node).is_empty()
    }

    /// The leaves by rising number.
    pub fn leaves(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|&node| self.is_leaf(node))
    }

    /// Leaves below each node; 1 for a leaf.
    #[must_use]
    pub fn leaf_counts(&self) -> Vec<f64> {
        let mut counts = vec![1.0; self.len()];
        self.sum_up(&mut counts);
        counts
    }

    /// All nodes, each after its parts.
    pub(super) fn bottom_up(&self) -> &[usize] {
        &self.bottom_up
    }

    /// All nodes, each before its parts.
    pub(super) fn top_down(&self) -> impl Iterator<Item = usize> {
        self.bottom_up.iter().rev().copied()
    }

    /// Makes every inner node the sum of its parts; leaves stay.
    pub(super) fn sum_up(&self, values: &mut [f64]) {
        for &node in &self.bottom_up {
            let parts = self.children(node);
            if !parts.is_empty() {
                values[node] = parts.iter().map(|&part| values[part]).sum();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_may_be_numbered_in_any_order() {
        let tree = Hierarchy::new(&[Some(3), Some(4), Some(3), Some(4), None]).unwrap();
        assert_eq!(
            (tree.children(4), tree.children(3)),
            (&[1, 3][..], &[0, 2][..])
        );
        assert_eq!(tree.leaf_counts(), [1.0, 1.0, 1.0, 2.0, 3.0]);
        let mut values = vec![1.0, 10.0, 100.0, 0.0, 0.0];
        tree.sum_up(&mut values);
        assert_eq!(values, [1.0, 10.0, 100.0, 101.0, 111.0]);
    }

    #[test]
    fn a_circle_a_missing_parent_and_an_empty_tree_are_refused() {
        assert_eq!(
            Hierarchy::new(&[None, Some(2), Some(1)]),
            Err(HierarchyError::Circle { node: 1 })
        );
        assert_eq!(
            Hierarchy::new(&[Some(0)]),
            Err(HierarchyError::Circle { node: 0 })
        );
        assert_eq!(
            Hierarchy::new(&[None, Some(7)]),
            Err(HierarchyError::NoSuchParent {
                node: 1,
                parent: 7,
                nodes: 2
            })
        );
        assert_eq!(Hierarchy::new(&[]), Err(HierarchyError::NoNodes));
    }
}
