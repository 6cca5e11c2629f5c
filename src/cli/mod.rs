//! The command line.
mod backup;
mod database;
mod import;
mod progress;
mod serve;
mod simulate;
mod token;
mod verify;
