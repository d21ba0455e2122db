//! From strace's lines to file operations within one folder. What is not understood is an error, never passed over: an
//! operation that the model does not know would make every answer worthless.

use anyhow::{Context as _, Result, bail, ensure};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
};

/// The system calls that change files or say how safe they are. `mmap` is here to be sure that only SQLite's shared memory,
/// which is made anew at every start, is written through it.
const CALLS: &str = "open,openat,creat,close,lseek,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,rename,\
    renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,fsync,fdatasync,sync_file_range,syncfs,\
    sync,dup,dup2,dup3,copy_file_range,sendfile,mmap";

/// One thing that happened, with paths relative to the watched folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// A folder was made.
    MakeFolder(PathBuf),
    /// A file was opened that may not have been there.
    Create(PathBuf),
    /// Bytes were written at an offset.
    Write(PathBuf, u64, Vec<u8>),
    /// A file was cut or stretched.
    Truncate(PathBuf, u64),
    /// A name moved.
    Rename(PathBuf, PathBuf),
    /// A name went.
    Remove(PathBuf),
    /// A file or folder was synced, with everything that had happened before the operation of this number.
    Sync(PathBuf, usize),
    /// The day reported something on its standard output.
    Said(String),
}

impl Op {
    /// What it touches; nothing for words.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::MakeFolder(path)
            | Self::Create(path)
            | Self::Write(path, ..)
            | Self::Truncate(path, _)
            | Self::Rename(_, path)
            | Self::Remove(path)
            | Self::Sync(path, _) => Some(path),
            Self::Said(_) => None,
        }
    }
}

/// Runs a program under `strace` and returns what it did in `folder`.
///
/// # Errors
/// If `strace` is missing or may not trace, the program fails, or it did something unknown.
pub fn record(program: &Path, arguments: &[&str], folder: &Path, log: &Path) -> Result<Vec<Op>> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "33554432", "--seccomp-bpf"]);
    strace
        .args(["-e", "signal=none", "-e"])
        .arg(format!("trace={}", CALLS.replace(' ', "")));
    strace
        .arg("-o")
        .arg(log)
        .arg(program)
        .args(arguments)
        .arg(folder);
    let done = strace.output().context("strace cannot be started")?;
    ensure!(
        done.status.success(),
        "the day failed: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    let text = std::fs::read_to_string(log).context("strace wrote no log")?;
    Reader::new(folder).read(&text)
}

struct Reader<'a> {
    folder: &'a Path,
    ops: Vec<Op>,
    /// Where the next plain `write` of a descriptor goes.
    offsets: HashMap<String, u64>,
    /// Calls that another thread interrupted, by thread, each with the number of operations before it.
    unfinished: HashMap<String, (String, usize)>,
}

