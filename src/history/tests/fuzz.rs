//! Made-up files of intervals and of calls.

use super::centre::Centre;
use crate::failure::Failure;
use crate::fuzzing::fuzz;
use crate::history::{Import, ImportOptions};

/// Whatever a file holds, the answer is the sender's to mend: never a fault of ours.
fn tell_apart(outcome: Result<Import, Failure>) {
    match outcome {
        Ok(import) => {
            let counted = import.rows_accepted + import.rows_rejected + import.rows_ignored;
            assert_eq!(counted, import.rows_read);
            for reject in &import.rejects {
                assert!(
                    !reject.code.is_empty() && !reject.remedy.is_empty(),
                    "{reject:?}"
                );
            }
        }
        Err(Failure::Invalid(faults)) => assert!(!faults.is_empty()),
        Err(Failure::Malformed(_) | Failure::TooLarge { .. }) => {}
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn fuzz_interval_files() {
    let centre = Centre::berlin();
    let options = ImportOptions {
        dry_run: true,
        create_missing_queues: true,
        ..centre.options()
    };
    let seeds = [
        "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin\n\
         Support,2026-01-05 09:00,15,10,9,1,240,8\nSales,2026-01-05T09:15:00+01:00,15,4,4,0,,\n",
        "IncomingContactVolume,QueueName,TimeStamp,IntervalDuration,ChannelType,QueueId,AverageHandleTime,ContactsHandled\n\
         10,Support,2026-01-05T09:00:00Z,15,VOICE,x,100,10\n",
        "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,Total Handle Time (Seconds)\n\
         2026-01-05T09:00:00Z,Support,Voice,a,en,4,4,400\n",
        "\u{feff}QueueName;IntervalStart;Offered\r\nSupport;05.01.2026 09:00;\"1.024,5\"\r\nSupport;05.01.2026 09:30;7\r\n",
    ];
    fuzz("interval files", &seeds, |bytes| {
        tell_apart(centre.send_bytes(bytes, &options));
    });
}

#[test]
fn fuzz_call_records() {
    let centre = Centre::berlin();
    let options = ImportOptions {
        dry_run: true,
        create_missing_queues: true,
        ..centre.calls()
    };
    let seeds = [
        "QueueName,ArrivedAt,AnsweredAt,EndedAt\nSupport,2026-01-05 09:00:01,2026-01-05 09:00:12,2026-01-05 09:04:00\n\
         Support,2026-01-05 09:00:31,,2026-01-05 09:01:00\n",
        "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server\n\
         AA0101,33116,9664491,2,PS,990101,0:00:31,0:00:36,5,0:00:36,0:03:09,153,HANG,0:00:00,0:00:00,0,NO_SERVER\n",
    ];
    fuzz("call records", &seeds, |bytes| {
        tell_apart(centre.send_bytes(bytes, &options));
    });
}
