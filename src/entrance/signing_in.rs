//! Staff signing in: number or name, password and, for whoever has one, the code of their phone. Also choosing and changing a password.
//!
//! Whoever does not exist, has no password or types a wrong one gets the same answer after the same work.

use serde::{Deserialize, Serialize};

use super::appointing::DecideAppointment;
use super::appointments::Appointed;
use super::doorkeeper::{Doorkeeper, MintToken, token_text, village_of};
use super::passwords::{self, ChoosePassword};
use super::sessions::{End, Stay};
use super::slips::{HandOut, Purpose, Slip};
use super::store::{self, Password, SecondFactor};
use super::tries::{ACCOUNT, Try, forgive};
use super::{hashing, refusals, second_factor};
use crate::db::{Book, Job};
use crate::roster::{self, Staff};
use crate::words::{Act, Actor, Done, Moment, Outcome, Refusal, Role, VillageId};

/// The longest login whose tries are counted under its own name.
const LONGEST_LOGIN: usize = 40;

/// Opens a session for whoever's password was right, and forgives their wrong tries. Refuses, if a second factor is confirmed: `entrance.code_missing`,
/// `entrance.wrong_login`.
#[derive(Clone, Serialize, Deserialize)]
struct Enter {
    session: MintToken,
    #[serde(skip)]
    code: String,
}

impl Job for Enter {
    type Answer = ();
    const VERB: &'static str = "sign_in";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<(), Refusal> {
        let staff = self.session.staff.as_str();
        let factor = book.get::<SecondFactor>(staff).filter(|factor| factor.confirmed_at.is_some());
        if let Some(factor) = factor {
            if self.code.trim().is_empty() {
                return Err(refusals::code_missing());
            }
            let used_step =
                second_factor::step_of(&self.code, &factor.secret, factor.used_step, act.at).ok_or_else(refusals::wrong_login)?;
            book.put(SecondFactor { used_step, ..factor });
        }
        forgive(book, ACCOUNT, staff);
        self.session.decide(act, book)
    }
}

impl Staff {
    /// As whom they act.
    pub(super) fn actor(&self) -> Actor {
        Actor { staff: self.number.clone(), role: self.role, household: self.household.clone() }
    }
}

impl Doorkeeper {
    /// Signs a member of staff in; who it is, and the text of their session's token. Refuses, in this order: `entrance.too_many_tries`,
    /// `entrance.wrong_login`, `entrance.code_missing`.
    pub async fn sign_in(&self, village: &VillageId, login: &str, password: &str, code: &str) -> Outcome<(Role, String)> {
        let mut conn = self.books.read().await?;
        let is_village = roster::village(&mut conn, village).await?.is_some();
        let staff = roster::staff(&mut conn, village).await?;
        drop(conn);
        let named = named(staff, login);
        let whom = named.as_ref().map_or_else(|| login.trim().chars().take(LONGEST_LOGIN).collect(), |staff| staff.number.clone());
        if is_village && !whom.is_empty() {
            self.perform(village, Actor::clockwork(), Try { place: ACCOUNT.to_owned(), whom: whom.clone() }).await?;
        }
        let hash = self.books.row::<Password>(village, &whom).await?.filter(|_| named.is_some()).map(|password| password.hash);
        let (true, Some(staff)) = (hashing::verify(password, hash).await?, named) else { return Err(refusals::wrong_login().into()) };
        let session = self.token_for(staff.role, staff.number.clone(), Some(Stay::STAFF));
        let token = token_text(village, &session.secret);
        self.perform(village, staff.actor(), Enter { session, code: code.to_owned() }).await?;
        Ok((staff.role, token))
    }

    /// Makes a one-time invitation for a member of staff and gives its text, which is shown once. Refuses `roster.unknown_staff`.
    pub async fn invite(&self, village: &VillageId, number: &str) -> Outcome<String> {
        let staff = self.serving(village, number).await?;
        let (text, job) = self.invitation(village, &staff.number);
        self.perform(village, Actor::clockwork(), job).await?;
        Ok(text)
    }

    /// An invitation that is still to be made: its text and the job.
    pub(super) fn invitation(&self, village: &VillageId, number: &str) -> (String, HandOut) {
        let (text, hash) = self.invitation_text(village);
        (text, HandOut { purpose: Purpose::Password, subject: number.to_owned(), hash, seconds: Purpose::Password.lasts() })
    }

    /// The text of an invitation, and what is kept of it.
    pub(super) fn invitation_text(&self, village: &VillageId) -> (String, String) {
        let text = token_text(village, &self.books.chance.token());
        let hash = hashing::digest(&text);
        (text, hash)
    }

    /// Who serves under a number, but for devices. Refuses `roster.unknown_staff`.
    pub(super) async fn serving(&self, village: &VillageId, number: &str) -> Outcome<Staff> {
        let found = roster::member_of_staff(&mut self.books.read().await?, village, number.trim()).await?;
        Ok(found.filter(|staff| staff.serves() && !staff.role.is_device()).ok_or_else(|| refusals::unknown_staff(number.trim()))?)
    }

    /// For whom an invitation is that is still open. Refuses `entrance.slip_over`.
    async fn invited(&self, text: &str) -> Outcome<(VillageId, Slip)> {
        let village = village_of(text).ok_or_else(refusals::slip_over)?;
        let open = store::open_slips(&mut self.books.read().await?, &village, Purpose::Password, self.books.clock.now()).await?;
        let digest = hashing::digest(text);
        let slip = open.into_iter().find(|slip| slip.hash.as_deref() == Some(&digest)).ok_or_else(refusals::slip_over)?;
        Ok((village, slip))
    }

