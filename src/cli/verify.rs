//! `jifen verify`: the invariants and the chain of a real database.

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use crate::db::{Conn, seals, trail};
use crate::ledger::Breach;
use crate::versions::Library;
use crate::words::{Failure, Kind, Outcome, Refusal, VillageId};
use crate::{adoption, awards, claims, entrance, households, ledger, notices, oversight, personal, reports, roster, shop, township};

/// 核对账本：余额、批次、库存、校验链
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen verify [--village 村 [--anchor 校验码]] [--database URL]", next_help_heading = "选项")]
pub struct Verify {
    #[command(flatten)]
    database: Database,
    /// 只核对这个村
    #[arg(long)]
    village: Option<String>,
    /// 公示上印的、或抄下来的校验码：它必须在账本或办理记录里
    #[arg(long, requires = "village")]
    anchor: Option<String>,
}

impl Verify {
    /// Checks and says what was found; exit 1 if anything does not hold.
    pub async fn run(self) -> Result<Ended> {
        let house = self.database.open_existing().await?;
        let mut conn = house.books.snapshot().await?;
        let villages = match &self.village {
            Some(name) => vec![super::known_village(&mut conn, name).await?],
            None => roster::villages(&mut conn).await?,
        };
        if villages.is_empty() {
            return Err(Refusal::new("database.empty", Kind::Missing, "这个数据库里一个村也没有。", "请核对是不是选错了文件。").into());
        }
        let anchor = self.anchor.as_deref().map(printed).transpose()?;
        let mut broken = false;
        for village in &villages {
            let (breaches, entries) = audit(&mut conn, &house.library, village, anchor.as_deref()).await?;
            broken |= !breaches.is_empty();
            report(&mut conn, village, &breaches, entries).await?;
        }
        Ok(if broken { Ended::Refused } else { Ended::Fine })
    }
}

/// The fewest digits of a printed code: fewer would be found by accident.
const FEWEST_DIGITS: usize = 12;

/// A code as it was copied from paper: in groups, in any case. Refuses `ledger.wrong_anchor`.
fn printed(anchor: &str) -> Result<String, Refusal> {
    let digits: String = anchor.chars().filter(|letter| !letter.is_whitespace()).map(|letter| letter.to_ascii_lowercase()).collect();
    if digits.len() >= FEWEST_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Ok(digits);
    }
    let next_step = "请照公示上印的抄，至少抄前 12 位，只有 0 到 9 和 a 到 f。";
    Err(Refusal::new("ledger.wrong_anchor", Kind::Malformed, format!("“{anchor}”不是校验码。"), next_step))
}

/// Everything that every feature can check about itself; the ledger first. A printed code may be one of its links or one of the trail's.
pub async fn audit(conn: &mut Conn, library: &Library, village: &VillageId, anchor: Option<&str>) -> Outcome<(Vec<Breach>, i64)> {
    let walked = trail::audit(conn, village, anchor).await?;
    let (mut breaches, entries) = ledger::audit(conn, village, anchor.filter(|_| !walked.is_anchored)).await?;
    breaches.extend(walked.breaches.into_iter().map(Breach::of));
    let traces = ledger::traces(conn, village).await?;
    for sentences in [
        heard(seals::audit(conn, village).await),
        heard(roster::audit(conn, village).await),
        heard(entrance::audit(conn, village).await),
        heard(adoption::audit(conn, village).await),
        heard(awards::audit(conn, library, village, &traces).await),
        heard(claims::audit(conn, village).await),
        heard(claims::audit_witnesses(conn, village).await),
        heard(claims::audit_evidence(conn, village).await),
        heard(notices::audit(conn, village).await),
        heard(shop::audit(conn, village, &traces).await),
        heard(households::audit(conn, village, &traces).await),
        heard(reports::audit(conn, village).await),
        heard(oversight::audit(conn, village).await),
        heard(personal::audit(conn, village).await),
        heard(township::audit(conn, village, &traces).await),
    ] {
        breaches.extend(sentences.into_iter().map(Breach::of));
    }
    Ok((breaches, entries))
}

/// What a room found. A row that it cannot make sense of is as wrong as one that does not add up, and keeps no other room from looking.
fn heard<F: Into<Failure>>(found: Result<Vec<String>, F>) -> Vec<String> {
    found.map_err(Into::into).unwrap_or_else(|failure: Failure| vec![format!("有的记录看不懂，核对不下去：{failure:#}。")])
}

async fn report(conn: &mut Conn, village: &VillageId, breaches: &[Breach], entries: i64) -> Result<()> {
    if breaches.is_empty() {
        let head = ledger::head_on_disk(conn, village).await?;
        let code = head.map_or_else(|| "还没有账".to_owned(), |head| head.hash);
        say!("✓ {village}：{entries} 笔都对，链头 {code}")?;
        if let Some(head) = trail::head_on_disk(conn, village).await? {
            say!("  {} 件办理记录都对，链头 {}", head.number, head.hash)?;
        }
        return Ok(());
    }
    say!("✗ {village}：有 {} 处不对", breaches.len())?;
    for breach in breaches {
        match breach.seq {
            Some(seq) => say!("  seq {seq}：{}", breach.sentence)?,
            None => say!("  {}", breach.sentence)?,
        }
    }
    Ok(())
}
