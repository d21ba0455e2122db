//! Which fields a service requires. Data, not code: screens mark them, [`crate::resident::Biodata::assemble`] insists.
//!
//! As few as possible, because a required field that a resident cannot answer turns somebody away. A first card asks for
//! what is printed on it (UU 24/2013 art. 64), except the blood type, which many do not know. The choice for the other
//! services is ours.

use crate::citizenship::Citizenship;
use crate::field::Field;
use crate::service::Service;

/// Who it is. Every service asks for these four.
pub const IDENTITY: &[Field] = &[Field::Nik, Field::FullName, Field::Sex, Field::BirthDate];

const FAMILY: &[Field] = &[Field::KkNumber];
const HOME: &[Field] = &[Field::Address, Field::Village];
const ORIGIN: &[Field] = &[Field::BirthPlace, Field::Citizenship, Field::Religion];
const CARD: &[Field] = &[Field::MaritalStatus, Field::Occupation];

/// Of foreigners, for whatever ends in a card.
const FOREIGNER: &[Field] = &[
    Field::PassportNumber,
    Field::StayPermitNumber,
    Field::StayPermitExpiry,
];

/// The table: groups of fields by service.
const fn groups(service: Service) -> &'static [&'static [Field]] {
    match service {
        Service::KtpNew => &[IDENTITY, FAMILY, ORIGIN, CARD, HOME],
        Service::KtpMovedIn | Service::KtpTransmigration => &[IDENTITY, FAMILY, HOME],
        Service::KtpLost | Service::KtpDamaged | Service::KtpOutsideDomicile => &[IDENTITY],
        Service::KtpStayPermitExtended | Service::KtpCitizenshipChanged => &[IDENTITY, ORIGIN],
        Service::KiaNew | Service::KiaOther => &[IDENTITY, FAMILY, ORIGIN, HOME],
        Service::KiaLost | Service::KiaDamaged | Service::KiaStayPermitExtended => {
            &[IDENTITY, FAMILY]
        }
        Service::KkNew => &[IDENTITY, HOME],
        Service::KkChanged | Service::KkLost => &[IDENTITY, FAMILY],
        Service::DataChange => &[IDENTITY],
    }
}

/// Services in which a foreigner's papers are read.
const fn reads_foreign_papers(service: Service) -> bool {
    matches!(
        service,
        Service::KtpNew
            | Service::KtpMovedIn
            | Service::KtpStayPermitExtended
            | Service::KiaNew
            | Service::KiaStayPermitExtended
    )
}

/// The fields that must be filled for a service, in the order of the form.
pub fn required(service: Service, citizenship: Citizenship) -> Vec<Field> {
    let foreign: &[Field] = if citizenship.is_foreign() && reads_foreign_papers(service) {
        FOREIGNER
    } else {
        &[]
    };
    let mut fields: Vec<Field> = groups(service).concat();
    fields.extend(foreign);
    fields.sort_unstable();
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_asks_who_it_is_and_nothing_twice() {
        for service in Service::ALL {
            let fields = required(*service, Citizenship::Foreign);
            assert!(
                IDENTITY.iter().all(|field| fields.contains(field)),
                "{service}"
            );
            assert!(
                fields.windows(2).all(|pair| pair.first() < pair.last()),
                "{service}"
            );
        }
    }

    #[test]
    fn a_first_card_asks_for_what_is_printed_on_it() {
        let fields = required(Service::KtpNew, Citizenship::Indonesian);
        for printed in [
            Field::BirthPlace,
            Field::Religion,
            Field::MaritalStatus,
            Field::Occupation,
            Field::Address,
        ] {
            assert!(fields.contains(&printed), "{printed}");
        }
        assert!(!fields.contains(&Field::BloodType));
    }

    #[test]
    fn only_a_foreigner_is_asked_for_passport_and_stay_permit() {
        assert!(required(Service::KtpNew, Citizenship::Foreign).contains(&Field::StayPermitNumber));
        assert!(
            !required(Service::KtpNew, Citizenship::Indonesian).contains(&Field::StayPermitNumber)
        );
    }

    #[test]
    fn whatever_is_required_can_be_seen_at_once_by_a_citizen() {
        for service in Service::ALL {
            assert!(
                required(*service, Citizenship::Indonesian)
                    .iter()
                    .all(|field| field.is_core()),
                "{service}"
            );
        }
    }
}
