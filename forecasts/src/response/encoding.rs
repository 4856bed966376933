//! Contacts as levels of features, one level a feature, learned on the attempts of the training part alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bins::{bin_of, label, quantile_edges};
use super::call_time::CallTimePart;
use super::table::reason_code;
use super::{Attempt, ColumnValues, ContactColumn, ContactTable, HourOfWeek, ResponseError};

/// Stands for a level that training did not see: the mean contact is supposed.
pub(super) const UNSEEN: u16 = u16::MAX;
/// Texts of a column that have a level of their own; rarer ones are pooled.
const MOST_LEVELS: usize = 60;

/// Levels of all columns together; the time of a fit grows with their cube.
const MOST_OF_ALL: usize = 4_000;

/// How a table's columns become levels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Encoding {
    features: Vec<Feature>,
    /// Every level of every feature; coordinate `index + 1` of the model, whose coordinate 0 is the overall level.
    levels: Vec<Level>,
}

/// One level of one feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Level {
    pub(super) feature: usize,
    pub(super) label: String,
    /// Share of the training attempts that had it.
    pub(super) share: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Feature {
    code: String,
    /// The column, or the code of the call's time.
    name: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Binned {
        edges: Vec<f64>,
        bins: Vec<u16>,
        missing: u16,
    },
    Texts {
        known: BTreeMap<String, u16>,
        missing: u16,
    },
    CallTime {
        part: CallTimePart,
        levels: Vec<u16>,
    },
}

/// How finely columns are cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fineness {
    pub(super) bins: usize,
    pub(super) least_rows_of_a_level: usize,
}

impl Encoding {
    pub(super) fn learn(
        contacts: &ContactTable,
        attempts: &[Attempt],
        fineness: Fineness,
    ) -> Result<Self, ResponseError> {
        contacts.refuse_known_after_call()?;
        let mut encoding = Self {
            features: Vec::new(),
            levels: Vec::new(),
        };
        for column in contacts.columns() {
            let kind = match column.values() {
                ColumnValues::Numeric(values) => {
                    let called: Vec<f64> = attempts.iter().map(|a| values[a.contact]).collect();
                    encoding.binned(&called, fineness)
                }
                ColumnValues::Alphabetic(values) => {
                    let called = attempts.iter().map(|a| values.text(a.contact));
                    encoding.texts(called, attempts.len(), fineness)
                }
            };
            encoding.features.push(Feature {
                code: reason_code(column.name()),
                name: column.name().to_owned(),
                kind,
            });
        }
        if attempts.iter().any(|attempt| attempt.hour.is_some()) {
            for part in CallTimePart::ALL {
                let kind = encoding.call_time(part, attempts);
                encoding.features.push(Feature {
                    code: part.code().to_owned(),
                    name: part.code().to_owned(),
                    kind,
                });
            }
        }
        encoding.refuse_too_many()?;
        Ok(encoding)
    }

    fn refuse_too_many(&self) -> Result<(), ResponseError> {
        if self.levels.len() > MOST_OF_ALL {
            return Err(ResponseError::TooManyLevels {
                found: self.levels.len(),
                most: MOST_OF_ALL,
            });
        }
        Ok(())
    }

    /// A new level of the feature that is being added; those that have no number any more are too many and refused.
    fn level(&mut self, feature: usize, label: String, rows: usize, of: usize) -> u16 {
        self.levels.push(Level {
            feature,
            label,
            share: rows as f64 / of.max(1) as f64,
        });
        u16::try_from(self.levels.len()).unwrap_or(UNSEEN)
    }

    fn binned(&mut self, values: &[f64], fineness: Fineness) -> Kind {
        let feature = self.features.len();
        let edges = quantile_edges(values, fineness.bins, fineness.least_rows_of_a_level);
        let mut rows = vec![0; edges.len() + 1];
        let mut rows_missing = 0;
        for &value in values {
            if value.is_nan() {
                rows_missing += 1;
            } else {
                rows[bin_of(&edges, value)] += 1;
            }
        }
        let bins = rows
            .iter()
            .enumerate()
            .map(|(bin, &rows)| self.level(feature, label(&edges, bin), rows, values.len()))
            .collect();
        let missing = self.missing(feature, rows_missing, values.len());
        Kind::Binned {
            edges,
            bins,
            missing,
        }
    }

