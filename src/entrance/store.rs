//! The tables of the entrance: tokens. Only the digest of one is kept.

use crate::db::table;
use crate::words::{Moment, Role};

/// A token that signs its holder in. Only its digest is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub digest: String,
    /// The number of the member of staff, or of the resident.
    pub staff: String,
    pub role: Role,
    pub made_at: Moment,
    pub revoked_at: Option<Moment>,
    /// When it ends by itself; never for programs and devices.
    pub until_at: Option<Moment>,
}

table!(Token, "tokens", key [digest], columns [staff, role, made_at, revoked_at, until_at]);
