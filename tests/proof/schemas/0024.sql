PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations VALUES(1,'spine','2026-11-30 17:01:26',1,X'96e5b78be3756da9a8be4499a8e3d12e0346d6d46341dfa1b3a7fd99cd1116f959a6d0c64ad08863459ac000011e238b',13618096);
INSERT INTO _sqlx_migrations VALUES(2,'append only','2026-11-30 17:01:26',1,X'15553dd8f96ff7d8de95be92f59391b533c74920a95e4fb5860994a9241cd27465bf0cfc20a169bd5d8efabc519f76e8',23981329);
INSERT INTO _sqlx_migrations VALUES(3,'tallies','2026-11-30 17:01:26',1,X'92e491b839bb0163f6c189eb9b5af755e29f317c9b9adedd418f64a494f77f6bc40b0d80920e22370be5a1ed5daf00b7',3228052);
INSERT INTO _sqlx_migrations VALUES(4,'follow-ups','2026-11-30 17:01:26',1,X'c8b06b95e6ff97cdc3a947f26acf9bcdef656ba0dd4939b5b4302a939d81bf684f4a21ba3302511d22b7f8c4720ed793',685634);
INSERT INTO _sqlx_migrations VALUES(6,'drafts','2026-11-30 17:01:26',1,X'9805c114fede9ada9733dd32794e38ad2c58b82a2144999d2101ede4fe9da61a2d5be12de705c65780764d40609baf7e',929927);
INSERT INTO _sqlx_migrations VALUES(8,'shares and bars','2026-11-30 17:01:26',1,X'55a6669f8c978a574538742713010562b007031fe20fd836734f7e4266960223774ce12c0192b618f975f86bd68f63a4',991897);
INSERT INTO _sqlx_migrations VALUES(11,'amends and quotas','2026-11-30 17:01:26',1,X'6cfdc34bb303d9891dee6ddbf067e3db58b38a2c441b42ab42316def48a98d6e7c690dc1b786d77a1c7c421c42158f42',1310664);
INSERT INTO _sqlx_migrations VALUES(12,'sessions','2026-11-30 17:01:26',1,X'29afa5f1e7956179e5bea2ad5a48e15435ddce1525b155694ec8f93d4260b58dbed581ae59cd3d9b8746e41169f6b916',816463);
INSERT INTO _sqlx_migrations VALUES(13,'signing in','2026-11-30 17:01:26',1,X'59c2249c1fe5fbc92209cf33b3389f739bdc1d784b188e3580ac7f1a3ce98c61909305f37bb6ae8f70ae3f6d3ea543ab',1705654);
INSERT INTO _sqlx_migrations VALUES(14,'notices','2026-11-30 17:01:26',1,X'f04c345ebf30313ce50016e570237690b8e42026c6197e47c5f7378f19fe9988eb06e26433f73a14ec2f875f1d198659',4658668);
INSERT INTO _sqlx_migrations VALUES(15,'households','2026-11-30 17:01:26',1,X'59a0e020891bf84847695ed8bc7a596246dcaea823c38a049222a2b7b51e57d64b35651ace8f20d07d84ca7dc422a52c',2017106);
INSERT INTO _sqlx_migrations VALUES(16,'reports','2026-11-30 17:01:26',1,X'fa231db3239d8d10f12a487e294e3c08ebfa622520208c098b92973449dfbb10102c9a34ea7b68dc66e3bc7610ad2ed2',19316591);
INSERT INTO _sqlx_migrations VALUES(17,'draft revisions','2026-11-30 17:01:26',1,X'c65e108f42ba0e7a0437805592c9e197751c9fcab9f3b8dd9d5592181e0c055e2ee54873074ee5732fecfcfb69fb4cd0',587456);
INSERT INTO _sqlx_migrations VALUES(18,'oversight','2026-11-30 17:01:26',1,X'3adbd1a49f3d9067fae5e7fe586440bfa5f4de08d1144a7a361584100879823943b3ea45fdb5a23ff8f57a18a156bcfc',915000);
INSERT INTO _sqlx_migrations VALUES(19,'personal','2026-11-30 17:01:26',1,X'9d6cf7f0386b9e5a38b0a358146eb3c7181a5549ede03118b2c010dfee9d7d2991675af96454b494f0863e6cc8926a4d',1067618);
INSERT INTO _sqlx_migrations VALUES(20,'trail','2026-11-30 17:01:26',1,X'6422b49f539f6a4c65bdb43a8eb55866bd8f7e3eb8f15e579c1d48b5e401be738dc0f8d212137c1c0b8c1c1ed7bd5d7d',35144220);
INSERT INTO _sqlx_migrations VALUES(21,'errata','2026-11-30 17:01:26',1,X'1fbbbc1ec0d9ee383686d4854dc3e4172bfd56a817f2d3a6e8197db7677cc0569c437e1e66a369554bf696059bca9020',2375534);
INSERT INTO _sqlx_migrations VALUES(22,'sums','2026-11-30 17:01:26',1,X'0621167d59a2aa29b617e2d024c8cac4bca25ba4fa3860cf0b71f637b065ffeaf24d1c326a045ea2e35ebd67cc347491',2492290);
INSERT INTO _sqlx_migrations VALUES(23,'shop','2026-11-30 17:01:26',1,X'69658ee6f15147d46ced493f84db2242da73ab34bacbed9bcf66e1b525c5cad3afdfeffa05fe87671c5442ef25e78664',12080311);
INSERT INTO _sqlx_migrations VALUES(24,'evidence','2026-11-30 17:01:26',1,X'5fb81c3a99b222687b06b726717579e2e7b5aefd665d5ec02134a17926bb97fa82196312e393f5fc83fcc2cdeba7d389',7551666);
CREATE TABLE books (village TEXT PRIMARY KEY);
CREATE TABLE operations (
  village TEXT NOT NULL, id TEXT NOT NULL, verb TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL, at BIGINT NOT NULL, part TEXT, number BIGINT, way TEXT, staff TEXT, role TEXT, device TEXT, about TEXT, rulebook TEXT, salt TEXT, told TEXT, hash TEXT, shown TEXT,
  PRIMARY KEY (village, id));
