//! Made-up lines of a queue_log.

use super::line::Line;
use crate::fuzzing::fuzz;

#[test]
fn fuzz_queue_log_lines() {
    let seeds = [
        "1767600000|1767600000.1|support|NONE|ENTERQUEUE||4915112345678|1",
        "1767600012|1767600000.1|support|SIP/li|CONNECT|12|1767600001.2|3",
        "1767600100.123456|1767600000.1|support|SIP/li|COMPLETECALLER|12|88|1",
        "2026-01-05 09:00:00.123456|1767600000.3|support|NONE|ABANDON|1|1|45",
        "1767600200|NONE|NONE|SIP/li|PAUSEALL|lunch",
        "1767600300|1.4|support|SIP/li|ATTENDEDTRANSFER|BRIDGE|x|12|88|1",
    ];
    fuzz("queue_log lines", &seeds, |bytes| {
        match Line::parse(bytes, 7) {
            Ok(Some(line)) => {
                assert_eq!(line.position, 7);
                for seconds in [line.wait_seconds(), line.talk_seconds()]
                    .into_iter()
                    .flatten()
                {
                    assert!(seconds.is_finite() && seconds >= 0.0, "{seconds}");
                }
            }
            Ok(None) => assert!(String::from_utf8_lossy(bytes).trim().is_empty()),
            Err(fault) => assert!(!fault.code.is_empty() && !fault.remedy.is_empty()),
        }
    });
}
