//! The requirement turned round: how many contacts a number of agents takes, and how many are lost with too few.

use super::error::RequirementError;
use super::goal::ServiceGoal;
use super::load::offered_load;
use super::patience::Patience;
use super::predict::predict_load;
use super::search::meets;
use crate::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers, Share};

/// Halvings of the volume's range: what is left of it is below 1e-9 of the volume.
const HALVINGS: u32 = 32;

/// Most contacts that agents can handle in an interval at all: agents × interval × maximum occupancy / AHT.
///
/// `maximum_occupancy` is the share of their time that agents may spend on contacts, all of it where there is none.
///
/// # Errors
/// [`RequirementError::NoHandleTime`] for agents whose contacts take no time: there is no limit then.
///
/// ```
/// use crewcast_forecasts::requirement::maximal_capacity;
/// use crewcast_forecasts::units::{AhtSeconds, IntervalMinutes, Servers, Share};
/// let (half_hour, aht) = (IntervalMinutes::new(30)?, AhtSeconds::new(180.0)?);
/// // 14 agents × 1,800 s / 180 s
/// assert_eq!(maximal_capacity(Servers::from(14), half_hour, aht, None)?, 140.0);
/// let busy = Some(Share::from_percent(85.0)?);
/// assert!((maximal_capacity(Servers::from(14), half_hour, aht, busy)? - 119.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn maximal_capacity(
    agents: Servers,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    maximum_occupancy: Option<Share>,
) -> Result<f64, RequirementError> {
    if agents == Servers::ZERO {
        return Ok(0.0);
    }
    if aht == AhtSeconds::ZERO {
        return Err(RequirementError::NoHandleTime(ContactsPerInterval::ZERO));
    }
    let busy = maximum_occupancy.map_or(1.0, Share::as_f64);
    Ok(agents.count() * f64::from(interval.seconds()) * busy / aht.seconds())
}

/// The largest volume of an interval that `agents` serve within all goals: [`require()`](super::require()) inverted, by
/// halving, to 1e-9 of [`maximal_capacity`], which it never passes.
///
/// # Errors
/// Those of [`require()`](super::require()) and [`maximal_capacity`].
///
/// ```
/// use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
/// use crewcast_forecasts::requirement::{Patience, ServiceGoal, ServiceLevelGoal, optimal_capacity};
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, IntervalMinutes, Share};
/// let goal = ServiceGoal {
///     service_level: Some(ServiceLevelGoal {
///         share: Share::from_percent(80.0)?,
///         within: AnswerWithinSeconds::new(20.0)?,
///         variant: ServiceLevelVariant::OfOffered,
///     }),
///     ..ServiceGoal::default()
/// };
/// let (half_hour, aht) = (IntervalMinutes::new(30)?, AhtSeconds::new(180.0)?);
/// let most = optimal_capacity(14, half_hour, aht, Patience::Endless, &goal)?;
/// // 100 contacts need 14 agents (readme of the package pyworkforce 0.2.1), and 14 agents take a few more than those.
/// assert!(most > 100.0 && most < 110.0, "{most}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn optimal_capacity(
    agents: u32,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    goal: &ServiceGoal,
) -> Result<f64, RequirementError> {
    goal.check(patience)?;
    let most = maximal_capacity(agents.into(), interval, aht, goal.maximum_occupancy)?;
    // Up to `most` the agents are busy for at most their share of the time, so that only the figures are left to look at.
    let serves = |contacts: f64| -> Result<bool, RequirementError> {
        let volume = ContactsPerInterval::new(contacts).unwrap_or(ContactsPerInterval::ZERO);
        let load = offered_load(volume, interval, aht)?;
        Ok(meets(load, agents.into(), aht, patience, goal))
    };
    if most == 0.0 || serves(most)? {
        return Ok(most);
    }
    let (mut met, mut missed) = (0.0, most);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(met, missed);
        if serves(middle)? {
            met = middle;
        } else {
            missed = middle;
        }
    }
    Ok(met)
}

