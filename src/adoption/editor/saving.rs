//! Writing the draft from a form. Whoever saves second sees both changes, rule by rule, and chooses; nothing is written over unseen.
//!
//! The form names the text it was made from (`seen`) and says only what it changes. So the same form can be answered again with a choice:
//! rule by rule (`each`, with `pick:` and the rule for a side), or all of mine (`mine`) or theirs (`theirs`). What only one of them touched is kept unless
//! somebody says otherwise; where both did, somebody must say.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use super::bench::{Bench, Head, Rules, written};
use crate::roster::Action;
use crate::rulebook::{Bundle, Changes, Side, abouts};
use crate::versions::{Start, compared, joined, redraft, start, started_from};
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
        // Where that cannot be had, nothing was seen: the question is asked again.
        "each" => match Torn::of(&base, &mine, &theirs.files, typed).await?.joined(&base, &mine, &theirs.files).await? {
            Some(text) => (text, typed.get("theirs")),
            None => (mine.clone(), ""),
        },
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
    /// Rule by rule one side can be chosen; else only all of one.
    pub can_choose: bool,
    /// What was chosen does not go together, or is not all chosen yet.
    pub told: Option<&'static str>,
}

/// What both did to one rule or setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornRow {
    pub about: String,
    pub mine: Option<String>,
    pub theirs: Option<String>,
    /// Which is taken; `None` until somebody says.
    pub side: Option<Side>,
}

impl TornRow {
    /// Each side as the form sends it, whether it is taken, and what it says.
    fn sides(&self) -> [(&'static str, bool, Option<&str>); 2] {
        let taken = |side| self.side == Some(side);
        [("mine", taken(Side::Mine), self.mine.as_deref()), ("theirs", taken(Side::Theirs), self.theirs.as_deref())]
    }
}

/// Both changes, rule by rule, with what is chosen so far.
struct Torn {
    rows: Vec<TornRow>,
    /// Of a text that cannot be read nothing can be chosen.
    is_read: bool,
}

impl Torn {
    async fn of(base: &Bundle, mine: &Bundle, theirs: &Bundle, typed: &Typed) -> Reply<Self> {
        let one = expected(compared(base.clone(), mine.clone()).await)?;
        let other = expected(compared(base.clone(), theirs.clone()).await)?;
        let is_read = one.is_ok() && other.is_ok();
        Ok(Self { rows: rows(&sentences(one), &sentences(other), typed), is_read })
    }

    /// What is chosen in one text; `None` where it is not all chosen or does not go together.
    async fn joined(&self, base: &Bundle, mine: &Bundle, theirs: &Bundle) -> Reply<Option<Bundle>> {
        let sides: Option<BTreeMap<String, Side>> = self.rows.iter().map(|row| Some((row.about.clone(), row.side?))).collect();
        match sides.filter(|_| self.is_read) {
            Some(sides) => Ok(joined(base.clone(), mine.clone(), theirs.clone(), sides).await?),
            None => Ok(None),
        }
    }

    /// Whether one may choose rule by rule: with either side where both touched the same, the other changes stay.
    async fn can_choose(&self, base: &Bundle, mine: &Bundle, theirs: &Bundle) -> Reply<bool> {
        for side in [Side::Mine, Side::Theirs] {
            let rows = self.rows.iter().map(|row| TornRow { side: by_itself(row).or(Some(side)), ..row.clone() }).collect();
            if (Self { rows, is_read: self.is_read }).joined(base, mine, theirs).await?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

async fn torn(
    screen: &Rules,
    typed: &Typed,
    address: &str,
    refusal: &Refusal,
    (base, mine, theirs): (Bundle, Bundle, Start),
) -> Reply<Response> {
    let torn = Torn::of(&base, &mine, &theirs.files, typed).await?;
    let can_choose = torn.can_choose(&base, &mine, &theirs.files).await?;
    let was_asked = typed.get("choice") == "each";
    let told = match torn.rows.iter().any(|row| row.side.is_none()) {
        _ if !was_asked || !can_choose => None,
        true => Some("还有没选的，见下面标“请选一个”的。选好再存。"),
        false => Some("请再看一遍您选的；要是存不进去，这几条分不开，请选“全用我的”或者“全用别人的”。"),
    };
    let who = match &theirs.draft {
        Some(draft) => written(screen, draft).await?,
        None => String::new(),
    };
    let tag = theirs.tag.clone();
    let bench = Bench::with(screen, "", theirs.clone(), theirs.files).await?;
    let is_kept = |name: &str| !matches!(name, "choice" | "theirs") && !name.starts_with("pick:");
    let fields = typed.0.iter().filter(|(name, _)| is_kept(name));
    let view = TornPage {
        shell: screen.shell("两个人都改了"),
        head: bench.head,
        who,
        address: address.to_owned(),
        fields: fields.map(|(name, value)| (name.clone(), value.clone())).collect(),
        theirs: tag,
        rows: torn.rows,
        can_choose,
        told,
    };
    page_refused(refusal, &view)
}

/// Rule by rule what each changed, and what was chosen of it.
fn rows(mine: &[(String, String)], theirs: &[(String, String)], typed: &Typed) -> Vec<TornRow> {
    let find = |list: &[(String, String)], about: &str| list.iter().find(|(other, _)| other == about).map(|(_, said)| said.clone());
    let more = theirs.iter().filter(|(about, _)| find(mine, about).is_none());
    let row = |about: &String| {
        let row = TornRow { about: about.clone(), mine: find(mine, about), theirs: find(theirs, about), side: None };
        let side = match typed.get(&format!("pick:{about}")) {
            "mine" => Some(Side::Mine),
            "theirs" => Some(Side::Theirs),
            _ => by_itself(&row),
        };
        TornRow { side, ..row }
    };
    mine.iter().chain(more).map(|(about, _)| row(about)).collect()
}

/// The side with which nothing is lost.
fn by_itself(row: &TornRow) -> Option<Side> {
    match (&row.mine, &row.theirs) {
        (Some(mine), Some(theirs)) => (mine == theirs).then_some(Side::Theirs),
        (Some(_), None) => Some(Side::Mine),
        (None, _) => Some(Side::Theirs),
    }
}

/// What a change is about and what is said of it; where a text cannot be read, that.
fn sentences(changes: Result<Changes, Refusal>) -> Vec<(String, String)> {
    match changes {
        Ok(changes) if changes.rules.is_empty() && changes.settings.is_empty() => vec![("排版".to_owned(), changes.summary)],
        Ok(changes) => abouts(&changes),
        Err(refusal) => vec![("文件".to_owned(), refusal.sentence)],
    }
}
