//! Adopting: fetch the files, check them, put them in force, and count what they newly limit.

use chrono::NaiveDate;
use serde::Serialize;

use crate::awards;
use crate::db::{Book, Books, Job};
use crate::rulebook::{Adoption, Bundle};
use crate::versions::{Adopt, Adopted, Library, Needs, checked};
use crate::web::Seen;
use crate::words::{Act, Done, Kind, Outcome, Refusal};

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

/// Puts a version in force and counts from all awards what no version before it has counted.
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
        let adopted = adopt.decide(act, book)?;
        if let Some(rulebook) = &adopt.checked.rulebook {
            awards::count_anew(book, rulebook, &self.needs);
        }
        Ok(adopted)
    }
}

/// Adopts. Refuses `versions.unknown_version`, `versions.no_draft`, then what [`Adopt`] refuses.
pub async fn adopt(books: &Books, library: &Library, act: Act, wanted: Wanted) -> Outcome<Done<Adopted>> {
    let village = act.village.clone();
    let files = match &wanted.what {
        What::Draft(_) => library.draft(&village, None).await?.and_then(|draft| Bundle::from_json(&draft.bundle)),
        What::Version(number) => Some(library.files(&village, *number).await?),
        What::Files(bundle) => Some(bundle.clone()),
    };
    let adopt = match files {
        Some(bundle) => Some(adopting(bundle, &wanted).await?),
        None => None,
    };
    let needs = library.needs(&village).await?;
    let done = books.perform(act, PutInForce { wanted, adopt, needs }).await?;
    library.look_again(&village);
    Ok(done)
}

async fn adopting(bundle: Bundle, wanted: &Wanted) -> Outcome<Adopt> {
    let bundle = bundle.pinned();
    let seen = if let What::Draft(seen) = &wanted.what { seen.clone() } else { None };
    let checked = checked(&bundle).await?;
    Ok(Adopt { checked, bundle, seen, effective_on: wanted.effective_on, adoption: wanted.adoption.clone() })
}

fn no_draft() -> Refusal {
    Refusal::new(
        "versions.no_draft",
        Kind::Conflict,
        "没有等着采纳的草案。",
        "请先写好草案，或用 jifen adopt --draft 指明文件夹；刚才采纳过的，不用再办。",
    )
}
