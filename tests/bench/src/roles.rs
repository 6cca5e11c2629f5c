//! The bench program started once more by itself, in another role: as the service, as an idle process whose memory is
//! looked at, or as one that checks a hostile folder.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::{memory, zoo};

/// `main.rs` of jifen hands its arguments to the library; so does this role. It is the same program.
const JIFEN: &str = "as-jifen";
const LIBRARY: &str = "as-library";
const KEEPER: &str = "as-keeper";

/// Plays the role that the arguments name, if they name one.
pub fn play(own_name: OsString, arguments: &[OsString]) -> Result<Option<ExitCode>> {
    let Some((role, rest)) = arguments.split_first() else { return Ok(None) };
    Ok(match role.to_str() {
        Some(JIFEN) => Some(jifen::cli::run(std::iter::once(own_name).chain(rest.iter().cloned()))),
        Some(LIBRARY) => Some(memory::idle(rest)?),
        Some(KEEPER) => Some(zoo::keep(rest)?),
        _ => None,
    })
}

/// jifen as a process of its own; arguments are still to be given.
pub fn jifen() -> Result<Command> {
    again(JIFEN)
}

/// An idle process with rulebooks in memory.
pub fn library() -> Result<Command> {
    again(LIBRARY)
}

/// A process that checks one hostile folder.
pub fn keeper() -> Result<Command> {
    again(KEEPER)
}

fn again(role: &str) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(role);
    Ok(command)
}
