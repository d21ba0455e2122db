//! `admin init` and `admin fingerprint`.

use super::{
    PassphraseSource, Setting,
    failure::Failure,
    passphrase::{self, Asking},
};
use clap::Args;
use rekam_protocol::{keys::KeyId, lockbox::Cost};
use rekam_province::{
    Province,
    folder::{Folder, create_durably},
    province::{NewProvince, ProvinceError},
    registry::{Registry as _, sqlite::SqliteRegistry},
};
use std::{fs::File, io, path::Path};

#[derive(Args)]
#[command(
    after_help = "JSON: created, name, url, signing_key, sealing_key (key ids of 16 hexadecimal digits).\n\
    Keys are never replaced: a folder that holds a province is left as it is, with code province-folder-exists unless \
    --if-missing is given."
)]
pub(super) struct Options {
    /// The province's name as people say it.
    #[arg(long, default_value = "Kalimantan Barat")]
    name: String,
    /// Where stations reach the province.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// The most bytes that uploads and packets may take; the disk's free space counts in any case.
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<u64>,
    /// Leave a province that stands there already, and answer as if it had just been made.
    #[arg(long)]
    if_missing: bool,
    #[command(flatten)]
    passphrase: PassphraseSource,
}

#[derive(Args)]
#[command(after_help = "JSON: created (false), name, url, signing_key, sealing_key.")]
pub(super) struct Fingerprint {}

#[derive(serde::Serialize)]
struct Answer<'a> {
    created: bool,
    name: &'a str,
    url: &'a str,
    signing_key: KeyId,
    sealing_key: KeyId,
}

/// Makes the province, or finds it made.
pub(super) fn init(options: &Options, setting: &Setting) -> Result<(), Failure> {
    let _lock = lock(&setting.folder).map_err(ProvinceError::from)?;
    let folder = Folder::new(&setting.folder);
    if folder.settings().exists() {
        if options.if_missing {
            return answer(&setting.province()?, false, setting);
        }
        return Err(ProvinceError::Exists.into());
    }
    require_unused(&folder)?;
    let passphrase = passphrase::read(&options.passphrase, Asking::New, &setting.voice)?;
    let province = Province::init(
        &setting.folder,
        &NewProvince {
            name: &options.name,
            url: &options.url,
            passphrase: &passphrase,
            cost: Cost::RECOMMENDED,
            max_bytes: options.max_bytes,
        },
    )?;
    answer(&province, true, setting)
}

/// Keeps a second `init` of the same folder waiting, so that it finds the first one's keys instead of writing its own.
fn lock(folder: &Path) -> io::Result<File> {
    create_durably(&std::path::absolute(folder)?)?;
    let file = File::create(folder.join("init.lock"))?;
    file.lock()?;
    Ok(file)
}

/// A folder without settings is one whose `init` was cut short, unless stations are registered in it: then the settings were
/// lost, and fresh keys would make everything unreadable that was sealed to the old ones.
fn require_unused(folder: &Folder) -> Result<(), Failure> {
    let registry = folder.registry();
    if registry.exists() && !SqliteRegistry::open(&registry)?.stations()?.is_empty() {
        return Err(Failure::SettingsLost);
    }
    Ok(())
}

/// Shows the names of the keys.
pub(super) fn fingerprint(setting: &Setting) -> Result<(), Failure> {
    answer(&setting.province()?, false, setting)
}

fn answer(province: &Province, created: bool, setting: &Setting) -> Result<(), Failure> {
    let settings = province.settings();
    let answer = Answer {
        created,
        name: &settings.name,
        url: &settings.url,
        signing_key: province.signing_key().verifying_key().id(),
        sealing_key: settings.sealing_key.id(),
    };
    let voice = &setting.voice;
    voice.answer(&answer, || {
        let signs = voice.text("kunci tanda tangan", "signing key");
        let seals = voice.text("kunci segel", "sealing key");
        format!(
            "{}  {}\n{signs}: {}\n{seals}: {}",
            answer.name, answer.url, answer.signing_key, answer.sealing_key
        )
    })
}
