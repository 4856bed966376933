use std::error::Error;
use std::time::Duration;

/// What to run.
pub struct Arguments {
    /// Sizes, ascending, so that the memory of one is not hidden in what an earlier one left.
    pub agents: Vec<usize>,
    pub days: usize,
    pub limit: Duration,
    pub seed: u64,
    pub peers: bool,
    /// Shift design instead of rosters, with at most so many kinds of shift.
    pub design: bool,
    pub kinds: Option<usize>,
}

impl Arguments {
    pub fn read(words: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut read = Arguments {
            agents: Vec::new(),
            days: 7,
            limit: Duration::from_secs(60),
            seed: 1,
            peers: false,
            design: false,
            kinds: None,
        };
        let mut words = words;
        while let Some(word) = words.next() {
            let mut number = || -> Result<u64, Box<dyn Error>> {
                let value = words.next().unwrap_or_default();
                let number = value.parse();
                number.map_err(|_| {
                    format!("{word} {value:?} is no whole number; say {word} 7").into()
                })
            };
            match word.as_str() {
                "--days" => read.days = usize::try_from(number()?)?,
                "--limit" => read.limit = Duration::from_secs(number()?),
                "--seed" => read.seed = number()?,
                "--peers" => read.peers = true,
                "--design" => read.design = true,
                "--kinds" => read.kinds = Some(usize::try_from(number()?)?),
                // cargo adds it.
                "--bench" => {}
                agents => read.agents.push(agents.parse().map_err(|_| {
                    format!(
                        "{agents:?} is no number of agents; say 50 300, --days, --limit, --seed, --peers, --design or --kinds"
                    )
                })?),
            }
        }
        if read.agents.is_empty() {
            read.agents = vec![50, 300];
        }
        read.agents.sort_unstable();
        Ok(read)
    }
}