INSERT INTO operations VALUES('suanli','@settle-55cc069d3f1a53493c39b09cae2fb2a61f1b73c9c13ae157f6c1058d3eab9ab7','take_in','43aab92056fc1cc109289ea77ece644047660418f24e1868e091bf9452c37553','null',1796058086945,'village',1,NULL,'clockwork','clockwork',NULL,NULL,NULL,'96d69e7cae7b32684d75bf472c5d036f',NULL,'966489c99199c79dd68c144f842d249229837e8dd96a7d6076080be63a0aec70',NULL);
INSERT INTO operations VALUES('suanli','@settle-rules-c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','put_in_force','ef6f15fc794431f3a5339ed0f62d459253edddb2772fd66281b8f903538e001b','{"version":1,"hash":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","effective_on":"2025-01-01","replaces":[]}',1796058086930,'village',2,NULL,'clockwork','clockwork',NULL,'version:1','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','82a21d53a6c4a947c8ab28ca4d2ab2f5',NULL,'8fa039d9044d54c307fde2d019d76d0774d53d3395be6658fd703d3b97eb309d',NULL);
INSERT INTO operations VALUES('suanli','@files-c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94-1796058086992','redraft','968e24fbfd63285a22a266bde849ab2d55728aa039fc3639b518115727bba89f','"version-1"',1796058086992,'village',3,NULL,'clockwork','clockwork',NULL,'version:1',NULL,'03ec844c577cfc44c0a6a03e51d12c8b',NULL,'5aad76a82269eb0797fde9ef68df0c330bce50bf17f14d5ae4ba071f1ba7f7d0',NULL);
INSERT INTO operations VALUES('suanli','@pool-2026-12','pool_month','d544855d1ee0f209a94bdf8d5a6f9ebbf0f7c6d43df249a0cec20e2ac8ffcaf6','0',1796058087009,'village',4,NULL,'clockwork','clockwork',NULL,'month:2026-12',NULL,'1332331367d66f987f9ac5dc6d82628c',NULL,'2f8a6a09d317db393184afb767d240d0ed90811e95edc4831dad4cc7935c98d9',NULL);
INSERT INTO operations VALUES('suanli','@door-7940aff93fa9434444eab16057b7ab40','mint_token','09406b0192f3831e0448e54bec5ae6367a42ec3e038456506dac2d049f8d6aeb','null',1796058087124,'village',5,'staff','clockwork','clockwork',NULL,'staff:S04',NULL,'b765c4fec813b9e9704a9ec33595589b',NULL,'3799cc0862f7ea84784784abe040aa634c0adcc0e6a460bd4aac28205a75f468',NULL);
INSERT INTO operations VALUES('suanli','@door-26ba6833948f89a70beb32999bb67b71','mint_token','55a8716824910a20158f9a25beac1b766b9afc803cbaf74e06fbb0bd2cf14c34','null',1796058087182,'village',6,'staff','clockwork','clockwork',NULL,'staff:S01',NULL,'1ecc13e51f068d833ef0e73cd0257e92',NULL,'66f7bead3c00a15008a243cc8ab404b2d5d099416cce5032e80de978270c19da',NULL);
INSERT INTO operations VALUES('suanli','@door-75285865e2e8a50aaf12f0ecdce7269f','mint_token','d10feb42503f1a3cf2cbea7bdca474ceb883108532ba77fb73af011f2eb6d915','null',1796058087246,'village',7,'staff','clockwork','clockwork',NULL,'staff:S02',NULL,'455a8bde72c2d00b0d1dc6d2cc77eb0d',NULL,'8dfdf9acae3c53efb454eab7c552a961e707a6fa28ae40c18db0c0103b2cba71',NULL);
INSERT INTO operations VALUES('suanli','@door-182e519450bb72cbd6768b9f70bfc0c4','mint_token','17d6247f540d4bfd242e76f248713b5bf7ca81ea9936c544c26d65340c4196ad','null',1796058087403,'village',8,'staff','clockwork','clockwork',NULL,'staff:S03',NULL,'aabdabd9cc33d4877f1910fc335db9f1',NULL,'35bda6eb513e832feaa67446fbaac0adad251ade37dc4514b5245dd39bb10295',NULL);
INSERT INTO operations VALUES('suanli','life-7a074401-b7d3-4fb8-9639-44fc7efeda81','record','08f848eb5722c005af74ff64803573dd497bbde7192da8d70d41071f73239fc3','{"id":"1","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087453,'village',9,NULL,'S04','grid_worker','25baa4b758c5','claim:1','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','3e82d040ea09944f2180a5e8f7a4eaa0',NULL,'7e357d735b880dc2912689a203654c2707fadfd8c180973d9a78c2936af9bb6b',NULL);
INSERT INTO operations VALUES('suanli','life-f5f5be7c-3c07-4f9c-86b3-3f7cfe24064c','record','308296a1727b29644d680d20ab5663a5d6677b9ba58a1ff2a2208ec98e4d102c','{"id":"2","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087504,'village',10,NULL,'S04','grid_worker','25baa4b758c5','claim:2','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','94c50c580adb9c2d792abcb7f3b2050d',NULL,'91b9e3e6f27c85308f2b4f5ce933c56ef3fde4e60fe4e04c1f7f07305373830e',NULL);
INSERT INTO operations VALUES('suanli','life-8bdf5b0b-e1c6-48c0-a0b9-6329a55a2254','record','93f5534bf5c1bfc4da3f7f4cb0ba7b2b4d4a4ab5d3cbdfb38d80ac864f96024f','{"id":"3","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087551,'village',11,NULL,'S04','grid_worker','25baa4b758c5','claim:3','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','b5a91e1b91c4569924c30144119cb15d',NULL,'cf1f15260f8fb569512396155db172316161f40b8300b7c051134fcff55ef58e',NULL);
INSERT INTO operations VALUES('suanli','life-ac4947d6-85b3-4f72-bc3e-02b27d307005','record','aae03a70b7674fc4b3e7899acb98688808e7d946b8a13d320fcc991c3a6726eb','{"id":"4","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087617,'village',12,NULL,'S04','grid_worker','25baa4b758c5','claim:4','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','93a6074483b7fbeea448f575587c38ec',NULL,'ec82d8354a74a1c9cb0e94cf3ff3d709beb9996af3da1494d3f80476d518a48b',NULL);
INSERT INTO operations VALUES('suanli','life-c62e8b4b-56e0-4617-98bc-e7897129727f','record','b769cb6ec5c41d9d77abfa01893a9fe09828f319a36d830574c0ce2d6b36743c','{"id":"5","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087659,'village',13,NULL,'S04','grid_worker','25baa4b758c5','claim:5','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','96676e2bb4f39ba4098a2748d3f87593',NULL,'7b6c9dbe660c1f166448ff7cd996c9f070add0059066b23d10b2a331effb4565',NULL);
INSERT INTO operations VALUES('suanli','life-5435a9a7-705a-4471-9c80-c36c5583c99f','record','8405288225253287ecc21b042f465fe3bdf8295c8a5fcbe33b55a65d04d4b9fd','{"id":"6","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087695,'village',14,NULL,'S04','grid_worker','25baa4b758c5','claim:6','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','28edc661cfca88bcfdb644403803497c',NULL,'a1e63e4ae13e98a5aece345888d67214dadf6711adca43403bd0b232e3af57ed',NULL);
INSERT INTO operations VALUES('suanli','life-f8ad81ed-5e2d-4081-b8a0-5b448417e3a8','record','c8fc6696f8f72bd38bb86f4e360ee39985f227f33e8458488fd020f9f8ed4af5','{"id":"7","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087739,'village',15,NULL,'S04','grid_worker','25baa4b758c5','claim:7','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','80627a22ceb2bc1b5c12f8fe48eba4f2',NULL,'2a83aa053555be705593b4eb5f312c0ee79b927600b6d54ab0812b47949233d8',NULL);
INSERT INTO operations VALUES('suanli','life-bd9c044f-e863-4c19-871a-dddeb46290b1','record','9420222f7d6e63f112a35987c8f80816f54e332071b359ac84a54c4fae00a6f1','{"id":"8","state":"submitted","points":"5.00","explanation":["拾金不昧 记 5 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"proposed","post_on":null,"reviews_missing":1}',1796058087777,'village',16,NULL,'S04','grid_worker','25baa4b758c5','claim:8','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','f92c6126aaef6ad9a6c547b79077d8cb',NULL,'d04de50d073c7851e3ebd0380dfb45e2bcd790e220d94745b30c1f2efa537ae8',NULL);
INSERT INTO operations VALUES('suanli','life-30f1df32-f8f0-4326-a3aa-14cf68c1bc8f','review','280467598a73ad5988995739978f60b3f5bd91185488c8e58261672003608b5d','{"id":"8","state":"approved","points":"5.00","explanation":["拾金不昧 记 5 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796058087818,'village',17,'approve','S01','secretary','172c65432244','claim:8','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','4760ab2ae2e68e08431700623fba57c1',NULL,'11eb11875b08b50f6d8680ab6ea2d422a13f0109963ec318f592f2e354efeb4b',NULL);
INSERT INTO operations VALUES('suanli','life-b5702126-7c26-4035-af35-7f93aadc59e1','record','33b39c318eb675d858bb08d87713a334234d9f14cbfad29ba715551785eb3f68','{"id":"9","state":"submitted","points":"3.00","explanation":["志愿服务 1.5 小时 × 2 = 3 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"proposed","post_on":null,"reviews_missing":1}',1796058087908,'village',18,NULL,'S04','grid_worker','25baa4b758c5','claim:9','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','8d4e817f508fd1b770b1bd1814ced1f5',NULL,'0e28ab5d7efbe6314a07d6bec65272fe4665a764f25f4ee2d74a6289e781c7db',NULL);
INSERT INTO operations VALUES('suanli','life-2a8a54cc-7637-455a-9e74-252652918394','review','8f50c39c9975913ae3231139d7dfefb147e598d052035f1e5282c67cb47c9db1','{"id":"9","state":"rejected","points":"3.00","explanation":["志愿服务 1.5 小时 × 2 = 3 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"withdrawn","post_on":null,"reviews_missing":0}',1796058088046,'village',19,'reject','S01','secretary','172c65432244','claim:9','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','4d2cbb4c6aeb6b5f33fcae6cb55ae03e','cd020eee6dff83f4fed33e54eee36b4ffb6cf254eb95e1a66dedb998220f9740','ae2f02f179fb9224eed56c1e7facf0852c0f335ae9984af376a83e401a3397a1',NULL);
INSERT INTO operations VALUES('suanli','life-2f2c8cdc-06e0-4a62-8e2e-5e334cfc3569','record','ca09677133ca7a46be6591bf5ff784af763c2da3d3426bf401161b3bc6472d57','{"id":"10","state":"submitted","points":"-2.00","explanation":["公共场合说脏话 扣 2 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"proposed","post_on":null,"reviews_missing":1}',1796058088125,'village',20,NULL,'S04','grid_worker','25baa4b758c5','claim:10','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','7eff2376d52a481bfeddc20d673b89c0',NULL,'81ffddf0044cd61edb81fc716625fd7b361cd33ade3fe892788c0c87cfd9de08',NULL);
INSERT INTO operations VALUES('suanli','life-837978a8-f055-4492-adc9-c1f1d2be4cb4','review','bbf646c417fa44f3b96e61b2d8e1dc53712a5fb7a0da1238b3ed28ae291212a9','{"id":"10","state":"approved","points":"-2.00","explanation":["公共场合说脏话 扣 2 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"on_notice","post_on":"2026-12-08","reviews_missing":0}',1796058088251,'village',21,'approve','S02','supervisor','84a8b91cdbcc','claim:10','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','b6198608e62e2bb0ec0eaa503d3e8d73',NULL,'14e124fa19136e806967efaf658e1ad4a3c11566a41c539eed7e88275564160e',NULL);
INSERT INTO operations VALUES('suanli','life-4a1db99a-de61-4f2a-b884-2950c4ea4b00','redeem','2c77e32d94be89ca56926154101d3ab917b3ea52412416e80d17e8bd4b623956','{"id":"1","state":"collected","account":"1-01-1","points":"5.00","available":"7.00"}',1796058088444,'village',22,NULL,'S03','keeper','64618f980545','redemption:1','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','02bf0406f4bffd3fd1be8b2bf160934b',NULL,'40cb0b6af7c6e50ee2bd0ff6cbdcee56745cabce7230d22a4ddfb84663bc81f8',NULL);
INSERT INTO operations VALUES('suanli','life-76e87b9d-0842-4f0d-9325-bb120647bde4','cancel','3d4c1b6a8142b6a0849027f5aabf38b450875843b11700b808a237cac9c8e759','{"id":"1","state":"cancelled","account":"1-01-1","points":"5.00","available":"12.00"}',1796058088511,'village',23,NULL,'S03','keeper','64618f980545','redemption:1',NULL,'27c2c0248e0908be68e2b132a217e046','db86fdc25721410bb922ed7cfb950febcaa4215c22ff8dd08ddaa27d5be2778b','bac52000c4e206708d9e980691704a5909d0492cabcfeca6b334c6ab4c9b0d07',NULL);
INSERT INTO operations VALUES('suanli','life-d87387ab-9bc9-4f8f-bf48-f840004e32ae','redeem','6a59f76f304c412b17fd5a170e9ecddaf65ce17c56d2c2e580570cf9eb8600ac','{"id":"2","state":"collected","account":"1-01-1","points":"5.00","available":"7.00"}',1796058088565,'village',24,NULL,'S03','keeper','64618f980545','redemption:2','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','6be91b032761bb6c1e16a07ecc7e0796',NULL,'b5e13f73cb6382c65fed9ac1b9b8a8afef19f58067fed2963749d749a9407b44',NULL);
INSERT INTO operations VALUES('suanli','life-ecccdb87-392a-48d2-9741-2c40183680b5','allocate','02bcb87c61562074cb7ccb347af44eea2184e538ad46b1fcf2445631c26031b8','14',1796058088610,'village',25,NULL,'S01','secretary','172c65432244','entry:14',NULL,'d686c40f8b478bfed1382b65753549a5','3e1face90acebf0f4bdb80b1626a9964013e4e96b4d342bfa5364cc7be32c057','11e0756c041e0ceea6d5e43a7fedcaf8979c1678365e916f32443a19af434153',NULL);
INSERT INTO operations VALUES('suanli','life-5c08312f-8155-4af9-b335-4993f8f259cc','review','c4597a394193c287d1615047b674b77e3470ea3decf0c42d6115a8aa8f7b3560','{"id":"8","state":"contested","points":"5.00","explanation":["拾金不昧 记 5 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":1}',1796058088635,'village',26,'propose_reversal','S02','supervisor','84a8b91cdbcc','claim:8','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','f0b6f3c8f9ba493398dcaf8c89c31037','9861904db71d8970c13fd776aef8fdc7a370d6d00a0c64d06162a7cbaf32c09f','325d61be71814f403184ea5dde2d680c260abac92eec95b29fca8b70cddd8ed3',NULL);
INSERT INTO operations VALUES('suanli','life-043ff978-4245-40c9-925d-5b5f3a51bcf4','declare_kin','81dba31a8e3373b6f0091f2afe537fc269ea82ae1f1abc794fc4bdb850ad902f','null',1796058088660,'village',27,NULL,'S01','secretary','172c65432244','staff:S04',NULL,'397c834d593eea04a1575271af0c6bf8',NULL,'3ffcbb7afc5c2b720f4a2fe3bea5695db50ad879f35c75fba90d30a5f4033480',NULL);
CREATE TABLE serials (village TEXT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (village, name));
INSERT INTO serials VALUES('suanli','stock_move',6);
INSERT INTO serials VALUES('suanli','rulebook_draft',1);
INSERT INTO serials VALUES('suanli','claim',10);
INSERT INTO serials VALUES('suanli','redemption',2);
CREATE TABLE villages (
  village TEXT NOT NULL, key TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, township TEXT NOT NULL, households BIGINT NOT NULL,
  residents BIGINT NOT NULL, PRIMARY KEY (village, key));
INSERT INTO villages VALUES('suanli','village','640402105299','算例村','算例镇',6,7);
CREATE TABLE village_groups (village TEXT NOT NULL, name TEXT NOT NULL, households BIGINT NOT NULL, PRIMARY KEY (village, name));
INSERT INTO village_groups VALUES('suanli','一组',2);
INSERT INTO village_groups VALUES('suanli','二组',4);
CREATE TABLE households (
  village TEXT NOT NULL, number TEXT NOT NULL, group_name TEXT NOT NULL, head TEXT NOT NULL, members BIGINT NOT NULL,
  PRIMARY KEY (village, number));
INSERT INTO households VALUES('suanli','1-01','一组','1-01-1',2);
INSERT INTO households VALUES('suanli','1-02','一组','1-02-1',1);
INSERT INTO households VALUES('suanli','2-01','二组','2-01-1',1);
INSERT INTO households VALUES('suanli','2-02','二组','2-02-1',1);
INSERT INTO households VALUES('suanli','2-03','二组','2-03-1',1);
INSERT INTO households VALUES('suanli','2-04','二组','2-04-1',1);
CREATE TABLE residents (
  village TEXT NOT NULL, number TEXT NOT NULL, household TEXT NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL,
  PRIMARY KEY (village, number));
INSERT INTO residents VALUES('suanli','1-01-1','1-01','马某0001','户主');
INSERT INTO residents VALUES('suanli','1-01-2','1-01','马某0002','配偶');
INSERT INTO residents VALUES('suanli','1-02-1','1-02','李某0003','户主');
INSERT INTO residents VALUES('suanli','2-01-1','2-01','王某0004','户主');
INSERT INTO residents VALUES('suanli','2-02-1','2-02','丁某0005','户主');
INSERT INTO residents VALUES('suanli','2-03-1','2-03','海某0006','户主');
INSERT INTO residents VALUES('suanli','2-04-1','2-04','罗某0007','户主');
CREATE TABLE staff (
  village TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, household TEXT,
  PRIMARY KEY (village, number));
INSERT INTO staff VALUES('suanli','S01','王某0004','secretary','2-01');
INSERT INTO staff VALUES('suanli','S02','丁某0005','supervisor','2-02');
INSERT INTO staff VALUES('suanli','S03','海某0006','keeper','2-03');
INSERT INTO staff VALUES('suanli','S04','罗某0007','grid_worker','2-04');
CREATE TABLE tokens (
  village TEXT NOT NULL, digest TEXT NOT NULL, staff TEXT NOT NULL, role TEXT NOT NULL, made_at BIGINT NOT NULL, revoked_at BIGINT, until_at BIGINT, idle_seconds BIGINT, seen_at BIGINT,
  PRIMARY KEY (village, digest));
INSERT INTO tokens VALUES('suanli','25baa4b758c5e4f4398f080fec7d5c758849344b02d5e442e0e860e160926bdc','S04','grid_worker',1796058087124,NULL,NULL,NULL,NULL);
INSERT INTO tokens VALUES('suanli','172c6543224493cdcd4a21bd94fb3e47c39875336525e2aeacd6ef210a99f6c4','S01','secretary',1796058087182,NULL,NULL,NULL,NULL);
INSERT INTO tokens VALUES('suanli','84a8b91cdbccbd402f98f5de34e0cd0f2dc6f6760aee1b40c5e8edd9380662c2','S02','supervisor',1796058087246,NULL,NULL,NULL,NULL);
INSERT INTO tokens VALUES('suanli','64618f9805455d6a3d8c029902908b90e62fcf2f0552cc1028d9886c1b9b45fc','S03','keeper',1796058087403,NULL,NULL,NULL,NULL);
CREATE TABLE accounts (
  village TEXT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, posted BIGINT NOT NULL, held BIGINT NOT NULL, closed_on TEXT, heir TEXT, earned_in TEXT, redeemed_in TEXT,
  PRIMARY KEY (village, number));
INSERT INTO accounts VALUES('suanli','@collective','collective',-15000,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','@fund','fund',14550,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','1-01-1','holder',700,0,NULL,NULL,'M24323','M24323');
INSERT INTO accounts VALUES('suanli','1-01-2','holder',0,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','1-02-1','holder',0,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','2-01-1','holder',0,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','2-02-1','holder',0,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','2-03-1','holder',0,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','2-04-1','holder',0,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','@issued','issued',-1200,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','@redeemed','redeemed',500,0,NULL,NULL,NULL,NULL);
INSERT INTO accounts VALUES('suanli','@keeper','keeper',450,0,NULL,NULL,NULL,NULL);
CREATE TABLE lots (
  village TEXT NOT NULL, account TEXT NOT NULL, seq BIGINT NOT NULL, amount BIGINT NOT NULL, remaining BIGINT NOT NULL, expires_on TEXT,
  PRIMARY KEY (village, account, seq));
INSERT INTO lots VALUES('suanli','1-01-1',3,100,0,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',4,100,0,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',5,100,0,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',6,100,0,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',7,100,0,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',8,100,100,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',9,100,100,NULL);
INSERT INTO lots VALUES('suanli','1-01-1',10,500,500,NULL);
CREATE TABLE holds (
  village TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, amount BIGINT NOT NULL, state TEXT NOT NULL, until_at BIGINT NOT NULL,
  PRIMARY KEY (village, id));
CREATE TABLE chain_heads (village TEXT NOT NULL, key TEXT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (village, key));
INSERT INTO chain_heads VALUES('suanli','head',14,'03bea358f6548f2d286ed84c59df04a6b751d4ceef082fb2ebfc3f14b35aa7e4');
CREATE TABLE entries (
  village TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, occurred_on TEXT NOT NULL, operation TEXT NOT NULL,
  actor TEXT NOT NULL, role TEXT NOT NULL, rulebook TEXT, reference TEXT, reverses BIGINT, commitment TEXT NOT NULL, hash TEXT NOT NULL, trail BIGINT,
  PRIMARY KEY (village, seq));
INSERT INTO entries VALUES('suanli',1,'allocation',1796058086945,'2026-12-01','@settle-55cc069d3f1a53493c39b09cae2fb2a61f1b73c9c13ae157f6c1058d3eab9ab7','clockwork','clockwork',NULL,NULL,NULL,'507f8f0301c8f22093b9d3f5a10b6ec0ab5efa1cd4d89954870984473afa762f','462ae286d2e3310443b98767b6c220e353f645bc01d8e8c6d2fc3e7a6e95db76',0);
INSERT INTO entries VALUES('suanli',2,'award',1796058087009,'2026-12-01','@pool-2026-12','clockwork','clockwork',NULL,'protected:2026-12',NULL,'79d7535b4b0c2af2a92f5b733d7be527d9e12b441c9fc7c7f77ef257ed441d07','598b55330f901da68b2d6f2cb36458c65992bf97d9229da7331b985639ce5e5d',3);
INSERT INTO entries VALUES('suanli',3,'award',1796058087453,'2026-01-01','life-7a074401-b7d3-4fb8-9639-44fc7efeda81','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:1',NULL,'e7423d53d0fe7ddd8567eddd12b89f125371559a1b01e843da713836cccf2384','86392e094f1ff7df2de5566ccf6415c866bd9615bca9b782766c6ac1e0a5c28a',8);
INSERT INTO entries VALUES('suanli',4,'award',1796058087504,'2026-01-01','life-f5f5be7c-3c07-4f9c-86b3-3f7cfe24064c','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:2',NULL,'92e05ec5641ce383ee5e0d171f746f75abe6e5ab2471fc624e65cc63edec295a','40f0328a94216ec985f61853a3a42e39b602ec98a6805efcf908c4873dacbb5c',9);
INSERT INTO entries VALUES('suanli',5,'award',1796058087551,'2026-01-01','life-8bdf5b0b-e1c6-48c0-a0b9-6329a55a2254','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:3',NULL,'e562231fe1f169d475615d5bcebbfa0804306413c81056f34c2c6921922a61f5','67eb6b518c4588f8a658246cdcfc4a129bbe6cd21f585e95572c43127ca29245',10);
INSERT INTO entries VALUES('suanli',6,'award',1796058087617,'2026-01-01','life-ac4947d6-85b3-4f72-bc3e-02b27d307005','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:4',NULL,'01cffeff036aea083d3843119d944c9eb711cee8f4658b862de303e0d4fbaaf5','18a8c568353a29f06cc349870d5ab96c98084562c40f58524beafbbe064911e2',11);
INSERT INTO entries VALUES('suanli',7,'award',1796058087659,'2026-01-01','life-c62e8b4b-56e0-4617-98bc-e7897129727f','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:5',NULL,'2ca0fc4ee6cbd65d567b097e60e68daf1600b1d4c566a1df0e1f83914f662494','c70f05702fbc61b011a497234f7378d600452f2f8e186530d04313cd43c1dba6',12);
INSERT INTO entries VALUES('suanli',8,'award',1796058087695,'2026-01-01','life-5435a9a7-705a-4471-9c80-c36c5583c99f','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:6',NULL,'d05f4e5b456304718d745e554e73f1e4808cd09b08a84681fb8a339943223f85','fa4ae9e16c015f9692ccb6a80a3d7c72a244ac76156ccacead2395957e231fac',13);
INSERT INTO entries VALUES('suanli',9,'award',1796058087739,'2026-01-01','life-f8ad81ed-5e2d-4081-b8a0-5b448417e3a8','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:7',NULL,'11cead9834bbe1eb070200f372ebf6d11ac2ae8d7a03ce11e8594e1ed45501cf','0a8bfe27a30d0cfc9f8a16de74a45796fd52e1e14ce8a1be3b162129fb76f19b',14);
INSERT INTO entries VALUES('suanli',10,'award',1796058087818,'2026-01-02','life-30f1df32-f8f0-4326-a3aa-14cf68c1bc8f','S01','secretary','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:8',NULL,'a62f54585a43196a3255c1b049507b351a968abef015df4f6ad8e6c5d2fbb087','77ae0d01b60d3376a92f579ac32d5dea1c1e51ca2a68ef1e1b9f3386d47eabd6',16);
INSERT INTO entries VALUES('suanli',11,'redemption',1796058088444,'2026-12-01','life-4a1db99a-de61-4f2a-b884-2950c4ea4b00','S03','keeper','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','redemption:1',NULL,'954735d3cbb7f6c55a0c04630cb525688a52cb416c5e329d871cf641d141094f','e74fe6f14fdef0e2449db1fd56a2003528b4550e2c6862a744d91544e25a8c47',21);
INSERT INTO entries VALUES('suanli',12,'reversal',1796058088511,'2026-12-01','life-76e87b9d-0842-4f0d-9325-bb120647bde4','S03','keeper','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','redemption:1',11,'3135758e598c8c5bef7df237ff40ab1393f6f725e603645b3365536d7cad4a23','cddded935d86824684b3978f1ee5886976de1695e475a25116da5adf2adb6a2b',22);
INSERT INTO entries VALUES('suanli',13,'redemption',1796058088565,'2026-12-01','life-d87387ab-9bc9-4f8f-bf48-f840004e32ae','S03','keeper','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','redemption:2',NULL,'edef4d7ecbd55589ad04a354af12edd700dc32e726827954efb5c858c4f2da29','2b297c6b38aeb678200cb30714376b877d088efd97d16a84c30042e051df2269',23);
INSERT INTO entries VALUES('suanli',14,'allocation',1796058088610,'2026-12-01','life-ecccdb87-392a-48d2-9741-2c40183680b5','S01','secretary',NULL,NULL,NULL,'86be29a7f30525e0577f003f896389e65bb358d00e548fcad1964adfc27eb03f','03bea358f6548f2d286ed84c59df04a6b751d4ceef082fb2ebfc3f14b35aa7e4',24);
CREATE TABLE postings (
  village TEXT NOT NULL, seq BIGINT NOT NULL, line BIGINT NOT NULL, account TEXT NOT NULL, lot BIGINT, amount BIGINT NOT NULL,
  PRIMARY KEY (village, seq, line));
INSERT INTO postings VALUES('suanli',1,1,'@collective',NULL,-10000);
INSERT INTO postings VALUES('suanli',1,2,'@fund',NULL,10000);
INSERT INTO postings VALUES('suanli',3,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',3,2,'1-01-1',3,100);
INSERT INTO postings VALUES('suanli',4,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',4,2,'1-01-1',4,100);
INSERT INTO postings VALUES('suanli',5,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',5,2,'1-01-1',5,100);
INSERT INTO postings VALUES('suanli',6,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',6,2,'1-01-1',6,100);
INSERT INTO postings VALUES('suanli',7,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',7,2,'1-01-1',7,100);
INSERT INTO postings VALUES('suanli',8,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',8,2,'1-01-1',8,100);
INSERT INTO postings VALUES('suanli',9,1,'@issued',NULL,-100);
INSERT INTO postings VALUES('suanli',9,2,'1-01-1',9,100);
INSERT INTO postings VALUES('suanli',10,1,'@issued',NULL,-500);
INSERT INTO postings VALUES('suanli',10,2,'1-01-1',10,500);
INSERT INTO postings VALUES('suanli',11,1,'1-01-1',3,-100);
INSERT INTO postings VALUES('suanli',11,2,'1-01-1',4,-100);
INSERT INTO postings VALUES('suanli',11,3,'1-01-1',5,-100);
INSERT INTO postings VALUES('suanli',11,4,'1-01-1',6,-100);
INSERT INTO postings VALUES('suanli',11,5,'1-01-1',7,-100);
INSERT INTO postings VALUES('suanli',11,6,'@redeemed',NULL,500);
INSERT INTO postings VALUES('suanli',11,7,'@fund',NULL,-450);
INSERT INTO postings VALUES('suanli',11,8,'@keeper',NULL,450);
INSERT INTO postings VALUES('suanli',12,1,'@redeemed',NULL,-500);
INSERT INTO postings VALUES('suanli',12,2,'@keeper',NULL,-450);
INSERT INTO postings VALUES('suanli',12,3,'1-01-1',3,100);
INSERT INTO postings VALUES('suanli',12,4,'1-01-1',4,100);
INSERT INTO postings VALUES('suanli',12,5,'1-01-1',5,100);
INSERT INTO postings VALUES('suanli',12,6,'1-01-1',6,100);
INSERT INTO postings VALUES('suanli',12,7,'1-01-1',7,100);
INSERT INTO postings VALUES('suanli',12,8,'@fund',NULL,450);
INSERT INTO postings VALUES('suanli',13,1,'1-01-1',3,-100);
INSERT INTO postings VALUES('suanli',13,2,'1-01-1',4,-100);
INSERT INTO postings VALUES('suanli',13,3,'1-01-1',5,-100);
INSERT INTO postings VALUES('suanli',13,4,'1-01-1',6,-100);
INSERT INTO postings VALUES('suanli',13,5,'1-01-1',7,-100);
INSERT INTO postings VALUES('suanli',13,6,'@redeemed',NULL,500);
INSERT INTO postings VALUES('suanli',13,7,'@fund',NULL,-450);
INSERT INTO postings VALUES('suanli',13,8,'@keeper',NULL,450);
INSERT INTO postings VALUES('suanli',14,1,'@collective',NULL,-5000);
INSERT INTO postings VALUES('suanli',14,2,'@fund',NULL,5000);
CREATE TABLE reversals (village TEXT NOT NULL, reversed BIGINT NOT NULL, entry BIGINT NOT NULL, PRIMARY KEY (village, reversed));
INSERT INTO reversals VALUES('suanli',11,12);
CREATE TABLE particulars (
  village TEXT NOT NULL, seq BIGINT NOT NULL, salt TEXT NOT NULL, title TEXT NOT NULL, explanation TEXT NOT NULL,
  PRIMARY KEY (village, seq));
INSERT INTO particulars VALUES('suanli',1,'4c994855f991d70d870e7db1d5abec8e63eb604ec20ecc0bc2a3e59606ebbca0','基金拨款','["算例基金"]');
INSERT INTO particulars VALUES('suanli',2,'6e66d617323382fe52de78698fab0ca1f8be803cb2b7c16877f346af89a98e9d','其他加分','["apart 0 0000000000000000000000000000000000000000000000000000000000000000"]');
INSERT INTO particulars VALUES('suanli',3,'48b395fc98d6a06d3a681c8c0c4815534e2e0fc28c9261f867a81afabbe33789','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',4,'68066e47e7910acd1a9f115f53d23455ae774594dc087981f3917477a3e0cfa7','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',5,'4d61f459e53d71bb9cb71c479244c26e590d067a97391f47d3ec52544ebdf505','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',6,'b73038871d28f481d52f033e37acaee560bba5d7ab1d02de9b8c44474db1a4f8','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',7,'1c8169525254be5ae5c96de95920385af3fc6dadde70ab940924e84f132080b9','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',8,'f19eed1eb1ce0ff92b55c0f1b75bb7a79be413a06315fc6a8119c0640cc86ee0','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',9,'7b8df74b412b8bbed8df6492b96e29a713d37ad9839f7d3d9ed84cc60a5d92fa','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',10,'b732b460b0eb2ebc56cc95fdd4e6c690d681333e7961bb5d454cf6190ba1549e','拾金不昧','["拾金不昧 记 5 分"]');
INSERT INTO particulars VALUES('suanli',11,'e10e839440e4b1535546c98691780e6498ea0e7aa117fdcde0a91386370847e5','换了香皂','["香皂 × 1，5 分"]');
INSERT INTO particulars VALUES('suanli',12,'3a13a5259af9473fc1a3e37896591d9dcdec9c7059faf39ed2fa498375e5a262','退回第 1 号兑换','["拿错了"]');
INSERT INTO particulars VALUES('suanli',13,'58e598b7d34bca055f76f8de361991ee022fa9719da01b37517251e9c66b7d20','换了香皂','["香皂 × 1，5 分"]');
INSERT INTO particulars VALUES('suanli',14,'cbcbe9397e844adeff5b816808915eb91c618bd56c9d98239d9833c19954ad11','基金拨款','["村集体"]');
CREATE TABLE rulebook_versions (
  village TEXT NOT NULL, version BIGINT NOT NULL, hash TEXT NOT NULL, effective_on TEXT NOT NULL, bundle TEXT NOT NULL, adopted_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL, adoption TEXT, confirmed_by TEXT, corrects BIGINT, PRIMARY KEY (village, version));
INSERT INTO rulebook_versions VALUES('suanli',1,'c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2025-01-01','{"village":"suanli","files":[{"path":"village.yaml","text":"# 算例村：只给测试用。一组两户，够讲完每一个故事。\n名称: 算例村\n区划代码: \"640402105299\"\n上级: 算例镇\n记账单位: 个人\n公示天数: 0\n审核: 一人\n基金: { 名称: 算例基金, 预算: 100 }\n试行: 是\n文件即生效: 是\n生效: 2025-01-01\n"},{"path":"rules.yaml","text":"标题: 算例村积分标准\n规则:\n  遵纪守法:\n    拾金不昧: 5\n    举报违法行为有功: { 分值: 10, 保密: 是 }\n  公益服务:\n    志愿服务:\n      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }\n      分值: 时长 * 2\n      上限: 每人每月 20 分\n      比如:\n        - { 时长: 5, 得: 10 }\n        - { 时长: 15, 本月已得: 12, 得: 8 }\n    义务劳动: { 分值: 5, 上限: 每户每月 10 分 }\n    大额奖励: { 分值: 60, 审核: 两人 }\n    签到: { 分值: 1, 审核: 免审 }\n  移风易俗:\n    公共场合说脏话: -2\n"}],"packs":[]}',1796058086930,'clockwork',NULL,NULL,NULL);
CREATE TABLE tallies (
  village TEXT NOT NULL, holder TEXT NOT NULL, measure TEXT NOT NULL, period TEXT NOT NULL, times BIGINT NOT NULL, points BIGINT NOT NULL,
  bonus BIGINT NOT NULL DEFAULT 0, total BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (village, holder, measure, period));
INSERT INTO tallies VALUES('suanli','person:1-02-1','rule:志愿服务','M24312',0,0,0,0);
CREATE TABLE awards (
  village TEXT NOT NULL, id BIGINT NOT NULL, account TEXT NOT NULL, person TEXT, household TEXT NOT NULL, group_name TEXT NOT NULL, rule TEXT NOT NULL,
  chapter TEXT NOT NULL, rulebook TEXT NOT NULL, occurred_on TEXT NOT NULL, raw BIGINT NOT NULL, points BIGINT NOT NULL, floor BIGINT NOT NULL,
  steps TEXT NOT NULL,
  state TEXT NOT NULL, post_on TEXT, entry BIGINT, bonus BIGINT NOT NULL DEFAULT 0, amounts TEXT, shared BIGINT NOT NULL DEFAULT 0, recorded_by TEXT, recorded_on TEXT, PRIMARY KEY (village, id));
INSERT INTO awards VALUES('suanli',1,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',3,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',2,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',4,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',3,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',5,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',4,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',6,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',5,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',7,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',6,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',8,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',7,'1-01-1','1-01-1','1-01','一组','签到','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-01',100,100,0,'[{"step":"分值","text":"签到 记 1 分","file":"rules.yaml","line":16}]','posted','2026-12-01',9,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',8,'1-01-1','1-01-1','1-01','一组','拾金不昧','遵纪守法','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-02',500,500,0,'[{"step":"分值","text":"拾金不昧 记 5 分","file":"rules.yaml","line":4}]','posted','2026-12-01',10,0,'{}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',9,'1-02-1','1-02-1','1-02','一组','志愿服务','公益服务','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-02',300,300,0,'[{"step":"分值","text":"志愿服务 1.5 小时 × 2 = 3 分","file":"rules.yaml","line":9,"values":{"时长":"1.5"}}]','withdrawn',NULL,NULL,0,'{"时长":"1.5"}',0,'S04','2026-12-01');
INSERT INTO awards VALUES('suanli',10,'1-02-1','1-02-1','1-02','一组','公共场合说脏话','移风易俗','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2026-01-02',-200,-200,0,'[{"step":"分值","text":"公共场合说脏话 扣 2 分","file":"rules.yaml","line":18}]','on_notice','2026-12-08',NULL,0,'{}',0,'S04','2026-12-01');
CREATE TABLE claims (
  village TEXT NOT NULL, id BIGINT NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL, household TEXT NOT NULL, occurred_on TEXT NOT NULL,
  facts TEXT NOT NULL, note TEXT NOT NULL, reviews_needed BIGINT NOT NULL, state TEXT NOT NULL, recorded_by TEXT NOT NULL,
  recorded_role TEXT NOT NULL, recorded_at BIGINT NOT NULL, PRIMARY KEY (village, id));
INSERT INTO claims VALUES('suanli',1,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087453);
INSERT INTO claims VALUES('suanli',2,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087504);
INSERT INTO claims VALUES('suanli',3,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087551);
INSERT INTO claims VALUES('suanli',4,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087617);
INSERT INTO claims VALUES('suanli',5,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087659);
INSERT INTO claims VALUES('suanli',6,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087695);
INSERT INTO claims VALUES('suanli',7,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796058087739);
INSERT INTO claims VALUES('suanli',8,'拾金不昧','1-01-1','1-01','2026-01-02','{}','',1,'contested','S04','grid_worker',1796058087777);
INSERT INTO claims VALUES('suanli',9,'志愿服务','1-02-1','1-02','2026-01-02','{"时长":"1.5"}','',1,'rejected','S04','grid_worker',1796058087908);
INSERT INTO claims VALUES('suanli',10,'公共场合说脏话','1-02-1','1-02','2026-01-02','{}','登记表上有',1,'approved','S04','grid_worker',1796058088125);
CREATE TABLE reviews (
  village TEXT NOT NULL, claim BIGINT NOT NULL, line BIGINT NOT NULL, ruling TEXT NOT NULL, reviewer TEXT NOT NULL, role TEXT NOT NULL,
  reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, claim, line));
INSERT INTO reviews VALUES('suanli',8,1,'approve','S01','secretary','',1796058087818);
INSERT INTO reviews VALUES('suanli',9,1,'reject','S01','secretary','没有看到',1796058088046);
INSERT INTO reviews VALUES('suanli',10,1,'approve','S02','supervisor','',1796058088251);
INSERT INTO reviews VALUES('suanli',8,2,'propose_reversal','S02','supervisor','记错了人',1796058088635);
CREATE TABLE items (
  village TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, spec TEXT NOT NULL, points BIGINT NOT NULL, cost BIGINT NOT NULL,
  stock BIGINT NOT NULL, held BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (village, number));
INSERT INTO items VALUES('suanli','A01','香皂','一块',500,450,2,0);
INSERT INTO items VALUES('suanli','A02','洗衣液','2千克',2000,1800,1,0);
INSERT INTO items VALUES('suanli','A03','电饭煲','一只',5000,12000,5,0);
CREATE TABLE stock_moves (
  village TEXT NOT NULL, id BIGINT NOT NULL, item TEXT NOT NULL, quantity BIGINT NOT NULL, reason TEXT NOT NULL, reference TEXT,
  staff TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, id));
INSERT INTO stock_moves VALUES('suanli',1,'A01',3,'stocked',NULL,'clockwork',1796058086945);
INSERT INTO stock_moves VALUES('suanli',2,'A02',1,'stocked',NULL,'clockwork',1796058086945);
INSERT INTO stock_moves VALUES('suanli',3,'A03',5,'stocked',NULL,'clockwork',1796058086945);
INSERT INTO stock_moves VALUES('suanli',4,'A01',-1,'redeemed','redemption:1','S03',1796058088444);
INSERT INTO stock_moves VALUES('suanli',5,'A01',1,'cancelled','redemption:1','S03',1796058088511);
INSERT INTO stock_moves VALUES('suanli',6,'A01',-1,'redeemed','redemption:2','S03',1796058088565);
CREATE TABLE redemption_lines (
  village TEXT NOT NULL, redemption BIGINT NOT NULL, line BIGINT NOT NULL, item TEXT NOT NULL, name TEXT NOT NULL, quantity BIGINT NOT NULL,
  points BIGINT NOT NULL, cost BIGINT NOT NULL, PRIMARY KEY (village, redemption, line));
INSERT INTO redemption_lines VALUES('suanli',1,1,'A01','香皂',1,500,450);
INSERT INTO redemption_lines VALUES('suanli',2,1,'A01','香皂',1,500,450);
CREATE TABLE rulebook_drafts (
  village TEXT NOT NULL, origin TEXT NOT NULL, revision BIGINT NOT NULL, hash TEXT NOT NULL, bundle TEXT NOT NULL, adopted BIGINT,
  written_at BIGINT NOT NULL, written_by TEXT NOT NULL, PRIMARY KEY (village, origin));
INSERT INTO rulebook_drafts VALUES('suanli','files',1,'c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','{"village":"suanli","files":[{"path":"village.yaml","text":"# 算例村：只给测试用。一组两户，够讲完每一个故事。\n名称: 算例村\n区划代码: \"640402105299\"\n上级: 算例镇\n记账单位: 个人\n公示天数: 0\n审核: 一人\n基金: { 名称: 算例基金, 预算: 100 }\n试行: 是\n文件即生效: 是\n生效: 2025-01-01\n"},{"path":"rules.yaml","text":"标题: 算例村积分标准\n规则:\n  遵纪守法:\n    拾金不昧: 5\n    举报违法行为有功: { 分值: 10, 保密: 是 }\n  公益服务:\n    志愿服务:\n      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }\n      分值: 时长 * 2\n      上限: 每人每月 20 分\n      比如:\n        - { 时长: 5, 得: 10 }\n        - { 时长: 15, 本月已得: 12, 得: 8 }\n    义务劳动: { 分值: 5, 上限: 每户每月 10 分 }\n    大额奖励: { 分值: 60, 审核: 两人 }\n    签到: { 分值: 1, 审核: 免审 }\n  移风易俗:\n    公共场合说脏话: -2\n"}],"packs":[]}',1,1796058086992,'clockwork');
CREATE TABLE shares (
  village TEXT NOT NULL, award BIGINT NOT NULL, line BIGINT NOT NULL, account TEXT NOT NULL, points BIGINT NOT NULL,
  PRIMARY KEY (village, award, line));
CREATE TABLE bars (
  village TEXT NOT NULL, account TEXT NOT NULL, award BIGINT NOT NULL, honours BIGINT NOT NULL, redemption BIGINT NOT NULL, from_on TEXT NOT NULL,
  until_on TEXT NOT NULL, reason TEXT, PRIMARY KEY (village, account, award));
CREATE TABLE amends (
  village TEXT NOT NULL, account TEXT NOT NULL, award BIGINT NOT NULL, rule TEXT NOT NULL, field TEXT NOT NULL, goal BIGINT NOT NULL,
  task TEXT NOT NULL, points BIGINT NOT NULL, from_on TEXT NOT NULL, until_on TEXT, entry BIGINT, PRIMARY KEY (village, account, award));
CREATE TABLE passwords (village TEXT NOT NULL, staff TEXT NOT NULL, hash TEXT NOT NULL, set_at BIGINT NOT NULL, PRIMARY KEY (village, staff));
CREATE TABLE second_factors (
  village TEXT NOT NULL, staff TEXT NOT NULL, secret TEXT NOT NULL, confirmed_at BIGINT, used_step BIGINT NOT NULL, PRIMARY KEY (village, staff));
CREATE TABLE pins (village TEXT NOT NULL, resident TEXT NOT NULL, hash TEXT NOT NULL, set_at BIGINT NOT NULL, PRIMARY KEY (village, resident));
CREATE TABLE cards (
  village TEXT NOT NULL, resident TEXT NOT NULL, digest TEXT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL, revoked_by TEXT,
  revoked_at BIGINT, PRIMARY KEY (village, resident, digest));
CREATE TABLE slips (
  village TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, id BIGINT NOT NULL, hash TEXT, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
  agreed_by TEXT, agreed_at BIGINT, until_at BIGINT NOT NULL, used_at BIGINT, PRIMARY KEY (village, purpose, subject, id));
CREATE TABLE tries (
  village TEXT NOT NULL, place TEXT NOT NULL, whom TEXT NOT NULL, wrong BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (village, place, whom));
CREATE TABLE notices (
  village TEXT NOT NULL, id BIGINT NOT NULL, issue BIGINT, state TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL, days BIGINT NOT NULL,
  lines BIGINT NOT NULL, drafted_by TEXT NOT NULL, drafted_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, reason TEXT, last_on TEXT,
  head_seq BIGINT, head TEXT, settled_at BIGINT, posted BIGINT, fallen BIGINT, PRIMARY KEY (village, id));
CREATE TABLE notice_lines (
  village TEXT NOT NULL, award BIGINT NOT NULL, notice BIGINT NOT NULL, line BIGINT NOT NULL, PRIMARY KEY (village, award));
CREATE TABLE notice_sheets (village TEXT NOT NULL, notice BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (village, notice));
CREATE TABLE objections (
  village TEXT NOT NULL, award BIGINT NOT NULL, id BIGINT NOT NULL, resident TEXT NOT NULL, household TEXT NOT NULL, reason TEXT NOT NULL,
  sentence TEXT NOT NULL, state TEXT NOT NULL, raised_by TEXT NOT NULL, raised_role TEXT NOT NULL, raised_at BIGINT NOT NULL, answer_by TEXT NOT NULL,
  PRIMARY KEY (village, award, id));
CREATE TABLE objection_steps (
  village TEXT NOT NULL, award BIGINT NOT NULL, objection BIGINT NOT NULL, line BIGINT NOT NULL, verdict TEXT NOT NULL, taken_by TEXT NOT NULL,
  role TEXT NOT NULL, said TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, award, objection, line));
CREATE TABLE household_events (
  village TEXT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, occurred_on TEXT NOT NULL, recorded_at BIGINT NOT NULL, resident TEXT NOT NULL,
  origin TEXT NOT NULL, destination TEXT NOT NULL, change BIGINT, PRIMARY KEY (village, id));
CREATE TABLE household_changes (
  village TEXT NOT NULL, id BIGINT NOT NULL, household TEXT NOT NULL, request TEXT NOT NULL, touched TEXT NOT NULL, sentence TEXT NOT NULL,
  occurred_on TEXT NOT NULL, basis TEXT NOT NULL, state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_role TEXT NOT NULL,
  proposed_at BIGINT NOT NULL, entry BIGINT, PRIMARY KEY (village, id));
CREATE TABLE household_rulings (
  village TEXT NOT NULL, change BIGINT NOT NULL, ruling TEXT NOT NULL, ruled_by TEXT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL,
  at BIGINT NOT NULL, PRIMARY KEY (village, change));
CREATE TABLE reports (
  village TEXT NOT NULL, id BIGINT NOT NULL, receipt TEXT NOT NULL, rule TEXT NOT NULL, occurred_on TEXT NOT NULL, facts TEXT NOT NULL,
  told TEXT NOT NULL, state TEXT NOT NULL, reviews_needed BIGINT NOT NULL, worth TEXT NOT NULL, points BIGINT NOT NULL, taken_in_by TEXT,
  reported_on TEXT NOT NULL, decided_on TEXT, entry BIGINT, PRIMARY KEY (village, id));
CREATE TABLE report_owners (
  village TEXT NOT NULL, person TEXT NOT NULL, receipt TEXT NOT NULL, household TEXT NOT NULL, group_name TEXT NOT NULL, worth TEXT NOT NULL,
  points BIGINT NOT NULL, PRIMARY KEY (village, person, receipt));
CREATE TABLE report_reviews (
  village TEXT NOT NULL, report BIGINT NOT NULL, line BIGINT NOT NULL, approves BIGINT NOT NULL, reviewer TEXT NOT NULL, reason TEXT NOT NULL,
  at BIGINT NOT NULL, PRIMARY KEY (village, report, line));
CREATE TABLE pool_moves (
  village TEXT NOT NULL, person TEXT NOT NULL, id TEXT NOT NULL, points BIGINT NOT NULL, asked_on TEXT NOT NULL, entry BIGINT,
  PRIMARY KEY (village, person, id));
CREATE TABLE rulebook_draft_revisions (
  village TEXT NOT NULL, revision BIGINT NOT NULL, bundle TEXT NOT NULL, written_at BIGINT NOT NULL, written_by TEXT NOT NULL,
  PRIMARY KEY (village, revision));
INSERT INTO rulebook_draft_revisions VALUES('suanli',1,'{"village":"suanli","files":[{"path":"village.yaml","text":"# 算例村：只给测试用。一组两户，够讲完每一个故事。\n名称: 算例村\n区划代码: \"640402105299\"\n上级: 算例镇\n记账单位: 个人\n公示天数: 0\n审核: 一人\n基金: { 名称: 算例基金, 预算: 100 }\n试行: 是\n文件即生效: 是\n生效: 2025-01-01\n"},{"path":"rules.yaml","text":"标题: 算例村积分标准\n规则:\n  遵纪守法:\n    拾金不昧: 5\n    举报违法行为有功: { 分值: 10, 保密: 是 }\n  公益服务:\n    志愿服务:\n      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }\n      分值: 时长 * 2\n      上限: 每人每月 20 分\n      比如:\n        - { 时长: 5, 得: 10 }\n        - { 时长: 15, 本月已得: 12, 得: 8 }\n    义务劳动: { 分值: 5, 上限: 每户每月 10 分 }\n    大额奖励: { 分值: 60, 审核: 两人 }\n    签到: { 分值: 1, 审核: 免审 }\n  移风易俗:\n    公共场合说脏话: -2\n"}],"packs":[]}',1796058086992,'clockwork');
CREATE TABLE kinships (
  village TEXT NOT NULL, staff TEXT NOT NULL, household TEXT NOT NULL, declared_by TEXT NOT NULL, declared_at BIGINT NOT NULL, ended_by TEXT,
  ended_at BIGINT, PRIMARY KEY (village, staff, household));
INSERT INTO kinships VALUES('suanli','S04','2-01','S01',1796058088660,NULL,NULL);
CREATE TABLE recusals (
  village TEXT NOT NULL, id BIGINT NOT NULL, staff TEXT NOT NULL, claim BIGINT NOT NULL, code TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (village, id));
CREATE TABLE samples (
  village TEXT NOT NULL, month TEXT NOT NULL, claim BIGINT NOT NULL, weight BIGINT NOT NULL, why TEXT NOT NULL, drawn_by TEXT NOT NULL,
  drawn_at BIGINT NOT NULL, PRIMARY KEY (village, month, claim));
CREATE TABLE sample_checks (
  village TEXT NOT NULL, month TEXT NOT NULL, claim BIGINT NOT NULL, sound BIGINT NOT NULL, note TEXT NOT NULL, checked_by TEXT NOT NULL,
  checked_at BIGINT NOT NULL, PRIMARY KEY (village, month, claim));
CREATE TABLE shop_proposals (
  village TEXT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, quantity BIGINT NOT NULL, reason TEXT NOT NULL,
  state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT, PRIMARY KEY (village, id));
CREATE TABLE consents (
  village TEXT NOT NULL, resident TEXT NOT NULL, board TEXT NOT NULL, line BIGINT NOT NULL, given BIGINT NOT NULL, told_by TEXT NOT NULL,
  told_role TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, resident, board, line));
CREATE TABLE erasures (
  village TEXT NOT NULL, id BIGINT NOT NULL, resident TEXT NOT NULL, household TEXT NOT NULL, ground TEXT NOT NULL, basis TEXT NOT NULL,
  waives BIGINT NOT NULL, state TEXT NOT NULL, asked_by TEXT NOT NULL, asked_role TEXT NOT NULL, asked_at BIGINT NOT NULL, decided_by TEXT,
  decided_role TEXT, decided_at BIGINT, reason TEXT, PRIMARY KEY (village, id));
CREATE TABLE trail_heads (village TEXT NOT NULL, part TEXT NOT NULL, number BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (village, part));
INSERT INTO trail_heads VALUES('suanli','village',27,'3ffcbb7afc5c2b720f4a2fe3bea5695db50ad879f35c75fba90d30a5f4033480');
CREATE TABLE trail_particulars (
  village TEXT NOT NULL, number BIGINT NOT NULL, salt TEXT NOT NULL, behalf TEXT, reason TEXT, PRIMARY KEY (village, number));
INSERT INTO trail_particulars VALUES('suanli',19,'c47cfbe2a65a7afc42f04f84e307cde0',NULL,'没有看到');
INSERT INTO trail_particulars VALUES('suanli',23,'2ece78745d6f0398c503d2080ae47ee7',NULL,'拿错了');
INSERT INTO trail_particulars VALUES('suanli',25,'b4a785b595f06d22fc2117a3c4217826',NULL,'村集体');
INSERT INTO trail_particulars VALUES('suanli',26,'d44bb77c653315e09f01a4463cd6c40a',NULL,'记错了人');
CREATE TABLE adoption_proposals (
  village TEXT NOT NULL, id BIGINT NOT NULL, hash TEXT NOT NULL, bundle TEXT NOT NULL, back_to BIGINT, effective_on TEXT NOT NULL, adoption TEXT,
  state TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_role TEXT NOT NULL, proposed_at BIGINT NOT NULL, decided_by TEXT, decided_at BIGINT,
  reason TEXT NOT NULL, PRIMARY KEY (village, id));
CREATE TABLE errata (
  village TEXT NOT NULL, id BIGINT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL, rule TEXT NOT NULL, from_on TEXT NOT NULL,
  sentence TEXT NOT NULL, reason TEXT NOT NULL, bundle TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at BIGINT NOT NULL, confirmed_by TEXT,
  confirmed_at BIGINT, days BIGINT, last_on TEXT, withdrawn_by TEXT, withdrawn_at BIGINT, withdrawn_because TEXT, carried_out_at BIGINT,
  corrected BIGINT, PRIMARY KEY (village, id));
CREATE TABLE erratum_sheets (
  village TEXT NOT NULL, erratum BIGINT NOT NULL, stage TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (village, erratum, stage));
CREATE TABLE erratum_reasons (
  village TEXT NOT NULL, award BIGINT NOT NULL, erratum BIGINT NOT NULL, stage TEXT NOT NULL, said_before TEXT NOT NULL, said_after TEXT NOT NULL,
  PRIMARY KEY (village, award, erratum, stage));
CREATE TABLE adjustments (
  village TEXT NOT NULL, award BIGINT NOT NULL, line BIGINT NOT NULL, erratum BIGINT NOT NULL, state TEXT NOT NULL, rulebook_before TEXT NOT NULL,
  rulebook TEXT NOT NULL, points_before BIGINT NOT NULL, points BIGINT NOT NULL, shared_before BIGINT NOT NULL, shared BIGINT NOT NULL,
  moved BIGINT NOT NULL, waived BIGINT NOT NULL, steps_before TEXT NOT NULL, entry BIGINT, PRIMARY KEY (village, award, line));
CREATE TABLE sums (
  village TEXT NOT NULL, figure TEXT NOT NULL, period TEXT NOT NULL, part TEXT NOT NULL, times BIGINT NOT NULL, amount BIGINT NOT NULL,
  PRIMARY KEY (village, figure, period, part));
INSERT INTO sums VALUES('suanli','accounts','E0','',7,0);
INSERT INTO sums VALUES('suanli','holders','E0','00',6,0);
INSERT INTO sums VALUES('suanli','holders','E0','02',0,0);
INSERT INTO sums VALUES('suanli','earners','M24323','',1,0);
INSERT INTO sums VALUES('suanli','awarded','M24323','公益服务',7,700);
INSERT INTO sums VALUES('suanli','holders','E0','04',0,0);
INSERT INTO sums VALUES('suanli','holders','E0','05',0,0);
INSERT INTO sums VALUES('suanli','holders','E0','06',0,0);
INSERT INTO sums VALUES('suanli','holders','E0','07',1,700);
INSERT INTO sums VALUES('suanli','approved','M24323','S01',1,0);
INSERT INTO sums VALUES('suanli','holders','E0','09',0,0);
INSERT INTO sums VALUES('suanli','awarded','M24323','遵纪守法',1,500);
INSERT INTO sums VALUES('suanli','approved','M24323','S02',1,0);
INSERT INTO sums VALUES('suanli','redeemed','M24323','',1,500);
INSERT INTO sums VALUES('suanli','spent','M24323','',1,450);
INSERT INTO sums VALUES('suanli','redeemers','M24323','',1,0);
CREATE TABLE IF NOT EXISTS "redemptions" (
  village TEXT NOT NULL, id BIGINT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, points BIGINT NOT NULL, cost BIGINT NOT NULL,
  keeper TEXT NOT NULL, at BIGINT NOT NULL, entry BIGINT, PRIMARY KEY (village, id));
INSERT INTO redemptions VALUES('suanli',1,'1-01-1','cancelled',500,450,'S03',1796058088444,11);
INSERT INTO redemptions VALUES('suanli',2,'1-01-1','collected',500,450,'S03',1796058088565,13);
CREATE TABLE vouchers (
  village TEXT NOT NULL, redemption BIGINT NOT NULL, code TEXT NOT NULL, rulebook TEXT NOT NULL, held_by TEXT NOT NULL, held_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL, ended_by TEXT, ended_at BIGINT, reason TEXT NOT NULL, PRIMARY KEY (village, redemption));
CREATE TABLE deliveries (village TEXT NOT NULL, id BIGINT NOT NULL, goods TEXT NOT NULL, PRIMARY KEY (village, id));
CREATE TABLE day_ends (
  village TEXT NOT NULL, id BIGINT NOT NULL, after_seq BIGINT NOT NULL, upto_seq BIGINT NOT NULL, counted TEXT NOT NULL, proposal BIGINT,
  signed_by TEXT NOT NULL, signed_role TEXT NOT NULL, signed_at BIGINT NOT NULL, PRIMARY KEY (village, id));
CREATE TABLE settlements (
  village TEXT NOT NULL, id BIGINT NOT NULL, after_seq BIGINT NOT NULL, upto_seq BIGINT NOT NULL, amount BIGINT NOT NULL, state TEXT NOT NULL,
  drawn_by TEXT NOT NULL, drawn_role TEXT NOT NULL, drawn_at BIGINT NOT NULL, signed_by TEXT, signed_role TEXT, signed_at BIGINT,
  paid_by TEXT, paid_at BIGINT, paid_how TEXT NOT NULL, entry BIGINT, PRIMARY KEY (village, id));
CREATE TABLE photos (village TEXT NOT NULL, id TEXT NOT NULL, salt TEXT NOT NULL, picture TEXT NOT NULL, PRIMARY KEY (village, id));
CREATE TABLE photos_brought (
  village TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, brought_by TEXT NOT NULL, brought_at BIGINT NOT NULL, PRIMARY KEY (village, id));
CREATE TABLE evidence (village TEXT NOT NULL, claim BIGINT NOT NULL, line BIGINT NOT NULL, photo TEXT NOT NULL, PRIMARY KEY (village, claim, line));
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('operations','operations_by_number','5 5 5 1');
INSERT INTO sqlite_stat1 VALUES('operations','sqlite_autoindex_operations_1','5 5 1');
INSERT INTO sqlite_stat1 VALUES('_sqlx_migrations','sqlite_autoindex__sqlx_migrations_1','20 1');
INSERT INTO sqlite_stat1 VALUES('serials','sqlite_autoindex_serials_1','2 2 1');
INSERT INTO sqlite_stat1 VALUES('tokens','tokens_by_holder','1 1 1');
INSERT INTO sqlite_stat1 VALUES('tokens','sqlite_autoindex_tokens_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('chain_heads','sqlite_autoindex_chain_heads_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('stock_moves','sqlite_autoindex_stock_moves_1','3 3 1');
INSERT INTO sqlite_stat1 VALUES('villages','sqlite_autoindex_villages_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('village_groups','sqlite_autoindex_village_groups_1','2 2 1');
INSERT INTO sqlite_stat1 VALUES('households','sqlite_autoindex_households_1','6 6 1');
INSERT INTO sqlite_stat1 VALUES('sums','sqlite_autoindex_sums_1','2 2 1 1 1');
INSERT INTO sqlite_stat1 VALUES('residents','residents_by_household','7 7 2');
INSERT INTO sqlite_stat1 VALUES('residents','sqlite_autoindex_residents_1','7 7 1');
INSERT INTO sqlite_stat1 VALUES('rulebook_draft_revisions','sqlite_autoindex_rulebook_draft_revisions_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('staff','sqlite_autoindex_staff_1','4 4 1');
INSERT INTO sqlite_stat1 VALUES('trail_heads','sqlite_autoindex_trail_heads_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('accounts','sqlite_autoindex_accounts_1','9 9 1');
INSERT INTO sqlite_stat1 VALUES('items','sqlite_autoindex_items_1','3 3 1');
INSERT INTO sqlite_stat1 VALUES('entries','sqlite_autoindex_entries_1','2 2 1');
INSERT INTO sqlite_stat1 VALUES('particulars','sqlite_autoindex_particulars_1','2 2 1');
INSERT INTO sqlite_stat1 VALUES('rulebook_versions','sqlite_autoindex_rulebook_versions_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('rulebook_drafts','sqlite_autoindex_rulebook_drafts_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('trail_particulars','sqlite_autoindex_trail_particulars_1','4 4 1');
INSERT INTO sqlite_stat1 VALUES('kinships','sqlite_autoindex_kinships_1','1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('redemptions','redemptions_by_time','2 2 1');
INSERT INTO sqlite_stat1 VALUES('redemptions','redemptions_by_account','2 2 2 1');
INSERT INTO sqlite_stat1 VALUES('redemptions','sqlite_autoindex_redemptions_1','2 2 1');
INSERT INTO sqlite_stat1 VALUES('awards','awards_waiting','10 10 4 4');
INSERT INTO sqlite_stat1 VALUES('awards','sqlite_autoindex_awards_1','10 10 1');
INSERT INTO sqlite_stat1 VALUES('lots','lots_lapsing','0 0 0');
INSERT INTO sqlite_stat1 VALUES('lots','sqlite_autoindex_lots_1','8 8 8 1');
INSERT INTO sqlite_stat1 VALUES('claims','claims_by_resident','0 0 0 0');
INSERT INTO sqlite_stat1 VALUES('claims','claims_by_state','10 10 4 1');
INSERT INTO sqlite_stat1 VALUES('claims','sqlite_autoindex_claims_1','10 10 1');
INSERT INTO sqlite_stat1 VALUES('tallies','sqlite_autoindex_tallies_1','1 1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('redemption_lines','sqlite_autoindex_redemption_lines_1','2 2 1 1');
INSERT INTO sqlite_stat1 VALUES('reviews','sqlite_autoindex_reviews_1','4 4 2 1');
INSERT INTO sqlite_stat1 VALUES('postings','postings_by_account','44 44 8 2');
INSERT INTO sqlite_stat1 VALUES('postings','sqlite_autoindex_postings_1','44 44 4 1');
INSERT INTO sqlite_stat1 VALUES('reversals','sqlite_autoindex_reversals_1','1 1 1');
ANALYZE sqlite_schema;
CREATE INDEX residents_by_household ON residents (village, household);
CREATE INDEX postings_by_account ON postings (village, account, seq);
CREATE INDEX awards_waiting ON awards (village, state, post_on);
CREATE INDEX claims_by_state ON claims (village, state, id);
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'append-only: entries'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'append-only: entries'); END;
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'append-only: postings'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'append-only: postings'); END;
CREATE TRIGGER operations_no_delete BEFORE DELETE ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER rulebook_versions_no_update BEFORE UPDATE ON rulebook_versions BEGIN SELECT RAISE(ABORT, 'append-only: rulebook_versions'); END;
CREATE TRIGGER rulebook_versions_no_delete BEFORE DELETE ON rulebook_versions BEGIN SELECT RAISE(ABORT, 'append-only: rulebook_versions'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN SELECT RAISE(ABORT, 'append-only: reviews'); END;
CREATE TRIGGER stock_moves_no_update BEFORE UPDATE ON stock_moves BEGIN SELECT RAISE(ABORT, 'append-only: stock_moves'); END;
CREATE TRIGGER stock_moves_no_delete BEFORE DELETE ON stock_moves BEGIN SELECT RAISE(ABORT, 'append-only: stock_moves'); END;
CREATE TRIGGER redemption_lines_no_update BEFORE UPDATE ON redemption_lines BEGIN SELECT RAISE(ABORT, 'append-only: redemption_lines'); END;
CREATE TRIGGER redemption_lines_no_delete BEFORE DELETE ON redemption_lines BEGIN SELECT RAISE(ABORT, 'append-only: redemption_lines'); END;
CREATE TRIGGER reversals_no_update BEFORE UPDATE ON reversals BEGIN SELECT RAISE(ABORT, 'append-only: reversals'); END;
CREATE TRIGGER reversals_no_delete BEFORE DELETE ON reversals BEGIN SELECT RAISE(ABORT, 'append-only: reversals'); END;
CREATE INDEX lots_lapsing ON lots (village, expires_on) WHERE expires_on IS NOT NULL AND remaining > 0;
CREATE INDEX tokens_by_holder ON tokens (village, staff);
CREATE INDEX cards_by_digest ON cards (village, digest);
CREATE INDEX notice_lines_by_notice ON notice_lines (village, notice, line);
CREATE INDEX objections_by_state ON objections (village, state, answer_by);
CREATE TRIGGER objection_steps_no_delete BEFORE DELETE ON objection_steps BEGIN SELECT RAISE(ABORT, 'append-only: objection_steps'); END;
CREATE TRIGGER notice_sheets_no_update BEFORE UPDATE ON notice_sheets BEGIN SELECT RAISE(ABORT, 'append-only: notice_sheets'); END;
CREATE TRIGGER notice_sheets_no_delete BEFORE DELETE ON notice_sheets BEGIN SELECT RAISE(ABORT, 'append-only: notice_sheets'); END;
CREATE INDEX household_events_by_resident ON household_events (village, resident);
CREATE INDEX household_changes_by_state ON household_changes (village, state, id);
CREATE INDEX reports_by_state ON reports (village, state, id);
CREATE INDEX shop_proposals_open ON shop_proposals (village, state, id);
CREATE INDEX consents_by_board ON consents (village, board);
CREATE INDEX erasures_by_resident ON erasures (village, resident);
CREATE TRIGGER operations_no_update BEFORE UPDATE OF village, id, verb, digest, at ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER operations_only_forget BEFORE UPDATE OF answer ON operations WHEN NEW.answer <> '' BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
  WHEN NOT (NEW.reason = '' AND NEW.village IS OLD.village AND NEW.claim IS OLD.claim AND NEW.line IS OLD.line AND NEW.ruling IS OLD.ruling
    AND NEW.reviewer IS OLD.reviewer AND NEW.role IS OLD.role AND NEW.at IS OLD.at)
  BEGIN SELECT RAISE(ABORT, 'append-only: reviews'); END;
CREATE TRIGGER objection_steps_no_update BEFORE UPDATE ON objection_steps
  WHEN NOT (NEW.said = '' AND NEW.village IS OLD.village AND NEW.award IS OLD.award AND NEW.objection IS OLD.objection AND NEW.line IS OLD.line
    AND NEW.verdict IS OLD.verdict AND NEW.taken_by IS OLD.taken_by AND NEW.role IS OLD.role AND NEW.at IS OLD.at)
  BEGIN SELECT RAISE(ABORT, 'append-only: objection_steps'); END;
CREATE UNIQUE INDEX operations_by_number ON operations (village, part, number);
CREATE TRIGGER operations_trail_no_update BEFORE UPDATE OF village, id, verb, digest, at, part, number, way, staff, role, device, about, rulebook, told, hash ON operations
  BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER operations_salt_no_update BEFORE UPDATE OF salt ON operations WHEN NEW.salt IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
CREATE TRIGGER trail_particulars_no_update BEFORE UPDATE ON trail_particulars
  BEGIN SELECT RAISE(ABORT, 'append-only: trail_particulars'); END;
CREATE TRIGGER erratum_sheets_no_update BEFORE UPDATE ON erratum_sheets BEGIN SELECT RAISE(ABORT, 'append-only: erratum_sheets'); END;
CREATE TRIGGER erratum_sheets_no_delete BEFORE DELETE ON erratum_sheets BEGIN SELECT RAISE(ABORT, 'append-only: erratum_sheets'); END;
CREATE TRIGGER adjustments_no_update BEFORE UPDATE OF village, award, line, erratum, state, rulebook_before, rulebook, points_before, points, shared_before, shared,
  moved, waived, entry ON adjustments BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
CREATE TRIGGER adjustments_only_forget BEFORE UPDATE OF steps_before ON adjustments WHEN NEW.steps_before <> ''
  BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
CREATE TRIGGER adjustments_no_delete BEFORE DELETE ON adjustments BEGIN SELECT RAISE(ABORT, 'append-only: adjustments'); END;
CREATE INDEX redemptions_by_account ON redemptions (village, account, id);
CREATE INDEX redemptions_by_time ON redemptions (village, at);
CREATE UNIQUE INDEX vouchers_by_code ON vouchers (village, code);
CREATE INDEX vouchers_open ON vouchers (village, ended_at, until_at);
CREATE TRIGGER deliveries_no_update BEFORE UPDATE ON deliveries BEGIN SELECT RAISE(ABORT, 'append-only: deliveries'); END;
CREATE TRIGGER deliveries_no_delete BEFORE DELETE ON deliveries BEGIN SELECT RAISE(ABORT, 'append-only: deliveries'); END;
CREATE TRIGGER day_ends_no_update BEFORE UPDATE ON day_ends BEGIN SELECT RAISE(ABORT, 'append-only: day_ends'); END;
CREATE TRIGGER day_ends_no_delete BEFORE DELETE ON day_ends BEGIN SELECT RAISE(ABORT, 'append-only: day_ends'); END;
CREATE INDEX evidence_by_photo ON evidence (village, photo);
CREATE INDEX claims_by_resident ON claims (village, recorded_by, id) WHERE recorded_role = 'resident';
CREATE TRIGGER photos_no_update BEFORE UPDATE ON photos
  WHEN NOT (NEW.salt = '' AND NEW.picture = '' AND NEW.village IS OLD.village AND NEW.id IS OLD.id)
  BEGIN SELECT RAISE(ABORT, 'append-only: photos'); END;
CREATE TRIGGER photos_no_delete BEFORE DELETE ON photos BEGIN SELECT RAISE(ABORT, 'append-only: photos'); END;
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'append-only: evidence'); END;
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'append-only: evidence'); END;
CREATE TRIGGER operations_shown_no_update BEFORE UPDATE OF shown ON operations BEGIN SELECT RAISE(ABORT, 'append-only: operations'); END;
COMMIT;
