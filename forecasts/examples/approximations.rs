//! What each approximation costs, as the tables of `docs/methods/queueing.md`:
//! `cargo run --release -p crewcast-forecasts --example approximations`.

use std::error::Error;

use crewcast_forecasts::erlang::service_level::ServiceLevelVariant;
use crewcast_forecasts::erlang::uncertain::UncertainLoad;
use crewcast_forecasts::erlang::{a, x};
use crewcast_forecasts::requirement::{
    Patience, ServiceGoal, ServiceLevelGoal, offered_load, predict, require,
};
use crewcast_forecasts::simulation::model::{
    AgentGroup, Centre, Channel, ChatSpread, SimulatedQueue, Skill,
};
use crewcast_forecasts::simulation::{Distribution, RunOptions, simulate};
use crewcast_forecasts::transient::{Day, Demand, HandleTimes, OnDrop, evaluate};
use crewcast_forecasts::units::{
    AhtSeconds, AnswerWithinSeconds, ContactsPerInterval, Erlangs, IntervalMinutes,
    PatienceSeconds, Servers, Share,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

const AHT: f64 = 180.0;
const WITHIN: f64 = 20.0;
const SEED: u64 = 1;

fn main() -> Outcome<()> {
    impatience()?;
    variants()?;
    carry_over()?;
    uncertain_rates()?;
    retrials()?;
    shapes()?;
    chats()?;
    pooling()
}

fn within() -> Outcome<AnswerWithinSeconds> {
    Ok(AnswerWithinSeconds::new(WITHIN)?)
}

fn eighty_in_twenty(variant: ServiceLevelVariant) -> Outcome<ServiceGoal> {
    Ok(ServiceGoal {
        service_level: Some(ServiceLevelGoal {
            share: Share::from_percent(80.0)?,
            within: within()?,
            variant,
        }),
        ..ServiceGoal::default()
    })
}

/// Agents for some calls of 180 s in half an hour, 80 % in 20 s.
fn agents(calls: f64, patience: Patience, variant: ServiceLevelVariant) -> Outcome<u32> {
    let needed = require(
        ContactsPerInterval::new(calls)?,
        IntervalMinutes::new(30)?,
        AhtSeconds::new(AHT)?,
        patience,
        &eighty_in_twenty(variant)?,
    )?;
    Ok(needed.agents_net)
}

fn patient_for(seconds: f64) -> Outcome<Patience> {
    Ok(Patience::Mean(PatienceSeconds::new(seconds)?))
}

fn impatience() -> Outcome<()> {
    println!("\nImpatience: agents for 80 % of offered in 20 s, AHT 180 s\n");
    println!(
        "| erlangs | Erlang C | patience 600 s | 300 s | 120 s | 60 s |\n|---|---|---|---|---|---|"
    );
    for load in [5.0, 10.0, 50.0, 200.0, 1000.0] {
        let calls = load * 10.0;
        let of_offered = ServiceLevelVariant::OfOffered;
        print!(
            "| {load} | {} |",
            agents(calls, Patience::Endless, of_offered)?
        );
        for patience in [600.0, 300.0, 120.0, 60.0] {
            print!(" {} |", agents(calls, patient_for(patience)?, of_offered)?);
        }
        println!();
    }
    Ok(())
}

fn variants() -> Outcome<()> {
    println!(
        "\nWhich service level: agents for 80 % in 20 s, patience 60 s; and what 10 % too few agents report\n"
    );
    println!("| erlangs | variant | agents | reported with 10 % fewer |\n|---|---|---|---|");
    for load in [10.0, 50.0, 200.0] {
        for variant in [
            ServiceLevelVariant::OfOffered,
            ServiceLevelVariant::LessShortAbandons,
            ServiceLevelVariant::ShortAbandonsAsMet,
            ServiceLevelVariant::OfAnswered,
        ] {
            let needed = agents(load * 10.0, patient_for(60.0)?, variant)?;
            let fewer = (f64::from(needed) * 0.9).round();
            let queue = a::Queue::steady(
                Erlangs::new(load)?,
                Servers::new(fewer)?,
                AhtSeconds::new(AHT)?,
                PatienceSeconds::new(60.0)?,
            );
            let level = 100.0 * queue.service_level(variant, within()?);
            println!("| {load} | {variant:?} | {needed} | {level:.1} % |");
        }
    }
    Ok(())
}

/// A noon peak staffed for the mean of its two hours: too few in the middle, and a queue for the time after.
fn carry_over() -> Outcome<()> {
    println!("\nCarry-over: half-hours around noon, AHT 300 s, nobody hangs up, 80 % in 20 s\n");
    println!(
        "| half-hour | calls | agents | service level, stationary | exact | queue at the end |\n|---|---|---|---|---|---|"
    );
    let calls = [110.0, 120.0, 150.0, 160.0, 130.0, 110.0, 100.0, 100.0];
    let agents = [24_u32, 25, 25, 25, 25, 24, 22, 22];
    let aht = AhtSeconds::new(300.0)?;
    let day = Day {
        demand: Demand {
            interval_seconds: 1800.0,
            contacts_per_interval: calls
                .iter()
                .map(|calls| ContactsPerInterval::new(*calls))
                .collect::<Result<_, _>>()?,
            aht: HandleTimes::Same(aht),
            patience: Patience::Endless,
        },
        agents: agents.to_vec(),
        on_drop: OnDrop::FinishCall,
    };
    for (index, exact) in evaluate(&day, within()?)?.iter().enumerate() {
        let stationary = predict(
            ContactsPerInterval::new(calls[index])?,
            IntervalMinutes::new(30)?,
            aht,
            Patience::Endless,
            Servers::from(agents[index]),
            within()?,
            ServiceLevelVariant::OfOffered,
        )?;
        let believed = if stationary.is_unstable() {
            "unstable".to_owned()
        } else {
            format!(
                "{:.1} %",
                100.0 * stationary.service_level().unwrap_or(f64::NAN)
            )
        };
        println!(
            "| {} | {} | {} | {believed} | {:.1} % | {:.1} |",
            index + 1,
            calls[index],
            agents[index],
            100.0 * exact.within.served,
            exact.queue_at_end
        );
    }
    Ok(())
}

fn uncertain_rates() -> Outcome<()> {
    println!("\nUncertain rates: 100 calls in 30 min, patience 300 s, 80 % in 20 s\n");
    println!(
        "| variation of the rate | agents for the mean | service level at the mean rate | over all calls | probability of the goal | agents for P80 | for P90 |\n|---|---|---|---|---|---|---|"
    );
    let (aht, patience) = (AhtSeconds::new(AHT)?, PatienceSeconds::new(300.0)?);
    let of_offered = ServiceLevelVariant::OfOffered;
    let load = offered_load(
        ContactsPerInterval::new(100.0)?,
        IntervalMinutes::new(30)?,
        aht,
    )?;
    let needed = agents(100.0, Patience::Mean(patience), of_offered)?;
    for variation in [0.0, 0.05, 0.1, 0.2, 0.3] {
        let uncertain = UncertainLoad::new(load, variation)?;
        let means =
            uncertain.with_impatience(Servers::from(needed), aht, patience, of_offered, within()?);
        let met = uncertain.probability_of(|load| {
            a::Queue::steady(load, needed, aht, patience)
                .service_level(of_offered, within_seconds())
                >= 0.8
        });
        let staffed = |probability: f64| -> Outcome<u32> {
            let calls = uncertain
                .quantile(Share::from_percent(probability)?)
                .erlangs()
                * 10.0;
            agents(calls, Patience::Mean(patience), of_offered)
        };
        println!(
            "| {:.0} % | {needed} | {:.1} % | {:.1} % | {:.0} % | {} | {} |",
            100.0 * variation,
            100.0 * means.service_level_at_mean_load,
            100.0 * means.service_level,
            100.0 * met,
            staffed(80.0)?,
            staffed(90.0)?
        );
    }
    Ok(())
}

fn within_seconds() -> AnswerWithinSeconds {
    within().unwrap_or(AnswerWithinSeconds::ZERO)
}

fn retrials() -> Outcome<()> {
    println!("\nRetrials: 300 fresh calls in 30 min, AHT 180 s, patience 120 s, 27 agents\n");
    println!(
        "| redial | attempts per fresh call | service level per attempt | finally lost |\n|---|---|---|---|"
    );
    for redial in [0.0, 20.0, 50.0, 80.0] {
        let queue = x::Retrials::steady(
            Erlangs::new(30.0)?,
            27,
            AhtSeconds::new(AHT)?,
            PatienceSeconds::new(120.0)?,
            Share::from_percent(redial)?,
        )?;
        println!(
            "| {redial} % | {:.3} | {:.1} % | {:.1} % |",
            queue.attempts_per_fresh_contact(),
            100.0
                * queue
                    .per_attempt()
                    .service_level(ServiceLevelVariant::OfOffered, within()?),
            100.0 * queue.p_finally_lost()
        );
    }
    Ok(())
}

const LONG_DAY_SECONDS: f64 = 400_000.0;

/// One queue in one long day.
fn one_queue(calls_per_second: f64, agents: u32) -> Outcome<Centre> {
    let mut centre = Centre::new(LONG_DAY_SECONDS, 1);
    centre.queues.push(SimulatedQueue::voice(
        vec![calls_per_second * LONG_DAY_SECONDS],
        AHT,
        within()?,
    ));
    centre.agent_groups.push(AgentGroup::all_day(
        agents,
        vec![Skill::of(0)],
        LONG_DAY_SECONDS,
    ));
    Ok(centre)
}

/// Service level and abandonment in percent, with the half width of the first.
fn simulated(centre: &Centre) -> Outcome<(f64, f64, f64)> {
    let outcome = simulate(centre, &RunOptions::exactly(100, SEED))?;
    let figures = &outcome.queues[0].whole;
    let percent = |value: Option<f64>| 100.0 * value.unwrap_or(f64::NAN);
    Ok((
        percent(figures.service_level.mean),
        percent(figures.service_level.half_width),
        percent(figures.abandon_rate.mean),
    ))
}

fn shapes() -> Outcome<()> {
    println!(
        "\nShapes of time, simulated: 50 erlangs, 53 agents, AHT 180 s, mean patience 120 s\n"
    );
    println!("| handle time | patience | served in 20 s | abandoned |\n|---|---|---|---|");
    let handle_times = [
        ("exponential", Distribution::exponential(AHT)),
        ("lognormal, cv 0.6", Distribution::lognormal(AHT, 0.6)),
        ("lognormal, cv 1.4", Distribution::lognormal(AHT, 1.4)),
        ("always the same", Distribution::deterministic(AHT)),
    ];
    let patiences = [
        ("exponential", Distribution::exponential(120.0)),
        ("gamma, cv 2", Distribution::gamma(120.0, 2.0)),
        ("gamma, cv 0.5", Distribution::gamma(120.0, 0.5)),
    ];
    for (handle_name, handle_time) in &handle_times {
        for (patience_name, patience) in &patiences {
            let mut centre = one_queue(50.0 / AHT, 53)?;
            centre.queues[0].handle_time.shape = handle_time.shape.clone();
            centre.queues[0].patience = Some(patience.clone());
            let (level, half_width, abandoned) = simulated(&centre)?;
            println!(
                "| {handle_name} | {patience_name} | {level:.1} ± {half_width:.1} % | {abandoned:.2} % |"
            );
        }
    }
    Ok(())
}

fn chats() -> Outcome<()> {
    println!(
        "\nChats, simulated: 3 at once, slow-down 1.3 per extra chat, 20 agents, one chat alone 360 s, patience 120 s\n"
    );
    println!(
        "| chats in 30 min | evenly spread (as the formula) | chats stay with their agent |\n|---|---|---|"
    );
    for chats in [150.0, 165.0, 180.0] {
        let mut centre = one_queue(chats / 1800.0, 20)?;
        centre.queues[0].handle_time.mean_seconds_per_interval = vec![360.0];
        centre.queues[0].patience = Some(Distribution::exponential(120.0));
        centre.queues[0].channel = Channel::Chat {
            slow_down_per_extra_chat: 1.3,
        };
        centre.agent_groups[0].concurrent_chats = 3;
        centre.routing.chats = ChatSpread::EvenOut;
        let (even, even_half_width, _) = simulated(&centre)?;
        centre.routing.chats = ChatSpread::Stay;
        let (stay, stay_half_width, _) = simulated(&centre)?;
        println!(
            "| {chats} | {even:.1} ± {even_half_width:.1} % | {stay:.1} ± {stay_half_width:.1} % |"
        );
    }
    Ok(())
}

fn pooling() -> Outcome<()> {
    println!("\nPooling: agents for 80 % in 20 s, patience 120 s, all queues alike\n");
    println!("| queues × erlangs | each by itself | pooled |\n|---|---|---|");
    let patience = patient_for(120.0)?;
    for (queues, load) in [(2_u32, 5.0), (2, 20.0), (5, 10.0), (10, 10.0)] {
        let alone = agents(load * 10.0, patience, ServiceLevelVariant::OfOffered)?;
        let pooled = agents(
            load * 10.0 * f64::from(queues),
            patience,
            ServiceLevelVariant::OfOffered,
        )?;
        println!("| {queues} × {load} | {} | {pooled} |", queues * alone);
    }
    Ok(())
}
