//! All changes of a village as CSV, for whoever keeps its records: no names, no resident, no reasons, which may hold either.

use anyhow::Result;

use super::changes::Reader;
use super::deeds;
use crate::db::{Acted, Conn, Wanted, acts};
use crate::sheets::writing::{CSV_MARK, csv_line};
use crate::words::{Moment, VillageId};

/// How many changes are in memory at once.
const PAGE: i64 = 1_000;

const COLUMNS: [&str; 9] = ["编号", "时间", "职务", "人员编号", "设备", "类别", "办了什么", "关于", "校验码"];

/// The table, the newest change first.
pub async fn as_csv(conn: &mut Conn, village: &VillageId) -> Result<String> {
    let (reader, verbs) = (Reader::without_names(conn, village).await?, deeds::verbs(None));
    let (from, until) = (Moment::from_millis(i64::MIN), Moment::from_millis(i64::MAX));
    let mut text = CSV_MARK.to_owned() + &csv_line(COLUMNS)?;
    let mut before = i64::MAX;
    loop {
        let wanted = Wanted { from, until, verbs: &verbs, staff: None, role: None, before, limit: PAGE };
        let found = acts(conn, village, &wanted).await?;
        let Some(last) = found.last() else { return Ok(text) };
        before = last.number;
        for act in found {
            text.push_str(&csv_line(row(act, &reader).iter().map(String::as_str))?);
        }
    }
}

fn row(act: Acted, reader: &Reader) -> [String; COLUMNS.len()] {
    let (kind, device) = (deeds::sort(&act), deeds::device(&act));
    let act = Acted { reason: None, behalf: act.behalf.map(|_| "村民".to_owned()), ..act };
    let sentence = reader.sentence(&act);
    let operation = act.operation;
    [
        act.number.to_string(),
        operation.at.to_string(),
        operation.role.map_or("", |role| role.chinese()).to_owned(),
        operation.staff.unwrap_or_default(),
        device.unwrap_or_default(),
        kind.map_or("", |kind| kind.chinese()).to_owned(),
        sentence,
        operation.about.unwrap_or_default(),
        operation.hash.unwrap_or_default(),
    ]
}
