//! The growing file of one upload.

use bytes::Bytes;
use std::{
    fs::{File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::Path,
};

/// The bytes of an upload so far, open for appending. What is written is with the operating system at once, so that a killed
/// server keeps it; [`Part::sync`] makes it survive a power cut.
#[derive(Debug)]
pub struct Part {
    file: File,
    offset: u64,
}

impl Part {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::create(path)?,
            offset: 0,
        })
    }

    pub(super) fn append(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        let offset = file.seek(SeekFrom::End(0))?;
        Ok(Self { file, offset })
    }

    /// Bytes that were written.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Appends.
    ///
    /// # Errors
    /// Whatever the file system answers; the offset then tells how much went in.
    pub fn write(&mut self, chunks: &[Bytes]) -> io::Result<()> {
        for chunk in chunks {
            let mut rest = &chunk[..];
            while !rest.is_empty() {
                let written = self.file.write(rest)?;
                if written == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                self.offset += written as u64;
                rest = rest.get(written..).unwrap_or_default();
            }
        }
        Ok(())
    }

    /// Makes what was written survive a power cut.
    ///
    /// # Errors
    /// Whatever the file system answers.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Drops everything behind an offset.
    ///
    /// # Errors
    /// Whatever the file system answers.
    pub fn cut_back(&mut self, offset: u64) -> io::Result<()> {
        self.file.set_len(offset)?;
        self.offset = self.file.seek(SeekFrom::Start(offset))?;
        Ok(())
    }
}
