//! `admin station`: add, renew, revoke, list.

use super::{Setting, failure::Failure, say::table};
use clap::{Args, Subcommand};
use rekam_domain::{region, role::Role};
use rekam_protocol::{
    documents::{ActivatedOperator, Activation},
    ids::{OperatorId, StationId},
    signed,
};
use rekam_province::{
    Province,
    admin::{self, AdminError, RenewalOrder, StationOrder, Terms},
    folder::write_durably,
    registry::RegistryError,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Register a station and write its activation file.
    Add(AddOptions),
    /// Give a station a new lease and, where some are named, other operators. It takes them with its next line or stick. What is
    /// not allowed anew (faces, extract, another address) is allowed no more.
    Renew(RenewOptions),
    /// Refuse a station from now on: stolen, or no station any more.
    Revoke(RevokeOptions),
    /// List the stations.
    List(ListOptions),
}

#[derive(Args)]
#[command(
    after_help = "JSON: station, outcome (added: registered now; rewritten: registered before, not yet activated, file \
    written again; kept: nothing to do; used: the station is activated, no file is needed), file, key (id of the key the station \
    compares).\nThe file holds a secret that activates the station once: carry it by hand and delete it afterwards."
)]
pub(super) struct AddOptions {
    /// Id: small letters, digits and hyphens, such as 6108-van-1.
    id: StationId,
    /// Name for people.
    #[arg(long)]
    name: String,
    /// Kecamatan where it stands: code of six digits.
    #[arg(long, value_name = "KECAMATAN")]
    place: String,
    /// Who works there; may be given several times. Roles: operator, supervisor, technician.
    #[arg(long = "operator", value_name = "ID:NAME:ROLE", required = true, value_parser = operator)]
    operators: Vec<ActivatedOperator>,
    #[command(flatten)]
    terms: TermsOptions,
    /// File to write the activation into.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Be content with a station that is registered already.
    #[arg(long)]
    if_missing: bool,
}

/// What a station may do: all of it is said anew with every renewal, and what is not said is not allowed any more.
#[derive(Args)]
struct TermsOptions {
    /// Days that the station may record without hearing from the province.
    #[arg(long, value_name = "N", default_value_t = 30)]
    valid_days: u32,
    /// Records that it may make in that time.
    #[arg(long, value_name = "N", default_value_t = 2000)]
    records: u32,
    /// Where this station reaches the province, if not at the province's own address.
    #[arg(long)]
    url: Option<String>,
    /// Let the station compare the face of a resident with those recorded on its trip and those of its list, and tell the
    /// operator of a likeness. It then keeps a template of each face, a biometric, until the day is closed.
    #[arg(long)]
    double_hint: bool,
    /// Region whose residents the station may hold as an extract of the register, from a village (10 digits) to the province (61);
    /// may be given several times.
    #[arg(long = "extract", value_name = "REGION", value_parser = region)]
    extract: Vec<String>,
}

impl From<TermsOptions> for Terms {
    fn from(options: TermsOptions) -> Self {
        Self {
            days: options.valid_days,
            records: options.records,
            url: options.url,
            double_hint: options.double_hint,
            extract: options.extract,
        }
    }
}

#[derive(Args)]
#[command(
    after_help = "JSON: array of id, name, place, status (issued, active, revoked), lease (from, until, records), packets, \
    seen_at, waiting."
)]
pub(super) struct ListOptions {}

#[derive(Args)]
#[command(
    after_help = "JSON: station, until, records, file (null without --out). Operators who are not named stay as they are. The file holds \
    no secret."
)]
pub(super) struct RenewOptions {
    /// Id of the station.
    id: StationId,
    /// Who comes, or changes name or role; may be given several times. Roles: operator, supervisor, technician.
    #[arg(long = "operator", value_name = "ID:NAME:ROLE", value_parser = operator)]
    operators: Vec<ActivatedOperator>,
    /// Who leaves; may be given several times.
    #[arg(long, value_name = "ID")]
    without: Vec<OperatorId>,
    #[command(flatten)]
    terms: TermsOptions,
    /// File to write the activation into as well, to be carried by hand.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args)]
#[command(
    after_help = "JSON: station. What it delivered stays; it is refused from now on, and leaves the directory by which stations know \
    each other."
)]
pub(super) struct RevokeOptions {
    /// Id of the station.
    id: StationId,
}

#[derive(serde::Serialize)]
struct Revoked<'a> {
    station: &'a StationId,
}

#[derive(serde::Serialize)]
struct Renewed<'a> {
    station: &'a StationId,
    until: chrono::NaiveDate,
    records: u32,
    file: Option<&'a Path>,
}

/// What came of adding a station.
#[derive(Clone, Copy, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Added,
    Rewritten,
    Kept,
    Used,
}

#[derive(serde::Serialize)]
struct Added<'a> {
    station: &'a StationId,
    outcome: Outcome,
    file: &'a Path,
    key: rekam_protocol::keys::KeyId,
}

/// `id:name:role`; a name may hold colons.
fn operator(text: &str) -> Result<ActivatedOperator, String> {
    let wrong = || "id:name:role, role = operator | supervisor | technician".to_owned();
    let (id, rest) = text.split_once(':').ok_or_else(wrong)?;
    let (name, role) = rest.rsplit_once(':').ok_or_else(wrong)?;
    let id: OperatorId = id.parse().map_err(|_| wrong())?;
    let role: Role = role.parse().map_err(|_| wrong())?;
    if name.trim().is_empty() || !role.is_person() {
        return Err(wrong());
    }
    Ok(ActivatedOperator {
        id,
        name: name.trim().to_owned(),
        role,
    })
}

