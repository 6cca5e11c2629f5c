//! What the trail says of who did what, and when: the rows of rooms say so, too, and are held against it by `jifen verify`. The trail is chained, the rows
//! are not: whoever changes by hand who recorded, reviewed, signed or paid something contradicts it, and so does whoever takes the thing away.
//!
//! Not here: what a row says (each room asks about its own), and whether the trail itself holds (`trail`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use anyhow::Result;

use super::cell::Column;
use super::conn::Conn;
use crate::words::{Moment, Role, VillageId};

/// Somebody who acted: of residents the trail says in the open that one did, not which.
struct Witness {
    verb: String,
    staff: Option<String>,
    role: Option<Role>,
    at: Moment,
}

impl Witness {
    fn is(&self, staff: &str, role: Option<Role>, at: Moment) -> bool {
        let is_they = || self.staff.as_ref().map_or(self.role == Some(Role::Resident), |seen| seen == staff);
        self.at == at && (role.is_none() || self.role == role) && is_they()
    }
}

/// About what, by which verb, by whom, in which role, when.
type Row = (String, String, Option<String>, Option<Role>, Moment);

/// The acts about things of one kind.
pub struct Witnesses {
    acts: HashMap<i64, Vec<Witness>>,
    /// Until when acts were done in a database that kept no trail yet: what is as old as that nobody saw.
    unseen_until: Option<Moment>,
}

impl Witnesses {
    /// All acts of a village about one kind of thing: `claim` for `claim:12`, and for many at once `claims:12-15`.
    pub async fn of(conn: &mut Conn, village: &VillageId, kind: &str) -> Result<Self> {
        let name = village.to_string().to_cell();
        let sql = "SELECT MAX(at) FROM operations WHERE village = $1 AND number IS NULL";
        let unseen_until = conn.first::<(Option<Moment>,)>(sql, std::slice::from_ref(&name)).await?.and_then(|(at,)| at);
        let sql = "SELECT about, verb, staff, role, at FROM operations WHERE village = $1 AND part = 'village' AND about LIKE $2";
        let mut acts: HashMap<i64, Vec<Witness>> = HashMap::new();
        let rows: Vec<Row> = conn.query(sql, &[name, format!("{kind}%").to_cell()]).await?;
        for (about, verb, staff, role, at) in rows {
            for number in numbers(&about, kind).into_iter().flatten() {
                acts.entry(number).or_default().push(Witness { verb: verb.clone(), staff: staff.clone(), role, at });
            }
        }
        Ok(Self { acts, unseen_until })
    }

    /// Whether somebody was seen doing something about that thing then, as whoever they say they were.
    pub fn saw(&self, number: i64, staff: &str, role: Option<Role>, at: Moment) -> bool {
        self.is_older(at) || self.acts.get(&number).is_some_and(|acts| acts.iter().any(|act| act.is(staff, role, at)))
    }

    /// The same about any thing of the kind.
    pub fn saw_any(&self, staff: &str, role: Option<Role>, at: Moment) -> bool {
        self.is_older(at) || self.acts.values().flatten().any(|act| act.is(staff, role, at))
    }

    /// How often something was done about each thing by that verb.
    pub fn times(&self, verb: &str) -> BTreeMap<i64, usize> {
        let count = |acts: &Vec<Witness>| acts.iter().filter(|act| act.verb == verb).count();
        self.acts.iter().map(|(number, acts)| (*number, count(acts))).filter(|(_, times)| *times > 0).collect()
    }

    /// The things something was done about, and which are not among these.
    pub fn gone(&self, there: &BTreeSet<i64>) -> BTreeSet<i64> {
        self.acts.keys().filter(|number| !there.contains(number)).copied().collect()
    }

    fn is_older(&self, at: Moment) -> bool {
        self.unseen_until.is_some_and(|until| at <= until)
    }
}

/// The numbers that an act is about; none where it is about another kind.
fn numbers(about: &str, kind: &str) -> Option<RangeInclusive<i64>> {
    let rest = about.strip_prefix(kind)?;
    let (first, last) = match rest.strip_prefix("s:") {
        Some(many) => many.split_once('-')?,
        None => rest.strip_prefix(':').map(|one| (one, one))?,
    };
    Some(first.parse().ok()?..=last.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn an_act_is_about_one_thing_or_many_of_a_kind() {
        assert_eq!(numbers("claim:12", "claim"), Some(12..=12));
        assert_eq!(numbers("claims:12-15", "claim"), Some(12..=15));
        assert_eq!((numbers("claims:-", "claim"), numbers("claimant:1", "claim")), (None, None));
    }
}
