//! How far somebody reaches inside a village: all of it, or the households of one group. A group leader (村民小组长) lives in the group they lead, so it is
//! told by their household and kept nowhere else: whoever moves to another group leads none of the old one any more.

use anyhow::Result;

use super::model::{Household, Subject};
use super::rights::{Scope, scope_of};
use super::store;
use crate::db::{Book, Conn};
use crate::words::{Actor, Kind, Refusal, VillageId};

/// The households somebody has to do with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Village,
    Group(String),
    /// A group leader whose household is not known leads nobody.
    Nobody,
}

impl Reach {
    fn of(actor: &Actor, home: Option<Household>) -> Self {
        match (scope_of(actor.role), home.filter(|home| home.members > 0)) {
            (Scope::Group, Some(home)) => Self::Group(home.group_name),
            (Scope::Group, None) => Self::Nobody,
            _ => Self::Village,
        }
    }

    /// Whether a household is one of them.
    pub fn covers(&self, household: &Household) -> bool {
        match self {
            Self::Village => true,
            Self::Group(group) => *group == household.group_name,
            Self::Nobody => false,
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

/// Refuses `roster.not_your_group` where somebody is recorded for or looked at who is of another group than the one whose task it is.
pub fn check_reach(book: &Book, actor: &Actor, subject: &Subject) -> Result<(), Refusal> {
    let home = match (scope_of(actor.role), &actor.household) {
        (Scope::Group, Some(home)) => book.get::<Household>(home),
        _ => None,
    };
    if Reach::of(actor, home).covers(&subject.household) { Ok(()) } else { Err(not_your_group()) }
}

fn not_your_group() -> Refusal {
    let next_step = "请告诉那个组的组长，或者村里的网格员。";
    Refusal::new("roster.not_your_group", Kind::Forbidden, "这一户不在您的小组，没有记。", next_step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Role;

    fn household(group: &str, members: i64) -> Household {
        Household { number: "1-01".to_owned(), group_name: group.to_owned(), head: String::new(), members }
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
            let actor = Actor { staff: "S09".to_owned(), role, household: None };
            let reach = Reach::of(&actor, home);
            assert_eq!(["一组", "二组"].map(|group| reach.covers(&household(group, 1))), expected, "{role:?}");
        }
    }
}
