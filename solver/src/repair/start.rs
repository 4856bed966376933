use crate::explain::reading;
use crate::lines::Pricer;
use crate::problem::Line;
use crate::search::SolveError;
use crate::search::general::{self, Desk, Heads, LONGEST_WHOLE, Roster, first_line};

/// A roster that begins with given lines: those that still keep the hard rules stay as they are; the others are replaced, one
/// agent after the other, by what is worth most beside all that is placed.
///
/// # Errors
/// [`SolveError::NoLine`] names an agent that has no line.
pub(crate) fn start_from<'d>(
    desk: &'d Desk<'_>,
    pricer: &mut Pricer,
    given: &[Option<Line>],
) -> Result<Roster<'d>, SolveError> {
    let mut heads = Heads::none(desk);
    let mut lines: Vec<Option<general::Line>> = Vec::with_capacity(given.len());
    for (agent, line) in given.iter().enumerate() {
        let class = desk.class_of[agent];
        let read = line
            .as_ref()
            .and_then(|line| reading::line(desk, class, line));
        if let Some(line) = &read {
            heads.add(desk.skill(class), &line.piece);
        }
        lines.push(read);
    }
    let mut placed = Vec::with_capacity(lines.len());
    for (agent, line) in lines.into_iter().enumerate() {
        let line = match line {
            Some(line) => line,
            None => {
                let class = desk.class_of[agent];
                let line = best_beside(desk, pricer, class, &mut heads).ok_or_else(|| {
                    SolveError::NoLine {
                        agent: desk.problem.agents[agent].id.clone(),
                    }
                })?;
                heads.add(desk.skill(class), &line.piece);
                line
            }
        };
        placed.push(line);
    }
    Ok(Roster {
        lines: placed,
        heads,
    })
}

/// The line of a class that is worth most beside given heads.
pub(crate) fn best_beside(
    desk: &Desk<'_>,
    pricer: &mut Pricer,
    class: usize,
    heads: &mut Heads<'_>,
) -> Option<general::Line> {
    let values = heads.worth(desk.skill(class));
    first_line(desk, pricer, class, &values, desk.days() <= LONGEST_WHOLE)
}
