//! What is typed into a household's forms at the desk, read as a change. Plain data.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::{Change, Coming, Mover};
use crate::words::{Kind, Points, Refusal};

/// The fields of a form as they were typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed(pub BTreeMap<String, String>);

impl Typed {
    /// A field without blanks around it; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|value| !value.is_empty())
    }

    /// The numbers that are ticked.
    fn ticked(&self) -> Vec<String> {
        self.0.keys().filter_map(|name| name.strip_prefix("member:")).map(str::to_owned).collect()
    }

    /// Whether somebody is ticked.
    pub fn is_ticked(&self, number: &str) -> bool {
        self.0.contains_key(&format!("member:{number}"))
    }

    /// What somebody is to the head.
    pub fn relation(&self, number: &str) -> &str {
        self.get(&format!("relation:{number}"))
    }

    /// Whether this is the form that was filled in.
    pub fn is_of(&self, act: &str) -> bool {
        self.get("act") == act
    }

    fn mover(&self, number: &str) -> Mover {
        Mover { number: number.to_owned(), relation: self.relation(number).to_owned() }
    }

    fn movers(&self, only_ticked: bool) -> Vec<Mover> {
        let said = self.0.keys().filter_map(|name| name.strip_prefix("relation:")).map(str::to_owned);
        let numbers: Vec<String> = if only_ticked { self.ticked() } else { said.collect() };
        numbers.iter().map(|number| self.mover(number)).collect()
    }

    /// The day. Refuses `households.unread`.
    pub fn day(&self) -> Result<NaiveDate, Refusal> {
        self.get("day").parse().map_err(|_| unread("日期"))
    }

    /// What is asked for. Refuses `households.unread`.
    pub fn change(&self) -> Result<Change, Refusal> {
        let (into, heir, head) = (self.get("into").to_owned(), self.some("heir"), self.some("head"));
        Ok(match self.get("act") {
            "split" => Change::Split { members: self.movers(true), into, points: self.points()? },
            "merger" => Change::Merger { members: self.movers(false), into },
            "arrival" => Change::Arrival {
                number: self.get("member").to_owned(),
                name: self.get("name").to_owned(),
                relation: self.get("kinship").to_owned(),
                coming: self.coming()?,
            },
            "departure" => Change::Departure { members: self.ticked(), heir, head },
            "death" => Change::Death { member: self.get("member").to_owned(), heir, head },
            "head" => Change::Head { head: self.get("head").to_owned(), members: self.movers(false) },
            "correction" => Change::Correction {
                member: self.some("member"),
                name: self.some("name"),
                relation: self.some("kinship"),
                group: self.some("group"),
            },
            _ => return Err(unread("要办的事")),
        })
    }

    fn points(&self) -> Result<Points, Refusal> {
        match self.get("points") {
            "" => Ok(Points::ZERO),
            typed => Points::parse(typed).ok_or_else(|| unread("带走的分")),
        }
    }

    fn coming(&self) -> Result<Coming, Refusal> {
        match self.get("coming") {
            "born" => Ok(Coming::Born),
            "married_in" => Ok(Coming::MarriedIn),
            "moved_in" => Ok(Coming::MovedIn),
            _ => Err(unread("怎么来的")),
        }
    }
}

fn unread(what: &str) -> Refusal {
    Refusal::new("households.unread", Kind::Invalid, format!("{what}没有填，或者看不懂。"), "请改好再看一次。")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_is_read_as_what_it_asks_for() {
        let son = Mover { number: "3-07-3".to_owned(), relation: "户主".to_owned() };
        let split = [
            ("act", "split"),
            ("member:3-07-3", "on"),
            ("relation:3-07-3", "户主"),
            ("relation:3-07-1", ""),
            ("into", "3-21"),
            ("points", " 40 "),
        ];
        let expected = Change::Split { members: vec![son], into: "3-21".to_owned(), points: Points::whole(40) };
        assert_eq!(typed(&split).change(), Ok(expected));
        let death = [("act", "death"), ("member", "3-07-1"), ("heir", "")];
        assert_eq!(typed(&death).change(), Ok(Change::Death { member: "3-07-1".to_owned(), heir: None, head: None }));
        for wrong in [vec![("act", "split"), ("points", "四十")], vec![("act", "sale")], vec![("act", "arrival"), ("coming", "x")]] {
            assert_eq!(typed(&wrong).change().unwrap_err().code, "households.unread", "{wrong:?}");
        }
    }
}
