//! Where an officer of a township or county sits: who they are, which division, which month.

use axum::extract::{FromRef, FromRequestParts, Path, Query};
use axum::http::request::Parts;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::store::{self, Villages, When};
use crate::db::Books;
use crate::entrance::{COOKIE, Caller, Doorkeeper, standing_notice};
use crate::roster::Action;
use crate::sums::month;
use crate::versions::Library;
use crate::web::{Shell, Trouble};
use crate::words::division::Level;
use crate::words::{Division, Kind, Refusal};

/// What a handler works with, once it is known who asks.
pub struct Township {
    pub books: Books,
    pub library: Library,
    pub caller: Caller,
    pub division: Division,
    pub when: When,
    /// The township's name; of a county, which bears none here, how many townships it has.
    pub place: String,
    /// 全乡镇 or 全县.
    pub whole: &'static str,
    pub villages: Villages,
    /// Behind which village the page begins.
    pub after: String,
}

#[derive(Deserialize)]
struct Of {
    code: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    month: String,
    after: String,
}

/// The month somebody asks for (`2026-03`), or the last one that is over. Refuses `township.wrong_month`.
pub fn asked_month(text: &str, today: NaiveDate) -> Result<When, Refusal> {
    let last = month(today).later(-1);
    if text.is_empty() {
        return Ok(When { month: last, today });
    }
    let is_written = text.len() == 7 && text.as_bytes()[4] == b'-';
    let asked = format!("{text}-01").parse().ok().filter(|_| is_written).map(month).filter(|asked| *asked <= month(today));
    let wrong = || {
        Refusal::new("township.wrong_month", Kind::Malformed, format!("“{text}”不是可以看的月份。"), "请写成 2026-03 这样，最晚是这个月。")
    };
    asked.map(|month| When { month, today }).ok_or_else(wrong)
}

impl<S> FromRequestParts<S> for Township
where
    S: Send + Sync,
    Books: FromRef<S>,
    Library: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    type Rejection = Trouble;

    /// Refuses what a [`Caller`] does, then those of `Caller::check_division`, then `township.wrong_month`.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let caller = Caller::by(parts, state, COOKIE).await?;
        let Path(Of { code }) = Path::from_request_parts(parts, state).await.map_err(|_| crate::roster::unknown_division())?;
        let (books, library) = (Books::from_ref(state), Library::from_ref(state));
        let mut conn = books.read().await?;
        let division = caller.check_division(&mut conn, &code, Action::Compare).await?;
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state).await.unwrap_or_default();
        let when = asked_month(&asked.month, books.clock.now().day())?;
        let villages = store::figures(&mut conn, &division, when).await?;
        drop(conn);
        let (whole, place) = match division.level() {
            Level::County => ("全县", format!("全县 {} 个乡镇", store::townships(&villages).len())),
            _ => ("全乡镇", villages.first().map_or_else(String::new, |(_, village, _)| village.township.clone())),
        };
        Ok(Self { books, library, caller, division, when, place, whole, villages, after: asked.after })
    }
}

impl Township {
    /// Where its first page is.
    pub fn home(&self) -> String {
        format!("/township/{}", self.division)
    }

    /// The frame of a page.
    pub fn shell(&self, title: &str, skin: &'static str) -> Shell {
        let who = Some(format!("{} {}", self.caller.actor.role.chinese(), self.caller.name));
        let notice = standing_notice(&self.books, None);
        Shell { title: title.to_owned(), skin, place: self.place.clone(), home: self.home(), notice, who, ..Shell::default() }
    }

    /// `2026年3月`
    pub fn month_name(&self) -> String {
        let first = self.when.first_day();
        format!("{}年{}月", first.year(), first.month())
    }

    /// How the month stands in an address.
    pub fn month(&self) -> String {
        self.when.first_day().format("%Y-%m").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_asked_for_or_it_is_the_last_one_that_is_over() {
        let today = "2026-03-02".parse().unwrap();
        for (text, expected) in [("", Some("2026-02-01")), ("2026-03", Some("2026-03-01")), ("2025-12", Some("2025-12-01"))] {
            assert_eq!(asked_month(text, today).ok().map(|when| when.first_day().to_string()), expected.map(str::to_owned), "{text}");
        }
        for text in ["2026-04", "2026-13", "26-03", "2026-3", "2026-03-01", "三月", "2026年03"] {
            assert_eq!(asked_month(text, today).unwrap_err().code, "township.wrong_month", "{text}");
        }
    }
}
