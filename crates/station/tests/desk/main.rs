//! The desk as its operators live it: a real encrypted database in a temporary folder, synthetic residents.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod aside;
mod assisting;
mod background;
mod changes;
mod day;
mod door;
mod door_day;
mod door_list;
mod door_photo;
mod door_sites;
mod enrolling;
mod extract;
mod family;
mod flat;
mod kill;
mod likeness;
mod mirror;
mod office;
mod people;
mod photographing;
mod power;
mod reports;
mod residents;
mod salvage;
mod sending;
#[path = "../../../photo/tests/pictures/tipping.rs"]
mod tipping;
mod worklists;
