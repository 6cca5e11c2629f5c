//! Writing the draft from a form. Whoever saves second sees both changes, rule by rule, and chooses; nothing is written over unseen.
//!
//! The form names the text it was made from (`seen`) and says only what it changes. So the same form can be answered again with a choice:
//! 用我的 (`mine`), 用他的 (`theirs`), 两边都要 (`both`, where they do not touch the same rule).

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use super::bench::{Bench, Head, Rules, written};
use crate::roster::Action;
use crate::rulebook::{Bundle, Changes, merged};
use crate::versions::{Start, compared, redraft, start, started_from};
use crate::web::{Reply, Seen, Shell, expected, page_refused};
use crate::words::{Kind, OperationId, Refusal};

/// A form as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed(pub BTreeMap<String, String>);

impl Typed {
    /// What stands in a field; nothing if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The fields whose names begin so, by the rest of their names.
    pub fn under<'t>(&'t self, prefix: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }
}

/// What a page says of its form to the browser, which keeps what is typed until it is saved.
pub fn shows(was_just_saved: bool, was_typed: bool) -> &'static str {
    match (was_just_saved, was_typed) {
        (true, _) => "saved",
        (_, true) => "typed",
        _ => "stored",
    }
}

/// What became of a form.
pub enum Saved {
    /// It is in the draft.
    Written,
    /// It was refused; the form is shown again with what was typed.
    Refused(Refusal),
    /// Somebody else was first.
    Torn(Response),
}

/// Changes the text that was seen and writes it as the draft. A change that refuses changes nothing.
pub async fn save(
    screen: &Rules,
    typed: &Typed,
    address: &str,
    change: impl AsyncFnOnce(&Bundle) -> Reply<Result<Bundle, Refusal>>,
) -> Reply<Saved> {
    screen.caller.check(&screen.village, Action::WriteDraft)?;
    let base = started_from(&screen.library, &screen.village, typed.get("seen")).await?;
    let mine = match change(&base).await? {
        Ok(mine) => mine.pinned(),
        Err(refusal) => return Ok(Saved::Refused(refusal)),
    };
    if mine.digest() == base.digest() {
        return Ok(Saved::Written);
    }
    let theirs = start(&screen.library, &screen.village, None).await?;
    let (text, seen) = match typed.get("choice") {
        "theirs" => return Ok(Saved::Written),
        "mine" => (mine.clone(), typed.get("theirs")),
        // Where both cannot be had any more, nothing was seen: the question is asked again.
        "both" => merged(&base, &mine, &theirs.files).map_or((mine.clone(), ""), |both| (both, typed.get("theirs"))),
        _ => (mine.clone(), typed.get("seen")),
    };
    match expected(write(screen, text, Seen::of(seen)).await)? {
        Ok(_) => Ok(Saved::Written),
        Err(refusal) if refusal.kind == Kind::Stale => Ok(Saved::Torn(torn(screen, typed, address, &refusal, (base, mine, theirs)).await?)),
        Err(refusal) => Ok(Saved::Refused(refusal)),
    }
}

async fn write(screen: &Rules, text: Bundle, seen: Seen) -> crate::words::Outcome<String> {
    let operation = OperationId::own(&format!("draft-{}", screen.books.chance.token()));
    redraft(&screen.books, screen.caller.act(&screen.books, operation, false), text.pinned(), seen).await
}

/// Both changes side by side.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/torn.html")]
pub struct TornPage {
    pub shell: Shell,
    pub head: Head,
    /// Who was first, and when.
    pub who: String,
    pub address: String,
    /// The form as it was typed, to be answered again.
    pub fields: Vec<(String, String)>,
    /// The tag of what the other one wrote.
    pub theirs: String,
    pub rows: Vec<TornRow>,
    pub can_merge: bool,
}

/// What both did to one rule or setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornRow {
    pub about: String,
    pub mine: Option<String>,
    pub theirs: Option<String>,
}

async fn torn(
    screen: &Rules,
    typed: &Typed,
    address: &str,
    refusal: &Refusal,
    (base, mine, theirs): (Bundle, Bundle, Start),
) -> Reply<Response> {
    let one = expected(compared(base.clone(), mine.clone()).await)?;
    let other = expected(compared(base.clone(), theirs.files.clone()).await)?;
    let can_merge = merged(&base, &mine, &theirs.files).is_some();
    let who = match &theirs.draft {
        Some(draft) => written(screen, draft).await?,
        None => String::new(),
    };
    let tag = theirs.tag.clone();
    let bench = Bench::with(screen, "", theirs.clone(), theirs.files).await?;
    let fields = typed.0.iter().filter(|(name, _)| !matches!(name.as_str(), "choice" | "theirs"));
    let view = TornPage {
        shell: screen.shell("两个人都改了"),
        head: bench.head,
        who,
        address: address.to_owned(),
        fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
        theirs: tag,
        rows: rows(one, other),
        can_merge,
    };
    page_refused(refusal, &view)
}

/// Rule by rule what each changed; where a text cannot be read, that is said.
fn rows(mine: Result<Changes, Refusal>, theirs: Result<Changes, Refusal>) -> Vec<TornRow> {
    let (mine, theirs) = (sentences(mine), sentences(theirs));
    let find = |list: &[(String, String)], about: &str| list.iter().find(|(other, _)| other == about).map(|(_, said)| said.clone());
    let more = theirs.iter().filter(|(about, _)| find(&mine, about).is_none());
    let abouts = mine.iter().chain(more).map(|(about, _)| about.clone());
    abouts.map(|about| TornRow { mine: find(&mine, &about), theirs: find(&theirs, &about), about }).collect()
}

fn sentences(changes: Result<Changes, Refusal>) -> Vec<(String, String)> {
    match changes {
        Ok(changes) if changes.rules.is_empty() && changes.settings.is_empty() => vec![("排版".to_owned(), changes.summary)],
        Ok(changes) => {
            let rules = changes.rules.into_iter().map(|change| (change.rule, change.sentence));
            rules.chain(changes.settings.into_iter().map(|part| (format!("本村设置：{}", part.key), part.sentence))).collect()
        }
        Err(refusal) => vec![("文件".to_owned(), refusal.sentence)],
    }
}
