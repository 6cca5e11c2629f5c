//! `jifen cluster-init`: an empty PostgreSQL with the citus extension becomes the distributed layout, in which a village's rows lie together on one machine.
//!
//! Not here: how a province runs it; that is `db/PROVINCE.md`.

use anyhow::Result;
use clap::Args;

use super::Ended;
use super::database::Database;
use super::output::say;
use crate::db::lay_out;
use crate::words::{Kind, Refusal};

/// 把一个空的 PostgreSQL（装了 citus 扩展）按村分布到多台机器
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen cluster-init --database postgres://…", next_help_heading = "选项")]
pub struct ClusterInit {
    #[command(flatten)]
    database: Database,
}

impl ClusterInit {
    /// Creates the tables and lays them out. Refuses `cluster.not_postgres`, then what [`lay_out`] refuses; a refusal changes nothing.
    pub async fn run(self) -> Result<Ended> {
        if !self.database.database.starts_with("postgres") {
            let sentence = "只有 PostgreSQL 能分布到多台机器。";
            let next_step = "请用 --database postgres://… 指明一个装了 citus 扩展的空库。";
            return Err(Refusal::new("cluster.not_postgres", Kind::Invalid, sentence, next_step).into());
        }
        let laid = lay_out(&self.database.database).await?;
        say!("已按村分布：{} 张表分成 {} 片，放在 {} 台机器上，同一个村的都在一起。", laid.distributed, laid.shards, laid.machines)?;
        say!("另有 {} 张表每台机器都有一份。现在可以用 jifen serve 启动了。", laid.copied)?;
        Ok(Ended::Fine)
    }
}
