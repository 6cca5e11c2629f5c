//! Drafts (草案): files that are written but not adopted. Pure.
//!
//! A village has at most two: what its folder on disk says, and what was written at the desk. The one written later is *the* draft until it is adopted;
//! the other waits. A draft may be full of mistakes: nothing is judged by it.

use serde::{Deserialize, Serialize};

use super::model::{Version, in_order};
use crate::db::{Book, Grounds, Job};
use crate::rulebook::Bundle;
use crate::web::Seen;
use crate::words::{Act, Kind, Moment, Refusal};

/// Where a draft was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In the village's folder on disk.
    Files,
    /// By somebody who is signed in.
    Desk,
}

impl Origin {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Desk => "desk",
        }
    }

    /// The origin of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Files, Self::Desk].into_iter().find(|origin| origin.name() == name)
    }
}

/// A draft as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub origin: Origin,
    /// Counted from 1 in each village, never used again.
    pub revision: i64,
    /// Of all its files.
    pub hash: String,
    /// All its files as text.
    pub bundle: String,
    /// The version that says the same, if there is one: then nothing is left to adopt.
    pub adopted: Option<i64>,
    pub written_at: Moment,
    pub written_by: String,
}

/// What a draft said once it was written; kept for whoever started from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub revision: i64,
    pub bundle: String,
    pub written_at: Moment,
    pub written_by: String,
}

impl From<&Draft> for Revision {
    fn from(draft: &Draft) -> Self {
        let Draft { revision, written_at, .. } = *draft;
        Self { revision, bundle: draft.bundle.clone(), written_at, written_by: draft.written_by.clone() }
    }
}

/// The one written last of those that are not adopted.
pub fn current(drafts: Vec<Draft>) -> Option<Draft> {
    drafts.into_iter().filter(|draft| draft.adopted.is_none()).max_by_key(|draft| draft.revision)
}

/// The tag of what an editor starts from: the draft, or where there is none the newest version.
pub fn tag(draft: Option<&Draft>, newest: i64) -> String {
    draft.map_or_else(|| format!("version-{newest}"), |draft| format!("draft-{}", draft.revision))
}

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagged {
    Version(i64),
    Revision(i64),
}

/// Reads a tag that [`tag`] made.
pub fn tagged(tag: &str) -> Option<Tagged> {
    let (kind, number) = tag.split_once('-')?;
    let number = number.parse().ok()?;
    match kind {
        "version" => Some(Tagged::Version(number)),
        "draft" => Some(Tagged::Revision(number)),
        _ => None,
    }
}

/// Refuses `versions.draft_changed` unless what was seen is what is there.
pub(super) fn check_seen(seen: &Seen, book: &Book, newest: Option<&Version>) -> Result<(), Refusal> {
    let draft = current(book.under(()));
    if seen.is(&tag(draft.as_ref(), newest.map_or(0, |newest| newest.version))) {
        return Ok(());
    }
    let sentence = match draft {
        Some(draft) if draft.origin == Origin::Files => "村文件夹里的文件刚刚改过，和您看到的不一样了。".to_owned(),
        Some(draft) => format!("草案刚刚被 {} 改过，和您看到的不一样了。", draft.written_by),
        None => "草案已经生效或者换了，和您看到的不一样了。".to_owned(),
    };
    Err(changed(sentence))
}

fn changed(sentence: String) -> Refusal {
    Refusal::new("versions.draft_changed", Kind::Stale, sentence, "请重新打开草案，把您的改动再写上去。")
}

/// The no to something nobody can find any more.
pub(super) fn unknown_start() -> Refusal {
    changed("找不到您是在哪一份草案上改的。".to_owned())
}

/// Writes a draft; the answer is its tag. Writing what is there already changes nothing, so that a repeated request does no harm.
///
/// Refuses `versions.draft_changed`.
#[derive(Serialize)]
pub struct Redraft {
    pub origin: Origin,
    /// Pinned: a pack that changes later does not change the draft.
    pub bundle: Bundle,
    /// What the writer started from; files on disk start from nothing.
    pub seen: Option<Seen>,
}

impl Job for Redraft {
    type Answer = String;
    const VERB: &'static str = "redraft";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<String, Refusal> {
        let (hash, versions) = (self.bundle.digest(), in_order(book));
        let newest = versions.last();
        let draft = current(book.under(()));
        let standing = draft.as_ref().map(|draft| &draft.hash).or(newest.map(|newest| &newest.hash));
        if let Some(seen) = &self.seen {
            if standing == Some(&hash) {
                return Ok(tag(draft.as_ref(), newest.map_or(0, |newest| newest.version)));
            }
            check_seen(seen, book, newest)?;
        }
        let written = Draft {
            origin: self.origin,
            revision: book.next_serial("rulebook_draft"),
            adopted: newest.filter(|newest| newest.hash == hash).map(|newest| newest.version),
            hash,
            bundle: self.bundle.to_json(),
            written_at: act.at,
            written_by: act.actor.staff.clone(),
        };
        book.put(Revision::from(&written));
        book.put(written.clone());
        Ok(tag(Some(&written).filter(|draft| draft.adopted.is_none()), newest.map_or(0, |newest| newest.version)))
    }

    fn grounds(&self, answer: &String) -> Grounds {
        Grounds { about: Some(answer.replace('-', ":")), ..Grounds::default() }
    }
}
