//! The province of the chaos: it stops and starts, and is put back to its last backup.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use rekam_protocol::lockbox::Cost;
use rekam_province::{
    Province,
    clock::Clock,
    courier,
    intake::Intake,
    province::{NewProvince, Settings},
};

use crate::outpost::{Serving, serve_on};

const PASSPHRASE: &str = "sungai kapuas panjang";

/// A province with its door open.
pub(super) struct Capital {
    folder: PathBuf,
    began: DateTime<Utc>,
    hours: i64,
    open: Option<(Serving, Arc<Province>)>,
}

impl Capital {
    /// Founds it in a folder.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn found(folder: PathBuf, began: DateTime<Utc>) -> anyhow::Result<Self> {
        let new = NewProvince {
            name: "Kalimantan Barat",
            url: "http://127.0.0.1",
            passphrase: PASSPHRASE,
            cost: Cost::LEAST,
            max_bytes: None,
        };
        Province::init(&folder, &new)?;
        let mut capital = Self {
            folder,
            began,
            hours: 0,
            open: None,
        };
        capital.start()?;
        Ok(capital)
    }

    /// The province.
    ///
    /// # Errors
    /// While it is stopped.
    pub(super) fn province(&self) -> anyhow::Result<&Arc<Province>> {
        let (_, province) = self.open.as_ref().context("the province is stopped")?;
        Ok(province)
    }

    /// Where its door is.
    ///
    /// # Errors
    /// While it is stopped.
    pub(super) fn address(&self) -> anyhow::Result<SocketAddr> {
        let (serving, _) = self.open.as_ref().context("the province is stopped")?;
        Ok(serving.address)
    }

    /// Stops and starts again, an hour later.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn restart(&mut self) -> anyhow::Result<()> {
        self.open = None;
        self.start()
    }

    /// Stops, is copied as it lies, and starts again.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn back_up(&mut self) -> anyhow::Result<()> {
        self.open = None;
        let backup = self.backup();
        if backup.exists() {
            fs::remove_dir_all(&backup)?;
        }
        copy_folder(&self.folder, &backup)?;
        self.start()
    }

    /// Its disk is gone: it starts again from its last backup and knows nothing of what came since.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn restore(&mut self) -> anyhow::Result<()> {
        self.open = None;
        fs::remove_dir_all(&self.folder)?;
        copy_folder(&self.backup(), &self.folder)?;
        self.start()
    }

    /// Starts again, and keeps no more bytes than this from now on: those that it holds already count.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn limit(&mut self, max_bytes: Option<u64>) -> anyhow::Result<()> {
        self.open = None;
        let file = self.folder.join("province.json");
        let mut settings: Settings = serde_json::from_slice(&fs::read(&file)?)?;
        settings.max_bytes = max_bytes;
        fs::write(file, serde_json::to_vec(&settings)?)?;
        self.start()
    }

    fn backup(&self) -> PathBuf {
        self.folder.with_extension("backup")
    }

    /// The vault opens all that waits.
    ///
    /// # Errors
    /// Whatever goes wrong.
    pub(super) fn open_packets(&self) -> anyhow::Result<()> {
        let province = self.province()?;
        province.open_waiting(&province.opening_key(PASSPHRASE)?)?;
        Ok(())
    }

    /// Takes in what a courier brings. A stick that cannot be read is no failure of the province.
    ///
    /// # Errors
    /// Whatever else goes wrong.
    pub(super) fn take_in(&self, stick: &Path) -> anyhow::Result<()> {
        let province = self.province()?;
        let runtime = tokio::runtime::Runtime::new()?;
        let intake = Intake::open(province)?;
        let _ = runtime.block_on(courier::take_in(province, &intake, stick));
        Ok(())
    }

    fn start(&mut self) -> anyhow::Result<()> {
        self.hours += 1;
        let clock = Clock::by_hand(self.began + TimeDelta::hours(self.hours));
        let province = Arc::new(Province::open_with(&self.folder, clock)?);
        let serving = serve_on(&province, "127.0.0.1:0")?;
        self.open = Some((serving, province));
        Ok(())
    }
}

/// Copies a folder with all that is in it.
pub(super) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
