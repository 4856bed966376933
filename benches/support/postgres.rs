//! A database of its own for a benchmark.

use diesel::{Connection, PgConnection, RunQueryDsl};

/// Makes a database for `what` on that server, and gives its URL.
pub fn fresh_postgres(server: &str, what: &str) -> String {
    let name = format!("crewcast_bench_{}_{what}", std::process::id());
    let mut conn = PgConnection::establish(server).expect("the server answers");
    diesel::sql_query(format!("CREATE DATABASE {name}"))
        .execute(&mut conn)
        .expect("a database can be made");
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    format!("{base}/{name}")
}
