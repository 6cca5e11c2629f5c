//! What is typed into a household's forms at the desk, read as a change. Plain data.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::model::{Change, Coming, Mover, Newcomer};
use crate::roster::plain;
use crate::words::{Kind, Points, Refusal};

/// How many people fit into the form of a household that is new.
pub(super) const ROWS: usize = 8;

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
        let (into, heir, head) =
            (plain(self.get("into")), self.some("heir").as_deref().map(plain), self.some("head").as_deref().map(plain));
        Ok(match self.get("act") {
            "split" => Change::Split { members: self.movers(true), into, points: self.points()? },
            "merger" => Change::Merger { members: self.movers(false), into },
            "arrival" => Change::Arrival {
                number: plain(self.get("member")),
                name: self.get("name").to_owned(),
                relation: self.get("kinship").to_owned(),
                coming: self.coming()?,
            },
            "settlement" => Change::Settlement { group: self.get("group").to_owned(), members: self.newcomers(), coming: self.coming()? },
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

    /// Who is written in the rows of a household that is new, numbered in their order.
    fn newcomers(&self) -> Vec<Newcomer> {
        let rows = (1..=ROWS).map(|row| (self.get(&format!("name:{row}")), self.get(&format!("kin:{row}"))));
        let written = rows.filter(|(name, _)| !name.is_empty()).enumerate();
        let number = |at: usize| format!("{}-{}", plain(self.get("household")), at + 1);
        written.map(|(at, (name, kin))| Newcomer { number: number(at), name: name.to_owned(), relation: kin.to_owned() }).collect()
    }

    /// What stands in the name of a row, and in its relation.
    pub fn row(&self, row: &usize) -> (&str, &str) {
        (self.get(&format!("name:{row}")), self.get(&format!("kin:{row}")))
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
            "returned" => Ok(Coming::Returned),
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
        let family = [
            ("act", "settlement"),
            ("household", "３－２１"),
            ("group", "三组"),
            ("coming", "moved_in"),
            ("name:2", "张明"),
            ("name:4", "李芳"),
        ];
        let Ok(Change::Settlement { members, .. }) = typed(&family).change() else { panic!("{family:?}") };
        let members: Vec<_> = members.iter().map(|one| (one.number.as_str(), one.name.as_str())).collect();
        assert_eq!(members, [("3-21-1", "张明"), ("3-21-2", "李芳")]);
        for wrong in [vec![("act", "split"), ("points", "四十")], vec![("act", "sale")], vec![("act", "arrival"), ("coming", "x")]] {
            assert_eq!(typed(&wrong).change().unwrap_err().code, "households.unread", "{wrong:?}");
        }
    }
}
