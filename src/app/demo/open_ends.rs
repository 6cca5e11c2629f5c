//! How the story ends: with something to do for everybody, so that no page of the demo is empty.

use anyhow::Result;
use chrono::Days;

use super::{Story, outcome};
use crate::awards::{self, AwardState};
use crate::entrance::Caller;
use crate::notices::{self, Raise, Reason};
use crate::personal::{self, Board, Say};
use crate::roster::{self, Subject};
use crate::words::{Act, Actor, Moment, OperationId, Role};

/// How many days back somebody looks at what they were given.
const LATELY: u64 = 20;

/// How many agree to be named.
const NAMED: usize = 12;

impl Story<'_> {
    /// A few fresh records wait for the secretary, an objection for the committee; and some agreed to be named.
    pub(super) async fn leave_something_to_do(&mut self, people: &[String]) -> Result<()> {
        let end = self.tale.days.end;
        let due: Vec<_> = (0..5.min(people.len())).map(|_| (end - Days::new(1), self.below(people.len()))).collect();
        self.record(people, &due, Moment::on(end, 13, 0)).await?;
        self.object(people).await?;
        if self.rulebook.settings().honour_board { self.agree(people).await } else { Ok(()) }
    }

    /// Somebody says that a line of theirs is wrong. It is posted and stands until there is a ruling, so the figures stay what they are.
    async fn object(&self, people: &[String]) -> Result<()> {
        let since = self.tale.days.end - Days::new(LATELY);
        for number in people {
            let Some(subject) = self.subject(number).await? else { continue };
            let mut conn = self.house.books.read().await?;
            let lately = awards::lately(&mut conn, &self.tale.village, &subject.household.number, since, 5).await?;
            drop(conn);
            let Some(award) = lately.iter().find(|award| award.state == AwardState::Posted && award.account == *number) else { continue };
            let job =
                Raise { award: award.id, reason: Reason::WrongPoints, sentence: "我记得比这个多。".to_owned(), resident: None };
            let act = self.act_of(&subject, "story-objection");
            if outcome(notices::object(&self.house.books, act, job).await)?.is_some() {
                break;
            }
        }
        Ok(())
    }

    /// Some agree that the board of honours (光荣榜) names them.
    async fn agree(&self, people: &[String]) -> Result<()> {
        for number in people.iter().take(NAMED) {
            let Some(subject) = self.subject(number).await? else { continue };
            let job = Say { board: Board::Honours, given: true, resident: None };
            outcome(personal::say(&self.house.books, self.act_of(&subject, &format!("story-named-{number}")), job).await)?;
        }
        Ok(())
    }

    async fn subject(&self, number: &str) -> Result<Option<Subject>> {
        roster::subject(&mut self.house.books.read().await?, &self.tale.village, number).await
    }

    /// What somebody does who lives there, or the head of a household, on the last afternoon.
    fn act_of(&self, subject: &Subject, name: &str) -> Act {
        self.clock.turn_to(Moment::on(self.tale.days.end, 14, 0).max(self.house.books.clock.now()));
        let staff = subject.person.as_ref().map_or(&subject.household.head, |person| &person.number).clone();
        let actor = Actor { staff, role: Role::Resident, household: Some(subject.household.number.clone()) };
        let caller = Caller { village: self.tale.village.clone(), actor, name: String::new(), device: None };
        caller.act(&self.house.books, OperationId::own(name), false)
    }
}
