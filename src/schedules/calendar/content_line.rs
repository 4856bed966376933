//! Lines of an iCalendar stream. Source: RFC 5545, sections 3.1 (folding) and 3.3.11 (text).

/// A line holds at most this many octets, its line break not counted.
const MAX_OCTETS: usize = 75;

/// An iCalendar stream under construction.
#[derive(Default)]
pub(super) struct ContentLines(String);

impl ContentLines {
    /// Adds `name:value`, the value as it is.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds `name:text`, escaped.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.fold(&format!("{name}:{}", escape(text)));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > MAX_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Escapes a text value. A carriage return or another control character would break the line, and is left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(character),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn separators_are_escaped_and_no_name_can_end_a_line() {
        let mut lines = ContentLines::default();
        lines.text("SUMMARY", "a;b,c\\d\r\nEND:VEVENT");
        assert_eq!(lines.finish(), "SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\r\n");
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_75_octets_and_unfolding_gives_the_text_back(text in "[ -~äöü休息]{0,300}") {
            let mut lines = ContentLines::default();
            lines.raw("X", &text);
            let folded = lines.finish();
            for line in folded.split("\r\n") {
                prop_assert!(line.len() <= MAX_OCTETS);
            }
            prop_assert_eq!(folded.replace("\r\n ", ""), format!("X:{text}\r\n"));
        }
    }
}
