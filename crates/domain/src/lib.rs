//! What is true of a resident and of an enrollment.
//!
//! Pure: no I/O, no clock, no randomness. Time and ids come in as arguments, so every rule can be tested for any day.
//! The rules and their sources are named at each item; what is not confirmed by a source says so.
//!
//! Where to look:
//! - **who someone is**: [`nik`], [`kk`], [`name`], [`birth_place`], [`sex`], [`citizenship`]
//! - **what is asked**: [`field`] (one field), [`form`] (which fields a service needs), [`resident`] (all of them), [`family`] (members of one card), [`lists`]
//! - **where, and how many live there**: [`region`], [`figures`]
//! - **what happens at the desk**: [`service`] (steps and papers), [`eligibility`], [`biometric`], [`background`], [`aside`], [`assistance`], [`change`]
//! - **what happens to a record**: [`enrollment`] (states), [`status`] (the centre's words), [`register`] (the register's), [`role`] (who may do what)
//! - **what a person is told**: [`code`]
//! - **what was published since the program was**: [`published`]
//! - **shared ground**: [`calendar`] (dates and ages), [`certainty`] (how sure we are), [`words`] (enums as stable words)

pub mod aside;
pub mod assistance;
pub mod background;
pub mod biometric;
pub mod birth_place;
pub mod calendar;
pub mod certainty;
pub mod change;
pub mod citizenship;
pub mod code;
mod digits;
pub mod eligibility;
pub mod enrollment;
pub mod family;
pub mod field;
pub mod figures;
pub mod form;
pub mod kk;
pub mod lists;
pub mod name;
pub mod nik;
pub mod published;
pub mod region;
pub mod register;
pub mod resident;
pub mod role;
pub mod service;
pub mod sex;
pub mod status;
mod table;
mod typed_text;
pub mod words;
