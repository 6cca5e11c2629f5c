//! `jifen invite`: a one-time invitation for a member of staff to choose a password, shown once as the last line.

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;

/// 给办事的人发一份邀请，让他自己设密码（最后一行就是邀请）
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen invite --village 村 --staff 编号 [--database URL]", next_help_heading = "选项")]
pub struct Invite {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    #[arg(long)]
    village: String,
    /// 发给哪一位（编号，在 staff.csv 里）
    #[arg(long, value_name = "编号")]
    staff: String,
}

impl Invite {
    /// Makes the invitation and prints it.
    pub async fn run(self) -> Result<Ended> {
        let house = self.database.open_existing().await?;
        let village = super::village(&self.village)?;
        let invitation = house.doorkeeper.invite(&village, &self.staff).await?;
        say!("7 天内用一次有效。本人打开登录页，点“用邀请设密码”，把下面这一行粘贴进去：")?;
        say!("{invitation}")?;
        house.books.close().await;
        Ok(Ended::Fine)
    }
}
