//! What every page of the editor stands on: the draft, what was found in it, what it changes of the rules in force.

use anyhow::anyhow;

use super::super::store;
use crate::roster::{self, Action};
use crate::rulebook::editing::{Opening, open};
use crate::rulebook::{Bundle, Changes};
use crate::versions::{Draft, Origin, Place, Screen, Standing, Start, Which, compared, standings, start, text_of};
use crate::web::{Told, expected, plain_day, plain_time};
use crate::words::{Outcome, Refusal};

/// The desk, where the rules are worked on.
pub struct AtRules;

impl Place for AtRules {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeDraft;
}

/// The screen of the editor.
pub type Rules = Screen<AtRules>;

/// What stands above every page.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Which of the tabs is open, by the end of its address.
    pub tab: &'static str,
    /// `现在用的是第 2 版，3月1日（周日）起。`
    pub in_force: String,
    /// A version that is adopted and has not begun.
    pub coming: Option<String>,
    /// What the draft changes, and who wrote it when; `None` where there is no draft.
    pub draft: Option<String>,
    /// How many errors keep it from coming into force.
    pub errors: usize,
    pub may_write: bool,
    pub may_try: bool,
    pub may_adopt: bool,
    pub may_confirm: bool,
    /// What was brought and waits for a second person.
    pub waiting: Option<String>,
}

/// The draft on the bench.
pub struct Bench {
    pub start: Start,
    /// The files that are shown: the draft, or what somebody typed and has not saved.
    pub files: Bundle,
    pub opening: Opening,
    /// Against what was adopted last, though it may begin later; `None` where a file cannot be read.
    pub changes: Option<Changes>,
    pub head: Head,
}

impl Bench {
    /// The draft as it stands. Refuses `versions.no_rulebook`.
    pub async fn of(screen: &Rules, tab: &'static str) -> Outcome<Self> {
        let start = start(&screen.library, &screen.village, None).await?;
        let files = start.files.clone();
        Self::with(screen, tab, start, files).await
    }

    /// Files that somebody typed, in the place of the draft.
    pub async fn with(screen: &Rules, tab: &'static str, start: Start, files: Bundle) -> Outcome<Self> {
        let opening = opened(files.clone()).await?;
        let adopted = text_of(&screen.library, &screen.village, Which::Adopted, screen.today).await?;
        let changes = expected_changes(adopted, files.clone()).await?;
        let head = head(screen, tab, &start, changes.as_ref(), &opening).await?;
        Ok(Self { start, files, opening, changes, head })
    }

    /// What is different in a rule, in a sentence.
    pub fn change(&self, rule: &str) -> Option<&str> {
        let change = self.changes.iter().flat_map(|changes| &changes.rules).find(|change| change.rule == rule)?;
        Some(&change.sentence)
    }
}

/// A no as the editor says it: files with errors are mended here, not at a command line.
pub fn told(refusal: &Refusal) -> Told {
    let told = Told::from(refusal);
    match refusal.code {
        "versions.has_errors" => {
            Told { next_step: "请到“规则表”或“文字”里把标出的地方改好。".to_owned(), ..told }
        }
        _ => told,
    }
}

/// Opens files on a thread of its own: files that are hard to check hold up nobody else.
pub async fn opened(files: Bundle) -> anyhow::Result<Opening> {
    tokio::task::spawn_blocking(move || open(&files)).await.map_err(|fault| anyhow!(fault))
}

async fn expected_changes(before: Bundle, after: Bundle) -> Outcome<Option<Changes>> {
    Ok(expected(compared(before, after).await).map_err(|trouble| trouble.0)?.ok())
}

async fn head(screen: &Rules, tab: &'static str, start: &Start, changes: Option<&Changes>, opening: &Opening) -> Outcome<Head> {
    let versions = screen.library.versions(&screen.village).await?;
    let told = |wanted: Standing| {
        let standings = standings(&versions, screen.today);
        let found = versions.iter().zip(standings).filter(|(_, (standing, _))| *standing == wanted).map(|(version, _)| version).next_back();
        found.map(|version| (version.version, plain_day(version.effective_on, screen.today)))
    };
    let waiting = store::waiting(&mut screen.books.read().await?, &screen.village).await?;
    let role = screen.caller.actor.role;
    let summary = changes.map_or("有文件写得读不出来，请到“文字”里改好。", |changes| &changes.summary);
    Ok(Head {
        tab,
        in_force: told(Standing::InForce).map_or_else(String::new, |(number, day)| format!("现在用的是第 {number} 版，{day}起。")),
        coming: told(Standing::Coming).map(|(number, day)| format!("第 {number} 版已经通过，{day}起用。")),
        draft: match &start.draft {
            Some(draft) => Some(format!("{summary}{}", written(screen, draft).await?)),
            None => None,
        },
        errors: opening.checked.errors().count(),
        may_write: roster::may(role, Action::WriteDraft),
        may_try: roster::may(role, Action::Try),
        may_adopt: roster::may(role, Action::Adopt),
        may_confirm: roster::may(role, Action::ConfirmAdoption),
        waiting: waiting.map(|proposal| format!("第 {} 份采纳等村务监督委员同意。", proposal.id)),
    })
}

/// Who wrote a draft, and when: `柯大山 3月2日（周一）9:05 写的。`
pub async fn written(screen: &Rules, draft: &Draft) -> anyhow::Result<String> {
    let (day, time) = (plain_day(draft.written_at.day(), screen.today), plain_time(draft.written_at));
    if draft.origin == Origin::Files {
        return Ok(format!("村文件夹里的文件 {day}{time} 改的。"));
    }
    let mut conn = screen.books.read().await?;
    let staff = roster::member_of_staff(&mut conn, &screen.village, &draft.written_by).await?;
    Ok(format!("{} {day}{time} 写的。", staff.map_or_else(|| draft.written_by.clone(), |staff| staff.name)))
}
