//! A household that is new, at the desk: where, who lives there, what it would begin with, and then asking for it.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;

use super::form::{ROWS, Typed};
use super::pages::{Desk, Preview, previewed, submit};
use crate::roster::{self, Action};
use crate::versions::House;
use crate::web::{Fields, Reply, Shell, Told, page, page_refused, see};

/// The pages of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/desk/{village}/households/new", get(blank).post(settle))
}

/// The form of a household that is new.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "households/new.html")]
pub(super) struct NewPage {
    pub shell: Shell,
    /// Each with the next number in it that no household has.
    pub groups: Vec<(String, String)>,
    pub rows: Vec<usize>,
    pub operation: String,
    pub today: NaiveDate,
    pub typed: Typed,
    pub told: Option<Told>,
    pub preview: Option<Preview>,
}

impl NewPage {
    /// The day the form begins with.
    fn day(&self) -> String {
        Some(self.typed.get("day")).filter(|day| !day.is_empty()).map_or_else(|| self.today.to_string(), str::to_owned)
    }

    async fn of(desk: &Desk, typed: Typed) -> anyhow::Result<Self> {
        let mut conn = desk.books.read().await?;
        let mut groups = Vec::new();
        for group in roster::groups(&mut conn, &desk.village).await?.into_iter().filter(|group| group.households > 0) {
            let homes = roster::homes_in(&mut conn, &desk.village, &group.name).await?;
            let next = next_number(homes.iter().map(|home| home.number.as_str()));
            groups.push((group.name, next));
        }
        let operation = Some(typed.get("operation").to_owned()).filter(|operation| !operation.is_empty());
        Ok(Self {
            shell: desk.shell("新立一户"),
            groups,
            rows: (1..=ROWS).collect(),
            operation: operation.unwrap_or_else(|| desk.books.chance.token()),
            today: desk.today,
            typed,
            told: None,
            preview: None,
        })
    }
}

/// After the last of these, written as it is: `3-08` after `3-07`.
fn next_number<'a>(numbers: impl Iterator<Item = &'a str>) -> String {
    let parted = numbers.filter_map(|number| {
        let (before, last) = number.rsplit_once('-')?;
        Some((last.parse::<u32>().ok()?, last.len(), before.to_owned()))
    });
    parted.max().map_or_else(String::new, |(last, width, before)| format!("{before}-{:0width$}", last + 1))
}

async fn blank(desk: Desk) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::ChangeHousehold)?;
    page(&NewPage::of(&desk, Typed::default()).await?)
}

async fn settle(desk: Desk, Fields(mut fields): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::ChangeHousehold)?;
    fields.insert("act".to_owned(), "settlement".to_owned());
    let typed = Typed(fields);
    let looks = typed.get("do") != "do";
    let outcome = submit(&desk, &typed, looks).await?;
    let view = NewPage::of(&desk, typed).await?;
    match outcome {
        Ok(done) if !looks => Ok(see(format!("/desk/{}/households?done={}", desk.village, done.answer.id))),
        Ok(done) => page(&NewPage { preview: Some(previewed(&done.answer, &view.typed)), ..view }),
        Err(refusal) => page_refused(&refusal, &NewPage { told: Some(Told::from(&refusal)), ..view }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_number_is_written_like_the_last() {
        for (numbers, next) in [(&["3-07", "3-08"][..], "3-09"), (&["3-9", "3-10"], "3-11"), (&["A-099"], "A-100"), (&["户"], "")] {
            assert_eq!(next_number(numbers.iter().copied()), next);
        }
    }
}
