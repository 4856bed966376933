//! The same work for many things, on all cores.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::failure::Failure;

/// Does `work` for every item, as many side by side as the machine has cores, and gives the outcomes in the order of
/// the items. `on_done` is told, on the caller's thread, how many are done after each of them; when it or some work
/// fails, no more items are begun and the first failure is returned.
///
/// # Errors
/// Those of `work` and of `on_done`.
pub(super) fn on_all_cores<Item: Sync, Outcome: Send>(
    items: &[Item],
    work: impl Fn(&Item) -> Result<Outcome, Failure> + Sync,
    on_done: impl Fn(usize, &Item) -> Result<(), Failure>,
) -> Result<Vec<Outcome>, Failure> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..cores.min(items.len()) {
            let send = send.clone();
            let (next, stopped, work) = (&next, &stopped, &work);
            scope.spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    // The receiver is gone only after a failure, when nobody asks for outcomes any more.
                    if send.send((index, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut outcomes: Vec<Option<Outcome>> = items.iter().map(|_| None).collect();
        let mut failed = None;
        for (done, (index, outcome)) in receive.into_iter().enumerate() {
            let told = outcome.and_then(|outcome| {
                if let (Some(place), Some(item)) = (outcomes.get_mut(index), items.get(index)) {
                    *place = Some(outcome);
                    on_done(done + 1, item)?;
                }
                Ok(())
            });
            if let Err(failure) = told {
                stopped.store(true, Ordering::Relaxed);
                failed.get_or_insert(failure);
            }
        }
        match failed {
            Some(failure) => Err(failure),
            None => Ok(outcomes.into_iter().flatten().collect()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_come_in_the_order_of_the_items_and_each_is_told_once() {
        let items: Vec<usize> = (0..50).collect();
        let told = std::cell::RefCell::new(Vec::new());
        let squares = on_all_cores(
            &items,
            |item| Ok(item * item),
            |done, _| {
                told.borrow_mut().push(done);
                Ok(())
            },
        );
        let expected: Vec<usize> = items.iter().map(|item| item * item).collect();
        assert_eq!(squares.unwrap(), expected);
        assert_eq!(*told.borrow(), (1..=50).collect::<Vec<_>>());
    }

    #[test]
    fn a_caller_who_cancels_ends_the_work() {
        let items: Vec<usize> = (0..10_000).collect();
        let begun = AtomicUsize::new(0);
        let ended = on_all_cores(
            &items,
            |_| {
                begun.fetch_add(1, Ordering::Relaxed);
                thread::sleep(std::time::Duration::from_millis(1));
                Ok(())
            },
            |_, _| Err(Failure::Cancelled),
        );
        assert!(matches!(ended, Err(Failure::Cancelled)));
        assert!(begun.load(Ordering::Relaxed) < items.len());
    }
}
