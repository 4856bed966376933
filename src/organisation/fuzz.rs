//! Made-up files of agents and of special days.

use super::agents_csv::AgentLines;
use super::special_days::SpecialDayUpload;
use crate::failure::Failure;
use crate::fuzzing::fuzz;

#[test]
fn fuzz_agent_files() {
    let seeds = [
        "name,externalId,managementUnit,team,workPlan,skills,active,hireDate\nLi Wei,a1,North,Blue,Full,Cards=0.8|Loans,true,2026-01-05\n",
        "\u{feff}Name,External Id\r\n\"'=Li, Wei\",'+1\r\n",
    ];
    fuzz("agent files", &seeds, |bytes| {
        let read = AgentLines::read(bytes).expect("bytes in memory can be read to their end");
        // Told again, it is the same: what is read does not depend on chance.
        assert_eq!(
            format!("{read:?}"),
            format!("{:?}", AgentLines::read(bytes).expect("as before"))
        );
    });
}

#[test]
fn fuzz_special_day_files() {
    let seeds = [
        "date,name,kind,size\n2026-01-01,New Year,closed,\n2026-11-27,Black Friday,campaign,2.5\n",
        "date,name\n2026-12-24,\"Christmas, half\"\n",
    ];
    fuzz(
        "special day files",
        &seeds,
        |bytes| match SpecialDayUpload::of_csv(bytes) {
            Ok(_) | Err(Failure::Malformed(_)) => {}
            Err(Failure::Invalid(faults)) => assert!(!faults.is_empty()),
            Err(other) => panic!("{other:?}"),
        },
    );
}
