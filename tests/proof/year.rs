//! A village lives: deeds, reviews, errors taken back, goods, reservations, deliveries, money, days that pass, all drawn by chance and done over HTTP.
//! After every act all invariants are looked at (everything `jifen verify` looks at) and every balance, shelf and the fund are compared with a reference
//! ledger that fits on a page. The same seed gives the same chain heads on SQLite and PostgreSQL.
//!
//! Control: a reference ledger that is a hundredth off is found out at the next act.

use std::collections::BTreeMap;

use jifen::words::{Chance, Role};
use serde_json::{Value, json};

use super::actors::Actor;
use super::lot::{Lot, below, one_of};
use super::world::{Answer, On, World};

const PEOPLE: [&str; 3] = ["1-01-1", "1-01-2", "1-02-1"];

/// Number, price in points and cost in hundredths of the goods.
const GOODS: [(&str, i64, i64); 2] = [("A01", 5, 450), ("A02", 20, 1_800)];

/// The smallest ledger that can tell what should be: who has how many hundredths, what is on the shelf, what is left of the fund, what is kept for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    points: BTreeMap<String, i64>,
    stock: BTreeMap<String, i64>,
    fund: i64,
    /// Claims that wait: number, subject, hundredths.
    waiting: Vec<(String, String, i64)>,
    /// Claims that stand.
    standing: Vec<(String, String, i64)>,
    /// Redemptions that can be taken back or handed out: number, subject, item.
    bought: Vec<(String, String, usize)>,
    kept: Vec<(String, String, usize)>,
}

fn hundredths(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

impl Model {
    fn begin() -> Self {
        let points = ["1-01-1", "1-01-2", "1-02-1", "2-01-1", "2-02-1", "2-03-1", "2-04-1"].map(|number| (number.to_owned(), 0));
        let stock = [("A01", 3), ("A02", 1), ("A03", 5)].map(|(item, stock)| (item.to_owned(), stock));
        Self { points: points.into(), stock: stock.into(), fund: 10_000, ..Self::default() }
    }

    fn gives(&mut self, number: &str, hundredths: i64) {
        *self.points.get_mut(number).unwrap() += hundredths;
    }

    /// Takes a piece of goods off everything, or puts it back.
    fn moves(&mut self, number: &str, good: usize, pieces: i64) {
        let (item, price, cost) = GOODS[good];
        self.gives(number, -price * 100 * pieces);
        *self.stock.get_mut(item).unwrap() -= pieces;
        self.fund -= cost * pieces;
    }

    /// Why it cannot be had, in the order that is promised.
    fn short(&self, number: &str, good: usize) -> Option<&'static str> {
        let (item, price, cost) = GOODS[good];
        match () {
            () if self.points[number] < price * 100 => Some("shop.points_short"),
            () if self.stock[item] < 1 => Some("shop.out_of_stock"),
            () if self.fund < cost => Some("funds.short"),
            () => None,
        }
    }
}

/// Everybody who acts.
struct People<'a> {
    grid: Actor<'a>,
    secretary: Actor<'a>,
    supervisor: Actor<'a>,
    township: Actor<'a>,
    keeper: Actor<'a>,
}

impl<'a> People<'a> {
    async fn of(world: &'a World) -> Self {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        Self { grid, secretary, supervisor, township, keeper: world.somebody(Role::Keeper).await }
    }
}

/// One life, act after act.
struct Life<'a> {
    world: &'a World,
    people: People<'a>,
    model: Model,
    chance: Chance,
    day: chrono::NaiveDate,
    acts: usize,
    refused: usize,
}

/// Takes one out of a list, if there is any.
fn take<T>(chance: &Chance, list: &mut Vec<T>) -> Option<T> {
    (!list.is_empty()).then(|| list.swap_remove(below(chance, list.len())))
}

