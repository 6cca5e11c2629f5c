//! Adopting: fetch the files, check them, bring them to somebody else; decide on what was brought; or put in force at once what files alone may.

use chrono::NaiveDate;
use serde::Serialize;

use super::model::{AdoptionRefusal, Decided, Proposal, Proposed};
use super::proposing::{self, Decide, Propose};
use super::store;
use crate::db::{Book, Books, Grounds, Job};
use crate::rulebook::{Adoption, Bundle, Changes};
use crate::versions::{Adopt, Adopted, Library, Needs, Which, checked, compared, text_of};
use crate::web::Seen;
use crate::words::{Act, Done, Kind, Outcome, Refusal, VillageId};

/// What shall come into force.
#[derive(Clone, Serialize)]
pub enum What {
    /// The village's draft, if it is still the one that was seen.
    Draft(Option<Seen>),
    /// The text of an earlier version.
    Version(i64),
    /// These files.
    Files(Bundle),
}

/// What is asked for: which text, from which day on, under which decision (`None`: the one the files carry).
#[derive(Clone, Serialize)]
pub struct Wanted {
    pub what: What,
    pub effective_on: NaiveDate,
    pub adoption: Option<Adoption>,
}

/// Puts a version in force by one alone: the first one of a village, and files of one that tries things out (试行, 文件即生效).
#[derive(Serialize)]
struct PutInForce {
    wanted: Wanted,
    /// `None` where no draft waits: a repeated request meets none, and is told its first answer.
    #[serde(skip)]
    adopt: Option<Adopt>,
    /// What is counted already.
    #[serde(skip)]
    needs: Needs,
}

impl Job for PutInForce {
    type Answer = Adopted;
    const VERB: &'static str = "put_in_force";

    fn decide(&self, act: &Act, book: &mut Book) -> Result<Adopted, Refusal> {
        let adopt = self.adopt.as_ref().ok_or_else(no_draft)?;
        proposing::put_in_force(act, book, adopt, &self.needs)
    }

    fn grounds(&self, answer: &Adopted) -> Grounds {
        Grounds { rulebook: Some(answer.hash.clone()), ..Grounds::about("version", answer.version) }
    }
}

/// Adopts by one alone. No door of people leads here. Refuses `versions.unknown_version`, `versions.no_draft`, then what [`Adopt`] refuses.
pub async fn adopt(books: &Books, library: &Library, act: Act, wanted: Wanted) -> Outcome<Done<Adopted>> {
    let village = act.village.clone();
    let adopt = ready(library, &village, &wanted).await?;
    let needs = library.needs(&village).await?;
    let done = books.perform(act, PutInForce { wanted, adopt, needs }).await?;
    library.look_again(&village);
    Ok(done)
}

/// Brings a text to be adopted. Refuses `versions.unknown_version`, then what [`Propose`] refuses.
pub async fn propose(books: &Books, library: &Library, act: Act, wanted: Wanted) -> Outcome<Done<Proposed>> {
    let adopt = ready(library, &act.village, &wanted).await?;
    books.perform(act, Propose { wanted, adopt }).await
}

/// Agrees to what somebody else brought, or turns it down with a reason. Refuses what [`Decide`] refuses.
pub async fn decide(books: &Books, library: &Library, act: Act, id: i64, confirmed: bool, reason: String) -> Outcome<Done<Decided>> {
    let village = act.village.clone();
    let proposal = store::proposal(&mut books.read().await?, &village, id).await?.ok_or(AdoptionRefusal::UnknownProposal(id));
    let proposal = proposal.map_err(Refusal::from)?;
    let bundle = Bundle::from_json(&proposal.bundle).ok_or_else(no_draft)?;
    let checked = checked(&bundle).await?;
    let (effective_on, adoption, proposed_by) = (proposal.effective_on, proposal.adoption, Some(proposal.proposed_by));
    let adopt = Some(Adopt { bundle, effective_on, adoption, seen: None, proposed_by, checked });
    let needs = library.needs(&village).await?;
    let done = books.perform(act, Decide { id, confirmed, reason, adopt, needs }).await?;
    library.look_again(&village);
    Ok(done)
}

/// What a proposal changes of the rules that were adopted last.
pub(super) async fn changes(library: &Library, village: &VillageId, today: NaiveDate, proposal: &Proposal) -> Outcome<Changes> {
    let before = text_of(library, village, Which::Adopted, today).await?;
    let after = Bundle::from_json(&proposal.bundle).ok_or_else(no_draft)?;
    compared(before, after).await
}

/// What is to come into force, checked; `None` where no draft waits.
async fn ready(library: &Library, village: &VillageId, wanted: &Wanted) -> Outcome<Option<Adopt>> {
    let files = match &wanted.what {
        What::Draft(_) => library.draft(village, None).await?.and_then(|draft| Bundle::from_json(&draft.bundle)),
        What::Version(number) => Some(library.files(village, *number).await?),
        What::Files(bundle) => Some(bundle.clone()),
    };
    match files {
        Some(bundle) => Ok(Some(adopting(bundle, wanted).await?)),
        None => Ok(None),
    }
}

async fn adopting(bundle: Bundle, wanted: &Wanted) -> Outcome<Adopt> {
    let bundle = bundle.pinned();
    let seen = if let What::Draft(seen) = &wanted.what { seen.clone() } else { None };
    let checked = checked(&bundle).await?;
    Ok(Adopt { checked, bundle, seen, effective_on: wanted.effective_on, adoption: wanted.adoption.clone(), proposed_by: None })
}

pub(super) fn no_draft() -> Refusal {
    Refusal::new(
        "versions.no_draft",
        Kind::Conflict,
        "没有等着采纳的草案。",
        "请先写好草案，或用 jifen adopt --draft 指明文件夹；刚才采纳过的，不用再办。",
    )
}
