//! Cards: what a resident carries so as not to type a number. A random token as a QR code; it says nothing about whose it is, and opens nothing by itself.

use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};

use super::refusals;
use super::store::Card;
use crate::db::{Book, Grounds, Job};
use crate::roster::Resident;
use crate::words::{Act, Refusal};

/// Gives residents new cards; the old ones count no more. Refuses `roster.unknown_resident`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct IssueCards {
    pub residents: Vec<String>,
    /// Of the tokens in print, one for each.
    #[serde(skip)]
    pub digests: Vec<String>,
}

impl Job for IssueCards {
    type Answer = ();
    const VERB: &'static str = "issue_cards";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        for (resident, digest) in self.residents.iter().zip(&self.digests) {
            book.get::<Resident>(resident).ok_or_else(|| refusals::unknown_resident(resident))?;
            revoke(book, act, resident);
            let (resident, digest, made_by) = (resident.clone(), digest.clone(), act.actor.staff.clone());
            book.put(Card { resident, digest, made_by, made_at: act.at, revoked_by: None, revoked_at: None });
        }
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        let behalf = match self.residents.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        Grounds { behalf, ..Grounds::about("cards", self.residents.len()) }
    }
}

/// Takes a resident's cards out of use. Refuses `roster.unknown_resident`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct RevokeCards {
    pub resident: String,
}

impl Job for RevokeCards {
    type Answer = ();
    const VERB: &'static str = "revoke_cards";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        book.get::<Resident>(&self.resident).ok_or_else(|| refusals::unknown_resident(&self.resident))?;
        revoke(book, act, &self.resident);
        Ok(())
    }

    fn grounds(&self, _: &()) -> Grounds {
        Grounds { behalf: Some(self.resident.clone()), ..Grounds::default() }
    }
}

fn revoke(book: &mut Book, act: &Act, resident: &str) {
    for card in book.under::<Card>(resident).into_iter().filter(|card| card.revoked_at.is_none()) {
        book.put(Card { revoked_by: Some(act.actor.staff.clone()), revoked_at: Some(act.at), ..card });
    }
}

/// A code to scan, as SVG: black squares on white with the quiet zone that readers need.
pub fn qr(text: &str) -> anyhow::Result<String> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let (width, size) = (code.width(), code.width() + 2 * QUIET);
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let squares: String = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    Ok(format!(
        r##"<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="二维码" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{squares}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_with_a_quiet_margin() {
        let svg = qr("jf.jianghe.0123456789abcdef0123456789abcdef").unwrap();
        assert!(svg.starts_with("<svg class=\"qr\" viewBox=\"0 0 37 37\"") && svg.contains("M4 4h1v1h-1z"), "{}", &svg[..120]);
        assert!(!svg.contains("M3 ") && !svg.contains(" 3h1"));
    }
}
