//! Instants and where they come from. Time is handed in: only [`Clock::machine`] looks at the real clock.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use serde::{Deserialize, Serialize, Serializer};

/// The one time zone of villages (UTC+8, no summer time).
fn zone() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are a valid offset")
}

/// An instant, in whole milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// From stored milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Noon or any other wall-clock time of a day in the village's zone.
    pub fn on(day: NaiveDate, hour: u32, minute: u32) -> Self {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let local = zone().from_local_datetime(&NaiveDateTime::new(day, time)).single();
        Self(local.map_or(0, |at| at.timestamp_millis()))
    }

    /// Milliseconds, as stored.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant moved by a number of seconds.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1000)
    }

    /// Whether this is so much earlier than what has happened already that a clock must have been set back: more than ten minutes, which is more than
    /// the clocks of several servers differ.
    pub const fn lies_behind(self, earlier_act: Moment) -> bool {
        self.0 + 10 * 60 * 1000 < earlier_act.0
    }

    /// The calendar day in the village's zone.
    pub fn day(self) -> NaiveDate {
        self.local().date_naive()
    }

    fn local(self) -> DateTime<FixedOffset> {
        zone().timestamp_millis_opt(self.0).single().unwrap_or_default()
    }
}

/// RFC 3339 with the village's offset: `2026-11-22T09:30:00+08:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.local().to_rfc3339_opts(chrono::SecondsFormat::Secs, false))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at = DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom)?;
        Ok(Self(at.timestamp_millis()))
    }
}

/// Where a door reads the present from; it asks once an act.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Moment + Send + Sync>);

impl Clock {
    /// The machine's clock. Only doors hand it on; clippy bans the wall clock everywhere else.
    #[allow(clippy::disallowed_methods)]
    pub fn machine() -> Self {
        Self::from(|| Moment(chrono::Utc::now().timestamp_millis()))
    }

    /// The present.
    pub fn now(&self) -> Moment {
        (self.0)()
    }
}

/// A clock that somebody else turns: a test, or a village-year told in a second.
impl<F: Fn() -> Moment + Send + Sync + 'static> From<F> for Clock {
    fn from(tell: F) -> Self {
        Self(Arc::new(tell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_the_village() {
        let day: NaiveDate = "2026-03-01".parse().unwrap();
        let midnight = Moment::on(day, 0, 0);
        assert_eq!(midnight.to_string(), "2026-03-01T00:00:00+08:00");
        assert_eq!(midnight.day(), day);
        assert_eq!(midnight.plus_seconds(-1).day(), day.pred_opt().unwrap());
        assert!(midnight.plus_seconds(-601).lies_behind(midnight) && !midnight.plus_seconds(-600).lies_behind(midnight));
    }
}
