//! Days that no calendar has: 30 February, the 31st of April, a thirteenth month.

use chrono::NaiveDate;

use super::numerals::plain;

/// Why a text that names year, month and day is no day: `2026 年 2 月只有 28 天`. `None` if it names none, or one that is there.
pub(super) fn missing(text: &str) -> Option<String> {
    let dashed = plain(text).replace(['.', '/', '年', '月'], "-").replace(['日', '号', ' '], "");
    let mut parts = dashed.splitn(3, '-').map(str::parse::<u32>);
    let (year, month, day) = (i32::try_from(parts.next()?.ok()?).ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1900..3000).contains(&year) || NaiveDate::from_ymd_opt(year, month, day).is_some() {
        return None;
    }
    if !(1..=12).contains(&month) {
        return Some(format!("没有 {month} 月"));
    }
    let days = (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some())?;
    Some(if day == 0 { "没有 0 日".to_owned() } else { format!("{year} 年 {month} 月只有 {days} 天") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_not_there_is_named() {
        let table = [
            ("2026-02-30", Some("2026 年 2 月只有 28 天")),
            ("2028.2.30", Some("2028 年 2 月只有 29 天")),
            ("2026年4月31日", Some("2026 年 4 月只有 30 天")),
            ("2026-13-01", Some("没有 13 月")),
            ("2026-03-00", Some("没有 0 日")),
            ("2026-02-28", None),
            ("2026.3.1", None),
            ("三月一日", None),
            ("12-31", None),
        ];
        for (text, expected) in table {
            assert_eq!(missing(text).as_deref(), expected, "{text}");
        }
    }
}
