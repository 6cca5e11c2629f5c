//! Beginnings of a new rule: whoever adds one chooses how its points come about and goes on from there.

/// How the points of a new rule come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Always the same.
    Fixed,
    /// So many for each hour.
    Hours,
    /// So many for each piece.
    Count,
    /// By a grade.
    Grades,
}

impl Template {
    /// Every beginning, the simplest first.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Hours, Self::Count, Self::Grades];

    /// Its name in a form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Hours => "hours",
            Self::Count => "count",
            Self::Grades => "grades",
        }
    }

    /// The beginning of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    /// What it is for.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Fixed => "每次记一样的分",
            Self::Hours => "按时长记，每小时几分",
            Self::Count => "按数量记，每件几分",
            Self::Grades => "按等级记，优、良、一般",
        }
    }

    /// The rule as an edit takes it, with so many points.
    pub fn text(self, points: &str) -> String {
        match self {
            Self::Fixed => points.to_owned(),
            Self::Hours => format!("{{ 填报: {{ 时长: {{ 类型: 小时, 最小: 0.5, 最大: 24 }} }}, 分值: 时长 * {points} }}"),
            Self::Count => format!("{{ 填报: {{ 数量: {{ 类型: 整数, 最小: 1, 最大: 100 }} }}, 分值: 数量 * {points} }}"),
            Self::Grades => {
                format!("{{ 填报: {{ 等级: [优, 良, 一般] }}, 对照: {{ 等级: {{ 优: {points}, 良: 0, 一般: 0 }} }} }}")
            }
        }
    }
}
