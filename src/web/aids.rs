//! What stands at the foot of pages for everybody, young and old: larger letters, reading aloud, where somebody helps; and how a kiosk forgets whoever
//! was there. Plain data; `aids.js` does what only a script can.

/// How large letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Letters {
    #[default]
    Plain,
    Large,
    Largest,
}

impl Letters {
    /// All of them, the smallest first.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Large, Self::Largest];

    /// As forms, cookies and the stylesheet call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Large => "large",
            Self::Largest => "largest",
        }
    }

    /// As readers call it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Plain => "标准",
            Self::Large => "大",
            Self::Largest => "特大",
        }
    }

    /// Of that name; anything else is plain.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|letters| letters.name() == name).unwrap_or_default()
    }
}

/// The aids of one page.
#[derive(Clone, Debug, Default)]
pub struct Aids {
    pub letters: Letters,
    /// Where another size is asked for.
    pub letters_at: String,
    /// Where it says who helps; from a kiosk somebody is called as well.
    pub help_at: String,
    /// Where whoever is signed in ends that.
    pub end_at: Option<String>,
    /// On a kiosk, what becomes of the page when nobody touches it.
    pub rest: Option<Rest>,
}

/// How a kiosk comes to rest.
#[derive(Clone, Debug, Default)]
pub struct Rest {
    /// Its first page, where nobody is signed in.
    pub home: String,
    /// Whether this is that page.
    pub is_home: bool,
    /// Where it tells that somebody is still there.
    pub here_at: String,
}

impl Rest {
    /// After how many seconds a browser without scripts goes home by itself; at home it only looks whether anything is new.
    pub fn seconds(&self) -> u32 {
        if self.is_home { 600 } else { 80 }
    }
}
