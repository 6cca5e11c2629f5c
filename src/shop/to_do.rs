//! What waits of the shop for somebody at the desk: what nobody does alone, a settlement, and goods that are gone.

use anyhow::Result;

use super::model::{Proposal, Settlement, SettlementState};
use super::store;
use crate::db::Conn;
use crate::roster::{self, Action};
use crate::versions::{Asking, Pressing, ToDo};
use crate::words::Role;

/// So few pieces are nearly gone.
const FEW: i64 = 2;

/// What waits for whoever asks.
pub async fn to_do(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<ToDo>> {
    let mut found = Vec::new();
    if asking.may(Action::Countersign) {
        let own = own_cancellations(conn, asking).await?;
        let is_theirs = |one: &&Proposal| asking.is_not_by(&one.proposed_by) && !own.contains(&one.id);
        let waiting = store::proposals(conn, asking.village).await?.iter().filter(is_theirs).count();
        let one =
            |count| ToDo::new(count, "小店", "进货、报损、盘点或退回，等另一个人同意。", format!("/shop/{}/stock#waiting", asking.village));
        found.extend((waiting > 0).then(|| one(waiting as i64)));
    }
    if asking.may(Action::Settle) {
        found.extend(store::open_settlement(conn, asking.village).await?.and_then(|open| settlement(&open, asking)));
    }
    if asking.may(Action::ManageStock) {
        found.extend(shelf(conn, asking).await?);
    }
    Ok(found)
}

/// Proposals to take back what their own household or their kin's was redeemed for: somebody else decides on those.
async fn own_cancellations(conn: &mut Conn, asking: &Asking<'_>) -> Result<Vec<i64>> {
    let mut own = Vec::new();
    for (proposal, account) in store::accounts_proposed(conn, asking.village).await? {
        // An account is a person's, or a household's.
        let household = roster::resident(conn, asking.village, &account).await?.map_or(account, |resident| resident.household);
        own.extend(asking.steps_aside_for(&household).then_some(proposal));
    }
    Ok(own)
}

/// One that was drawn waits for the other side, one that both signed for the money.
fn settlement(open: &Settlement, asking: &Asking<'_>) -> Option<ToDo> {
    let is_keeper = |role| role == Role::Keeper;
    let sentence = match open.state {
        SettlementState::Drawn if is_keeper(open.drawn_role) != is_keeper(asking.actor.role) => "等您这一边签字。",
        SettlementState::Signed if asking.may(Action::PayKeeper) => "两边都签了，等付款。",
        _ => return None,
    };
    let address = format!("/shop/{}/settlements/{}", asking.village, open.id);
    Some(ToDo::new(1, "结算单", format!("{} 元，{sentence}", open.amount.plain()), address))
}

/// What there is none of, or hardly any.
async fn shelf(conn: &mut Conn, asking: &Asking<'_>) -> Result<Option<ToDo>> {
    let items = store::items(conn, asking.village).await?;
    let names = |is: &dyn Fn(i64) -> bool| {
        items.iter().filter(|item| is(item.stock - item.held)).map(|item| item.name.as_str()).collect::<Vec<_>>()
    };
    let (gone, few) = (names(&|left| left <= 0), names(&|left| (1..=FEW).contains(&left)));
    let told = |word: &str, names: &[&str]| (!names.is_empty()).then(|| format!("{word}：{}。", names.join("、")));
    let sentence: String = told("没有了", &gone).into_iter().chain(told("快没有了", &few)).collect();
    let pressing = if gone.is_empty() { Pressing::Whenever } else { Pressing::Soon };
    let to_do = ToDo::new((gone.len() + few.len()) as i64, "缺货", sentence, format!("/shop/{}/stock", asking.village));
    Ok((to_do.count > 0).then(|| to_do.pressing(pressing)))
}
