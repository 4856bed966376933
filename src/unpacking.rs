//! Packed files that may not grow beyond reason: a gzip stream or a workbook of a megabyte can unpack to a gigabyte.
//!
//! DEFLATE packs at most 1,032 bytes into one. Files of rows seldom reach a tenth of that, so that what grows more is
//! refused before it fills a disk or a memory.

use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;

/// Every file may unpack to this much.
const ALWAYS_BYTES: u64 = 16 * 1024 * 1024;

/// Beyond that, to so many times its size.
const MOST_TIMES: u64 = 200;

/// No file unpacks to more than this.
const MOST_BYTES: u64 = 16 * 1024 * 1024 * 1024;

/// A workbook is read into memory in part.
const MOST_WORKBOOK_BYTES: u64 = 1024 * 1024 * 1024;

/// A workbook has some tens of files in it.
const MOST_ENTRIES: usize = 10_000;

/// The end of a zip file's directory: its signature, and where the number of entries stands in it.
const DIRECTORY_END: &[u8; 4] = b"PK\x05\x06";
const ENTRIES_AT: usize = 10;

/// The longest comment behind the directory's end, and the end itself.
const LONGEST_TAIL_BYTES: u64 = 65_535 + 22;

/// The bytes in a gzip stream of so many packed bytes.
///
/// Reading fails with [`ErrorKind::QuotaExceeded`] where it unpacks to more than it may.
pub(crate) fn gunzip<R: BufRead>(packed: R, packed_bytes: u64) -> impl Read {
    Bounded {
        inner: MultiGzDecoder::new(packed),
        left: most_of(packed_bytes),
    }
}

/// What a file of so many packed bytes may unpack to.
const fn most_of(packed_bytes: u64) -> u64 {
    let most = ALWAYS_BYTES.saturating_add(packed_bytes.saturating_mul(MOST_TIMES));
    if most < MOST_BYTES { most } else { MOST_BYTES }
}

/// Reads at most so many bytes, and fails where there are more.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        match self.left.checked_sub(got as u64) {
            Some(left) => {
                self.left = left;
                Ok(got)
            }
            None => Err(ErrorKind::QuotaExceeded.into()),
        }
    }
}

/// That a workbook unpacks to no more than it may. All of it is unpacked, and nothing kept: the sizes that it states of
/// itself can be wrong.
///
/// # Errors
/// [`ErrorKind::QuotaExceeded`] where it unpacks to more, or holds too many files; [`ErrorKind::InvalidData`] for what is no
/// zip file.
pub(crate) fn check_workbook<R: Read + Seek>(file: &mut R) -> io::Result<()> {
    let packed_bytes = file.seek(SeekFrom::End(0))?;
    // The directory is read whole: how long it is must be known first.
    if entries_stated(file, packed_bytes)? > MOST_ENTRIES {
        return Err(ErrorKind::QuotaExceeded.into());
    }
    file.seek(SeekFrom::Start(0))?;
    let invalid = |error: zip::result::ZipError| io::Error::new(ErrorKind::InvalidData, error);
    let mut archive = ZipArchive::new(&mut *file).map_err(invalid)?;
    let mut left = most_of(packed_bytes).min(MOST_WORKBOOK_BYTES);
    for index in 0..archive.len() {
        let mut entry = Bounded {
            inner: archive.by_index(index).map_err(invalid)?,
            left,
        };
        io::copy(&mut entry, &mut io::sink())?;
        left = entry.left;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(())
}

/// The most entries that anything in the file's tail says there are.
fn entries_stated<R: Read + Seek>(file: &mut R, packed_bytes: u64) -> io::Result<usize> {
    file.seek(SeekFrom::Start(
        packed_bytes.saturating_sub(LONGEST_TAIL_BYTES),
    ))?;
    let mut tail = Vec::new();
    file.take(LONGEST_TAIL_BYTES).read_to_end(&mut tail)?;
    let ends = tail
        .windows(ENTRIES_AT + 2)
        .filter(|end| end.starts_with(DIRECTORY_END));
    let counts = ends.filter_map(|end| end.last_chunk::<2>());
    Ok(counts
        .map(|count| usize::from(u16::from_le_bytes(*count)))
        .max()
        .unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const MEGABYTE: usize = 1024 * 1024;

    /// What makes a gigabyte of them.
    const TIMES: usize = 1024;

    fn unpacked(packed: &[u8]) -> io::Result<u64> {
        let mut reader = gunzip(packed, packed.len() as u64);
        io::copy(&mut reader, &mut io::sink())
    }

    #[test]
    fn a_gigabyte_of_zeros_in_a_megabyte_of_gzip_is_refused() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![0; MEGABYTE]).unwrap();
        // A gzip stream may have many members, one after another.
        let bomb = encoder.finish().unwrap().repeat(TIMES);
        assert!(bomb.len() < 2 * MEGABYTE);
        assert_eq!(
            unpacked(&bomb).unwrap_err().kind(),
            ErrorKind::QuotaExceeded
        );
    }

    #[test]
    fn rows_that_pack_well_are_read_to_their_end() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        for number in 0..300_000 {
            writeln!(encoder, "2026-01-01T00:00:00Z,Billing,{},0,0,0", number % 7).unwrap();
        }
        let packed = encoder.finish().unwrap();
        assert!(unpacked(&packed).unwrap() > 30 * packed.len() as u64);
    }

    fn workbook(write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        write(&mut writer);
        writer.finish().unwrap()
    }

    #[test]
    fn a_workbook_that_unpacks_to_a_gigabyte_is_refused() {
        let part = workbook(|writer| {
            let options = SimpleFileOptions::default();
            writer.start_file("xl/sharedStrings.xml", options).unwrap();
            writer.write_all(&vec![b' '; MEGABYTE]).unwrap();
        });
        let mut part = ZipArchive::new(part).unwrap();
        let mut bomb = workbook(|writer| {
            for number in 0..TIMES {
                let packed = part.by_index_raw(0).unwrap();
                let name = format!("xl/worksheets/sheet{number}.xml");
                writer.raw_copy_file_rename(packed, name).unwrap();
            }
        });
        assert_eq!(
            check_workbook(&mut bomb).unwrap_err().kind(),
            ErrorKind::QuotaExceeded
        );
    }

    #[test]
    fn a_workbook_of_too_many_files_is_refused() {
        let mut crowd = workbook(|writer| {
            for number in 0..=MOST_ENTRIES {
                let options = SimpleFileOptions::default();
                writer.start_file(number.to_string(), options).unwrap();
            }
        });
        assert_eq!(
            check_workbook(&mut crowd).unwrap_err().kind(),
            ErrorKind::QuotaExceeded
        );
    }

    #[test]
    fn a_usual_workbook_passes_and_stands_at_its_beginning_again() {
        let mut file = workbook(|writer| {
            let options = SimpleFileOptions::default();
            writer.start_file("xl/workbook.xml", options).unwrap();
            writer.write_all(b"<workbook/>").unwrap();
        });
        check_workbook(&mut file).unwrap();
        assert_eq!(file.position(), 0);
    }

    #[test]
    fn what_is_no_zip_file_is_said_to_be_none() {
        let mut file = Cursor::new(b"PK\x03\x04 no workbook".to_vec());
        assert_eq!(
            check_workbook(&mut file).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }
}
