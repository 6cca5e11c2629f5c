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
INSERT INTO _sqlx_migrations VALUES(1,'spine','2026-11-30 17:22:09',1,X'96e5b78be3756da9a8be4499a8e3d12e0346d6d46341dfa1b3a7fd99cd1116f959a6d0c64ad08863459ac000011e238b',20330979);
INSERT INTO _sqlx_migrations VALUES(2,'append only','2026-11-30 17:22:09',1,X'15553dd8f96ff7d8de95be92f59391b533c74920a95e4fb5860994a9241cd27465bf0cfc20a169bd5d8efabc519f76e8',4160639);
INSERT INTO _sqlx_migrations VALUES(3,'tallies','2026-11-30 17:22:09',1,X'92e491b839bb0163f6c189eb9b5af755e29f317c9b9adedd418f64a494f77f6bc40b0d80920e22370be5a1ed5daf00b7',8969300);
INSERT INTO _sqlx_migrations VALUES(4,'follow-ups','2026-11-30 17:22:09',1,X'c8b06b95e6ff97cdc3a947f26acf9bcdef656ba0dd4939b5b4302a939d81bf684f4a21ba3302511d22b7f8c4720ed793',881118);
INSERT INTO _sqlx_migrations VALUES(6,'drafts','2026-11-30 17:22:09',1,X'9805c114fede9ada9733dd32794e38ad2c58b82a2144999d2101ede4fe9da61a2d5be12de705c65780764d40609baf7e',4545907);
INSERT INTO _sqlx_migrations VALUES(8,'shares and bars','2026-11-30 17:22:09',1,X'55a6669f8c978a574538742713010562b007031fe20fd836734f7e4266960223774ce12c0192b618f975f86bd68f63a4',3846347);
INSERT INTO _sqlx_migrations VALUES(11,'amends and quotas','2026-11-30 17:22:09',1,X'6cfdc34bb303d9891dee6ddbf067e3db58b38a2c441b42ab42316def48a98d6e7c690dc1b786d77a1c7c421c42158f42',1745766);
INSERT INTO _sqlx_migrations VALUES(12,'sessions','2026-11-30 17:22:09',1,X'29afa5f1e7956179e5bea2ad5a48e15435ddce1525b155694ec8f93d4260b58dbed581ae59cd3d9b8746e41169f6b916',870723);
INSERT INTO _sqlx_migrations VALUES(13,'signing in','2026-11-30 17:22:09',1,X'59c2249c1fe5fbc92209cf33b3389f739bdc1d784b188e3580ac7f1a3ce98c61909305f37bb6ae8f70ae3f6d3ea543ab',2033420);
INSERT INTO _sqlx_migrations VALUES(14,'notices','2026-11-30 17:22:09',1,X'f04c345ebf30313ce50016e570237690b8e42026c6197e47c5f7378f19fe9988eb06e26433f73a14ec2f875f1d198659',1181790);
INSERT INTO _sqlx_migrations VALUES(15,'households','2026-11-30 17:22:09',1,X'59a0e020891bf84847695ed8bc7a596246dcaea823c38a049222a2b7b51e57d64b35651ace8f20d07d84ca7dc422a52c',3613235);
INSERT INTO _sqlx_migrations VALUES(16,'reports','2026-11-30 17:22:09',1,X'fa231db3239d8d10f12a487e294e3c08ebfa622520208c098b92973449dfbb10102c9a34ea7b68dc66e3bc7610ad2ed2',32413673);
INSERT INTO _sqlx_migrations VALUES(17,'draft revisions','2026-11-30 17:22:09',1,X'c65e108f42ba0e7a0437805592c9e197751c9fcab9f3b8dd9d5592181e0c055e2ee54873074ee5732fecfcfb69fb4cd0',1031108);
INSERT INTO _sqlx_migrations VALUES(18,'oversight','2026-11-30 17:22:09',1,X'3adbd1a49f3d9067fae5e7fe586440bfa5f4de08d1144a7a361584100879823943b3ea45fdb5a23ff8f57a18a156bcfc',1372554);
INSERT INTO _sqlx_migrations VALUES(19,'personal','2026-11-30 17:22:09',1,X'9d6cf7f0386b9e5a38b0a358146eb3c7181a5549ede03118b2c010dfee9d7d2991675af96454b494f0863e6cc8926a4d',1863923);
INSERT INTO _sqlx_migrations VALUES(20,'trail','2026-11-30 17:22:09',1,X'6422b49f539f6a4c65bdb43a8eb55866bd8f7e3eb8f15e579c1d48b5e401be738dc0f8d212137c1c0b8c1c1ed7bd5d7d',12429134);
INSERT INTO _sqlx_migrations VALUES(21,'errata','2026-11-30 17:22:09',1,X'1fbbbc1ec0d9ee383686d4854dc3e4172bfd56a817f2d3a6e8197db7677cc0569c437e1e66a369554bf696059bca9020',2529957);
INSERT INTO _sqlx_migrations VALUES(22,'sums','2026-11-30 17:22:09',1,X'0621167d59a2aa29b617e2d024c8cac4bca25ba4fa3860cf0b71f637b065ffeaf24d1c326a045ea2e35ebd67cc347491',2588116);
INSERT INTO _sqlx_migrations VALUES(23,'shop','2026-11-30 17:22:09',1,X'69658ee6f15147d46ced493f84db2242da73ab34bacbed9bcf66e1b525c5cad3afdfeffa05fe87671c5442ef25e78664',6631368);
CREATE TABLE books (village TEXT PRIMARY KEY);
CREATE TABLE operations (
  village TEXT NOT NULL, id TEXT NOT NULL, verb TEXT NOT NULL, digest TEXT NOT NULL, answer TEXT NOT NULL, at BIGINT NOT NULL, part TEXT, number BIGINT, way TEXT, staff TEXT, role TEXT, device TEXT, about TEXT, rulebook TEXT, salt TEXT, told TEXT, hash TEXT,
  PRIMARY KEY (village, id));
