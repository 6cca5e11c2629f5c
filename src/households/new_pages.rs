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
use crate::words::{Kind, Refusal};

/// How many rows a form begins with, and how many one asks for at once.
const AT_FIRST: usize = 3;
const MORE: usize = 3;

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
    /// Whether more people fit than have a row.
    pub has_room: bool,
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
        let rows = rows(&typed);
        Ok(Self {
            shell: desk.shell("新立一户"),
            groups,
            rows: (1..=rows).collect(),
            has_room: rows < ROWS,
            operation: operation.unwrap_or_else(|| desk.books.chance.token()),
            today: desk.today,
            typed,
            told: None,
            preview: None,
        })
    }
}

/// How many people the form has a row for: as many as are written, a few at least, and more when somebody asks for them.
fn rows(typed: &Typed) -> usize {
    let written = (1..=ROWS).rev().find(|row| !typed.row(row).0.is_empty()).unwrap_or_default();
    let shown = typed.get("rows").parse::<usize>().unwrap_or_default().max(AT_FIRST).max(written);
    let more = if typed.get("do") == "more" { MORE } else { 0 };
    (shown + more).min(ROWS)
}

/// Looks over what is typed before anybody is asked. Refuses `households.unread`.
fn check(typed: &Typed, groups: &[(String, String)]) -> Result<(), Refusal> {
    let unread = |sentence: String, next_step: String| Err(Refusal::new("households.unread", Kind::Invalid, sentence, next_step));
    for row in 2..=ROWS {
        match typed.row(&row) {
            ("", _) => {}
            (name, "") => return unread(format!("第 {row} 位{name}没有写和户主的关系。"), "请写上，比如：妻子、儿子、母亲。".to_owned()),
            (name, "户主") => {
                return unread(
                    format!("第 {row} 位{name}也写了户主，一户只有一个户主。"),
                    "请改成和户主的关系，比如：妻子、儿子。".to_owned(),
                );
            }
            _ => {}
        }
    }
    let (number, group) = (roster::plain(typed.get("household")), typed.get("group"));
    let is_of = |next: &str| before(next).is_some() && before(next) == before(&number);
    let own = groups.iter().find(|(name, _)| name == group).map_or("", |(_, next)| next);
    match groups.iter().find(|(name, next)| name != group && is_of(next)).filter(|_| !own.is_empty() && !is_of(own)) {
        Some((other, _)) => {
            let sentence = format!("“{number}”像是{other}的户号，可是上面选的是{group}。");
            unread(sentence, format!("住在{group}的，下一个户号是 {own}；真的住在{other}，请把组改过来。"))
        }
        None => Ok(()),
    }
}

/// What stands before the last part of a number: `3` of `3-08`.
fn before(number: &str) -> Option<&str> {
    number.rsplit_once('-').map(|(before, _)| before)
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
    let view = NewPage::of(&desk, typed.clone()).await?;
    if typed.get("do") == "more" {
        return page(&view);
    }
    let outcome = match check(&typed, &view.groups) {
        Ok(()) => submit(&desk, &typed, looks).await?,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(done) if !looks => Ok(see(format!("/desk/{}/households?done={}", desk.village, done.answer.id))),
        Ok(done) => {
            // Whoever has just typed the names may read them; what is kept of it has them masked.
            let preview = Preview { people: people(&typed), ..previewed(&done.answer, &typed) };
            page(&NewPage { preview: Some(preview), ..view })
        }
        Err(refusal) => page_refused(&refusal, &NewPage { told: Some(Told::from(&refusal)), ..view }),
    }
}

/// Everybody by full name: `李芳（户主）`.
fn people(typed: &Typed) -> Vec<String> {
    let rows = (1..=ROWS).map(|row| (row, typed.row(&row)));
    let person = |(row, (name, kin)): (usize, (&str, &str))| format!("{name}（{}）", if row == 1 { "户主" } else { kin });
    rows.filter(|(_, (name, _))| !name.is_empty()).map(person).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_begins_with_a_few_rows_and_grows() {
        for (fields, expected) in [
            (&[][..], 3),
            (&[("do", "more"), ("rows", "3")], 6),
            (&[("do", "more"), ("rows", "6")], 8),
            (&[("name:5", "张明")], 5),
            (&[("rows", "9999")], 8),
        ] {
            assert_eq!(rows(&typed(fields)), expected, "{fields:?}");
        }
    }

    #[test]
    fn one_head_a_relation_for_everybody_else_and_a_number_of_ones_own_group() {
        let groups = [("三组", "3-21"), ("四组", "4-13"), ("五组", "")].map(|(name, next)| (name.to_owned(), next.to_owned()));
        let table: [(&[(&str, &str)], &str); 7] = [
            (&[("name:1", "张明"), ("name:2", "李芳"), ("kin:2", "妻子"), ("household", "３－２１"), ("group", "三组")], ""),
            (&[("name:2", "李芳"), ("household", "3-21"), ("group", "三组")], "第 2 位李芳没有写和户主的关系。"),
            (&[("name:3", "李芳"), ("kin:3", "户主")], "第 3 位李芳也写了户主，一户只有一个户主。"),
            (&[("household", "4-13"), ("group", "三组")], "“4-13”像是四组的户号，可是上面选的是三组。"),
            (&[("household", "9-13"), ("group", "三组")], ""),
            (&[("household", "新-1"), ("group", "四组")], ""),
            (&[("household", "3-21"), ("group", "五组")], ""),
        ];
        for (fields, expected) in table {
            let told = check(&typed(fields), &groups).err().map_or_else(String::new, |refusal| refusal.sentence);
            assert_eq!(told, expected, "{fields:?}");
        }
    }

    #[test]
    fn the_next_number_is_written_like_the_last() {
        for (numbers, next) in [(&["3-07", "3-08"][..], "3-09"), (&["3-9", "3-10"], "3-11"), (&["A-099"], "A-100"), (&["户"], "")] {
            assert_eq!(next_number(numbers.iter().copied()), next);
        }
    }
}
