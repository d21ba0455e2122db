//! The vault's passphrase: from a file, from the environment, or from whoever sits at the terminal. Never from an option,
//! which every user of the machine could read in the list of processes.

use super::{PassphraseSource, failure::Failure, say::Voice};
use std::{
    fs,
    io::{IsTerminal as _, stdin},
};
use zeroize::Zeroizing;

const VARIABLE: &str = "REKAM_PROVINCE_PASSPHRASE";

/// Whether the passphrase is asked for once, or twice because it is new.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    Known,
    New,
}

/// Reads the passphrase; an empty one is none.
pub(super) fn read(
    source: &PassphraseSource,
    asking: Asking,
    voice: &Voice,
) -> Result<Zeroizing<String>, Failure> {
    let given = if let Some(file) = &source.passphrase_file {
        let text = Zeroizing::new(fs::read_to_string(file).map_err(Failure::PassphraseFile)?);
        Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())
    } else if let Ok(text) = std::env::var(VARIABLE) {
        Zeroizing::new(text)
    } else if stdin().is_terminal() {
        ask(asking, voice)?
    } else {
        return Err(Failure::NoPassphrase);
    };
    if given.is_empty() {
        Err(Failure::NoPassphrase)
    } else {
        Ok(given)
    }
}

fn ask(asking: Asking, voice: &Voice) -> Result<Zeroizing<String>, Failure> {
    let prompt = |text: &str| {
        rpassword::prompt_password(text)
            .map(Zeroizing::new)
            .map_err(|_| Failure::NoPassphrase)
    };
    let first = prompt(voice.text("Kata sandi brankas: ", "Vault passphrase: "))?;
    let same =
        asking == Asking::Known || *first == *prompt(voice.text("Sekali lagi: ", "Once more: "))?;
    if same {
        Ok(first)
    } else {
        Err(Failure::NoPassphrase)
    }
}
