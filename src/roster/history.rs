//! What became of households and of the people in them, and what was asked for and decided about it. Plain rows, and who lived where on a day.
//!
//! Not here: what a change means and who may ask for it (`households`).

use chrono::NaiveDate;

use crate::words::{Moment, Role};

/// What happened to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    Born,
    MarriedIn,
    MovedIn,
    /// 分户, also into a household that is there already
    Split,
    Merged,
    MovedAway,
    Died,
    /// 换户主
    NewHead,
    /// 更正
    Corrected,
    /// A list of people says so.
    Listed,
}

impl EventKind {
    const ALL: [(EventKind, &'static str, &'static str); 10] = [
        (Self::Born, "born", "出生"),
        (Self::MarriedIn, "married_in", "结婚迁入"),
        (Self::MovedIn, "moved_in", "迁入"),
        (Self::Split, "split", "分户"),
        (Self::Merged, "merged", "并户"),
        (Self::MovedAway, "moved_away", "迁出"),
        (Self::Died, "died", "去世"),
        (Self::NewHead, "new_head", "换户主"),
        (Self::Corrected, "corrected", "更正"),
        (Self::Listed, "listed", "名单更正"),
    ];

    fn row(self) -> (&'static str, &'static str) {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or(("", ""), |(_, name, chinese)| (name, chinese))
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        self.row().1
    }

    /// The kind of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| kind)
    }
}

/// Something that happened to one resident; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdEvent {
    pub id: i64,
    pub kind: EventKind,
    pub occurred_on: NaiveDate,
    pub recorded_at: Moment,
    /// Their number.
    pub resident: String,
    /// The household they lived in before; empty where it was none of this village.
    pub origin: String,
    /// The household they live in since; empty where it is none of this village.
    pub destination: String,
    /// The change it belongs to; none for what a list said.
    pub change: Option<i64>,
}

/// Where somebody lived on a day, told by all that happened to them in the order of entry and by where they live `now`.
pub fn lived_in<'a>(events: &'a [HouseholdEvent], now: &'a str, day: NaiveDate) -> &'a str {
    let until = events.iter().filter(|event| event.occurred_on <= day).max_by_key(|event| (event.occurred_on, event.id));
    let first = events.iter().min_by_key(|event| (event.occurred_on, event.id));
    until.map(|event| &event.destination).or(first.map(|event| &event.origin)).map_or(now, String::as_str)
}

/// Where a change stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// It moves points, and a second person has not decided yet.
    Waiting,
    Done,
    Rejected,
}

impl ChangeState {
    const ALL: [ChangeState; 3] = [Self::Waiting, Self::Done, Self::Rejected];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Rejected => "rejected",
        }
    }

    /// What villagers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Waiting => "等另一个人定",
            Self::Done => "已办好",
            Self::Rejected => "不办了",
        }
    }

    /// The state of a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A change of a household that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdChange {
    pub id: i64,
    pub household: String,
    /// What is asked for, as JSON.
    pub request: String,
    /// Every household it concerns, each between spaces: whoever lives there decides nothing about it.
    pub touched: String,
    /// What it does, in a sentence with masked names.
    pub sentence: String,
    pub occurred_on: NaiveDate,
    /// The meeting or the paper it rests on.
    pub basis: String,
    pub state: ChangeState,
    pub proposed_by: String,
    pub proposed_role: Role,
    pub proposed_at: Moment,
    /// The entry by which points went over.
    pub entry: Option<i64>,
}

impl HouseholdChange {
    /// Whether it concerns a household.
    pub fn touches(&self, household: &str) -> bool {
        self.touched.split(' ').any(|touched| touched == household)
    }

    /// How its entry refers to it.
    pub fn reference(&self) -> String {
        format!("{REFERENCE}{}", self.id)
    }
}

/// What the reference of an entry begins with by which points went over.
pub const REFERENCE: &str = "household:";

/// What a second person decided about a change; never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdRuling {
    pub change: i64,
    /// `confirm` or `reject`.
    pub ruling: String,
    pub ruled_by: String,
    pub role: Role,
    pub reason: String,
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lived_where_is_told_by_what_happened() {
        let event = |id, on: &str, origin: &str, destination: &str| HouseholdEvent {
            id,
            kind: EventKind::Split,
            occurred_on: on.parse().unwrap(),
            recorded_at: Moment::from_millis(0),
            resident: "1-01-2".to_owned(),
            origin: origin.to_owned(),
            destination: destination.to_owned(),
            change: None,
        };
        let events = [event(1, "2026-03-01", "1-01", "1-02"), event(2, "2028-02-29", "1-02", "1-03"), event(3, "2028-02-29", "1-03", "")];
        let table = [("2026-02-28", "1-01"), ("2026-03-01", "1-02"), ("2028-02-28", "1-02"), ("2028-02-29", ""), ("2028-03-01", "")];
        for (day, household) in table {
            assert_eq!(lived_in(&events, "", day.parse().unwrap()), household, "{day}");
        }
        assert_eq!(lived_in(&[], "1-07", "2026-02-28".parse().unwrap()), "1-07");
        let shuffled = [events[1].clone(), events[0].clone()];
        assert_eq!(lived_in(&shuffled, "", "2026-01-01".parse().unwrap()), "1-01");
    }
}
