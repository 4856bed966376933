//! The same work for many things, side by side.

/// Does `work` for every item on at most `threads` threads and gives the outcomes in the order of the items: they do not
/// depend on the number of threads. A panic of `work` goes on in the caller.
///
/// ```
/// use crewcast_forecasts::simulation::on_threads;
/// assert_eq!(on_threads(&[1, 2, 3], 2, |one| one * one), [1, 4, 9]);
/// ```
pub fn on_threads<Item: Sync, Outcome: Send>(
    items: &[Item],
    threads: usize,
    work: impl Fn(&Item) -> Outcome + Sync,
) -> Vec<Outcome> {
    let threads = threads.min(items.len());
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let of_thread = |first: usize| -> Vec<(usize, Outcome)> {
        let own = items.iter().enumerate().skip(first).step_by(threads);
        own.map(|(place, item)| (place, work(item))).collect()
    };
    let mut found: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
        let of_thread = &of_thread;
        let workers: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || of_thread(first)))
            .collect();
        let done = workers.into_iter().map(|worker| {
            let outcomes = worker.join();
            outcomes.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        done.flatten().collect()
    });
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_stand_in_the_order_of_the_items_on_any_number_of_threads() {
        let items: Vec<usize> = (0..23).collect();
        let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for threads in [0, 1, 2, 7, 40] {
            assert_eq!(on_threads(&items, threads, |item| item * 2), doubled);
        }
        let none: [usize; 0] = [];
        assert!(on_threads(&none, 4, |item| *item).is_empty());
    }

    #[test]
    #[should_panic(expected = "item 3")]
    fn a_panic_goes_on_in_the_caller() {
        on_threads(&[1, 2, 3], 3, |item| {
            assert!(*item != 3, "item {item}");
        });
    }
}
