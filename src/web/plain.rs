//! Days and times as people say them.

use chrono::{Datelike, NaiveDate};

use crate::words::Moment;

/// `3月5日（周三）`; of another year than `today` with the year in front.
pub fn plain_day(day: NaiveDate, today: NaiveDate) -> String {
    const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = WEEK[day.weekday().num_days_from_monday() as usize % 7];
    let year = if day.year() == today.year() { String::new() } else { format!("{}年", day.year()) };
    format!("{year}{}月{}日（周{weekday}）", day.month(), day.day())
}

/// `9:05`, in the village.
pub fn plain_time(at: Moment) -> String {
    let text = at.to_string();
    let time = text.get(11..16).unwrap_or_default();
    time.strip_prefix('0').unwrap_or(time).to_owned()
}

/// A sentence without the name it begins with, for where the name stands above it.
pub fn after_name<'a>(sentence: &'a str, name: &str) -> &'a str {
    sentence.strip_prefix(name).map_or(sentence, |rest| rest.trim_start_matches(['：', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_said_plainly() {
        let day: NaiveDate = "2026-03-05".parse().unwrap();
        assert_eq!(plain_day(day, "2026-11-22".parse().unwrap()), "3月5日（周四）");
        assert_eq!(plain_day(day, "2027-01-01".parse().unwrap()), "2026年3月5日（周四）");
        assert_eq!(after_name("拾金不昧：每次加 5 分。", "拾金不昧"), "每次加 5 分。");
        assert_eq!(plain_time(Moment::on(day, 9, 5)), "9:05");
    }
}
