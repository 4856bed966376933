//! From the names of queues in a file to the queues there are.

use std::collections::HashMap;

use super::rejects::{FieldFault, shown};

/// A queue of a file: one there is, or one to be made.
#[derive(Clone, Debug)]
pub(super) struct FileQueue {
    /// `None` when it is to be made.
    pub id: Option<String>,
    pub name: String,
}

/// Finds queues by name, and remembers every name it was asked about.
pub(super) struct QueueBook {
    known: Vec<FileQueue>,
    create_missing: bool,
    used: Vec<FileQueue>,
    answers: HashMap<Vec<u8>, Result<usize, FieldFault>>,
    last: Option<(Vec<u8>, usize)>,
}

impl QueueBook {
    /// A book of the queues there are, as (id, name).
    pub(super) fn new(known: Vec<(String, String)>, create_missing: bool) -> Self {
        let known = known
            .into_iter()
            .map(|(id, name)| FileQueue { id: Some(id), name })
            .collect();
        Self {
            known,
            create_missing,
            used: Vec::new(),
            answers: HashMap::new(),
            last: None,
        }
    }

    /// The place in [`Self::used`] of the queue of this name: exactly, or but for case when only one is like it.
    pub(super) fn find(&mut self, name: &[u8]) -> Result<usize, FieldFault> {
        if let Some((last, place)) = &self.last
            && last == name
        {
            return Ok(*place);
        }
        let answer = match self.answers.get(name) {
            Some(answer) => answer.clone(),
            None => {
                let answer = self.look_up(name);
                self.answers.insert(name.to_vec(), answer.clone());
                answer
            }
        };
        if let Ok(place) = &answer {
            self.last = Some((name.to_vec(), *place));
        }
        answer
    }

    /// The queues the file spoke of, in the order of their first row.
    pub(super) fn used(&self) -> &[FileQueue] {
        &self.used
    }

    fn look_up(&mut self, name: &[u8]) -> Result<usize, FieldFault> {
        let Ok(text) = std::str::from_utf8(name) else {
            return Err(FieldFault::new(
                "not-utf8",
                "the queue's name is no UTF-8 text",
                "save the file as CSV UTF-8",
            ));
        };
        if text.is_empty() {
            return Err(FieldFault::new(
                "missing-queue",
                "the row names no queue",
                "write the queue's name, or send queueName if the whole file is of one queue",
            ));
        }
        let folded = text.to_lowercase();
        let alike: Vec<&FileQueue> = self
            .known
            .iter()
            .filter(|queue| queue.name.to_lowercase() == folded)
            .collect();
        let found = match (
            self.known.iter().find(|queue| queue.name == text),
            alike.as_slice(),
        ) {
            (Some(exact), _) => exact.clone(),
            (None, [only]) => (*only).clone(),
            (None, [_, _, ..]) => return Err(self.unknown(text)),
            (None, []) => match self
                .used
                .iter()
                .position(|queue| queue.name.to_lowercase() == folded)
            {
                Some(place) => return Ok(place),
                None if self.create_missing => {
                    if text.chars().count() > 200 || text.contains('\0') {
                        return Err(FieldFault::new(
                            "invalid-queue-name",
                            "no queue can have this name",
                            "use 1 to 200 characters",
                        ));
                    }
                    FileQueue {
                        id: None,
                        name: text.to_owned(),
                    }
                }
                None => return Err(self.unknown(text)),
            },
        };
        let place = match self
            .used
            .iter()
            .position(|queue| queue.name == found.name && queue.id == found.id)
        {
            Some(place) => place,
            None => {
                self.used.push(found);
                self.used.len() - 1
            }
        };
        Ok(place)
    }

    fn unknown(&self, name: &str) -> FieldFault {
        let mut close: Vec<(usize, &str)> = self
            .known
            .iter()
            .map(|queue| {
                (
                    distance(&queue.name.to_lowercase(), &name.to_lowercase()),
                    queue.name.as_str(),
                )
            })
            .filter(|(distance, _)| *distance <= 2.max(name.chars().count() / 3))
            .collect();
        close.sort();
        let names: Vec<String> = close
            .iter()
            .take(3)
            .map(|(_, name)| format!("{name:?}"))
            .collect();
        let remedy = if names.is_empty() {
            "make the queue first, or send createMissingQueues=true".to_owned()
        } else {
            format!(
                "did you mean {}? otherwise make the queue first, or send createMissingQueues=true",
                names.join(" or ")
            )
        };
        FieldFault::new(
            "unknown-queue",
            format!(
                "the business unit has no queue {:?}",
                shown(name.as_bytes())
            ),
            remedy,
        )
    }
}

/// How many letters must be put in, left out or exchanged to make one name the other (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(200).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().take(200).enumerate() {
        let mut next = vec![i + 1];
        for ((b, above_left), above) in other.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(i + 1);
            let exchanged = above_left + usize::from(a != *b);
            next.push(exchanged.min(left + 1).min(above + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(create_missing: bool) -> QueueBook {
        let known = [("1", "Support"), ("2", "Sales"), ("3", "Sales EU")];
        QueueBook::new(
            known
                .map(|(id, name)| (id.to_owned(), name.to_owned()))
                .to_vec(),
            create_missing,
        )
    }

    #[test]
    fn a_name_is_found_exactly_or_but_for_case() {
        let mut book = book(false);
        let support = book.find(b"Support").unwrap();
        assert_eq!(book.find(b"SUPPORT"), Ok(support));
        assert_eq!(book.used()[support].id.as_deref(), Some("1"));
    }

    #[test]
    fn an_unknown_name_is_told_the_close_ones() {
        let fault = book(false).find(b"Suport").unwrap_err();
        assert_eq!(fault.code, "unknown-queue");
        assert!(
            fault.remedy.contains("did you mean \"Support\"?"),
            "{fault}"
        );
        let fault = book(false).find(b"Collections").unwrap_err();
        assert!(fault.remedy.starts_with("make the queue first"), "{fault}");
    }

    #[test]
    fn a_missing_queue_is_made_once_when_asked_for() {
        let mut book = book(true);
        let place = book.find(b"Claims").unwrap();
        assert_eq!(book.find(b"claims"), Ok(place));
        assert_eq!(book.used().len(), 1);
        assert_eq!(book.used()[place].id, None);
    }

    #[test]
    fn distances_count_single_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
