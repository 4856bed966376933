//! Made-up files of schedules.

use super::lines::ScheduleLines;
use crate::fuzzing::fuzz;

#[test]
fn fuzz_schedule_files() {
    let seeds = [
        "agent,date,start,end,activities\nLi Wei,2026-01-05,09:00,17:30,On queue 09:00-12:00|Meal 12:00-12:30\n",
        "Agent,Start,End\r\na1,2026-03-29T01:00+01:00,2026-03-29T09:00+02:00\r\n",
    ];
    fuzz("schedule files", &seeds, |bytes| {
        let read = ScheduleLines::read(bytes);
        for reject in &read.rejects {
            assert!(
                !reject.code.is_empty() && !reject.remedy.is_empty(),
                "{reject:?}"
            );
        }
    });
}