/// The plain code of a region of this province.
fn region(code: &str) -> Result<String, String> {
    let region = region::region(code).filter(|region| region.code.starts_with(region::KALBAR));
    let wrong = || "code of a region of Kalimantan Barat: 61, 4, 6 or 10 digits".to_owned();
    region.map(|region| region.code.clone()).ok_or_else(wrong)
}

/// Registers a station and writes its activation file. The registry comes first: a file that exists always counts.
pub(super) fn add(options: AddOptions, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let order = StationOrder {
        id: options.id,
        name: options.name,
        place: options.place,
        operators: options.operators,
        terms: options.terms.into(),
    };
    let outcome = match admin::add_station(&province, &order) {
        Ok(document) => {
            write(&options.out, &document)?;
            Outcome::Added
        }
        Err(AdminError::Registry(RegistryError::StationExists)) if options.if_missing => {
            again(&province, &order.id, &options.out)?
        }
        Err(error) => return Err(error.into()),
    };
    let answer = Added {
        station: &order.id,
        outcome,
        file: &options.out,
        key: province.signing_key().verifying_key().id(),
    };
    setting.voice.answer(&answer, || {
        format!("{}  {}  {}", order.id, options.out.display(), answer.key)
    })
}

/// Renews a station's activation.
pub(super) fn renew(options: RenewOptions, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let order = RenewalOrder {
        id: options.id,
        operators: options.operators,
        without: options.without,
        terms: options.terms.into(),
    };
    let document = admin::renew_station(&province, &order)?;
    if let Some(out) = &options.out {
        write(out, &document)?;
    }
    let key = province.signing_key().verifying_key();
    let activation: Activation = signed::verify(&document, &key).map_err(AdminError::from)?;
    let answer = Renewed {
        station: &order.id,
        until: activation.lease.until,
        records: activation.lease.records,
        file: options.out.as_deref(),
    };
    setting.voice.answer(&answer, || {
        let words = setting.voice.text(
            "diperpanjang sampai {}; stasiun mengambilnya lewat jaringan atau stik",
            "renewed until {}; the station takes it by line or stick",
        );
        format!(
            "{}  {}",
            order.id,
            words.replacen("{}", &answer.until.to_string(), 1)
        )
    })
}

/// Revokes a station: a machine that was stolen, or that is no station any more.
pub(super) fn revoke(options: &RevokeOptions, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let now = province.clock().now();
    province.registry().revoke(&options.id, now)?;
    let answer = Revoked {
        station: &options.id,
    };
    setting.voice.answer(&answer, || {
        let words = setting.voice.text("dicabut", "revoked");
        format!("{}  {words}", options.id)
    })
}

/// A run after a run that was cut short: as long as the station has not used its activation, the registry still has it, and the
/// file is written from there. The token is the same, so a copy that was carried away before is not made worthless.
fn again(province: &Province, id: &StationId, out: &Path) -> Result<Outcome, Failure> {
    let document = match admin::activation(province, id) {
        Ok(document) => document,
        Err(AdminError::ActivationUsed) => return Ok(Outcome::Used),
        Err(error) => return Err(error.into()),
    };
    if fs::read(out).is_ok_and(|written| written == document) {
        return Ok(Outcome::Kept);
    }
    // A registry that was restored beside other keys must not give out what no station would accept.
    let key = province.signing_key().verifying_key();
    signed::verify::<Activation>(&document, &key).map_err(AdminError::from)?;
    write(out, &document)?;
    Ok(Outcome::Rewritten)
}

/// Writes a file whole or not at all, readable by its owner alone.
pub(super) fn write(out: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let durably = |out: io::Result<PathBuf>| write_durably(&out?, bytes);
    durably(std::path::absolute(out)).map_err(Failure::Output)
}

/// Lists the stations.
pub(super) fn list(setting: &Setting) -> Result<(), Failure> {
    let stations = setting.province()?.registry().stations()?;
    setting.voice.answer(&stations, || {
        let rows: Vec<_> = stations
            .iter()
            .map(|row| {
                [
                    row.id.to_string(),
                    row.name.clone(),
                    row.place.clone(),
                    row.status.as_str().to_owned(),
                    row.lease.until.to_string(),
                    row.packets.to_string(),
                    row.seen_at
                        .map_or_else(|| "-".to_owned(), |at| at.to_rfc3339()),
                ]
            })
            .collect();
        table(
            [
                "id", "name", "place", "status", "until", "packets", "seen_at",
            ],
            &rows,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_written_as_id_name_and_role() {
        let supervisor = operator("sup-1:Ibu Contoh: Kepala:supervisor").unwrap();
        assert_eq!(
            (
                supervisor.id.as_str(),
                supervisor.name.as_str(),
                supervisor.role
            ),
            ("sup-1", "Ibu Contoh: Kepala", Role::Supervisor)
        );
        for bad in [
            "",
            "op-1",
            "op-1:x",
            "OP:x:operator",
            "op-1::operator",
            "op-1:x:boss",
            "op-1:x:station",
        ] {
            assert!(operator(bad).is_err(), "{bad}");
        }
    }
}