/// Contacts of an interval that are lost with these agents at work.
///
/// Where contacts have a patience: volume × the share that hangs up (Erlang A, steady state). Where nobody hangs up:
/// what is beyond [`maximal_capacity`], because it can never be handled in the interval.
///
/// # Errors
/// [`RequirementError::NoHandleTime`], [`RequirementError::LoadTooLarge`].
///
/// ```
/// use crewcast_forecasts::requirement::{Patience, lost_contacts};
/// use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, PatienceSeconds, Servers};
/// let (volume, half_hour) = (ContactsPerInterval::new(100.0)?, IntervalMinutes::new(30)?);
/// let aht = AhtSeconds::new(180.0)?;
/// let with = |agents, patience| lost_contacts(volume, half_hour, aht, patience, Servers::from(agents));
/// // 9 agents handle 90 contacts of 3 minutes in half an hour.
/// assert!((with(9, Patience::Endless)? - 10.0).abs() < 1e-9);
/// assert_eq!(with(11, Patience::Endless)?, 0.0);
/// let five_minutes = Patience::Mean(PatienceSeconds::new(300.0)?);
/// assert!(with(9, five_minutes)? > with(10, five_minutes)?);
/// // Without anybody at work all are lost.
/// assert_eq!(with(0, five_minutes)?, 100.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lost_contacts(
    volume: ContactsPerInterval,
    interval: IntervalMinutes,
    aht: AhtSeconds,
    patience: Patience,
    agents: Servers,
) -> Result<f64, RequirementError> {
    let load = offered_load(volume, interval, aht)?;
    let contacts = volume.contacts();
    if volume == ContactsPerInterval::ZERO || agents == Servers::ZERO {
        return Ok(contacts);
    }
    match patience {
        Patience::Endless => {
            let most = maximal_capacity(agents, interval, aht, None)?;
            Ok((contacts - most).max(0.0))
        }
        Patience::Mean(_) => {
            let predicted = predict_load(load, aht, patience, agents, None);
            Ok(contacts * predicted.abandonment().unwrap_or(0.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::erlang::service_level::ServiceLevelVariant;
    use crate::requirement::{ServiceLevelGoal, require};
    use crate::units::{AnswerWithinSeconds, PatienceSeconds, WaitSeconds};

    fn eighty_in_twenty() -> ServiceGoal {
        ServiceGoal {
            service_level: Some(ServiceLevelGoal {
                share: Share::from_percent(80.0).unwrap(),
                within: AnswerWithinSeconds::new(20.0).unwrap(),
                variant: ServiceLevelVariant::OfOffered,
            }),
            ..ServiceGoal::default()
        }
    }

    fn half_hour() -> IntervalMinutes {
        IntervalMinutes::new(30).unwrap()
    }

    fn patience(seconds: Option<f64>) -> Patience {
        Patience::from(seconds.map(|seconds| PatienceSeconds::new(seconds).unwrap()))
    }

    #[test]
    fn nobody_at_work_takes_nothing_and_loses_everything() {
        let aht = AhtSeconds::new(200.0).unwrap();
        let goal = eighty_in_twenty();
        let most = optimal_capacity(0, half_hour(), aht, Patience::Endless, &goal).unwrap();
        assert_eq!(most, 0.0);
        let volume = ContactsPerInterval::new(7.5).unwrap();
        let lost = lost_contacts(volume, half_hour(), aht, patience(None), Servers::ZERO);
        assert_eq!(lost.unwrap(), 7.5);
    }

    #[test]
    fn an_occupancy_that_binds_gives_agents_times_occupancy() {
        let goal = ServiceGoal {
            average_speed_of_answer: Some(WaitSeconds::new(3_600.0).unwrap()),
            maximum_occupancy: Some(Share::from_percent(50.0).unwrap()),
            ..ServiceGoal::default()
        };
        let aht = AhtSeconds::new(180.0).unwrap();
        let most = optimal_capacity(10, half_hour(), aht, Patience::Endless, &goal).unwrap();
        // 10 agents × 1,800 s × 50 % / 180 s
        assert!((most - 50.0).abs() < 1e-6, "{most}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_capacity_is_the_last_volume_that_these_agents_meet(
            agents in 1_u32..120,
            aht in 30.0_f64..900.0,
            seconds in proptest::option::of(30.0_f64..900.0),
        ) {
            let (goal, aht) = (eighty_in_twenty(), AhtSeconds::new(aht).unwrap());
            let patience = patience(seconds);
            let most = optimal_capacity(agents, half_hour(), aht, patience, &goal).unwrap();
            let needed = |contacts: f64| {
                let volume = ContactsPerInterval::new(contacts).unwrap();
                require(volume, half_hour(), aht, patience, &goal).unwrap().agents_net
            };
            prop_assert!(needed(most) <= agents);
            let limit = maximal_capacity(agents.into(), half_hour(), aht, None).unwrap();
            prop_assert!(most <= limit);
            if most < limit {
                prop_assert!(needed(most + limit * 1e-8) > agents);
            }
        }

        #[test]
        fn more_agents_never_lose_more(
            contacts in 0.0_f64..500.0,
            aht in 30.0_f64..900.0,
            seconds in proptest::option::of(30.0_f64..900.0),
            agents in 0.0_f64..100.0,
            more in 0.0_f64..10.0,
        ) {
            let volume = ContactsPerInterval::new(contacts).unwrap();
            let aht = AhtSeconds::new(aht).unwrap();
            let lost = |agents: f64| {
                let agents = Servers::new(agents).unwrap();
                lost_contacts(volume, half_hour(), aht, patience(seconds), agents).unwrap()
            };
            prop_assert!(lost(agents + more) <= lost(agents) * (1.0 + 1e-9) + 1e-9);
            prop_assert!((0.0..=contacts).contains(&lost(agents)));
        }
    }
}
