//! Who may have which card, and from when.
//!
//! *Wajib KTP*: 17 years old or ever married (UU 24/2013 art. 63(1)). Recording is possible from 16, the card is printed at
//! 17 or when married. KIA: unmarried and under 17, with a photo from the fifth birthday on (Permendagri 2/2016).

use crate::calendar::{age_on, birthday};
use crate::code::ErrorCode;
use crate::service::{Product, Service};
use chrono::NaiveDate;

/// From this age on a card must be held.
pub const OBLIGED_AGE: u32 = 17;
/// From this age on fingers, irises and portrait may be recorded for the card of next year.
pub const RECORDING_AGE: u32 = 16;
/// From this birthday on a KIA carries a photo.
pub const KIA_PHOTO_AGE: u32 = crate::service::KIA_PHOTO_AGE;

/// Whether a person must hold a KTP-el on a day. For an election, ask for the voting day.
pub fn is_obliged(birth_date: NaiveDate, ever_married: bool, on: NaiveDate) -> bool {
    birth_date <= on && (ever_married || age_on(birth_date, on) >= OBLIGED_AGE)
}

/// What a service gives this person on this day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Eligibility {
    /// Age in whole years.
    pub age: u32,
    /// Whether the person counts as *wajib KTP* on the day.
    pub obliged: bool,
    /// What can be handed out.
    pub outcome: Outcome,
}

/// What can be handed out in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// A KTP-el, as soon as the centre says it may be printed.
    Ktp,
    /// Recorded now, printed from this day on: the seventeenth birthday, or earlier when the person marries.
    KtpFrom {
        /// First day of printing.
        day: NaiveDate,
    },
    /// A KIA without a photo, valid to the fifth birthday.
    KiaWithoutPhoto {
        /// The fifth birthday.
        until: NaiveDate,
    },
    /// A KIA with a photo, valid to the day before the seventeenth birthday.
    KiaWithPhoto {
        /// The seventeenth birthday, the first day without validity.
        until: NaiveDate,
    },
    /// No card of the person's own: family card or change of data.
    NoCard,
}

/// Why a service is not for this person today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Ineligible {
    /// The date of birth lies in the future.
    #[error("the date of birth lies in the future")]
    NotBorn,
    /// Under 16 and never married.
    #[error("too young to be recorded for KTP-el")]
    TooYoungForKtp,
    /// Under 17 and never married: there is no card yet that could be replaced.
    #[error("no card was printed yet")]
    NoCardYet,
    /// 17 or ever married.
    #[error("not a child any more")]
    NotAChild,
}

impl Ineligible {
    /// The code that a person is shown.
    pub fn code(&self) -> ErrorCode {
        match self {
            Ineligible::NotBorn => ErrorCode::DateInFuture,
            Ineligible::TooYoungForKtp => ErrorCode::TooYoungForKtp,
            Ineligible::NoCardYet => ErrorCode::NoCardYet,
            Ineligible::NotAChild => ErrorCode::NotAChild,
        }
    }
}

/// Whether a service is for this person on this day, and what comes of it.
pub fn assess(
    service: Service,
    birth_date: NaiveDate,
    ever_married: bool,
    on: NaiveDate,
) -> Result<Eligibility, Ineligible> {
    if birth_date > on {
        return Err(Ineligible::NotBorn);
    }
    let age = age_on(birth_date, on);
    let obliged = is_obliged(birth_date, ever_married, on);
    let outcome = match service.product() {
        Product::Ktp if obliged => Outcome::Ktp,
        Product::Ktp => first_card(service, birth_date, age)?,
        Product::Kia if obliged => return Err(Ineligible::NotAChild),
        Product::Kia => child_card(birth_date, age),
        Product::Kk | Product::Data => Outcome::NoCard,
    };
    Ok(Eligibility {
        age,
        obliged,
        outcome,
    })
}

/// Of somebody not yet obliged: only the first card can be prepared.
fn first_card(service: Service, birth_date: NaiveDate, age: u32) -> Result<Outcome, Ineligible> {
    if service != Service::KtpNew {
        return Err(Ineligible::NoCardYet);
    }
    if age < RECORDING_AGE {
        return Err(Ineligible::TooYoungForKtp);
    }
    let day = reached(birth_date, OBLIGED_AGE);
    Ok(Outcome::KtpFrom { day })
}

