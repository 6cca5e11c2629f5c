//! `jifen schema`: the JSON Schema of rule files, village files or stories, for editors that complete keys.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{Ended, output};
use crate::rulebook::schema;

/// 给编辑器用的 JSON Schema：写键的时候有提示
#[derive(Args)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen schema <rules|village|story> [--output 文件]", next_help_heading = "选项")]
pub(super) struct Schema {
    /// 哪种文件：rules 是规则文件和规则包，village 是 village.yaml，story 是 cases 里的算例
    #[arg(value_name = "文件", help_heading = "内容")]
    what: What,
    /// 存成哪个文件；不写就显示出来
    #[arg(long, value_name = "文件")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// 规则文件和规则包
    Rules,
    /// village.yaml
    Village,
    /// cases/*.yaml
    Story,
}

impl Schema {
    pub(super) fn run(&self) -> Result<Ended> {
        let schema = match self.what {
            What::Rules => schema::rules(),
            What::Village => schema::village(),
            What::Story => schema::story(),
        };
        let text = serde_json::to_string_pretty(&schema)? + "\n";
        output::put(self.output.as_deref(), text.as_bytes())?;
        Ok(Ended::Fine)
    }
}
