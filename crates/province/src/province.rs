//! One province: its folder, its keys, its registry and its packet store, opened together.

use crate::{
    clock::Clock,
    folder::{Folder, create_durably, write_durably},
    registry::{PacketRow, RegistryError, SharedRegistry, sqlite::SqliteRegistry},
    store::PacketStore,
    token::TokenMint,
    vault,
};
use rekam_domain::{code::ErrorCode, published};
use rekam_protocol::{
    keys::{KeyError, OpeningKey, SealingKey, Seed, SigningKey, random_seed},
    lockbox::{Cost, LockboxError, LockedBox},
    provisions::{ProvidedPart, open_table},
};
use std::{fs, io, path::Path, sync::Arc};
use zeroize::Zeroizing;

/// What the opening key's box is bound to.
const VAULT_CONTEXT: &str = "rekam province vault";

/// Why a province cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum ProvinceError {
    /// The folder holds no province.
    #[error("the folder holds no province")]
    Missing,
    /// The folder holds a province already.
    #[error("the folder holds a province already")]
    Exists,
    /// A file does not read back; it is named, its content is not shown.
    #[error("the file {0} is damaged")]
    Damaged(&'static str),
    /// The passphrase does not open the vault's key.
    #[error("the passphrase does not open the vault")]
    Passphrase,
    /// The operating system gave no random bytes, or a key could not be made of them.
    #[error("no key could be made")]
    Key(#[from] KeyError),
    /// The file system failed.
    #[error("the province's folder cannot be read or written")]
    Storage(#[from] io::Error),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl ProvinceError {
    /// The code that reaches a person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Missing => ErrorCode::ProvinceFolderMissing,
            Self::Exists => ErrorCode::ProvinceFolderExists,
            Self::Damaged(_) => ErrorCode::ProvinceFolderDamaged,
            Self::Passphrase => ErrorCode::VaultPassphrase,
            Self::Key(_) => ErrorCode::Internal,
            Self::Storage(error) => storage_code(error),
            Self::Registry(error) => error.code(),
        }
    }
}

/// Whether a disk or a stick says that there is no room.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// The code of a failed file operation.
pub(crate) fn storage_code(error: &io::Error) -> ErrorCode {
    if is_full(error) {
        ErrorCode::ProvinceDiskFull
    } else {
        ErrorCode::ProvinceStorageFailed
    }
}

/// What a province is called, where it is reached, and how much it keeps.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Its name as people say it.
    pub name: String,
    /// Where stations reach it.
    pub url: String,
    /// The key packets are sealed to.
    pub sealing_key: SealingKey,
    /// The most bytes that uploads and packets may take; `None` leaves it to the disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
}

/// What a new province is made of.
#[derive(Debug)]
pub struct NewProvince<'a> {
    /// Its name as people say it.
    pub name: &'a str,
    /// Where stations reach it.
    pub url: &'a str,
    /// Locks the opening key.
    pub passphrase: &'a str,
    /// What one try of the passphrase costs.
    pub cost: Cost,
    /// The most bytes that uploads and packets may take.
    pub max_bytes: Option<u64>,
}

/// A province that is open. It holds no opening key: only the vault does.
pub struct Province {
    folder: Folder,
    settings: Settings,
    signing_key: SigningKey,
    tokens: TokenMint,
    registry: SharedRegistry,
    store: PacketStore,
    clock: Clock,
}

impl Province {
    /// Makes a province with fresh keys in a folder. The settings are written last: a power cut before that leaves a folder
    /// that holds no province, and `init` begins anew.
    ///
    /// # Errors
    /// [`ProvinceError::Exists`]; keys are never replaced.
    pub fn init(path: &Path, new: &NewProvince<'_>) -> Result<Self, ProvinceError> {
        let folder = Folder::new(path);
        if folder.settings().exists() {
            return Err(ProvinceError::Exists);
        }
        create_durably(path)?;
        let opening_key = OpeningKey::generate()?;
        let locked = LockedBox::lock(
            new.passphrase,
            opening_key.seed().as_slice(),
            VAULT_CONTEXT,
            new.cost,
        )
        .map_err(|_| ProvinceError::Key(KeyError::NoRandomness))?;
        write_seed(&folder.signing_key(), &SigningKey::generate()?.seed())?;
        write_seed(&folder.token_key(), &random_seed()?)?;
        write_json(&folder.vault_key(), &locked)?;
        SqliteRegistry::open(&folder.registry())?;
        let settings = Settings {
            name: new.name.to_owned(),
            url: new.url.to_owned(),
            sealing_key: opening_key.sealing_key(),
            max_bytes: new.max_bytes,
        };
        write_json(&folder.settings(), &settings)?;
        Self::open(path)
    }

    /// Opens the province of a folder, with the machine's clock.
    ///
    /// # Errors
    /// [`ProvinceError`].
    pub fn open(path: &Path) -> Result<Self, ProvinceError> {
        Self::open_with(path, Clock::machine())
    }

