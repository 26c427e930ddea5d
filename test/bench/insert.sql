\set id random(1, 1000)
INSERT INTO tx SELECT * FROM data WHERE id = :id;
