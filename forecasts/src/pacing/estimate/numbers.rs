//! Lists of a fixed length as they are kept.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer, const N: usize>(
    numbers: &[f64; N],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    numbers.as_slice().serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
    deserializer: D,
) -> Result<[f64; N], D::Error> {
    let numbers = Vec::<f64>::deserialize(deserializer)?;
    let numbers: Result<[f64; N], Vec<f64>> = numbers.try_into();
    numbers.map_err(|found| D::Error::custom(format!("{} numbers where {N} belong", found.len())))
}