    fn missing(&mut self, feature: usize, rows: usize, of: usize) -> u16 {
        if rows == 0 {
            UNSEEN
        } else {
            self.level(feature, "missing".to_owned(), rows, of)
        }
    }

    fn texts<'a>(
        &mut self,
        values: impl Iterator<Item = Option<&'a str>>,
        of: usize,
        fineness: Fineness,
    ) -> Kind {
        let feature = self.features.len();
        let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
        let mut rows_missing = 0;
        for value in values {
            match value {
                Some(text) => *rows.entry(text).or_default() += 1,
                None => rows_missing += 1,
            }
        }
        let mut by_rows: Vec<(&str, usize)> = rows.into_iter().collect();
        by_rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let own = by_rows
            .iter()
            .take(MOST_LEVELS)
            .take_while(|(_, rows)| *rows >= fineness.least_rows_of_a_level)
            .count();
        let mut known = BTreeMap::new();
        for &(text, rows) in &by_rows[..own] {
            known.insert(
                text.to_owned(),
                self.level(feature, text.to_owned(), rows, of),
            );
        }
        let rare = &by_rows[own..];
        if !rare.is_empty() {
            let rows = rare.iter().map(|(_, rows)| rows).sum();
            let pooled = self.level(feature, "rare ones".to_owned(), rows, of);
            known.extend(rare.iter().map(|(text, _)| ((*text).to_owned(), pooled)));
        }
        let missing = self.missing(feature, rows_missing, of);
        Kind::Texts { known, missing }
    }

    fn call_time(&mut self, part: CallTimePart, attempts: &[Attempt]) -> Kind {
        let feature = self.features.len();
        let mut rows = vec![0; part.levels()];
        for hour in attempts.iter().filter_map(|attempt| attempt.hour) {
            rows[part.level(hour)] += 1;
        }
        let timed: usize = rows.iter().sum();
        let levels = rows
            .iter()
            .enumerate()
            .map(|(level, &rows)| match rows {
                0 => UNSEEN,
                _ => self.level(feature, part.label(level), rows, timed),
            })
            .collect();
        Kind::CallTime { part, levels }
    }

    /// Gives texts that training did not see a level of their own, where the attempts have enough of them.
    pub(super) fn admit_new_texts(
        &mut self,
        contacts: &ContactTable,
        attempts: &[Attempt],
        least_rows: usize,
    ) -> Result<(), ResponseError> {
        for feature in 0..self.features.len() {
            let Kind::Texts { known, .. } = &self.features[feature].kind else {
                continue;
            };
            let column = contacts.column(&self.features[feature].name)?;
            let ColumnValues::Alphabetic(values) = column.values() else {
                return Err(other_type(column, "alphabetic"));
            };
            let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
            let texts = attempts.iter().filter_map(|a| values.text(a.contact));
            for text in texts.filter(|text| !known.contains_key(*text)) {
                *rows.entry(text).or_default() += 1;
            }
            rows.retain(|_, rows| *rows >= least_rows);
            for text in rows.into_keys() {
                // The mean contact stays what training saw.
                let level = self.level(feature, text.to_owned(), 0, 1);
                if let Kind::Texts { known, .. } = &mut self.features[feature].kind {
                    known.insert(text.to_owned(), level);
                }
            }
        }
        self.refuse_too_many()
    }

    /// The levels; a level's coordinate is its place + 1.
    pub(super) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Of each level, its feature.
    pub(super) fn feature_of_level(&self) -> Vec<usize> {
        self.levels.iter().map(|level| level.feature).collect()
    }

    /// Of each feature, whether it is a column of the contacts and not the call's time.
    pub(super) fn is_column(&self) -> Vec<bool> {
        let features = self.features.iter();
        features
            .map(|feature| !matches!(feature.kind, Kind::CallTime { .. }))
            .collect()
    }

    /// Priors of the levels from that place on, by those of their features.
    pub(super) fn prior_sds(&self, of_feature: &[f64], from: usize) -> Vec<f64> {
        let levels = self.levels.iter().skip(from);
        levels.map(|level| of_feature[level.feature]).collect()
    }

    pub(super) fn features(&self) -> usize {
        self.features.len()
    }

    /// Whether every level is of a feature, and every coordinate of a level: what holds of a learned encoding.
    pub(super) fn is_whole(&self) -> bool {
        let is_known =
            |at: &u16| *at == UNSEEN || (1..=self.levels.len()).contains(&usize::from(*at));
        let levels = self.levels.iter();
        levels
            .map(|level| level.feature)
            .all(|of| of < self.features.len())
            && self.features.iter().all(|feature| match &feature.kind {
                Kind::Binned {
                    edges,
                    bins,
                    missing,
                } => {
                    bins.len() == edges.len() + 1 && bins.iter().all(is_known) && is_known(missing)
                }
                Kind::Texts { known, missing } => known.values().all(is_known) && is_known(missing),
                Kind::CallTime { part, levels } => {
                    levels.len() == part.levels() && levels.iter().all(is_known)
                }
            })
    }

    pub(super) fn code(&self, feature: usize) -> &str {
        &self.features[feature].code
    }

    pub(super) fn name(&self, feature: usize) -> &str {
        &self.features[feature].name
    }

    /// The encoding made ready to read one table.
    ///
    /// # Errors
    /// A column that is absent, of another type, or known only after the call.
    pub(super) fn bind<'a>(
        &'a self,
        contacts: &'a ContactTable,
    ) -> Result<Reader<'a>, ResponseError> {
        contacts.refuse_known_after_call()?;
        let sources = self.features.iter().map(|feature| feature.bind(contacts));
        Ok(Reader {
            sources: sources.collect::<Result<_, _>>()?,
        })
    }
}

