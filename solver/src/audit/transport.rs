/// Least cost of serving demands with heads of several kinds, each head spent once.
pub struct Transport {
    /// Cost of missing and idle heads.
    pub cost: f64,
    /// Heads by group.
    pub staffed: Vec<f64>,
}

struct Arc {
    from: usize,
    to: usize,
    room: f64,
    price: f64,
}

const NOTHING: f64 = 1e-9;

/// Kinds are `(groups, heads)`; group `g` requires `required[g]`. A minimum-cost flow of all heads from a source over
/// kinds and groups to a sink, by successive shortest paths (Bellman-Ford, since prices of met demand are negative).
pub fn transport(
    required: &[f64],
    under: &[f64],
    over: &[f64],
    kinds: &[(Vec<usize>, f64)],
) -> Transport {
    let groups = required.len();
    let (source, first_group) = (0, 1 + kinds.len());
    let sink = first_group + groups;
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
    for group in 0..groups {
        connect(first_group + group, sink, required[group], -under[group]);
        connect(first_group + group, sink, f64::INFINITY, over[group]);
    }
    let mut cost: f64 = required
        .iter()
        .zip(under)
        .map(|(heads, price)| heads * price)
        .sum();
    while let Some(path) = cheapest_path(&arcs, source, sink) {
        let amount = path
            .iter()
            .map(|&arc| arcs[arc].room)
            .fold(f64::INFINITY, f64::min);
        for arc in path {
            cost += amount * arcs[arc].price;
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
    let staffed = (0..groups)
        .map(|group| into_sink(group).map(|back| back.room).sum())
        .collect();
    Transport { cost, staffed }
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
    use super::*;

    #[test]
    fn a_head_with_two_skills_serves_one_group_at_a_time() {
        let both = transport(&[1.0, 1.0], &[3.0, 5.0], &[1.0, 1.0], &[(vec![0, 1], 1.0)]);
        assert!((both.cost - 3.0).abs() < 1e-9);
        assert_eq!(both.staffed, vec![0.0, 1.0]);
    }

    #[test]
    fn a_specialist_frees_the_generalist() {
        let kinds = [(vec![0, 1], 1.0), (vec![0], 1.0)];
        let served = transport(&[1.0, 1.0], &[3.0, 2.0], &[1.0, 1.0], &kinds);
        assert!(served.cost.abs() < 1e-9);
    }

    #[test]
    fn idle_heads_stand_where_they_cost_least() {
        let served = transport(&[0.5, 0.0], &[3.0, 2.0], &[4.0, 1.0], &[(vec![0, 1], 2.0)]);
        assert!((served.cost - 1.5).abs() < 1e-9);
    }
}
