use super::Relaxation;
use crate::columns::{AgentClass, Course, Minima, Pricer, classes};
use crate::master::Supply;
use crate::problem::Problem;
use crate::rules;

/// A problem made ready: classes, their courses, skills.
pub struct Arena<'a> {
    pub problem: &'a Problem,
    pub classes: Vec<AgentClass>,
    pub courses: Vec<Course>,
    pub supply: Supply,
    /// Slots that a shift of somebody with a skill can reach.
    pub reached: Vec<bool>,
    /// Per agent its class.
    pub class_of: Vec<usize>,
}

impl<'a> Arena<'a> {
    pub fn new(problem: &'a Problem) -> Self {
        let classes = classes(problem);
        let slots = problem.horizon_slots();
        let courses: Vec<Course> = classes
            .iter()
            .map(|class| feasible_course(problem, class, slots))
            .collect();
        let mut reached = vec![false; slots];
        for (class, course) in classes
            .iter()
            .zip(&courses)
            .filter(|(class, _)| !class.groups.is_empty())
        {
            debug_assert!(!class.agents.is_empty());
            for option in course.days.iter().flat_map(|day| &day.options) {
                let end = option.end().min(slots);
                reached[option.start.min(end)..end].fill(true);
            }
        }
        let mut class_of = vec![0; problem.agents.len()];
        for (index, class) in classes.iter().enumerate() {
            for &agent in &class.agents {
                class_of[agent] = index;
            }
        }
        let supply = Supply::new(problem, &classes);
        Arena {
            problem,
            classes,
            courses,
            supply,
            reached,
            class_of,
        }
    }

    pub fn slots(&self) -> usize {
        self.reached.len()
    }

    pub fn skill_of(&self, class: usize) -> usize {
        self.supply.skill_of_class[class]
    }

    pub fn agents_by_class(&self) -> Vec<u32> {
        self.classes
            .iter()
            .map(|class| u32::try_from(class.agents.len()).unwrap_or(u32::MAX))
            .collect()
    }

    /// Minima that had to be given up, agent by agent.
    pub fn relaxations(&self) -> Vec<Relaxation> {
        let mut relaxed = Vec::new();
        for (agent, &class) in self.class_of.iter().enumerate() {
            let minima = self.courses[class].minima;
            if minima.paid_relaxed {
                relaxed.push(Relaxation {
                    agent,
                    rule: rules::PAID_MINUTES_PER_WEEK.into(),
                });
            }
            if minima.days_relaxed {
                relaxed.push(Relaxation {
                    agent,
                    rule: rules::DAYS_PER_WEEK.into(),
                });
            }
        }
        relaxed
    }
}

/// The course of a class with as few minima relaxed as leave it a line. With both relaxed there always is one: no
/// shift at all.
fn feasible_course(problem: &Problem, class: &AgentClass, slots: usize) -> Course {
    let nothing = vec![0.0; slots];
    let attempts = [(false, false), (true, false), (false, true)];
    for (paid_relaxed, days_relaxed) in attempts {
        let course = Course::new(
            problem,
            class,
            Minima {
                paid_relaxed,
                days_relaxed,
            },
        );
        if Pricer::default().best(&course, 0, &nothing).is_some() {
            return course;
        }
    }
    Course::new(
        problem,
        class,
        Minima {
            paid_relaxed: true,
            days_relaxed: true,
        },
    )
}
