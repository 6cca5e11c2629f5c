//! Whether a head that was printed on a notice is in the village's ledger: a page for everybody, for comparing paper with books.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::model::Notice;
use super::public::public_shell;
use super::store;
use crate::db::{Books, Conn};
use crate::ledger;
use crate::versions::{House, Library};
use crate::web::{Reply, Shell, Told, page, page_refused, plain_day};
use crate::words::{Kind, Moment, Refusal, VillageId, short_code};

/// The page that checks a head.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/villages/{village}/verify", get(verify))
}

/// Where a code is typed, and what was found.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/verify.html")]
pub(super) struct VerifyPage {
    pub shell: Shell,
    pub typed: String,
    pub found: Option<Found>,
    pub told: Option<Told>,
}

/// What became of a code that can be read.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// It is in the ledger: at which entry, from when, on which notice.
    Here {
        seq: i64,
        code: String,
        since: String,
        issue: Option<i64>,
    },
    Nowhere,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    head: String,
}

async fn verify(
    State(books): State<Books>,
    State(library): State<Library>,
    Path(village): Path<VillageId>,
    Query(asked): Query<Asked>,
) -> Reply<Response> {
    let shell = public_shell(&books, &library, &village, "核对公示").await?;
    let (typed, today) = (asked.head.trim().to_owned(), books.clock.now().day());
    if typed.is_empty() {
        return page(&VerifyPage { shell, typed, found: None, told: None });
    }
    match Printed::read(&typed) {
        Ok(printed) => {
            let here = look_up(&mut books.read().await?, &village, &printed).await?;
            let found = here.map_or(Found::Nowhere, |(seq, head, at, issue)| Found::Here {
                seq,
                code: short_code(&head),
                since: plain_day(at.day(), today),
                issue,
            });
            page(&VerifyPage { shell, typed, found: Some(found), told: None })
        }
        Err(refusal) => page_refused(&refusal, &VerifyPage { shell, typed, found: None, told: Some(Told::from(&refusal)) }),
    }
}

/// A code as it was copied from paper: perhaps the number of its entry, and at least twelve digits of the hash.
#[derive(Debug, PartialEq, Eq)]
struct Printed {
    seq: Option<i64>,
    digits: String,
}

impl Printed {
    /// `2304-3f9a 12c4 77e0`; in groups or not, in any case. Refuses `notices.wrong_code`: fewer digits would be found by accident.
    fn read(text: &str) -> Result<Self, Refusal> {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let (seq, digits) = match text.split_once(['-', '－']) {
            Some((seq, digits)) => (seq.parse().ok().map(Some), digits),
            None => (Some(None), text.as_str()),
        };
        let digits = digits.to_ascii_lowercase();
        let is_code = (12..=64).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        match seq {
            Some(seq) if is_code => Ok(Self { seq, digits }),
            _ => {
                let next_step = "请照公示上印的抄：第几笔，横线，再抄短码，像 2304-3f9a12c477e0。";
                Err(Refusal::new("notices.wrong_code", Kind::Malformed, "没有看懂这个短码。", next_step))
            }
        }
    }
}

/// The entry a code means, its hash, when it was made, and the notice it was printed on. Without its number only what was printed on a notice, or is the
/// newest entry, is found: nobody looks through a whole ledger for everybody who asks.
async fn look_up(conn: &mut Conn, village: &VillageId, printed: &Printed) -> anyhow::Result<Option<(i64, String, Moment, Option<i64>)>> {
    let notices = store::all(conn, village).await?;
    let matches = |head: &str| head.starts_with(&printed.digits);
    let by_notice = |notice: &&Notice| notice.head.as_deref().is_some_and(matches);
    let newest = ledger::head_on_disk(conn, village).await?.filter(|head| matches(&head.hash)).map(|head| head.seq);
    let seq = printed.seq.or_else(|| notices.iter().find(by_notice)?.head_seq).or(newest);
    let Some(seq) = seq else { return Ok(None) };
    let Some(entry) = ledger::entry(conn, village, seq).await?.filter(|entry| matches(&entry.hash)) else { return Ok(None) };
    let issue = notices.iter().find(|notice| notice.head_seq == Some(seq)).and_then(|notice| notice.issue);
    Ok(Some((seq, entry.hash, entry.at, issue)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        let printed = |seq, digits: &str| Some(Printed { seq, digits: digits.into() });
        let table = [
            ("2304-3f9a12c477e0", printed(Some(2304), "3f9a12c477e0")),
            (" 2304 - 3F9A 12C4 77E0 ", printed(Some(2304), "3f9a12c477e0")),
            ("3f9a 12c4 77e0", printed(None, "3f9a12c477e0")),
            ("2304-3f9a", None),
            ("x-3f9a12c477e0", None),
            ("3f9a12c477eg", None),
            ("%", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Printed::read(text).ok(), expected, "{text}");
        }
    }
}