fn child_card(birth_date: NaiveDate, age: u32) -> Outcome {
    if age < KIA_PHOTO_AGE {
        Outcome::KiaWithoutPhoto {
            until: reached(birth_date, KIA_PHOTO_AGE),
        }
    } else {
        Outcome::KiaWithPhoto {
            until: reached(birth_date, OBLIGED_AGE),
        }
    }
}

/// The calendar ends far beyond any card, so the last day stands for what it cannot hold.
fn reached(birth_date: NaiveDate, age: u32) -> NaiveDate {
    birthday(birth_date, age).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn outcome(service: Service, birth: NaiveDate, married: bool) -> Result<Outcome, Ineligible> {
        assess(service, birth, married, day(2026, 11, 23)).map(|eligibility| eligibility.outcome)
    }

    #[test]
    fn recording_begins_at_sixteen_and_the_card_comes_at_seventeen() {
        assert_eq!(
            outcome(Service::KtpNew, day(2009, 11, 23), false),
            Ok(Outcome::Ktp)
        );
        let next_day = outcome(Service::KtpNew, day(2009, 11, 24), false);
        assert_eq!(
            next_day,
            Ok(Outcome::KtpFrom {
                day: day(2026, 11, 24)
            })
        );
        assert!(outcome(Service::KtpNew, day(2010, 11, 23), false).is_ok());
        assert_eq!(
            outcome(Service::KtpNew, day(2010, 11, 24), false),
            Err(Ineligible::TooYoungForKtp)
        );
    }

    #[test]
    fn who_is_or_was_married_counts_as_grown_up() {
        assert_eq!(
            outcome(Service::KtpNew, day(2011, 1, 1), true),
            Ok(Outcome::Ktp)
        );
        assert_eq!(
            outcome(Service::KiaNew, day(2011, 1, 1), true),
            Err(Ineligible::NotAChild)
        );
    }

    #[test]
    fn a_card_that_was_never_printed_cannot_be_replaced() {
        assert_eq!(
            outcome(Service::KtpLost, day(2010, 1, 1), false),
            Err(Ineligible::NoCardYet)
        );
        assert_eq!(
            outcome(Service::KtpLost, day(1990, 1, 1), false),
            Ok(Outcome::Ktp)
        );
    }

    #[test]
    fn a_child_has_a_card_with_a_photo_from_the_fifth_birthday_to_the_seventeenth() {
        let small = outcome(Service::KiaNew, day(2021, 11, 24), false);
        assert_eq!(
            small,
            Ok(Outcome::KiaWithoutPhoto {
                until: day(2026, 11, 24)
            })
        );
        let bigger = outcome(Service::KiaNew, day(2021, 11, 23), false);
        assert_eq!(
            bigger,
            Ok(Outcome::KiaWithPhoto {
                until: day(2038, 11, 23)
            })
        );
        assert!(outcome(Service::KiaNew, day(2009, 11, 24), false).is_ok());
        assert_eq!(
            outcome(Service::KiaNew, day(2009, 11, 23), false),
            Err(Ineligible::NotAChild)
        );
    }

    #[test]
    fn nobody_is_served_before_birth() {
        assert_eq!(
            outcome(Service::KkNew, day(2026, 11, 24), false),
            Err(Ineligible::NotBorn)
        );
        assert!(!is_obliged(day(2026, 11, 24), true, day(2026, 11, 23)));
    }

    #[test]
    fn who_turns_seventeen_on_voting_day_is_obliged_on_it() {
        assert!(is_obliged(day(2012, 2, 14), false, day(2029, 2, 14)));
        assert!(!is_obliged(day(2012, 2, 15), false, day(2029, 2, 14)));
    }

    proptest! {
        #[test]
        fn everybody_born_can_have_either_a_first_ktp_or_a_kia(days in 0i64..46_000, married: bool) {
            let birth = day(1900, 1, 1) + chrono::Duration::days(days);
            let ktp = outcome(Service::KtpNew, birth, married);
            let kia = outcome(Service::KiaNew, birth, married);
            prop_assert!(ktp.is_ok() || kia.is_ok());
            prop_assert_eq!(ktp == Ok(Outcome::Ktp), kia == Err(Ineligible::NotAChild));
        }
    }
}
