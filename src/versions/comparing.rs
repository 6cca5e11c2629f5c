//! Which text is meant by `draft`, `in_force` or a number, and what changed between two of them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Deserialize;

use super::actions::start;
use super::store::{Library, none_in_force};
use crate::rulebook::{Bundle, Changes, Side, chosen, compare};
use crate::words::{Kind, Outcome, Problem, Refusal, VillageId};

/// One of the texts of a village's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Which {
    /// The draft; where there is none, the newest version.
    Draft,
    /// What is in force today.
    InForce,
    /// What was adopted last, whether it has begun or not: a draft comes after it.
    Adopted,
    Version(i64),
}

impl FromStr for Which {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "draft" => Ok(Self::Draft),
            "in_force" => Ok(Self::InForce),
            "adopted" => Ok(Self::Adopted),
            number => number.parse().map(Self::Version).map_err(|_| "写版号、draft、in_force 或 adopted"),
        }
    }
}

impl TryFrom<String> for Which {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft => f.write_str("草案"),
            Self::InForce => f.write_str("现行的一版"),
            Self::Adopted => f.write_str("采纳过的最新一版"),
            Self::Version(number) => write!(f, "第 {number} 版"),
        }
    }
}

/// The files of a text. Refuses `versions.no_rulebook`, `versions.none_in_force`, `versions.unknown_version`.
pub async fn text_of(library: &Library, village: &VillageId, which: Which, today: NaiveDate) -> Outcome<Bundle> {
    match which {
        Which::Draft => Ok(start(library, village, None).await?.files),
        Which::InForce => library.files(village, library.number_in_force(village, today).await?.0).await,
        Which::Adopted => match library.newest(village).await? {
            Some((number, _)) => library.files(village, number).await,
            None => Err(none_in_force(today).into()),
        },
        Which::Version(number) => library.files(village, number).await,
    }
}

/// What changed from one text to another. Refuses `versions.unreadable` where a file is no YAML.
pub async fn compared(before: Bundle, after: Bundle) -> Outcome<Changes> {
    let changes = tokio::task::spawn_blocking(move || compare(&before, &after)).await.map_err(anyhow::Error::from)?;
    Ok(changes.map_err(|files| unreadable(&files))?)
}

/// Of each rule and setting the version of one side, the other one's where nothing is said; `None` where they do not go together.
pub async fn joined(base: Bundle, mine: Bundle, theirs: Bundle, sides: BTreeMap<String, Side>) -> anyhow::Result<Option<Bundle>> {
    let side = move |about: &str| sides.get(about).copied().unwrap_or(Side::Theirs);
    Ok(tokio::task::spawn_blocking(move || chosen(&base, &mine, &theirs, side)).await?)
}

fn unreadable(files: &[String]) -> Refusal {
    let problem = |file: &String| Problem { pointer: file.clone(), message: "这个文件读不出来。".to_owned(), fix: None };
    let sentence = "有文件写得读不出来，没法比。";
    Refusal::new("versions.unreadable", Kind::Invalid, sentence, "请先用 jifen check 看清楚，改好再比。")
        .with(files.iter().map(problem).collect())
}
