//! Names for people who do not exist.

const FAMILY: [&str; 12] = [
    "Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun",
];
const GIVEN: [&str; 10] = [
    "Wei", "Fang", "Na", "Min", "Jing", "Lei", "Yan", "Tao", "Juan", "Ming",
];

/// The name of the demo's agent of this number; the first 120 differ.
pub(super) fn full_name(number: usize) -> String {
    let family = FAMILY[number % FAMILY.len()];
    let given = GIVEN[(number / FAMILY.len() + number) % GIVEN.len()];
    format!("{family} {given}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_agents_have_sixty_names() {
        let names: std::collections::BTreeSet<_> = (0..60).map(full_name).collect();
        assert_eq!(names.len(), 60);
    }
}