impl<'a> Reader<'a> {
    fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            ops: Vec::new(),
            offsets: HashMap::new(),
            unfinished: HashMap::new(),
        }
    }

    fn read(mut self, text: &str) -> Result<Vec<Op>> {
        for line in text.lines() {
            let (thread, rest) = line
                .trim_start()
                .split_once(' ')
                .context("a line without thread")?;
            let rest = rest.trim_start();
            if rest.starts_with("+++") || rest.starts_with("---") {
                continue;
            }
            if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
                self.unfinished
                    .insert(thread.to_owned(), (begun.to_owned(), self.ops.len()));
            } else if let Some(resumed) = rest.strip_prefix("<... ") {
                let (begun, before) = self
                    .unfinished
                    .remove(thread)
                    .context("a call without beginning")?;
                let end = resumed
                    .split_once(" resumed>")
                    .context("a call without end")?
                    .1;
                self.call(&format!("{begun}{end}"), before)?;
            } else {
                self.call(rest, self.ops.len())?;
            }
        }
        Ok(self.ops)
    }

    /// One whole call; `before` operations had happened when it began.
    fn call(&mut self, line: &str, before: usize) -> Result<()> {
        let (name, rest) = line.split_once('(').with_context(|| clipped(line))?;
        let (inside, result) = rest.rsplit_once(" = ").with_context(|| clipped(line))?;
        let inside = inside
            .trim_end()
            .strip_suffix(')')
            .with_context(|| clipped(line))?;
        if result.starts_with('-') || result.starts_with('?') {
            return Ok(());
        }
        let words: Vec<&str> = inside.split(", ").collect();
        self.done(name, &words, result)
            .map(|()| self.mark_sync(before))
            .with_context(|| clipped(line))
    }

    /// A sync covers what had happened when it was asked for.
    fn mark_sync(&mut self, before: usize) {
        if let Some(Op::Sync(_, covered)) = self.ops.last_mut()
            && *covered == usize::MAX
        {
            *covered = before;
        }
    }

    fn done(&mut self, name: &str, words: &[&str], result: &str) -> Result<()> {
        let word = |at: usize| words.get(at).copied().context("a word is missing");
        match name {
            "openat" | "open" => {
                let (at, flags) = if name == "openat" { (1, 2) } else { (0, 1) };
                let (path, flags) = (
                    self.named(word(at - usize::from(at > 0))?, word(at)?)?,
                    word(flags)?,
                );
                let number = result.split('<').next().unwrap_or_default().to_owned();
                ensure!(
                    path.is_none() || !flags.contains("O_APPEND"),
                    "appending is not modelled"
                );
                self.offsets.insert(number, 0);
                let Some(path) = path else { return Ok(()) };
                if flags.contains("O_CREAT") {
                    self.ops.push(Op::Create(path.clone()));
                }
                if flags.contains("O_TRUNC") {
                    self.ops.push(Op::Truncate(path, 0));
                }
            }
            "close" => drop(self.offsets.remove(number(word(0)?))),
            "lseek" => drop(
                self.offsets
                    .insert(number(word(0)?).to_owned(), result.trim().parse()?),
            ),
            "write" => self.write(word(0)?, word(1)?, result)?,
            "pwrite64" => {
                if let Some(path) = self.open(word(0)?)? {
                    let mut bytes = quoted(word(1)?)?;
                    bytes.truncate(result.trim().parse()?);
                    self.ops.push(Op::Write(path, word(3)?.parse()?, bytes));
                }
            }
            "ftruncate" => {
                if let Some(path) = self.open(word(0)?)? {
                    self.ops.push(Op::Truncate(path, word(1)?.parse()?));
                }
            }
            "mkdir" => self.at(None, word(0)?, Op::MakeFolder)?,
            "mkdirat" => self.at(Some(word(0)?), word(1)?, Op::MakeFolder)?,
            "unlink" | "rmdir" => self.at(None, word(0)?, Op::Remove)?,
            "unlinkat" => self.at(Some(word(0)?), word(1)?, Op::Remove)?,
            "rename" => self.rename(self.named("", word(0)?)?, self.named("", word(1)?)?)?,
            "renameat" | "renameat2" => {
                let (from, to) = (
                    self.named(word(0)?, word(1)?)?,
                    self.named(word(2)?, word(3)?)?,
                );
                self.rename(from, to)?;
            }
            "fsync" | "fdatasync" => {
                if let Some(path) = self.open(word(0)?)? {
                    self.ops.push(Op::Sync(path, usize::MAX));
                }
            }
            "mmap" => {
                let shared = words
                    .get(3)
                    .is_some_and(|flags| flags.contains("MAP_SHARED"));
                let written = words
                    .get(2)
                    .is_some_and(|access| access.contains("PROT_WRITE"));
                if shared
                    && written
                    && let Some(path) = self.open(words.get(4).copied().unwrap_or_default())?
                {
                    ensure!(
                        is_shared_memory(&path),
                        "{} is written through memory",
                        path.display()
                    );
                }
            }
            _ => {
                let ours = words
                    .iter()
                    .any(|word| self.open(word).ok().flatten().is_some());
                ensure!(!ours, "{name} is not modelled");
            }
        }
        Ok(())
    }

    fn write(&mut self, descriptor: &str, text: &str, result: &str) -> Result<()> {
        let mut bytes = quoted(text)?;
        bytes.truncate(result.trim().parse()?);
        if number(descriptor) == "1" {
            self.ops.push(Op::Said(String::from_utf8(bytes)?));
        } else if let Some(path) = self.open(descriptor)? {
            let offset = self
                .offsets
                .get_mut(number(descriptor))
                .context("an unknown descriptor")?;
            let length = bytes.len() as u64;
            self.ops.push(Op::Write(path, *offset, bytes));
            *offset += length;
        }
        Ok(())
    }

    fn at(&mut self, folder: Option<&str>, name: &str, op: fn(PathBuf) -> Op) -> Result<()> {
        if let Some(path) = self.named(folder.unwrap_or_default(), name)? {
            self.ops.push(op(path));
        }
        Ok(())
    }

    fn rename(&mut self, from: Option<PathBuf>, to: Option<PathBuf>) -> Result<()> {
        match (from, to) {
            (Some(from), Some(to)) => self.ops.push(Op::Rename(from, to)),
            (None, None) => {}
            _ => bail!("a name moved in or out of the watched folder"),
        }
        Ok(())
    }

    /// The file behind `3</path>`, if it is ours and still has a name.
    fn open(&self, descriptor: &str) -> Result<Option<PathBuf>> {
        let Some((_, rest)) = descriptor.split_once('<') else {
            return Ok(None);
        };
        let Some((path, after)) = rest.rsplit_once('>') else {
            return Ok(None);
        };
        if after.starts_with("(deleted)") || path.contains(':') {
            return Ok(None);
        }
        self.ours(&unescaped(path)?)
    }

    /// The file of a name, relative to the folder behind a descriptor such as `AT_FDCWD</path>`.
    fn named(&self, folder: &str, name: &str) -> Result<Option<PathBuf>> {
        let name = PathBuf::from(String::from_utf8(quoted(name)?)?);
        let base = match folder
            .split_once('<')
            .and_then(|(_, rest)| rest.rsplit_once('>'))
        {
            Some((base, _)) => PathBuf::from(String::from_utf8(unescaped(base)?)?),
            None => PathBuf::from("/"),
        };
        self.ours(base.join(name).as_os_str().as_encoded_bytes())
    }

    fn ours(&self, path: &[u8]) -> Result<Option<PathBuf>> {
        let path = PathBuf::from(std::str::from_utf8(path)?);
        let inside = path.strip_prefix(self.folder).ok().map(Path::to_owned);
        Ok(inside.filter(|path| !is_shared_memory(path)))
    }
}

/// SQLite's index of its log: made anew from the log by whoever opens the database first.
fn is_shared_memory(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "sqlite-shm")
}

fn number(descriptor: &str) -> &str {
    descriptor.split('<').next().unwrap_or_default()
}

fn quoted(word: &str) -> Result<Vec<u8>> {
    let inside = word
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    unescaped(inside.with_context(|| format!("no whole text: {}", clipped(word)))?)
}

/// Every byte as `\x2f`; what is not escaped stands for itself.
fn unescaped(text: &str) -> Result<Vec<u8>> {
    let text = text.as_bytes();
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if *byte == b'\\' {
            let digits = text.get(at + 2..at + 4).context("half an escape")?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits)?, 16)?);
            at += 4;
        } else {
            bytes.push(*byte);
            at += 1;
        }
    }
    Ok(bytes)
}

fn clipped(line: &str) -> String {
    line.chars().take(160).collect()
}