impl Life<'_> {
    async fn act(&mut self) {
        match below(&self.chance, 16) {
            0..=3 => self.records().await,
            4 | 5 => self.reviews().await,
            6..=8 => self.redeems().await,
            9 => self.takes_back_goods().await,
            10 => self.takes_back_points().await,
            11 => self.reserves().await,
            12 => self.ends_a_reservation().await,
            13 => self.brings_goods().await,
            14 => self.brings_money().await,
            _ => self.sleeps().await,
        }
        self.acts += 1;
    }

    /// Done as foreseen: `None` for done, a code for a no.
    fn expect(&mut self, answer: &Answer, code: Option<&str>) -> bool {
        match code {
            None => assert!(answer.status.is_success(), "{answer:?} {:?}", self.model),
            Some(code) => assert_eq!(answer.code(), code, "{answer:?} {:?}", self.model),
        }
        self.refused += usize::from(code.is_some());
        code.is_none()
    }

    async fn records(&mut self) {
        let hours = json!({"时长": "1.5"});
        let deeds = [("签到", json!({})), ("拾金不昧", json!({})), ("志愿服务", hours), ("大额奖励", json!({})), ("义务劳动", json!({}))];
        let (rule, facts) = one_of(&self.chance, &deeds);
        let subject = *one_of(&self.chance, &PEOPLE);
        let answer = self.people.grid.records(rule, subject, &self.day.to_string(), facts.clone()).await;
        self.expect(&answer, None);
        let worth = hundredths(&answer.text("points"));
        let claim = (answer.text("id"), subject.to_owned(), worth);
        match answer.text("state").as_str() {
            "submitted" => self.model.waiting.push(claim),
            _ => {
                self.model.gives(subject, worth);
                self.model.standing.push(claim);
            }
        }
    }

    async fn reviews(&mut self) {
        let Some((id, subject, worth)) = take(&self.chance, &mut self.model.waiting) else { return };
        if below(&self.chance, 4) == 0 {
            let answer = self.people.secretary.rejects(&id, "没有看到").await;
            self.expect(&answer, None);
            return;
        }
        let mut answer = self.people.secretary.approves(&id).await;
        self.expect(&answer, None);
        if answer.text("state") == "submitted" {
            let again = self.people.secretary.approves(&id).await;
            assert!(again.status.is_client_error(), "one person is not two: {again:?}");
            answer = self.people.supervisor.approves(&id).await;
            self.expect(&answer, None);
        }
        assert_eq!(answer.text("state"), "approved");
        self.model.gives(&subject, worth);
        self.model.standing.push((id, subject, worth));
    }

    async fn redeems(&mut self) {
        let (subject, good) = (*one_of(&self.chance, &PEOPLE), below(&self.chance, 2));
        let short = self.model.short(subject, good);
        let answer = self.people.keeper.redeems(subject, json!([{"item": GOODS[good].0, "quantity": 1}])).await;
        if self.expect(&answer, short) {
            self.model.moves(subject, good, 1);
            self.model.bought.push((answer.text("id"), subject.to_owned(), good));
        }
    }

    async fn takes_back_goods(&mut self) {
        let Some((id, subject, good)) = take(&self.chance, &mut self.model.bought) else { return };
        let path = format!("/redemptions/{id}/cancellation");
        let answer = self.people.keeper.post(&path, json!({"reason": "拿错了"})).await;
        self.expect(&answer, None);
        // On a later day a second one has to agree.
        if answer.text("state") == "cancellation_proposed" {
            let waiting = self.people.secretary.get("/shop_proposals").await.body["items"].clone();
            assert_eq!(waiting.as_array().unwrap().len(), 1, "{waiting}");
            let confirmation = format!("/shop_proposals/{}/confirmation", waiting[0]["id"].as_str().unwrap());
            let confirmed = self.people.secretary.post(&confirmation, json!({})).await;
            self.expect(&confirmed, None);
        }
        self.model.moves(&subject, good, -1);
    }

    async fn takes_back_points(&mut self) {
        let Some((id, subject, worth)) = take(&self.chance, &mut self.model.standing) else { return };
        let proposed = self.people.supervisor.proposes_reversal(&id, "记错了人").await;
        // Whoever agreed to it does not judge it; the township does.
        if !proposed.status.is_success() {
            panic!("{proposed:?}");
        }
        let is_spent = self.model.points[&subject] < worth;
        let answer = self.people.township.confirms_reversal(&id).await;
        if self.expect(&answer, is_spent.then_some("awards.points_spent")) {
            self.model.gives(&subject, -worth);
        }
    }

    async fn reserves(&mut self) {
        let (who, good) = (below(&self.chance, PEOPLE.len()), below(&self.chance, 2));
        let number = PEOPLE[who];
        let (resident, short) = (self.world.resident(number).await, self.model.short(number, good));
        let answer = resident.reserves(json!([{"item": GOODS[good].0, "quantity": 1}])).await;
        if self.expect(&answer, short) {
            self.model.moves(number, good, 1);
            self.model.kept.push((answer.text("id"), number.to_owned(), good));
        }
    }

    async fn ends_a_reservation(&mut self) {
        let Some((id, subject, good)) = take(&self.chance, &mut self.model.kept) else { return };
        if below(&self.chance, 2) == 0 {
            let answer = self.people.keeper.collects(&id).await;
            self.expect(&answer, None);
            self.model.bought.push((id, subject, good));
            return;
        }
        let resident = self.world.resident(&subject).await;
        let answer = resident.post(&format!("/redemptions/own/{id}/cancellation"), json!({})).await;
        self.expect(&answer, None);
        self.model.moves(&subject, good, -1);
    }

    async fn brings_goods(&mut self) {
        let goods = json!([{"item": "A01", "name": "香皂", "spec": "一块", "points": "5", "cost": "4.50", "quantity": 2}]);
        let confirmed = self.people.keeper.delivers(goods, &self.people.secretary).await;
        self.expect(&confirmed, None);
        *self.model.stock.get_mut("A01").unwrap() += 2;
    }

    async fn brings_money(&mut self) {
        let answer = self.people.secretary.post("/fund/allocations", json!({"amount": "9.05", "note": "村集体"})).await;
        self.expect(&answer, None);
        self.model.fund += 905;
    }

    /// A night, or a week; what was kept for somebody who did not come is let go.
    async fn sleeps(&mut self) {
        self.day = self.day + chrono::Days::new(1 + self.chance.below(7));
        self.world.wake_up_on(&self.day.to_string()).await;
        let mut kept = Vec::new();
        for (id, subject, good) in std::mem::take(&mut self.model.kept) {
            let slip = self.people.keeper.get(&format!("/redemptions/{id}")).await;
            match slip.text("state").as_str() {
                "expired" => self.model.moves(&subject, good, -1),
                state => {
                    assert_eq!(state, "held", "{slip:?}");
                    kept.push((id, subject, good));
                }
            }
        }
        self.model.kept = kept;
    }

    /// What the service says there is, in the model's terms.
    async fn shown(&self) -> Model {
        let by = |list: &Value, name: &str, of: &dyn Fn(&Value) -> i64| -> BTreeMap<String, i64> {
            list["items"].as_array().unwrap().iter().map(|row| (row[name].as_str().unwrap().to_owned(), of(row))).collect()
        };
        let keeper = &self.people.keeper;
        let accounts = keeper.get("/accounts").await.body;
        let items = keeper.get("/items").await.body;
        let points = by(&accounts, "number", &|row| hundredths(row["available"].as_str().unwrap()));
        let stock = by(&items, "item", &|row| row["stock"].as_i64().unwrap() - row["held"].as_i64().unwrap());
        Model { points, stock, fund: hundredths(&keeper.get("/fund").await.text("available")), ..self.model.clone() }
    }

    async fn looks(&self) -> Result<(), String> {
        let breaches = self.world.breaches().await;
        let shown = self.shown().await;
        match breaches.is_empty() && shown == self.model {
            true => Ok(()),
            false => Err(format!("after {} acts: {breaches:?}\nshown {shown:?}\nshould be {:?}", self.acts, self.model)),
        }
    }
}

