//! Files for calendars as a program of the world outside reads them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// An event: what it says by the names of RFC 5545. A time is on the clocks of California, `2026-12-08T14:00`; a whole day is
/// `2026-12-08`.
pub(crate) type Event = BTreeMap<String, String>;

/// The events that the Python package `icalendar`, which the stack's tools pin, reads in `calendar`, in their order. Lines end as
/// RFC 5545 says and are folded; every event has what it must have.
pub(crate) fn events(calendar: &str) -> Vec<Event> {
    const READ: &str = "import icalendar, json, sys, zoneinfo
california = zoneinfo.ZoneInfo('America/Los_Angeles')
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
def told(event, name):
    if name in ('DTSTART', 'DTEND', 'DTSTAMP'):
        at = event.decoded(name)
        return at.astimezone(california).strftime('%Y-%m-%dT%H:%M') if hasattr(at, 'hour') else at.isoformat()
    return str(event[name])
assert calendar['VERSION'] == '2.0' and calendar['PRODID'] and not calendar.errors
assert not any(event.errors for event in calendar.events)
print(json.dumps([{name: told(event, name) for name in event} for event in calendar.events]))";
    assert!(calendar.ends_with("\r\n") && !calendar.replace("\r\n", "").contains(['\r', '\n']));
    assert!(calendar.lines().all(|line| line.len() <= 75), "lines are folded");
    let stack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/local/stack.py");
    let mut command = Command::new("python3");
    command.arg(stack).args(["tool", "python", "-c", READ]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.spawn().unwrap();
    running.stdin.take().unwrap().write_all(calendar.as_bytes()).unwrap();
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "icalendar does not read it:\n{calendar}");
    let events: Vec<Event> = serde_json::from_slice(&output.stdout).unwrap();
    for event in &events {
        for name in ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"] {
            assert!(event.contains_key(name), "{name}: {event:?}");
        }
    }
    events
}
