//! Who may do what at a station: one table, looked up everywhere, written nowhere else.

use crate::words::words;

words! {
    /// Who acts. Operator, supervisor and technician are people with a password; the station acts by itself.
    pub enum Role {
        /// Records residents.
        Operator = "operator",
        /// Records, approves exceptions, and looks after the queue of others.
        Supervisor = "supervisor",
        /// Looks after machine and camera; sees no resident.
        Technician = "technician",
        /// The program: sends, receives, notes what the province says.
        Station = "station",
    }
}

words! {
    /// What may be allowed. The name says the act; nothing is allowed that no row of the table names.
    pub enum Permission {
        /// Open a draft and fill it.
        Record = "record",
        /// Seal a record that has been read back.
        Seal = "seal",
        /// Throw a draft away, with a reason.
        Discard = "discard",
        /// Approve that a finger or an eye is not captured.
        ApproveException = "approve-exception",
        /// Send a record again that the centre could not use.
        SendAgain = "send-again",
        /// Move records through queue and line.
        Transmit = "transmit",
        /// See what waits, and its status.
        ReadQueue = "read-queue",
        /// Write sealed packets to a stick, and read receipts from it.
        Courier = "courier",
        /// See the audit log.
        ReadAudit = "read-audit",
        /// Activate the station, take in operators and leases.
        Administer = "administer",
        /// Choose and test cameras, read the doctor's report.
        Maintain = "maintain",
    }
}

impl Role {
    /// The allowances, by role.
    const fn allowed(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Role::Operator => &[
                P::Record,
                P::Seal,
                P::Discard,
                P::ReadQueue,
                P::Courier,
                P::SendAgain,
                P::Maintain,
            ],
            Role::Supervisor => &[
                P::Record,
                P::Seal,
                P::Discard,
                P::ApproveException,
                P::SendAgain,
                P::ReadQueue,
                P::Courier,
                P::ReadAudit,
                P::Administer,
                P::Maintain,
            ],
            Role::Technician => &[P::Maintain, P::Administer, P::Courier],
            Role::Station => &[P::Transmit],
        }
    }

    /// Whether this role may do it.
    pub fn may(self, permission: Permission) -> bool {
        self.allowed().contains(&permission)
    }

    /// Whether a person can have this role: the station's own cannot be given to anybody.
    pub const fn is_person(self) -> bool {
        !matches!(self, Role::Station)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_technician_never_touches_a_residents_record() {
        use Permission::{ApproveException, Discard, Record, Seal, SendAgain};
        for permission in [Record, Seal, Discard, ApproveException, SendAgain] {
            assert!(!Role::Technician.may(permission), "{permission}");
        }
    }

    #[test]
    fn only_a_supervisor_approves_exceptions() {
        let approvers: Vec<Role> = Role::ALL
            .iter()
            .copied()
            .filter(|role| role.may(Permission::ApproveException))
            .collect();
        assert_eq!(approvers, [Role::Supervisor]);
    }

    #[test]
    fn a_supervisor_may_do_all_that_an_operator_may() {
        for permission in Permission::ALL {
            assert!(
                !Role::Operator.may(*permission) || Role::Supervisor.may(*permission),
                "{permission}"
            );
        }
    }

    #[test]
    fn only_the_program_itself_transmits_and_it_does_nothing_else() {
        for permission in Permission::ALL {
            assert_eq!(
                Role::Station.may(*permission),
                *permission == Permission::Transmit,
                "{permission}"
            );
        }
    }

    #[test]
    fn every_permission_is_held_by_somebody() {
        assert!(
            Permission::ALL
                .iter()
                .all(|permission| Role::ALL.iter().any(|role| role.may(*permission)))
        );
    }
}