    /// Chooses a password with an invitation; where and as whom one can sign in with it. Refuses, in this order: `entrance.slip_over`, what
    /// [`passwords::check`] does, what [`ChoosePassword`] does.
    pub async fn accept_invitation(&self, text: &str, chosen: &str, again: &str) -> Outcome<(VillageId, String)> {
        let (village, slip) = self.invited(text.trim()).await?;
        passwords::check(chosen, again, &slip.subject)?;
        let staff = self.serving(&village, &slip.subject).await?;
        self.choose_password(&village, &staff, chosen, Some(slip.id)).await?;
        Ok((village, staff.number))
    }

    /// Changes a password, being signed in. Refuses, in this order: what [`passwords::check`] does, `entrance.too_many_tries`, `entrance.wrong_login`.
    pub(super) async fn change_password(&self, village: &VillageId, staff: &Staff, old: &str, chosen: &str, again: &str) -> Outcome<()> {
        passwords::check(chosen, again, &staff.number)?;
        self.perform(village, staff.actor(), Try { place: ACCOUNT.to_owned(), whom: staff.number.clone() }).await?;
        let hash = self.books.row::<Password>(village, &staff.number).await?.map(|password| password.hash);
        if !hashing::verify(old, hash).await? {
            return Err(refusals::wrong_login().into());
        }
        self.choose_password(village, staff, chosen, None).await
    }

    async fn choose_password(&self, village: &VillageId, staff: &Staff, chosen: &str, invitation: Option<i64>) -> Outcome<()> {
        let hash = hashing::hash(chosen, self.books.chance.bytes()).await?;
        let ends = self.sessions_of(village, &staff.number).await?;
        self.perform(village, staff.actor(), ChoosePassword { staff: staff.number.clone(), invitation, hash, ends }).await?;
        self.forget();
        Ok(())
    }

    /// The digests of what somebody is signed in with: sessions, which end by themselves, not the tokens of their programs.
    pub(super) async fn sessions_of(&self, village: &VillageId, number: &str) -> Outcome<Vec<String>> {
        let tokens = store::tokens_of(&mut self.books.read().await?, village, number, self.now()).await?;
        Ok(tokens.into_iter().filter(|token| token.until_at.is_some()).map(|token| token.digest).collect())
    }

    /// Signs somebody out everywhere, or ends a device or program for good.
    pub(super) async fn end(&self, act: Act, digests: Vec<String>, of_staff: Option<String>) -> Outcome<()> {
        if !digests.is_empty() {
            self.books.perform(act, End { digests, of_staff }).await?;
            self.forget();
        }
        Ok(())
    }

    /// Decides on somebody's service; whoever ends is known nowhere from this moment on.
    pub async fn decide_appointment(&self, act: Act, decision: DecideAppointment) -> Outcome<Done<Appointed>> {
        let done = self.books.perform(act, decision).await?;
        self.forget();
        Ok(done)
    }

    /// Ends one session, by the token it was opened with; of one that is no session any more there is nothing to say.
    pub async fn leave(&self, token: &str) -> Outcome<()> {
        let Some(village) = village_of(token) else { return Ok(()) };
        let row = store::token(&mut self.books.read().await?, &village, hashing::digest(token)).await?;
        let Some(row) = row.filter(|row| row.until_at.is_some() && row.revoked_at.is_none()) else { return Ok(()) };
        self.perform(&village, Actor::clockwork(), End { digests: vec![row.digest], of_staff: None }).await?;
        self.forget();
        Ok(())
    }

    pub(super) fn now(&self) -> Moment {
        self.books.clock.now()
    }

    /// Gives somebody a password that nobody has chosen: for the demonstration only.
    pub async fn give_password(&self, village: &VillageId, number: &str, password: &str) -> Outcome<()> {
        let staff = self.serving(village, number).await?;
        self.choose_password(village, &staff, password, None).await
    }
}

/// Whom a login means: a number, or a name only one of them has. Devices do not sign in.
fn named(staff: Vec<Staff>, login: &str) -> Option<Staff> {
    let login = roster::plain(login);
    let people: Vec<Staff> = staff.into_iter().filter(|staff| staff.serves() && !staff.role.is_device()).collect();
    let by_number = people.iter().find(|staff| staff.number.eq_ignore_ascii_case(&login));
    let mut by_name = people.iter().filter(|staff| roster::plain(&staff.name) == login);
    by_number.or(by_name.next().filter(|_| by_name.next().is_none())).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_a_number_or_a_name_only_one_has() {
        let one = |number: &str, name: &str, role| Staff {
            number: number.to_owned(),
            name: name.to_owned(),
            role,
            household: None,
            ended_at: None,
        };
        let staff = vec![
            one("S01", "张明", Role::Secretary),
            one("S02", "李芳", Role::Keeper),
            one("S03", "李芳", Role::GridWorker),
            one("K01", "大厅", Role::Kiosk),
        ];
        for (login, number) in [
            ("S01", Some("S01")),
            ("s02", Some("S02")),
            ("张明", Some("S01")),
            ("李芳", None),
            ("K01", None),
            ("大厅", None),
            ("", None),
            ("Ｓ０１", Some("S01")),
            ("张 明", Some("S01")),
        ] {
            assert_eq!(named(staff.clone(), login).map(|staff| staff.number).as_deref(), number, "{login}");
        }
    }
}
