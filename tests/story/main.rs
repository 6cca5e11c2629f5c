//! Stories over HTTP: what people do, from the door to the disk and back, on SQLite and on PostgreSQL.

mod actors;
mod fairness;
mod main_job;
mod refusals;
mod shop;
mod tampering;
mod world;