INSERT INTO operations VALUES('suanli','@settle-55cc069d3f1a53493c39b09cae2fb2a61f1b73c9c13ae157f6c1058d3eab9ab7','take_in','d76417bf18145731e58c4be8832b12880ba2d9c216b1ee0b068192bb04235256','null',1796059329299,'village',1,NULL,'clockwork','clockwork',NULL,NULL,NULL,'b9f1c4149f2fa1a8dcc54459cb6a82e3',NULL,'89bdfb2270b68fac452e145da8b2fd0fb6b4708ba87e945b5c4383bd5d745aa1');
INSERT INTO operations VALUES('suanli','@settle-rules-c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','put_in_force','b0463874af0158ebe21dd45d73067338d25cf0e3b122bd9b7e73b44814dab84a','{"version":1,"hash":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","effective_on":"2025-01-01","replaces":[]}',1796059329285,'village',2,NULL,'clockwork','clockwork',NULL,'version:1','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','ab2e953e68bbe9550de28439cb1be2e1',NULL,'5a4119d67a5af8db28c48544cb2cb57535097388bb5772e798dce767b738dd0a');
INSERT INTO operations VALUES('suanli','@files-c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94-1796059329331','redraft','ccba0e1b94211ef4152d0c576ccf5f84ebe4055e3ec270d4c348fe3f6a09584f','"version-1"',1796059329331,'village',3,NULL,'clockwork','clockwork',NULL,'version:1',NULL,'d20b3b65ce894bc11451cf4f71077b34',NULL,'f13c7a02d9cdf9dc59312d144f2ef181a2ad5ab8b2c63607a4216d1a974fee20');
INSERT INTO operations VALUES('suanli','@pool-2026-12','pool_month','04c813a038a2b01be73cdf242ad21918ee06498fdc1a64159cac6e1a90813904','0',1796059329353,'village',4,NULL,'clockwork','clockwork',NULL,'month:2026-12',NULL,'6b08cd35ce4e082c88ce30962e655803',NULL,'50908bacb9bbadf7bfa008b09f8d4c547ced0ffd7131188bbc2a11e9a9f45b7d');
INSERT INTO operations VALUES('suanli','@door-121eaf4f7b3cc2bc53fe2f1c358277c7','mint_token','dcf31b6cf2dd28e23f939579d901245c2daa4496898818dd8465c8e0a8b27d79','null',1796059329629,'village',5,'staff','clockwork','clockwork',NULL,'staff:S04',NULL,'bd837be0c8597a4374cc269d959c0b33',NULL,'acc3f2f9831e829c0d3fef9996d033c1cf09afb31396ddd1573f8ac327d89acb');
INSERT INTO operations VALUES('suanli','@door-f364d513d2f86977dbb865e3ca2046be','mint_token','e3247d26e71607883b89329caa9c1afb7a3531bfb99c07242619c5820c82779f','null',1796059329704,'village',6,'staff','clockwork','clockwork',NULL,'staff:S01',NULL,'d0155e437c95af6c5c90ee1c2a86b535',NULL,'67b8d81c9ec7437754578ceabfde5c565bf22b1eaa7fc633934c6b1cd77016b1');
INSERT INTO operations VALUES('suanli','@door-3871fe33753dc0cf98f34ae7d2a18f4e','mint_token','b805175986aec52eb101d19bf6e01a1cae9df8231e57d161391e03139a461873','null',1796059329776,'village',7,'staff','clockwork','clockwork',NULL,'staff:S02',NULL,'be45adbfdac3e95ba9773bd9807de747',NULL,'14c7a88a7aaaa3afd40b67f1d2071e2ccb25accc7123497b6e72d64efcc24cb4');
INSERT INTO operations VALUES('suanli','@door-cb79c8f9a0d86219224c317a69bddbbd','mint_token','9a249adca21ea2f9a71daf2b9f6fe40e166c70efc666a8ddf1df228f4da458d1','null',1796059329800,'village',8,'staff','clockwork','clockwork',NULL,'staff:S03',NULL,'e3e62c91da7000c719331e56cee0e7fd',NULL,'3e62c4172c5dff1b61dd9284f04faa0dee9a5d9cf8aab3b362a14112da5b17cb');
INSERT INTO operations VALUES('suanli','life-a080666a-cae6-45ef-84fe-86a39171fd75','record','b2abf203c6130d68df676968def10a08869192683d8b43b4600e9f1f0f6a4f10','{"id":"1","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059329908,'village',9,NULL,'S04','grid_worker','182da968cad4','claim:1','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','7ae9eb8c2ceea19a3dfc3730b67d662e',NULL,'82d2f605aeef7bbc4c377f09e8cebd5b2283e0f24cb434dad9c3a24b05ceb3ff');
INSERT INTO operations VALUES('suanli','life-edf09026-e8e8-4c54-a2f6-9dfad0c6918a','record','31a19995bc3fe1541ae86f2405d71b50694aed346d30c3e71645f29e01b87bdb','{"id":"2","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059329936,'village',10,NULL,'S04','grid_worker','182da968cad4','claim:2','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','504673a784dbb95f3b83536ecbe9ce40',NULL,'ca1e42c6d4be4ab256d12b5411914f4d4bfa05ed08b86ee073b9f33f1d63363f');
INSERT INTO operations VALUES('suanli','life-f0ce53d9-2811-4446-8d57-16988716f929','record','13c61e98fc21f74352bed8cd892ea3935b1d1d194e3d26f64e14fd0a43e06be0','{"id":"3","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059329957,'village',11,NULL,'S04','grid_worker','182da968cad4','claim:3','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','063e41f4407474f08f46a0fa4257fc49',NULL,'4b9854110e077d2828f93569313802671029cce1a2c5d98b90fc833be4e6fa64');
INSERT INTO operations VALUES('suanli','life-679ed2ca-1509-4f61-9b71-c0b38d673d5a','record','4554c6b3466983bcda47344a1ed42675c284edbd87e373444e91b509acfd592e','{"id":"4","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059329972,'village',12,NULL,'S04','grid_worker','182da968cad4','claim:4','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','dcee3b62e4bdff73f094d966879b92f7',NULL,'99779124c7fbf1ba6e1aa973ec6a88a8c4e00a0380e68b1945bc34811487aa5f');
INSERT INTO operations VALUES('suanli','life-5f0402bc-fbf8-4228-ab87-336dc687d449','record','bec1b6b23d0dea6b68a3d7e5370f1fe0b972a7f54e6550fe2c0bf51dc263e2cc','{"id":"5","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059330003,'village',13,NULL,'S04','grid_worker','182da968cad4','claim:5','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','5afa5efb10529f7e82f9883ea3a91ef8',NULL,'822e9ceaff3007086fc012b203fcb50439c2860242f3f90f5b1f91bb9237422a');
INSERT INTO operations VALUES('suanli','life-71ede551-9de5-4a5b-995a-bfdc79e40644','record','3801f1cb58fb4663affea1adb4842ff643752137f19800170b227f97d5656f2c','{"id":"6","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059330026,'village',14,NULL,'S04','grid_worker','182da968cad4','claim:6','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','8cec631937f770c87ea3450e1b040022',NULL,'2be05ba85db31900902d8154be1b12825b0f34ca70288c15d61588fb97691371');
INSERT INTO operations VALUES('suanli','life-3ce90ee6-b8d6-4a5b-9aec-39892d20b099','record','f10140635da2c1964a2985df67f18f89d0c94d74e1bd56c1c39dda320022fdc6','{"id":"7","state":"approved","points":"1.00","explanation":["签到 记 1 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059330048,'village',15,NULL,'S04','grid_worker','182da968cad4','claim:7','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','75461889198bafeabdf0410a3e804dd4',NULL,'996636c43dbca8f8b817d867128499b5b2942be9522590255ea7d292d540684f');
INSERT INTO operations VALUES('suanli','life-7a3858c1-aaaa-4ab0-843b-df5ad2a5fa3c','record','e675380460e96932197e79bab8a55f5bf7a21d0d36b29cc3f9bcc9f09ed03864','{"id":"8","state":"submitted","points":"5.00","explanation":["拾金不昧 记 5 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"proposed","post_on":null,"reviews_missing":1}',1796059330105,'village',16,NULL,'S04','grid_worker','182da968cad4','claim:8','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','370c09844bc33e7c1c13f55ecd77840a',NULL,'9200e3acb06d1c4fc2ece589e7e03a46d59c1337c18c0945e7a6dc079bc772cd');
INSERT INTO operations VALUES('suanli','life-69b2babb-87ff-4dad-94e4-f20af6012535','review','240f726303970d8641fd3c67a8dda3fb9b5ee6b39492da808a51d048e2d8c3fd','{"id":"8","state":"approved","points":"5.00","explanation":["拾金不昧 记 5 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":0}',1796059330151,'village',17,'approve','S01','secretary','19d488d6932f','claim:8','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','8b5696b7df2f22e0f42bc7b26c8a9ae5',NULL,'e8f07f260d2c3aab8c2179ae833dcde0ee0a8d70a434e71578fac66e74e2f29d');
INSERT INTO operations VALUES('suanli','life-be08effc-0d83-4d67-a300-ea2d34ed164c','record','64a653028d18a919a5e9f015c627186fdc65c9923b7642d9b8ceb387c54ee0f8','{"id":"9","state":"submitted","points":"3.00","explanation":["志愿服务 1.5 小时 × 2 = 3 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"proposed","post_on":null,"reviews_missing":1}',1796059330205,'village',18,NULL,'S04','grid_worker','182da968cad4','claim:9','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','7212c392b2f263f0fb43a00b07a85ffb',NULL,'6b62535cf46b515b983f998cd080b71039e56701ee0616c80014c6fc0b5d3990');
INSERT INTO operations VALUES('suanli','life-f743db93-8370-47cf-aade-419472d32c08','review','3dcf327977999c9dfd73a9a4ad98a0e559b8c3770f0abfe3a064deb1d9c63ef0','{"id":"9","state":"rejected","points":"3.00","explanation":["志愿服务 1.5 小时 × 2 = 3 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"withdrawn","post_on":null,"reviews_missing":0}',1796059330303,'village',19,'reject','S01','secretary','19d488d6932f','claim:9','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','507fd1100a4bf7f99c8dc617a8c65574','5a995ae2d08bc49838d09b6306d7b2158d82f5e0a9f49919e911802ae4dc8ed5','e8e8bad6694a438dba41d8147419e1062fef4cf60d786803e90bec17f7b9b3dd');
INSERT INTO operations VALUES('suanli','life-ed8f75e8-753c-46fe-b5a0-0cb047b053a9','record','3fe503d60671da2562e28b6f7d7222cedb65f098bcf067dc5c3d2c837c0b03cf','{"id":"10","state":"submitted","points":"-2.00","explanation":["公共场合说脏话 扣 2 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"proposed","post_on":null,"reviews_missing":1}',1796059330377,'village',20,NULL,'S04','grid_worker','182da968cad4','claim:10','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','929b73a2eb0217d9525ba825cb213016',NULL,'02ffc86337e8f7e7d4cb6086cac0570cb40529f22b2037fa0f00ec928ad7b0e6');
INSERT INTO operations VALUES('suanli','life-0acb2343-8990-4007-98e3-12b6ede4bf5a','review','0c32d812123ef877bd38028cf9d060e4fe2463554232f8736d43b206b36a6291','{"id":"10","state":"approved","points":"-2.00","explanation":["公共场合说脏话 扣 2 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"on_notice","post_on":"2026-12-08","reviews_missing":0}',1796059330413,'village',21,'approve','S02','supervisor','cc0038ac1cb3','claim:10','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','6cd453dfcfffb3f05d68108759e39fb3',NULL,'80a3be776f18433e56fec136b90c56d8ae472844e23d4d3727c4d3def7dc47ce');
INSERT INTO operations VALUES('suanli','life-0e2f3c9b-25ec-43d1-b6d1-2149b1be821e','redeem','68ec2e5ac82418a899102525473817e80410b283174865f95a2f07eef0585c76','{"id":"1","state":"collected","account":"1-01-1","points":"5.00","available":"7.00"}',1796059330497,'village',22,NULL,'S03','keeper','cc2201e4f5fc','redemption:1','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','af747a4ac5c5dce1ff73e8d6d9140cc3',NULL,'c902a69290e28a22ab1b352cbca1311570d5baf471ccab479e7792a2a91599a1');
INSERT INTO operations VALUES('suanli','life-1650a5d2-a5cb-4ba1-aecd-c72a34111bf5','cancel','bf8ca969675fad9f5c6ccc0e766e50342a8bb4e4f74e916754d8d0b25abc7bc3','{"id":"1","state":"cancelled","account":"1-01-1","points":"5.00","available":"12.00"}',1796059330580,'village',23,NULL,'S03','keeper','cc2201e4f5fc','redemption:1',NULL,'9815048baaebcc98b56ae45a8616d150','26ad2d82f141c6dff0680b3578beac7f2fc33136dac4e0e96be9e41a6f6d9ef9','c60740f0aa9b1266df9c56c22831e78dc7322dc118e07a939fecfa3137770d70');
INSERT INTO operations VALUES('suanli','life-470440fa-fac4-48d1-ba2f-55c686e1ea0f','redeem','187b3d7e3c1f572cc248542fffb0567144a8c5b6f4da6228c1fc27def6874a36','{"id":"2","state":"collected","account":"1-01-1","points":"5.00","available":"7.00"}',1796059330749,'village',24,NULL,'S03','keeper','cc2201e4f5fc','redemption:2','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','57e39f6c994f92ee15510b9ff20641ab',NULL,'1dcfce9908486ef0723a369bec59c871ecfe79577b8f54966f58afef09acd5d1');
INSERT INTO operations VALUES('suanli','life-7633a36d-f83e-42b7-bba1-1c3a14a2794e','allocate','cd1c8a86a042e26be1e6bcf4fdee60c69e47601a190e8349c0f9652f62256099','14',1796059330828,'village',25,NULL,'S01','secretary','19d488d6932f','entry:14',NULL,'8775333dc9d6648009bfa2ef3b6eb1fe','1c14386dd8715f6ef363b8f4d7b21b35d5b4f7e47376d5b7c10a9eb860ad5297','996be994575f0c28c50ab3f062cf83c255f88ff81b985be2068947da6bd5d8bc');
INSERT INTO operations VALUES('suanli','life-f15631cc-5f41-4f47-a77b-c78575691c56','review','64a22fbb75e64f88d3a69d5ecb393e7ce7ad8549712476d3bb061835c955e30e','{"id":"8","state":"contested","points":"5.00","explanation":["拾金不昧 记 5 分"],"rulebook":"c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94","award":"posted","post_on":"2026-12-01","reviews_missing":1}',1796059330916,'village',26,'propose_reversal','S02','supervisor','cc0038ac1cb3','claim:8','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','6ce007899703d84d97fa640168679b92','9cca5ae36267444ca8cc4467d76ede1c090e1ffade97f482a66a5a9922e629b9','0cb99820eadb6c2ecc607f4d559865a5baf6a2e1b2e74ca37f3d33e713f5d2a9');
INSERT INTO operations VALUES('suanli','life-3c422dbe-4917-4ce8-b2de-1f0da6490991','declare_kin','46846087ef256e160a6634bfb235db5f6350d62ac3f7ae861328fcce1f52eca9','null',1796059331012,'village',27,NULL,'S01','secretary','19d488d6932f','staff:S04',NULL,'cdacda1ce32de33161d8a5acf85a3df0',NULL,'0f4c9d17427a265ad905c5890a584c9b7d84e5a0e2b5fe28ad508a94856d4b7f');
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
INSERT INTO tokens VALUES('suanli','182da968cad4338cabe4d508f0f690803461382a9270eaca3b150c7db8ae26d7','S04','grid_worker',1796059329629,NULL,NULL,NULL,NULL);
INSERT INTO tokens VALUES('suanli','19d488d6932f9caa28a21443a2f08fb71d6b93bc834fa98c97cbfec015618869','S01','secretary',1796059329704,NULL,NULL,NULL,NULL);
INSERT INTO tokens VALUES('suanli','cc0038ac1cb3202e2444236f3720e574c42042c8c79e5d258bddd94e8aa1e2a4','S02','supervisor',1796059329776,NULL,NULL,NULL,NULL);
INSERT INTO tokens VALUES('suanli','cc2201e4f5fc0c7a92f4e02c1754fa2cffd3b482baf00179a2d0dc6cbe38f64e','S03','keeper',1796059329800,NULL,NULL,NULL,NULL);
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
INSERT INTO chain_heads VALUES('suanli','head',14,'1c42bbadbf05f958810eead4db64149ec58c5d32ad72f1671f08d613663794e5');
CREATE TABLE entries (
  village TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, occurred_on TEXT NOT NULL, operation TEXT NOT NULL,
  actor TEXT NOT NULL, role TEXT NOT NULL, rulebook TEXT, reference TEXT, reverses BIGINT, commitment TEXT NOT NULL, hash TEXT NOT NULL, trail BIGINT,
  PRIMARY KEY (village, seq));
INSERT INTO entries VALUES('suanli',1,'allocation',1796059329299,'2026-12-01','@settle-55cc069d3f1a53493c39b09cae2fb2a61f1b73c9c13ae157f6c1058d3eab9ab7','clockwork','clockwork',NULL,NULL,NULL,'46c61f5d20170d4ddd4fd7c92028fe71966fabd49fb413356762cd74814e2d9b','acd63ce84b5cb38c52aceee3fa87401e27423d050f74daad4db38d11061bde3b',0);
INSERT INTO entries VALUES('suanli',2,'award',1796059329353,'2026-12-01','@pool-2026-12','clockwork','clockwork',NULL,'protected:2026-12',NULL,'a329295a603e9e049f9598616a6ba137d85fd965d36b176edfb845daabf59a14','b775c11c68cb24b534b3c425ba90267dc8d3aad1de37c2e4e818aa6b225807b0',3);
INSERT INTO entries VALUES('suanli',3,'award',1796059329908,'2026-01-01','life-a080666a-cae6-45ef-84fe-86a39171fd75','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:1',NULL,'e19d509ec36e8c79b80ce3f8683fb4c49fcbece9e99276a286822361553596f5','a06aa3d2bee910d29a29cf635ca979f8b12aad44e13df2338eca46064f34e722',8);
INSERT INTO entries VALUES('suanli',4,'award',1796059329936,'2026-01-01','life-edf09026-e8e8-4c54-a2f6-9dfad0c6918a','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:2',NULL,'5d08e6225d8ff4bfd9ba7e79a1137440e14e998bfdaa00af691922b7fadf94a8','cf74e57ab92d655bcce96a60821522ffeffb01680da4b0084a4571098d685379',9);
INSERT INTO entries VALUES('suanli',5,'award',1796059329957,'2026-01-01','life-f0ce53d9-2811-4446-8d57-16988716f929','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:3',NULL,'df8223d049792a0cf8db2e04f3589f55691e4d13086b885a73e19b1fddaf5491','fa2306637b331fe44922fa90a23bb152f175295d67720021a47be16452bd78e0',10);
INSERT INTO entries VALUES('suanli',6,'award',1796059329972,'2026-01-01','life-679ed2ca-1509-4f61-9b71-c0b38d673d5a','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:4',NULL,'a7d723cef46d46fffc3d67cda12e7fdf3fe0b18b460a46604205882dec034866','5210c15f94f44b33be851796d90383cbbf11d96ff73b08d546f10c8699834d2c',11);
INSERT INTO entries VALUES('suanli',7,'award',1796059330003,'2026-01-01','life-5f0402bc-fbf8-4228-ab87-336dc687d449','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:5',NULL,'f9c9c449eb26d7dfabbbd91cde3f93730462ba7f5beb056f11e8083038a55328','fc36e6989b0c328bb2344d0213220370d47c6d3bafc860c5429415e26ee58c14',12);
INSERT INTO entries VALUES('suanli',8,'award',1796059330026,'2026-01-01','life-71ede551-9de5-4a5b-995a-bfdc79e40644','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:6',NULL,'c80e0a4241e47250919e36a6d11615efed620f31e4c1c6eca0c67bed60632449','b9ab9b6314aced3caeb5af61ab374429b720ab8a0726f55ab44988522c931fdb',13);
INSERT INTO entries VALUES('suanli',9,'award',1796059330048,'2026-01-01','life-3ce90ee6-b8d6-4a5b-9aec-39892d20b099','S04','grid_worker','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:7',NULL,'26c27e741eeb78270f8ef9cea8c0152f72f6470d81ccd544d49272c8c26e2742','494067a9800f95d9d4f8a305027fb994d376236e3fc46eeb52f201002e3f770c',14);
INSERT INTO entries VALUES('suanli',10,'award',1796059330151,'2026-01-02','life-69b2babb-87ff-4dad-94e4-f20af6012535','S01','secretary','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','award:8',NULL,'5db87dc0a8055311581a5991ea854dd40f6b72296d17128a6fd71a3514c0463d','c16662c9e7309841091b2c6c4d251177c2eaeb89fce4d15f32abcaaae958653c',16);
INSERT INTO entries VALUES('suanli',11,'redemption',1796059330497,'2026-12-01','life-0e2f3c9b-25ec-43d1-b6d1-2149b1be821e','S03','keeper','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','redemption:1',NULL,'7a11f260e38ad55e2e2f324640c5aa1f12470fa7a84a858a3dd20b35fa0b1b5a','e9c95f198a9e824f20f9025231130da5de3e5bd8936bf6d60d5a4756d473a25d',21);
INSERT INTO entries VALUES('suanli',12,'reversal',1796059330580,'2026-12-01','life-1650a5d2-a5cb-4ba1-aecd-c72a34111bf5','S03','keeper','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','redemption:1',11,'0acf5fdfa8bc0e246ced1904923e47903a829868e601d3a31b3d5bb9493c0b0e','6dcbbace49e80dc0ad2a98570c58c33b553d19313580a87affba19a10730eba0',22);
INSERT INTO entries VALUES('suanli',13,'redemption',1796059330749,'2026-12-01','life-470440fa-fac4-48d1-ba2f-55c686e1ea0f','S03','keeper','c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','redemption:2',NULL,'698162131e9c90f837b86bc4c2a029ebcb0825557608dae0011619710c2dcb6e','ef89d80ec92622cf357d13ae88b2ccd50e23add8b47a480f53b67c1416a616ac',23);
INSERT INTO entries VALUES('suanli',14,'allocation',1796059330828,'2026-12-01','life-7633a36d-f83e-42b7-bba1-1c3a14a2794e','S01','secretary',NULL,NULL,NULL,'22f545804d4097d3c0f623b381b0c2aa7320fb9c52aec64153d3ced6feed2205','1c42bbadbf05f958810eead4db64149ec58c5d32ad72f1671f08d613663794e5',24);
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
INSERT INTO particulars VALUES('suanli',1,'a2c3f5ea429fa7c048640c27a14210cf3f22a2c27948a108ecef2840b72f3a7e','基金拨款','["算例基金"]');
INSERT INTO particulars VALUES('suanli',2,'ca84026930e7d8ed17fe4a1a6b3c341565ed80cc703241dec42e4978680f485f','其他加分','["apart 0 0000000000000000000000000000000000000000000000000000000000000000"]');
INSERT INTO particulars VALUES('suanli',3,'75fa2a8b799b2dc1f921e6a9660b6c4242b57f33700c52b886907acf889734c9','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',4,'f25681912425fd274fde78e58647ab87b714faa355ef9e38ef36a3f60bac5813','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',5,'02144afe9023740be3f4ceb2ea175e6f56c601acdbb17783a1baed2e94917099','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',6,'1e62c1419baa7348ee447fec762facdc5d7a252c105a69f3f0da495ba85af5a3','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',7,'9088201d478e2c9a5653cc879eace46c306eaffb516cdd3ba401e4720abb5ce1','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',8,'3ceb6a278a958838105c523768285d6c47a1bfd97dc908468e06b95757ef6952','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',9,'792fa275ffcaeec143838d2016cfcc11ffcd0892c9611bede41de35f14867b64','签到','["签到 记 1 分"]');
INSERT INTO particulars VALUES('suanli',10,'eea09fc31610e2509fc4d2855e709ef808a570a5a3ac4a2bf134a8b377d4e147','拾金不昧','["拾金不昧 记 5 分"]');
INSERT INTO particulars VALUES('suanli',11,'b803bd7754c1384f380f52ad45d1b2fd529f7e3e6cfd40add77788f1aff02b2e','换了香皂','["香皂 × 1，5 分"]');
INSERT INTO particulars VALUES('suanli',12,'36df27ce43d7b4e5d3915f64d7342cfb806cb744850e6476def17e1310b33da2','退回第 1 号兑换','["拿错了"]');
INSERT INTO particulars VALUES('suanli',13,'9c294b0d6537de80586723387ba921accf389b845080707bc011ad1f1a0a4e3f','换了香皂','["香皂 × 1，5 分"]');
INSERT INTO particulars VALUES('suanli',14,'8c365ca0a290b64b8e3756fdfcd0b770123343380a610615ddf12fe60f6e5256','基金拨款','["村集体"]');
CREATE TABLE rulebook_versions (
  village TEXT NOT NULL, version BIGINT NOT NULL, hash TEXT NOT NULL, effective_on TEXT NOT NULL, bundle TEXT NOT NULL, adopted_at BIGINT NOT NULL,
  adopted_by TEXT NOT NULL, adoption TEXT, confirmed_by TEXT, corrects BIGINT, PRIMARY KEY (village, version));
INSERT INTO rulebook_versions VALUES('suanli',1,'c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','2025-01-01','{"village":"suanli","files":[{"path":"village.yaml","text":"# 算例村：只给测试用。一组两户，够讲完每一个故事。\n名称: 算例村\n区划代码: \"640402105299\"\n上级: 算例镇\n记账单位: 个人\n公示天数: 0\n审核: 一人\n基金: { 名称: 算例基金, 预算: 100 }\n试行: 是\n文件即生效: 是\n生效: 2025-01-01\n"},{"path":"rules.yaml","text":"标题: 算例村积分标准\n规则:\n  遵纪守法:\n    拾金不昧: 5\n    举报违法行为有功: { 分值: 10, 保密: 是 }\n  公益服务:\n    志愿服务:\n      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }\n      分值: 时长 * 2\n      上限: 每人每月 20 分\n      比如:\n        - { 时长: 5, 得: 10 }\n        - { 时长: 15, 本月已得: 12, 得: 8 }\n    义务劳动: { 分值: 5, 上限: 每户每月 10 分 }\n    大额奖励: { 分值: 60, 审核: 两人 }\n    签到: { 分值: 1, 审核: 免审 }\n  移风易俗:\n    公共场合说脏话: -2\n"}],"packs":[]}',1796059329285,'clockwork',NULL,NULL,NULL);
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
INSERT INTO claims VALUES('suanli',1,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059329908);
INSERT INTO claims VALUES('suanli',2,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059329936);
INSERT INTO claims VALUES('suanli',3,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059329957);
INSERT INTO claims VALUES('suanli',4,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059329972);
INSERT INTO claims VALUES('suanli',5,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059330003);
INSERT INTO claims VALUES('suanli',6,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059330026);
INSERT INTO claims VALUES('suanli',7,'签到','1-01-1','1-01','2026-01-01','{}','',0,'approved','S04','grid_worker',1796059330048);
INSERT INTO claims VALUES('suanli',8,'拾金不昧','1-01-1','1-01','2026-01-02','{}','',1,'contested','S04','grid_worker',1796059330105);
INSERT INTO claims VALUES('suanli',9,'志愿服务','1-02-1','1-02','2026-01-02','{"时长":"1.5"}','',1,'rejected','S04','grid_worker',1796059330205);
INSERT INTO claims VALUES('suanli',10,'公共场合说脏话','1-02-1','1-02','2026-01-02','{}','登记表上有',1,'approved','S04','grid_worker',1796059330377);
CREATE TABLE reviews (
  village TEXT NOT NULL, claim BIGINT NOT NULL, line BIGINT NOT NULL, ruling TEXT NOT NULL, reviewer TEXT NOT NULL, role TEXT NOT NULL,
  reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, claim, line));
INSERT INTO reviews VALUES('suanli',8,1,'approve','S01','secretary','',1796059330151);
INSERT INTO reviews VALUES('suanli',9,1,'reject','S01','secretary','没有看到',1796059330303);
INSERT INTO reviews VALUES('suanli',10,1,'approve','S02','supervisor','',1796059330413);
INSERT INTO reviews VALUES('suanli',8,2,'propose_reversal','S02','supervisor','记错了人',1796059330916);
CREATE TABLE items (
  village TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, spec TEXT NOT NULL, points BIGINT NOT NULL, cost BIGINT NOT NULL,
  stock BIGINT NOT NULL, held BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (village, number));
INSERT INTO items VALUES('suanli','A01','香皂','一块',500,450,2,0);
INSERT INTO items VALUES('suanli','A02','洗衣液','2千克',2000,1800,1,0);
INSERT INTO items VALUES('suanli','A03','电饭煲','一只',5000,12000,5,0);
CREATE TABLE stock_moves (
  village TEXT NOT NULL, id BIGINT NOT NULL, item TEXT NOT NULL, quantity BIGINT NOT NULL, reason TEXT NOT NULL, reference TEXT,
  staff TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (village, id));
INSERT INTO stock_moves VALUES('suanli',1,'A01',3,'stocked',NULL,'clockwork',1796059329299);
INSERT INTO stock_moves VALUES('suanli',2,'A02',1,'stocked',NULL,'clockwork',1796059329299);
INSERT INTO stock_moves VALUES('suanli',3,'A03',5,'stocked',NULL,'clockwork',1796059329299);
INSERT INTO stock_moves VALUES('suanli',4,'A01',-1,'redeemed','redemption:1','S03',1796059330497);
INSERT INTO stock_moves VALUES('suanli',5,'A01',1,'cancelled','redemption:1','S03',1796059330580);
INSERT INTO stock_moves VALUES('suanli',6,'A01',-1,'redeemed','redemption:2','S03',1796059330749);
CREATE TABLE redemption_lines (
  village TEXT NOT NULL, redemption BIGINT NOT NULL, line BIGINT NOT NULL, item TEXT NOT NULL, name TEXT NOT NULL, quantity BIGINT NOT NULL,
  points BIGINT NOT NULL, cost BIGINT NOT NULL, PRIMARY KEY (village, redemption, line));
INSERT INTO redemption_lines VALUES('suanli',1,1,'A01','香皂',1,500,450);
INSERT INTO redemption_lines VALUES('suanli',2,1,'A01','香皂',1,500,450);
CREATE TABLE rulebook_drafts (
  village TEXT NOT NULL, origin TEXT NOT NULL, revision BIGINT NOT NULL, hash TEXT NOT NULL, bundle TEXT NOT NULL, adopted BIGINT,
  written_at BIGINT NOT NULL, written_by TEXT NOT NULL, PRIMARY KEY (village, origin));
INSERT INTO rulebook_drafts VALUES('suanli','files',1,'c4d587d8d25850dc7b78f48c408759c33b35f79839b20ebd4d7b083dc4b03c94','{"village":"suanli","files":[{"path":"village.yaml","text":"# 算例村：只给测试用。一组两户，够讲完每一个故事。\n名称: 算例村\n区划代码: \"640402105299\"\n上级: 算例镇\n记账单位: 个人\n公示天数: 0\n审核: 一人\n基金: { 名称: 算例基金, 预算: 100 }\n试行: 是\n文件即生效: 是\n生效: 2025-01-01\n"},{"path":"rules.yaml","text":"标题: 算例村积分标准\n规则:\n  遵纪守法:\n    拾金不昧: 5\n    举报违法行为有功: { 分值: 10, 保密: 是 }\n  公益服务:\n    志愿服务:\n      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }\n      分值: 时长 * 2\n      上限: 每人每月 20 分\n      比如:\n        - { 时长: 5, 得: 10 }\n        - { 时长: 15, 本月已得: 12, 得: 8 }\n    义务劳动: { 分值: 5, 上限: 每户每月 10 分 }\n    大额奖励: { 分值: 60, 审核: 两人 }\n    签到: { 分值: 1, 审核: 免审 }\n  移风易俗:\n    公共场合说脏话: -2\n"}],"packs":[]}',1,1796059329331,'clockwork');
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
INSERT INTO rulebook_draft_revisions VALUES('suanli',1,'{"village":"suanli","files":[{"path":"village.yaml","text":"# 算例村：只给测试用。一组两户，够讲完每一个故事。\n名称: 算例村\n区划代码: \"640402105299\"\n上级: 算例镇\n记账单位: 个人\n公示天数: 0\n审核: 一人\n基金: { 名称: 算例基金, 预算: 100 }\n试行: 是\n文件即生效: 是\n生效: 2025-01-01\n"},{"path":"rules.yaml","text":"标题: 算例村积分标准\n规则:\n  遵纪守法:\n    拾金不昧: 5\n    举报违法行为有功: { 分值: 10, 保密: 是 }\n  公益服务:\n    志愿服务:\n      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }\n      分值: 时长 * 2\n      上限: 每人每月 20 分\n      比如:\n        - { 时长: 5, 得: 10 }\n        - { 时长: 15, 本月已得: 12, 得: 8 }\n    义务劳动: { 分值: 5, 上限: 每户每月 10 分 }\n    大额奖励: { 分值: 60, 审核: 两人 }\n    签到: { 分值: 1, 审核: 免审 }\n  移风易俗:\n    公共场合说脏话: -2\n"}],"packs":[]}',1796059329331,'clockwork');
CREATE TABLE kinships (
  village TEXT NOT NULL, staff TEXT NOT NULL, household TEXT NOT NULL, declared_by TEXT NOT NULL, declared_at BIGINT NOT NULL, ended_by TEXT,
  ended_at BIGINT, PRIMARY KEY (village, staff, household));
INSERT INTO kinships VALUES('suanli','S04','2-01','S01',1796059331012,NULL,NULL);
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
INSERT INTO trail_heads VALUES('suanli','village',27,'0f4c9d17427a265ad905c5890a584c9b7d84e5a0e2b5fe28ad508a94856d4b7f');
CREATE TABLE trail_particulars (
  village TEXT NOT NULL, number BIGINT NOT NULL, salt TEXT NOT NULL, behalf TEXT, reason TEXT, PRIMARY KEY (village, number));
INSERT INTO trail_particulars VALUES('suanli',19,'d81f8593d3303fb92196d1a27820516a',NULL,'没有看到');
INSERT INTO trail_particulars VALUES('suanli',23,'96012642656c2bc86038652d1efba8c5',NULL,'拿错了');
INSERT INTO trail_particulars VALUES('suanli',25,'6a8646b6aec0fc4abcb535f2daad3f07',NULL,'村集体');
INSERT INTO trail_particulars VALUES('suanli',26,'e34f9b8b3a91a896c6718f34f0195b3f',NULL,'记错了人');
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
INSERT INTO redemptions VALUES('suanli',1,'1-01-1','cancelled',500,450,'S03',1796059330497,11);
INSERT INTO redemptions VALUES('suanli',2,'1-01-1','collected',500,450,'S03',1796059330749,13);
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
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('operations','operations_by_number','5 5 5 1');
INSERT INTO sqlite_stat1 VALUES('operations','sqlite_autoindex_operations_1','5 5 1');
INSERT INTO sqlite_stat1 VALUES('_sqlx_migrations','sqlite_autoindex__sqlx_migrations_1','19 1');
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
COMMIT;
