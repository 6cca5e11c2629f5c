//! How far somebody reaches inside a village: all of it, the households of one group, or the people of one household. Both are told by who lives where and
//! kept nowhere else. A group leader (村民小组长) lives in the group they lead: whoever moves to another group leads none of the old one any more. A household's
//! head (户主) stands in its row: whoever is head no longer reaches nobody there from that act on.

use anyhow::Result;

use super::model::{Household, Resident, Subject, find};
use super::rights::{Scope, scope_of};
use super::store;
use crate::db::{Book, Conn};
use crate::words::{Actor, Kind, Refusal, VillageId};

/// The people somebody has to do with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Village,
    Group(String),
    /// The resident of this number, and whoever lives in the household of which they are the head.
    Family(String),
    /// A group leader whose household is not known leads nobody.
    Nobody,
}

impl Reach {
    fn of(actor: &Actor, home: Option<Household>) -> Self {
        match (scope_of(actor.role), home.filter(|home| home.members > 0)) {
            (Scope::Group, Some(home)) => Self::Group(home.group_name),
            (Scope::Group, None) => Self::Nobody,
            (Scope::Own, _) => Self::Family(actor.staff.clone()),
            _ => Self::Village,
        }
    }

    /// Whether a household is theirs to look after.
    pub fn covers(&self, household: &Household) -> bool {
        match self {
            Self::Village => true,
            Self::Group(group) => *group == household.group_name,
            Self::Family(resident) => *resident == household.head,
            Self::Nobody => false,
        }
    }

    /// Whether something of somebody's is theirs to see and to say: of a household, or of a person in it. A household as such is nobody's to speak for.
    fn includes(&self, subject: &Subject) -> bool {
        match (self, &subject.person) {
            (Self::Family(resident), Some(person)) => *resident == person.number || self.covers(&subject.household),
            (Self::Family(_), None) => false,
            _ => self.covers(&subject.household),
        }
    }
}

/// How far somebody reaches; from the tables.
pub async fn reach(conn: &mut Conn, village: &VillageId, actor: &Actor) -> Result<Reach> {
    let home = match (scope_of(actor.role), &actor.household) {
        (Scope::Group, Some(home)) => store::household(conn, village, home).await?,
        _ => None,
    };
    Ok(Reach::of(actor, home))
}

/// Refuses `roster.not_your_group`, `roster.not_your_household` where somebody is recorded for or looked at who is none of theirs whose task it is.
pub fn check_reach(book: &Book, actor: &Actor, subject: &Subject) -> Result<(), Refusal> {
    let home = match (scope_of(actor.role), &actor.household) {
        (Scope::Group, Some(home)) => book.get::<Household>(home),
        _ => None,
    };
    match Reach::of(actor, home) {
        reach if reach.includes(subject) => Ok(()),
        Reach::Family(_) => Err(not_your_household()),
        _ => Err(not_your_group()),
    }
}

/// Whether somebody has to do with whoever is known by a number, as people live now.
pub fn reaches(book: &Book, actor: &Actor, number: &str) -> bool {
    find(book, number).is_some_and(|subject| check_reach(book, actor, &subject).is_ok())
}

/// Those whom a resident looks after: the other members of the household of which they are the head, by number. Nobody for whoever is no head.
pub async fn family(conn: &mut Conn, village: &VillageId, resident: &str) -> Result<Vec<Resident>> {
    let found = store::headed_by(conn, village, resident).await?;
    Ok(found.into_iter().filter(|person| person.number != resident && !person.is_forgotten()).collect())
}

fn not_your_group() -> Refusal {
    let next_step = "请告诉那个组的组长，或者村里的网格员。";
    Refusal::new("roster.not_your_group", Kind::Forbidden, "这一户不在您的小组，没有记。", next_step)
}

/// The same for whom nobody knows as for somebody of another household: residents do not find out by it who there is.
pub fn not_your_household() -> Refusal {
    let sentence = "这个人不归您代办：只有户主能替同一户的人办。";
    Refusal::new("roster.not_your_household", Kind::Forbidden, sentence, "请本人自己办，或者请他家户主、村里的网格员来办。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Role;

    fn household(group: &str, members: i64) -> Household {
        Household { number: "1-01".to_owned(), group_name: group.to_owned(), head: "1-01-1".to_owned(), members }
    }

    fn actor(staff: &str, role: Role) -> Actor {
        Actor { staff: staff.to_owned(), role, household: Some("1-01".to_owned()) }
    }

    #[test]
    fn a_group_leader_reaches_the_group_they_live_in_and_everybody_else_the_village() {
        let table = [
            (Role::GroupLeader, Some(household("一组", 2)), [true, false]),
            (Role::GroupLeader, Some(household("一组", 0)), [false, false]),
            (Role::GroupLeader, None, [false, false]),
            (Role::GridWorker, Some(household("一组", 2)), [true, true]),
            (Role::Secretary, None, [true, true]),
        ];
        for (role, home, expected) in table {
            let reach = Reach::of(&actor("S09", role), home);
            assert_eq!(["一组", "二组"].map(|group| reach.covers(&household(group, 1))), expected, "{role:?}");
        }
    }

    #[test]
    fn the_head_reaches_the_people_of_the_household_and_others_themselves() {
        let person = |number: &str| Resident {
            number: number.to_owned(),
            household: "1-01".to_owned(),
            name: "某".to_owned(),
            relation: String::new(),
        };
        let subject = |number: Option<&str>, head: &str| Subject {
            person: number.map(person),
            household: Household { head: head.to_owned(), ..household("一组", 2) },
        };
        let table = [
            ("1-01-1", Some("1-01-2"), "1-01-1", true),
            ("1-01-1", Some("1-01-1"), "1-01-1", true),
            ("1-01-1", None, "1-01-1", false),
            ("1-01-2", Some("1-01-1"), "1-01-1", false),
            ("1-01-2", Some("1-01-2"), "1-01-1", true),
            ("1-01-1", Some("1-01-2"), "1-01-2", false),
            ("1-01-1", Some("1-01-2"), "", false),
        ];
        for (who, whom, head, expected) in table {
            let reach = Reach::of(&actor(who, Role::Resident), None);
            assert_eq!(reach.includes(&subject(whom, head)), expected, "{who} for {whom:?} under {head}");
        }
    }
}
