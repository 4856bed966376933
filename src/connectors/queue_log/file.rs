//! Lines of a file with their places, a piece at a time.

use std::io::{self, BufRead, Read};

use super::ingest::RawLine;

/// Lines kept in one transaction.
pub(super) const LINES_AT_ONCE: usize = 5_000;

/// No line is longer in memory: the rest of a longer one is skipped.
const MOST_BYTES: u64 = 64 * 1024;

/// Reads lines one after another.
pub(super) struct LineReader<R> {
    from: R,
    /// Bytes up to the end of the last line taken.
    pub bytes: u64,
    /// Lines taken.
    pub lines: u64,
}

impl<R: BufRead> LineReader<R> {
    /// Begins at a byte and after so many lines.
    pub(super) const fn new(from: R, bytes: u64, lines: u64) -> Self {
        Self { from, bytes, lines }
    }

    /// The next lines, at most [`LINES_AT_ONCE`]; none at the end. A last line without its end is taken with `whole`
    /// only: the writer may not be done with it.
    pub(super) fn next_lines(&mut self, whole: bool) -> io::Result<Vec<RawLine>> {
        let mut lines = Vec::new();
        while lines.len() < LINES_AT_ONCE {
            let mut bytes = Vec::new();
            let mut got = (&mut self.from)
                .take(MOST_BYTES)
                .read_until(b'\n', &mut bytes)? as u64;
            let mut ended = bytes.last() == Some(&b'\n');
            while !ended && got >= MOST_BYTES {
                let mut more = Vec::new();
                let skipped = (&mut self.from)
                    .take(MOST_BYTES)
                    .read_until(b'\n', &mut more)?;
                if skipped == 0 {
                    break;
                }
                got += skipped as u64;
                ended = more.last() == Some(&b'\n');
            }
            if got == 0 || (!ended && !whole) {
                break;
            }
            let position = i64::try_from(self.bytes).unwrap_or(i64::MAX);
            self.bytes += got;
            self.lines += 1;
            lines.push(RawLine {
                number: self.lines,
                position,
                bytes,
            });
        }
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: Vec<RawLine>) -> Vec<(u64, i64, String)> {
        let text = |line: RawLine| {
            (
                line.number,
                line.position,
                String::from_utf8(line.bytes).unwrap(),
            )
        };
        lines.into_iter().map(text).collect()
    }

    #[test]
    fn a_line_that_is_not_ended_waits_for_its_end() {
        let mut reader = LineReader::new(&b"one\ntwo"[..], 0, 0);
        assert_eq!(
            texts(reader.next_lines(false).unwrap()),
            [(1, 0, "one\n".to_owned())]
        );
        assert_eq!((reader.bytes, reader.lines), (4, 1));
        let mut reader = LineReader::new(&b"two"[..], 4, 1);
        assert_eq!(
            texts(reader.next_lines(true).unwrap()),
            [(2, 4, "two".to_owned())]
        );
    }

    #[test]
    fn a_line_without_an_end_in_sight_is_one_line_still() {
        let mut text = vec![b'x'; 200_000];
        text.extend(b"\nnext\n");
        let mut reader = LineReader::new(&text[..], 0, 0);
        let lines = reader.next_lines(false).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (lines[0].bytes.len(), lines[1].position),
            (64 * 1024, 200_001)
        );
    }
}
