//! The kept sums of a database that is older than they are: counted once, when it is opened. From then on every act keeps them.

use serde::Serialize;

use crate::db::{Book, Job};
use crate::ledger::{self, Latest};
use crate::roster;
use crate::sums::{self, Figure, Sum};
use crate::township;
use crate::versions::House;
use crate::words::{Act, Outcome, Period, Refusal, Span, VillageId};

/// Puts down what a village came to so far.
#[derive(Serialize)]
struct SumUp {
    #[serde(skip)]
    rows: Vec<Sum>,
    #[serde(skip)]
    latest: Latest,
}

impl Job for SumUp {
    type Answer = ();
    const VERB: &'static str = "sum_up";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        self.rows.iter().cloned().for_each(|row| book.put(row));
        ledger::remember(book, &self.latest);
        Ok(())
    }
}

/// Sums up every village that has accounts but no sums yet. Nobody else is to write meanwhile.
pub async fn make_up(house: &House) -> Outcome<()> {
    for village in uncounted(house).await? {
        let told = township::told_again(&mut house.books.read().await?, &village).await?;
        let job = SumUp { rows: told.sums.rows().collect(), latest: told.latest };
        house.books.perform(house.own_act(&village, "sum-up")?, job).await?;
    }
    Ok(())
}

async fn uncounted(house: &House) -> Outcome<Vec<VillageId>> {
    let mut conn = house.books.read().await?;
    let mut villages = roster::villages(&mut conn).await?;
    let counted = sums::totals(&mut conn, &villages, &[Figure::Accounts], ever()).await?;
    villages.retain(|village| !counted.contains_key(&(village.clone(), Figure::Accounts)));
    Ok(villages)
}

fn ever() -> (Period, Period) {
    let ever = Span::Ever.of(chrono::NaiveDate::default());
    (ever, ever)
}