async fn begin(world: &World, seed: u64) -> Life<'_> {
    let people = People::of(world).await;
    let day = world.house.books.clock.now().day();
    Life { world, people, model: Model::begin(), chance: Chance::seeded(seed), day, acts: 0, refused: 0 }
}

/// A life of so many acts; how many were refused, and the head it came to.
async fn lived(on: On, seed: u64, acts: usize) -> Option<(usize, (i64, String))> {
    let world = World::drawn(on, seed, |_, text| text).await?;
    let mut life = begin(&world, seed).await;
    while life.acts < acts {
        life.act().await;
        if let Err(difference) = life.looks().await {
            panic!("seed {seed} on {on:?} {difference}");
        }
    }
    let refused = life.refused;
    drop(life);
    let head = world.head().await;
    world.end().await;
    Some((refused, head))
}

#[tokio::test]
async fn after_every_act_of_a_life_all_invariants_hold() {
    const ACTS: usize = 120;
    let lot = Lot::of("year");
    let (mut lives, mut refused, mut entries) = (0, 0, 0);
    for seed in lot.rounds(1) {
        let (no, head) = lived(On::Sqlite, seed, ACTS).await.unwrap();
        lives += 1;
        refused += no;
        entries += head.0;
        if let Some((_, on_postgres)) = lived(On::Postgres, seed, ACTS).await {
            assert_eq!(head, on_postgres, "seed {seed}: another chain");
            lives += 1;
        }
    }
    assert!(refused > 0, "nothing ever ran short");
    lot.tells(&format!("{lives} lives of {ACTS} acts, {refused} refused as foreseen, {entries} entries"));
}

#[tokio::test]
async fn a_model_that_is_a_hundredth_off_is_found_out() {
    let world = World::new(On::Sqlite).await.unwrap();
    let mut life = begin(&world, 1).await;
    life.records().await;
    assert_eq!(life.looks().await, Ok(()));
    life.model.gives("1-02-1", 1);
    assert!(life.looks().await.is_err());
    drop(life);
    world.end().await;
}
