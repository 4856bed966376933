//! Where a database is, told from its URL without opening it.

use std::path::Path;

/// Where a database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location<'a> {
    /// A SQLite file.
    SqliteFile(&'a Path),
    /// A PostgreSQL server.
    Postgres,
}

impl<'a> Location<'a> {
    /// `postgres://…` or `postgresql://…` is PostgreSQL, anything else the path of a SQLite file.
    pub fn of(url: &'a str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::Postgres
        } else {
            Self::SqliteFile(Path::new(url.strip_prefix("sqlite://").unwrap_or(url)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_postgres_url_is_the_path_of_a_file() {
        for url in ["postgres://h/crewcast", "postgresql://h/crewcast"] {
            assert_eq!(Location::of(url), Location::Postgres);
        }
        for url in ["/var/lib/c.sqlite", "sqlite:///var/lib/c.sqlite"] {
            let path = Path::new("/var/lib/c.sqlite");
            assert_eq!(Location::of(url), Location::SqliteFile(path));
        }
    }
}
