//! 改了什么: what is different between two texts of the rules, in sentences that can be read aloud.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules};
use crate::rulebook::Changes;
use crate::versions::{Which, compared, text_of};
use crate::web::{Asked, Reply, Shell, expected, page};
use crate::words::Refusal;

/// What changed.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/changes.html")]
pub struct ChangesPage {
    pub shell: Shell,
    pub head: Head,
    pub seen: String,
    /// `现行的一版 → 草案`
    pub between: String,
    pub summary: String,
    pub rules: Vec<ChangeView>,
    /// Sentences about the village's settings.
    pub settings: Vec<String>,
    pub is_draft: bool,
}

/// One rule that is not what it was.
#[derive(Clone, Debug)]
pub struct ChangeView {
    pub became: &'static str,
    pub sentence: String,
    /// Before and after of each value.
    pub parts: Vec<(String, String, String)>,
}

#[derive(Deserialize)]
pub struct Between {
    from: Option<Which>,
    to: Option<Which>,
}

pub async fn show(screen: Rules, Asked(asked): Asked<Between>) -> Reply<Response> {
    let bench = Bench::of(&screen, "changes").await?;
    let (from, to) = (asked.from.unwrap_or(Which::Adopted), asked.to.unwrap_or(Which::Draft));
    let before = text_of(&screen.library, &screen.village, from, screen.today).await?;
    let after = text_of(&screen.library, &screen.village, to, screen.today).await?;
    let changes = expected(compared(before, after).await)?;
    page(&ChangesPage { seen: bench.start.tag, ..view(screen.shell("改了什么"), bench.head, (from, to), changes) })
}

fn view(shell: Shell, head: Head, (from, to): (Which, Which), changes: Result<Changes, Refusal>) -> ChangesPage {
    let (between, is_draft, seen) = (format!("{from} → {to}"), to == Which::Draft, String::new());
    match changes {
        Ok(Changes { summary, rules, settings }) => {
            let rules = rules.into_iter().map(change).collect();
            let settings = settings.into_iter().map(|part| part.sentence).collect();
            ChangesPage { shell, head, seen, between, summary, rules, settings, is_draft }
        }
        Err(refusal) => {
            let summary = format!("{}请先到“文字”里改好。", refusal.sentence);
            ChangesPage { shell, head, seen, between, summary, rules: Vec::new(), settings: Vec::new(), is_draft }
        }
    }
}

/// One change as it is shown.
pub fn change(change: crate::rulebook::RuleChange) -> ChangeView {
    use crate::rulebook::Became as B;
    let parts = change.parts.into_iter();
    ChangeView {
        became: match change.became {
            B::Changed => "改",
            B::Renamed => "改名",
            B::Added => "新增",
            B::Removed => "停用",
        },
        sentence: change.sentence,
        parts: parts.map(|part| (part.key, part.before.unwrap_or_default(), part.after.unwrap_or_default())).collect(),
    }
}
