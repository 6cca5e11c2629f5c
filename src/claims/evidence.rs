//! What is shown for a deed (凭证): pictures, brought before it is recorded and used for one claim each. Pure: on a village's book.
//!
//! ```text
//! brought ──recorded with a claim──▶ shown ──somebody asked to be forgotten──▶ a number is left
//!    └──two days without use──▶ a number is left
//! ```
//!
//! A picture is known by a salted commitment to it. The act that records a claim names it (`Grounds::shown`), so no picture can be exchanged, and
//! when picture and salt are gone the commitment tells nothing.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::model::*;
use super::recording::Deed;
use crate::db::{Book, Grounds, Job};
use crate::rulebook;
use crate::words::{Act, Moment, Refusal, hex};

/// The most pictures one claim shows.
pub(super) const MOST: usize = 4;

/// The most pictures somebody may have brought that nothing shows yet.
const MOST_WAITING: usize = 20;

/// How long one may wait, in seconds.
pub(super) const TERM: i64 = 2 * 24 * 3600;

/// A picture, made anew (`pictures`), with nothing in it but what it shows.
#[derive(Clone)]
pub struct Photo {
    /// Salted commitment to it.
    pub id: String,
    pub salt: String,
    /// A JPEG in base64.
    pub picture: String,
}

impl Photo {
    fn new(salt: String, jpeg: &[u8]) -> Self {
        let picture = BASE64_STANDARD.encode(jpeg);
        Self { id: commitment(&salt, &picture), salt, picture }
    }

    /// The JPEG.
    pub fn jpeg(&self) -> anyhow::Result<Vec<u8>> {
        Ok(BASE64_STANDARD.decode(&self.picture)?)
    }

    /// One of which only the number is left.
    fn forgotten(id: String) -> Self {
        Self { id, salt: String::new(), picture: String::new() }
    }
}

/// What a picture is known by, and what binds it.
pub(super) fn commitment(salt: &str, picture: &str) -> String {
    hex(Sha256::new().chain_update(salt).chain_update(picture).finalize())
}

/// A picture that nothing shows yet.
#[derive(Clone)]
pub struct Brought {
    pub id: String,
    /// Of the file it was made of: the same one is kept once.
    pub digest: String,
    pub brought_by: String,
    pub brought_at: Moment,
}

/// That a claim shows a picture.
#[derive(Clone)]
pub struct Evidence {
    pub claim: i64,
    /// Counted from 1 in each claim.
    pub line: i64,
    pub photo: String,
}

/// What whoever brought a picture is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoBody {
    /// What a claim names it by.
    pub id: String,
}

/// Takes a picture in, to be shown for a deed that is recorded next. The same file again is the same picture, as long as nothing shows it.
/// Refuses `claims.too_many_photos`.
#[derive(Serialize)]
pub(super) struct Bring {
    /// Of the file as it came.
    digest: String,
    #[serde(skip)]
    photo: Photo,
}

impl Bring {
    /// The file as it came, and what was made of it.
    pub fn new(file: &[u8], salt: String, jpeg: &[u8]) -> Self {
        Self { digest: hex(Sha256::digest(file)), photo: Photo::new(salt, jpeg) }
    }
}

impl Job for Bring {
    type Answer = PhotoBody;
    const VERB: &'static str = "bring_photo";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<PhotoBody, Refusal> {
        let waiting = of(book, &act.actor.staff);
        if let Some(same) = waiting.iter().find(|brought| brought.digest == self.digest) {
            return Ok(PhotoBody { id: same.id.clone() });
        }
        if waiting.len() >= MOST_WAITING {
            return Err(ClaimRefusal::TooManyPhotos(MOST_WAITING).into());
        }
        let (id, digest, brought_by) = (self.photo.id.clone(), self.digest.clone(), act.actor.staff.clone());
        book.put(self.photo.clone());
        book.put(Brought { id: id.clone(), digest, brought_by, brought_at: act.at });
        Ok(PhotoBody { id })
    }

    fn grounds(&self, answer: &PhotoBody) -> Grounds {
        Grounds::about("photo", &answer.id)
    }
}

/// What somebody has brought that nothing shows yet.
fn of(book: &Book, staff: &str) -> Vec<Brought> {
    book.under::<Brought>(()).into_iter().filter(|brought| brought.brought_by == staff).collect()
}

/// Shows for a claim what was brought for it; refuses where that is not what the rule asks for: a picture; or, of a paper, a picture or where to find it.
pub(super) fn show(book: &mut Book, act: &Act, claim: i64, deed: &Deed, asked: rulebook::Evidence) -> Result<(), ClaimRefusal> {
    let is_there = match asked {
        rulebook::Evidence::None => true,
        rulebook::Evidence::Photo => !deed.photos.is_empty(),
        rulebook::Evidence::Paper | rulebook::Evidence::Either => !deed.photos.is_empty() || !deed.note.trim().is_empty(),
    };
    if !is_there {
        return Err(ClaimRefusal::EvidenceMissing(deed.rule.clone(), asked));
    }
    if deed.photos.len() > MOST {
        return Err(ClaimRefusal::TooManyPhotos(MOST));
    }
    for (photo, line) in deed.photos.iter().zip(1..) {
        let brought = book.get::<Brought>(photo).filter(|brought| brought.brought_by == act.actor.staff);
        let Brought { id, .. } = brought.ok_or(ClaimRefusal::UnknownPhoto)?;
        book.remove::<Brought>(&id);
        book.put(Evidence { claim, line, photo: id });
    }
    Ok(())
}

/// What the trail says was shown for these deeds: `12:…` for each picture, by claim.
pub(super) fn shown<'a>(recorded: impl IntoIterator<Item = (&'a Deed, &'a Recorded)>) -> Option<String> {
    let of = |(deed, recorded): (&'a Deed, &'a Recorded)| deed.photos.iter().map(move |photo| format!("{}:{photo}", recorded.id));
    let shown: Vec<_> = recorded.into_iter().flat_map(of).collect();
    (!shown.is_empty()).then(|| shown.join(" "))
}

/// Lets go of what a claim shows.
pub(super) fn forget(book: &mut Book, claim: i64) {
    for evidence in book.under::<Evidence>(claim) {
        book.strike(Photo::forgotten(evidence.photo));
    }
}

/// Lets go of what somebody has brought and nothing shows.
pub fn forget_brought(book: &mut Book, resident: &str) {
    of(book, resident).into_iter().for_each(|brought| let_go(book, brought));
}

fn let_go(book: &mut Book, brought: Brought) {
    book.remove::<Brought>(&brought.id);
    book.strike(Photo::forgotten(brought.id));
}

/// Lets go of pictures that nothing has shown in time. Done by the service's timed job, under an operation id made of the day.
#[derive(Clone, Serialize)]
pub struct Discard {
    pub photos: Vec<String>,
}

impl Job for Discard {
    type Answer = ();
    const VERB: &'static str = "discard_photos";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        let waiting = self.photos.iter().filter_map(|id| book.get::<Brought>(id)).collect::<Vec<_>>();
        waiting.into_iter().for_each(|brought| let_go(book, brought));
        Ok(())
    }
}
