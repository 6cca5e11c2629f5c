//! What a scan gun, which is a keyboard with an Enter at the end, has read at the counter: a card, a voucher, a label, or a number that somebody typed.

use anyhow::Result;

use super::counter::{Found, find};
use super::reserving::code_of;
use super::store;
use crate::db::Conn;
use crate::entrance::{self, Scanned};
use crate::rulebook::Rulebook;
use crate::words::{Kind, Refusal, VillageId};

/// What the code to scan on a voucher begins with; the village follows, then the voucher's own code.
const VOUCHER: &str = "jq";

/// What the code to scan on a voucher holds.
pub(super) fn voucher_text(village: &VillageId, code: &str) -> String {
    format!("{VOUCHER}.{village}.{code}")
}

/// The code of a voucher of this village, scanned or typed; `None` if it is none.
pub(super) fn voucher_code(village: &VillageId, text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    match lower.strip_prefix("jq.") {
        Some(rest) => rest.split_once('.').filter(|(of, _)| *of == village.as_str()).and_then(|(_, code)| code_of(code)),
        None => code_of(text),
    }
}

/// What was scanned or typed.
pub(super) enum Read {
    Nothing,
    /// `+`: one more of the last.
    More,
    /// `-`: one fewer of the last.
    Fewer,
    /// The number on a label.
    Item(String),
    /// The number of the redemption that a voucher stands for.
    Voucher(i64),
    /// Somebody, and whether by their card.
    Person(Found, bool),
}

/// Reads a scanned text. While somebody stands at the counter (`is_choosing`) a number is an item's before it is a person's.
///
/// Refuses `shop.foreign_voucher`, `shop.unknown_voucher`, `shop.foreign_card`, `shop.unknown_card`, `shop.unknown_number`.
pub(super) async fn read(
    conn: &mut Conn,
    village: &VillageId,
    rulebook: &Rulebook,
    text: &str,
    is_choosing: bool,
) -> Result<Result<Read, Refusal>> {
    match text {
        "" => return Ok(Ok(Read::Nothing)),
        "+" | "＋" => return Ok(Ok(Read::More)),
        "-" | "−" | "－" => return Ok(Ok(Read::Fewer)),
        _ => {}
    }
    let lower = text.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("jq.") {
        return voucher(conn, village, rest).await;
    }
    if let Some(code) = code_of(text)
        && let Some(voucher) = store::voucher_of(conn, village, &code).await?
    {
        return Ok(Ok(Read::Voucher(voucher.redemption)));
    }
    let mut by_card = false;
    let number = match entrance::scanned(conn, village, text).await? {
        Scanned::ForeignCard => return Ok(Err(foreign_card())),
        Scanned::UnknownCard => return Ok(Err(unknown_card())),
        Scanned::CardOf(number) => {
            by_card = true;
            number
        }
        Scanned::Other => {
            // Some scanners write capitals, some people do not.
            for number in [text.to_owned(), text.to_ascii_uppercase()] {
                if is_choosing && store::item(conn, village, &number).await?.is_some() {
                    return Ok(Ok(Read::Item(number)));
                }
            }
            text.to_owned()
        }
    };
    let found = find(conn, village, rulebook, &number).await?;
    if matches!(found, Found::Nobody) && !is_choosing && store::item(conn, village, text).await?.is_some() {
        return Ok(Err(card_first()));
    }
    Ok(if matches!(found, Found::Nobody) { Err(unknown_number(text)) } else { Ok(Read::Person(found, by_card)) })
}

/// A voucher by `village.code`.
async fn voucher(conn: &mut Conn, village: &VillageId, rest: &str) -> Result<Result<Read, Refusal>> {
    let (of, code) = rest.split_once('.').unwrap_or_default();
    if of != village.as_str() {
        return Ok(Err(foreign_voucher()));
    }
    let found = match code_of(code) {
        Some(code) => store::voucher_of(conn, village, &code).await?,
        None => None,
    };
    Ok(found.map(|voucher| Read::Voucher(voucher.redemption)).ok_or_else(unknown_voucher))
}

fn foreign_voucher() -> Refusal {
    let sentence = "这张券是别的村的，在这里领不了。";
    Refusal::new("shop.foreign_voucher", Kind::Missing, sentence, "请到券上写的那个村的小店去领。")
}

pub(super) fn unknown_voucher() -> Refusal {
    Refusal::new("shop.unknown_voucher", Kind::Missing, "没有这张券，什么也没有给。", "请核对券上的 8 个字；也可以刷卡看这一位留了什么。")
}

pub(super) fn foreign_card() -> Refusal {
    Refusal::new("shop.foreign_card", Kind::Missing, "这张卡是别的村的，在这里用不了。", "请用本村的卡，或输本村的户号。")
}

pub(super) fn unknown_card() -> Refusal {
    Refusal::new("shop.unknown_card", Kind::Missing, "这张卡停用了，或者不是本村发的。", "请输户号或人员编号；卡丢过的，请到村里换新卡。")
}

fn card_first() -> Refusal {
    Refusal::new("shop.card_first", Kind::Conflict, "还不知道是谁来换。", "请先刷卡，或输户号、人员编号，再扫东西。")
}

/// Refuses `shop.unknown_number`. What was scanned is told again only where somebody may have typed it.
pub(super) fn unknown_number(number: &str) -> Refusal {
    let sentence = match number {
        "" => "还没有输号码。".to_owned(),
        number if number.chars().count() <= 20 => format!("没有找到 {number} 这个号。"),
        _ => "没有认出扫到的是什么。".to_owned(),
    };
    Refusal::new("shop.unknown_number", Kind::Missing, sentence, "请再扫一次，或核对户号、人员编号、商品编号。")
}
