//! A field of a page that asks whom something is about: the same one everywhere. What was typed is a number, a name, a part of one, its sounds or what they
//! begin with; who may be meant is listed and picked, never guessed, and same names are told apart by number, group and relation.
//!
//! Its templates stand beside it: `whom.html` is the field, `hits.html` what stands below it.

use std::collections::BTreeMap;

use anyhow::Result;

use super::model::{Resident, Subject, masked};
use super::reach::{Reach, reach};
use super::rights::{Action, may};
use super::store;
use crate::db::Conn;
use crate::words::{Actor, VillageId};

/// How many of those who may be meant a page lists.
const SHOWN: usize = 12;

/// What a page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// Somebody; a household's number asks who of it.
    Person,
    /// A household, by whoever lives there.
    Household,
    /// Either.
    Anybody,
}

/// The field with what was typed.
#[derive(Clone, Debug, Default)]
pub struct Whom {
    /// As it is shown again.
    pub text: String,
    /// Whose number it is.
    pub known: Option<Known>,
    /// Who else may be meant.
    pub hits: Vec<Hit>,
    /// How many more than those listed.
    pub more: usize,
}

/// Somebody, or a household, of whom there is no doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub number: String,
    /// Where they live; empty for whoever has moved away or died.
    pub household: String,
    /// `张小明 3-07-2`, `3-07 张大山家`
    pub name: String,
    /// What they are called themselves; of a household, its head.
    pub person: String,
}

/// Somebody who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub number: String,
    /// In full for those who see whole households anyway, else masked: a search lists people nobody asked for.
    pub name: String,
    /// What tells them from others of the same name: `一组 户主`.
    pub what: String,
}

impl Whom {
    /// Reads what somebody typed who may see as far as they reach.
    pub async fn read(conn: &mut Conn, village: &VillageId, actor: &Actor, sought: Sought, typed: &str) -> Result<Self> {
        let reach = reach(conn, village, actor).await?;
        let text = store::number(conn, village, typed).await?;
        let blank = Self { text: text.clone(), ..Self::default() };
        if text.is_empty() {
            return Ok(blank);
        }
        let subject = store::subject(conn, village, &text).await?;
        let shows_names = may(actor.role, Action::SeeHouseholds);
        match subject {
            Some(subject) if !reach.covers(&subject.household) => Ok(blank),
            Some(Subject { person: None, household }) if sought == Sought::Person => {
                blank.one_of(conn, village, &household.number, shows_names).await
            }
            Some(subject) => Ok(Self { known: Some(Known::of(conn, village, subject).await?), ..blank }),
            None => match gone(conn, village, &reach, &text).await? {
                Some(person) => Ok(Self { known: Some(Known::person(&person)), ..blank }),
                None => {
                    let people = store::search(conn, village, &reach, &text).await?;
                    blank.among(conn, village, people, (sought, shows_names)).await
                }
            },
        }
    }

    /// Who of a household; its only one without a question.
    async fn one_of(self, conn: &mut Conn, village: &VillageId, household: &str, shows_names: bool) -> Result<Self> {
        let mut people = store::people_of(conn, village, household).await?;
        people.retain(|person| !person.is_forgotten());
        match people.as_slice() {
            [only] => Ok(Self { known: Some(Known::person(only)), text: only.number.clone(), ..self }),
            _ => self.among(conn, village, people, (Sought::Person, shows_names)).await,
        }
    }

    /// Those who may be meant, each number once.
    async fn among(
        self,
        conn: &mut Conn,
        village: &VillageId,
        people: Vec<Resident>,
        (sought, shows_names): (Sought, bool),
    ) -> Result<Self> {
        let homes: Vec<&str> = people.iter().map(|person| person.household.as_str()).collect();
        let homes = store::homes(conn, village, &homes).await?;
        let groups: BTreeMap<_, _> = homes.into_iter().map(|home| (home.number, home.group_name)).collect();
        let mut hits: Vec<Hit> = Vec::new();
        for person in people {
            let number = if sought == Sought::Household { &person.household } else { &person.number };
            if hits.iter().all(|hit| hit.number != *number) {
                let group = groups.get(&person.household).map_or("", String::as_str);
                hits.push(Hit {
                    number: number.clone(),
                    what: format!("{group} {}", person.relation).trim().to_owned(),
                    name: if shows_names { person.name } else { masked(&person.name) },
                });
            }
        }
        let more = hits.len().saturating_sub(SHOWN);
        hits.truncate(SHOWN);
        Ok(Self { hits, more, ..self })
    }

    /// The number to go on with: of whoever is known, else what was typed.
    pub fn number(&self) -> &str {
        self.known.as_ref().map_or(&self.text, |known| &known.number)
    }

    /// The number of the household that is meant, else what was typed.
    pub fn household(&self) -> &str {
        self.known.as_ref().map_or(&self.text, |known| &known.household)
    }

    /// Whether somebody has to be picked first.
    pub fn is_open(&self) -> bool {
        self.known.is_none() && !self.hits.is_empty()
    }

    /// Whether nobody is meant by what was typed.
    pub fn is_unknown(&self) -> bool {
        self.known.is_none() && self.hits.is_empty() && !self.text.is_empty()
    }

    /// The field as it was typed, before anybody looked whom it means.
    pub fn typed(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

impl Known {
    fn person(person: &Resident) -> Self {
        let Resident { number, household, name, .. } = person.clone();
        Self { person: name.clone(), name: format!("{name} {number}"), number, household }
    }

    async fn of(conn: &mut Conn, village: &VillageId, subject: Subject) -> Result<Self> {
        if let Some(person) = &subject.person {
            return Ok(Self::person(person));
        }
        let number = subject.household.number;
        let head = store::resident(conn, village, &subject.household.head).await?;
        let person = head.filter(|head| !head.is_forgotten()).map_or_else(String::new, |head| head.name);
        let name = if person.is_empty() { number.clone() } else { format!("{number} {person}家") };
        Ok(Self { household: number.clone(), number, name, person })
    }
}

/// Somebody who has moved away or died, for whoever has to do with the whole village.
async fn gone(conn: &mut Conn, village: &VillageId, reach: &Reach, number: &str) -> Result<Option<Resident>> {
    let person = store::resident(conn, village, number).await?;
    Ok(person.filter(|person| *reach == Reach::Village && !person.is_forgotten() && !person.lives_here()))
}
