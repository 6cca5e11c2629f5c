//! Stories over HTTP: what people do, from the door to the disk and back, on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

mod actors;
mod amends;
mod audit;
mod barring;
mod batch;
mod browser;
mod contract;
mod corrections;
mod editor;
mod entrance;
mod errata;
mod events;
mod fairness;
mod grading;
mod history;
mod households;
mod keys;
mod kiosk;
mod lapsing;
mod log;
mod main_job;
mod notices;
mod oversight;
mod own;
mod pages;
mod personal;
mod quotas;
mod refusals;
mod reports;
mod reservations;
mod residents;
mod rulebook;
mod secrets;
mod settling;
mod sharing;
mod shop;
mod shop_books;
mod standstill;
mod tampering;
mod township;
mod trial;
mod two_hands;
mod two_worlds;
mod world;