    /// Opens the province of a folder with a clock of the caller's choice.
    ///
    /// # Errors
    /// [`ProvinceError`].
    pub fn open_with(path: &Path, clock: Clock) -> Result<Self, ProvinceError> {
        let folder = Folder::new(path);
        if !folder.settings().exists() {
            return Err(ProvinceError::Missing);
        }
        let settings: Settings = read_json(&folder.settings(), "province.json")?;
        let province = Self {
            signing_key: SigningKey::from_seed(&*read_seed(&folder.signing_key(), "signing.key")?),
            tokens: TokenMint::new(read_seed(&folder.token_key(), "token.key")?),
            registry: Arc::new(SqliteRegistry::open(&folder.registry())?),
            store: PacketStore::open(path, settings.max_bytes)?,
            settings,
            folder,
            clock,
        };
        province.learn_tables()?;
        Ok(province)
    }

    /// Lets the code tables that were given to stations stand in here too: what they record by them is no error.
    fn learn_tables(&self) -> Result<(), ProvinceError> {
        for table in self.registry.tables()? {
            let csv = open_table(&ProvidedPart::of(&table.bytes), &table.bytes).ok();
            // One that does not read was given by a newer program.
            let install = |csv: Vec<u8>| published::install(&table.name, &table.version, &csv);
            if csv.is_none_or(|csv| install(csv).is_err()) {
                tracing::warn!(table = table.name, "a code table cannot be read");
            }
        }
        Ok(())
    }

    /// Opens the box of the opening key: for the vault alone.
    ///
    /// # Errors
    /// [`ProvinceError::Passphrase`]; [`ProvinceError::Damaged`] if the key is not the one of this province.
    pub fn opening_key(&self, passphrase: &str) -> Result<OpeningKey, ProvinceError> {
        const FILE: &str = "vault.key";
        let locked: LockedBox = read_json(&self.folder.vault_key(), FILE)?;
        let seed = locked
            .open(passphrase, VAULT_CONTEXT)
            .map_err(|error| match error {
                LockboxError::WrongPassword => ProvinceError::Passphrase,
                LockboxError::Damaged | LockboxError::NoRandomness => ProvinceError::Damaged(FILE),
            })?;
        let seed: Seed = Zeroizing::new(
            seed.as_slice()
                .try_into()
                .map_err(|_| ProvinceError::Damaged(FILE))?,
        );
        let key = OpeningKey::from_seed(&seed)?;
        if key.sealing_key() == self.settings.sealing_key {
            Ok(key)
        } else {
            Err(ProvinceError::Damaged(FILE))
        }
    }

    /// Opens every packet that waits: [`vault::open_waiting`] over this province's registry and store.
    ///
    /// # Errors
    /// [`ProvinceError::Damaged`] if the key is not the one that stations seal to, which would condemn every packet;
    /// [`ProvinceError::Registry`].
    pub fn open_waiting(&self, key: &OpeningKey) -> Result<vault::Summary, ProvinceError> {
        if key.sealing_key() != self.settings.sealing_key {
            return Err(ProvinceError::Damaged("vault.key"));
        }
        self.learn_tables()?;
        let bytes_of = |packet: &PacketRow| {
            self.store
                .read(&packet.station, packet.id)
                .map_err(|error| error.code())
        };
        Ok(vault::open_waiting(
            self.registry.as_ref(),
            bytes_of,
            key,
            &self.clock,
        )?)
    }

    /// Where its files stand.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Name, address and limits.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The key that signs activations, receipts and feeds.
    pub fn signing_key(&self) -> &SigningKey {
        &self.signing_key
    }

    /// Makes and recognises bearer tokens.
    pub fn tokens(&self) -> &TokenMint {
        &self.tokens
    }

    /// Everything the province knows.
    pub fn registry(&self) -> &SharedRegistry {
        &self.registry
    }

    /// Uploads and packets.
    pub fn store(&self) -> &PacketStore {
        &self.store
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

fn write_seed(path: &Path, seed: &Seed) -> io::Result<()> {
    write_durably(
        path,
        Zeroizing::new(serde_json::to_vec(seed.as_slice())?).as_slice(),
    )
}

fn read_seed(path: &Path, name: &'static str) -> Result<Seed, ProvinceError> {
    let bytes: Zeroizing<Vec<u8>> = Zeroizing::new(read_json(path, name)?);
    Ok(Zeroizing::new(
        bytes
            .as_slice()
            .try_into()
            .map_err(|_| ProvinceError::Damaged(name))?,
    ))
}

fn write_json<T: serde::Serialize>(path: &Path, value: &T) -> io::Result<()> {
    write_durably(path, &serde_json::to_vec_pretty(value)?)
}

fn read_json<T: serde::de::DeserializeOwned>(
    path: &Path,
    name: &'static str,
) -> Result<T, ProvinceError> {
    let bytes = fs::read(path).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            ProvinceError::Damaged(name)
        } else {
            ProvinceError::Storage(error)
        }
    })?;
    serde_json::from_slice(&bytes).map_err(|_| ProvinceError::Damaged(name))
}