fn other_type(column: &ContactColumn, expected: &'static str) -> ResponseError {
    ResponseError::OtherType {
        column: column.name().to_owned(),
        found: column.type_name(),
        expected,
    }
}

impl Feature {
    fn bind<'a>(&'a self, contacts: &'a ContactTable) -> Result<Source<'a>, ResponseError> {
        match &self.kind {
            Kind::Binned {
                edges,
                bins,
                missing,
            } => {
                let column = contacts.column(&self.name)?;
                let ColumnValues::Numeric(values) = column.values() else {
                    return Err(other_type(column, "numeric"));
                };
                Ok(Source::Numbers {
                    values,
                    edges,
                    bins,
                    missing: *missing,
                })
            }
            Kind::Texts { known, missing } => {
                let column = contacts.column(&self.name)?;
                let ColumnValues::Alphabetic(values) = column.values() else {
                    return Err(other_type(column, "alphabetic"));
                };
                let of_level = values.levels().iter();
                Ok(Source::Texts {
                    values,
                    of_level: of_level
                        .map(|text| known.get(text).copied().unwrap_or(UNSEEN))
                        .collect(),
                    missing: *missing,
                })
            }
            Kind::CallTime { part, levels } => Ok(Source::CallTime {
                part: *part,
                levels,
            }),
        }
    }
}

enum Source<'a> {
    Numbers {
        values: &'a [f64],
        edges: &'a [f64],
        bins: &'a [u16],
        missing: u16,
    },
    Texts {
        values: &'a super::AlphabeticValues,
        of_level: Vec<u16>,
        missing: u16,
    },
    CallTime {
        part: CallTimePart,
        levels: &'a [u16],
    },
}

/// Reads the coordinates of a table's contacts.
pub(super) struct Reader<'a> {
    sources: Vec<Source<'a>>,
}

impl Reader<'_> {
    /// Writes the coordinate of each feature's level, or [`UNSEEN`].
    #[inline]
    pub(super) fn read(&self, contact: usize, hour: Option<HourOfWeek>, coordinates: &mut [u16]) {
        for (coordinate, source) in coordinates.iter_mut().zip(&self.sources) {
            *coordinate = match source {
                Source::Numbers {
                    values,
                    edges,
                    bins,
                    missing,
                } => {
                    let value = values[contact];
                    if value.is_nan() {
                        *missing
                    } else {
                        bins[bin_of(edges, value)]
                    }
                }
                Source::Texts {
                    values,
                    of_level,
                    missing,
                } => values
                    .level(contact)
                    .map_or(*missing, |level| of_level[level]),
                Source::CallTime { part, levels } => {
                    hour.map_or(UNSEEN, |hour| levels[part.level(hour)])
                }
            };
        }
    }
}
