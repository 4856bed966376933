use super::step_cost::StepCost;

/// What one group asks for in one slot.
#[derive(Clone, Copy)]
pub struct GroupNeed<'a> {
    /// Heads required.
    pub required: f64,
    /// Cost of missing heads.
    pub under: StepCost<'a>,
    /// Cost of idle heads.
    pub over: StepCost<'a>,
}

impl GroupNeed<'_> {
    /// Cost of missing and of idle heads with so many on the queue.
    pub fn costs(&self, staffed: f64) -> (f64, f64) {
        (
            self.under.of(self.required - staffed),
            self.over.of(staffed - self.required),
        )
    }
}

struct Arc {
    from: usize,
    to: usize,
    room: f64,
    price: f64,
}

const NOTHING: f64 = 1e-9;

/// Heads by group under a cheapest split. Kinds are `(groups, heads)`; every head is spent once, and one that serves no
/// group is spent nowhere.
///
/// A minimum-cost flow of all heads from a source over kinds and groups to a sink, by successive shortest paths
/// (Bellman-Ford, since prices of met demand are negative). An arc to the sink is one linear piece of a group's cost; as
/// costs are convex, pieces fill in their order.
pub fn transport(needs: &[GroupNeed<'_>], kinds: &[(Vec<usize>, f64)]) -> Vec<f64> {
    let (source, first_group) = (0, 1 + kinds.len());
    let sink = first_group + needs.len();
    let mut arcs: Vec<Arc> = Vec::new();
    let mut connect = |from, to, room, price: f64| {
        arcs.push(Arc {
            from,
            to,
            room,
            price,
        });
        arcs.push(Arc {
            from: to,
            to: from,
            room: 0.0,
            price: -price,
        });
    };
    for (kind, (served, heads)) in kinds.iter().enumerate() {
        if !served.is_empty() {
            connect(source, 1 + kind, *heads, 0.0);
        }
        for group in served {
            connect(1 + kind, first_group + group, f64::INFINITY, 0.0);
        }
    }
    for (group, need) in needs.iter().enumerate() {
        for piece in need.under.pieces() {
            let room = need.required.min(piece.to) - piece.from;
            if room > 0.0 {
                connect(first_group + group, sink, room, -piece.price);
            }
        }
        for piece in need.over.pieces() {
            connect(
                first_group + group,
                sink,
                piece.to - piece.from,
                piece.price,
            );
        }
    }
    while let Some(path) = cheapest_path(&arcs, source, sink) {
        let amount = path
            .iter()
            .map(|&arc| arcs[arc].room)
            .fold(f64::INFINITY, f64::min);
        for arc in path {
            arcs[arc].room -= amount;
            arcs[arc ^ 1].room += amount;
        }
    }
    let into_sink = |group: usize| {
        arcs.iter()
            .skip(1)
            .step_by(2)
            .filter(move |back| back.from == sink && back.to == first_group + group)
    };
    (0..needs.len())
        .map(|group| into_sink(group).map(|back| back.room).sum())
        .collect()
}

fn cheapest_path(arcs: &[Arc], source: usize, sink: usize) -> Option<Vec<usize>> {
    let mut distance = vec![f64::INFINITY; sink + 1];
    let mut through: Vec<Option<usize>> = vec![None; sink + 1];
    distance[source] = 0.0;
    for _ in 0..=sink {
        let mut changed = false;
        for (index, arc) in arcs.iter().enumerate() {
            if arc.room > NOTHING && distance[arc.from] + arc.price < distance[arc.to] - NOTHING {
                distance[arc.to] = distance[arc.from] + arc.price;
                through[arc.to] = Some(index);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut path = Vec::new();
    let mut node = sink;
    while node != source {
        let arc = through[node]?;
        path.push(arc);
        node = arcs[arc].from;
        if path.len() > sink + 1 {
            return None;
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::problem::CostStep;

    fn linear(required: f64, under: f64, over: f64) -> GroupNeed<'static> {
        let flat = |base| StepCost { base, steps: &[] };
        GroupNeed {
            required,
            under: flat(under),
            over: flat(over),
        }
    }

    fn cost(needs: &[GroupNeed<'_>], staffed: &[f64]) -> f64 {
        let of = |(need, &heads): (&GroupNeed<'_>, &f64)| {
            let (under, over) = need.costs(heads);
            under + over
        };
        needs.iter().zip(staffed).map(of).sum()
    }

    #[test]
    fn a_head_with_two_skills_serves_the_dearer_group() {
        let needs = [linear(1.0, 3.0, 1.0), linear(1.0, 5.0, 1.0)];
        assert_eq!(transport(&needs, &[(vec![0, 1], 1.0)]), vec![0.0, 1.0]);
    }

    #[test]
    fn a_specialist_frees_the_generalist() {
        let needs = [linear(1.0, 3.0, 1.0), linear(1.0, 2.0, 1.0)];
        let staffed = transport(&needs, &[(vec![0, 1], 1.0), (vec![0], 1.0)]);
        assert!(cost(&needs, &staffed).abs() < 1e-9);
    }

    #[test]
    fn idle_heads_stand_where_they_cost_least() {
        let needs = [linear(0.5, 3.0, 4.0), linear(0.0, 2.0, 1.0)];
        let staffed = transport(&needs, &[(vec![0, 1], 2.0)]);
        assert!((cost(&needs, &staffed) - 1.5).abs() < 1e-9);
    }

    #[test]
    fn shortage_is_shared_where_it_grows_dearer() {
        let steps = [CostStep {
            beyond_heads: 1.0,
            cost_per_slot: 10.0,
        }];
        let rising = |base| GroupNeed {
            required: 2.0,
            under: StepCost {
                base,
                steps: &steps,
            },
            over: StepCost {
                base: 1.0,
                steps: &[],
            },
        };
        let needs = [rising(3.0), rising(2.0)];
        assert_eq!(transport(&needs, &[(vec![0, 1], 2.0)]), vec![1.0, 1.0]);
    }

    /// The least cost over all ways to hand whole heads to groups.
    fn cheapest_by_hand(needs: &[GroupNeed<'_>], kinds: &[(Vec<usize>, f64)]) -> f64 {
        let mut splits = vec![vec![0.0; needs.len()]];
        for (served, heads) in kinds {
            let mut count = *heads;
            while count > 0.5 && !served.is_empty() {
                let grown = |split: &Vec<f64>| {
                    let split = split.clone();
                    served.iter().map(move |&group| {
                        let mut split = split.clone();
                        split[group] += 1.0;
                        split
                    })
                };
                splits = splits.iter().flat_map(grown).collect();
                count -= 1.0;
            }
        }
        splits
            .iter()
            .map(|split| cost(needs, split))
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn no_split_of_whole_heads_is_cheaper(
            required in prop::collection::vec(0u8..4, 3),
            bases in prop::collection::vec(1u8..6, 6),
            rises in prop::collection::vec(1u8..6, 3),
            kinds in prop::collection::vec((prop::collection::btree_set(0usize..3, 0..=3), 0u8..3), 1..4),
        ) {
            let steps: Vec<[CostStep; 1]> = bases
                .iter()
                .zip(&rises)
                .map(|(&base, &rise)| [CostStep { beyond_heads: 1.0, cost_per_slot: f64::from(base + rise) }])
                .collect();
            let need = |group: usize| GroupNeed {
                required: f64::from(required[group]),
                under: StepCost { base: f64::from(bases[group]), steps: &steps[group] },
                over: StepCost { base: f64::from(bases[group + 3]), steps: &[] },
            };
            let needs: Vec<GroupNeed<'_>> = (0..3).map(need).collect();
            let kinds: Vec<(Vec<usize>, f64)> = kinds
                .into_iter()
                .map(|(served, heads)| (served.into_iter().collect(), f64::from(heads)))
                .collect();
            let staffed = transport(&needs, &kinds);
            let found = cost(&needs, &staffed);
            prop_assert!((found - cheapest_by_hand(&needs, &kinds)).abs() < 1e-6);
            let spent: f64 = kinds.iter().filter(|(served, _)| !served.is_empty()).map(|(_, heads)| heads).sum();
            prop_assert!((staffed.iter().sum::<f64>() - spent).abs() < 1e-6);
        }
    }
}
