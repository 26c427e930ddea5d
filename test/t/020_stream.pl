# The stream room alone: what test/modules/stream_probe reads from the WAL, in
# place of the worker, is exactly what was committed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $probe = "$FindBin::RealBin/../modules/stream_probe";
my $pg_config = `pg_config --bindir`;
chomp $pg_config;
$pg_config .= '/pg_config';

system_or_bail($ENV{MAKE} // 'make', '-s', '-C', $probe, "PG_CONFIG=$pg_config", 'with_llvm=no');

my $allowed = streamml_conf() =~ /^output_plugin_libraries/m
  ? "output_plugin_libraries = 'pgoutput, test_decoding, stream_probe'" : '';
my $node = streamml_node('stream', extension => 0, conf => <<"END");
dynamic_library_path = '$probe:\$libdir'
$allowed
shared_preload_libraries = ''
fsync = off
max_parallel_workers_per_gather = 0
stream_probe.decoding_work_mem = '64kB'
stream_probe.batch_size = '256kB'
END
$node->safe_psql('postgres', slurp_file("$probe/stream_probe.sql"));

sub sql { return $node->safe_psql('postgres', join ";\n", @_); }

# begin_stream(@sources): forget what was read and follow these tables from now.
sub begin_stream
{
	my @sources = @_;
	return sql(
		'TRUNCATE probe.rows, probe.log, probe.sums, probe.sources',
		(map { "INSERT INTO probe.sources VALUES ('$_')" } @sources),
		'SELECT probe.drop_slot()', 'SELECT probe.create_slot()');
}

sub rows_read
{
	return sql(q{SELECT string_agg(source || ':' || coalesce(data->>'id', '-'), ' ' ORDER BY seq)
		FROM probe.rows});
}

sub is_exact
{
	my ($table, $columns, $what) = @_;
	my $json = join ', ', map { "data->>'$_'" } split / /, $columns;
	my $plain = join ', ', map { "$_\::text" } split / /, $columns;
	my $read = "SELECT $json FROM probe.rows WHERE source = '$table'::regclass";
	return is( sql("SELECT count(*) FROM ((SELECT $plain FROM $table EXCEPT ALL $read)
			UNION ALL ($read EXCEPT ALL SELECT $plain FROM $table)) d"), '0', $what);
}

# Every way to write rows, and what does not count as one.
sql('CREATE TABLE a (id int PRIMARY KEY, v text, g text GENERATED ALWAYS AS (left(v, 2)) STORED)');
is(sql('SELECT is_there FROM probe.slot_info()'), 'f', 'no slot at first');
begin_stream('a');
is(sql('SELECT is_there, lost, active FROM probe.slot_info()'), 't|f|f', 'a slot is made');
sql(q{INSERT INTO a VALUES (1, 'one'), (2, 'two')},
	q{BEGIN}, q{INSERT INTO a VALUES (3, 'three')}, q{SAVEPOINT s},
	q{INSERT INTO a VALUES (-1, 'rolled back')}, q{ROLLBACK TO s},
	q{INSERT INTO a VALUES (4, 'four')}, q{SAVEPOINT t}, q{INSERT INTO a VALUES (5, 'five')},
	q{RELEASE t}, q{COMMIT},
	q{INSERT INTO a VALUES (1, 'again'), (6, 'six') ON CONFLICT DO NOTHING},
	q{INSERT INTO a VALUES (1, 'again'), (7, 'seven') ON CONFLICT (id) DO UPDATE SET v = 'upd'},
	q{BEGIN}, q{INSERT INTO a VALUES (-2, 'rolled back')}, q{ROLLBACK},
	q{BEGIN}, q{INSERT INTO a VALUES (9, 'prepared')}, q{PREPARE TRANSACTION 'p'},
	q{INSERT INTO a VALUES (8, 'before it commits')}, q{COMMIT PREPARED 'p'},
	q{INSERT INTO a SELECT 10, string_agg(md5(i::text), '') FROM generate_series(1, 3200) i},
	q{UPDATE a SET v = 'changed' WHERE id = 2}, q{DELETE FROM a WHERE id = 2},
	q{COPY (SELECT g, 'copied' FROM generate_series(11, 13) g) TO '} . $node->basedir . q{/copy'},
	q{COPY a (id, v) FROM '} . $node->basedir . q{/copy'},
	q{TRUNCATE a});
sql('SELECT probe.run()');
is(rows_read(), join(' ', map { "a:$_" } 1 .. 13), 'inserts arrive in commit order');
is(sql(q{SELECT data->>'v' = (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 3200) i)
	FROM probe.rows WHERE data->>'id' = '10'}), 't', 'a value of 100 kB is whole');
is(sql(q{SELECT string_agg(data->>'g', ' ' ORDER BY seq) FROM probe.rows}),
	'on tw th fo fi si se be pr c4 co co co', 'generated columns are in the rows');
is(sql('SELECT sum(ntruncates) FROM probe.log'), '1', 'TRUNCATE is counted');
sql('SELECT probe.run()');
is(sql('SELECT count(*) FROM probe.rows'), '13', 'nothing arrives twice');

# Partitions.
sql(q{CREATE TABLE p (id int, v text, w int DEFAULT 7) PARTITION BY LIST (id)},
	q{CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)},
	q{CREATE TABLE p2 (x int, v text, w int, id int)}, q{ALTER TABLE p2 DROP COLUMN x},
	q{ALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2)},
	q{CREATE TABLE p3 (w int, id int, v text) PARTITION BY RANGE (v)},
	q{CREATE TABLE p31 (v text, id int, w int)},
	q{ALTER TABLE p3 ATTACH PARTITION p31 FOR VALUES FROM ('a') TO ('n')},
	q{ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3)},
	q{CREATE TABLE p5 (id int, v text, w int)});
begin_stream('p', 'p2');
sql(q{INSERT INTO p VALUES (1, 'one', DEFAULT), (2, 'two', 2), (3, 'cat', 3)},
	q{INSERT INTO p SELECT 3, 'big' || repeat(md5('x'), 1000), 4},
	q{INSERT INTO p5 VALUES (5, 'not ours')}, # p5 is now known to be of no interest
	q{SELECT probe.run()},
	q{INSERT INTO p5 VALUES (5, 'not ours either')},
	q{BEGIN}, q{INSERT INTO p5 VALUES (5, 'nor this')},
	q{ALTER TABLE p ATTACH PARTITION p5 FOR VALUES IN (5)},
	q{INSERT INTO p5 VALUES (5, 'but this', 5)}, q{INSERT INTO p VALUES (5, 'and this', 6)}, q{COMMIT},
	q{BEGIN}, q{ALTER TABLE p DETACH PARTITION p1}, q{INSERT INTO p1 VALUES (1, 'gone')}, q{ROLLBACK},
	q{INSERT INTO p1 VALUES (1, 'still there', 8)},
	q{TRUNCATE p}, q{SELECT probe.run()});
is(sql(q{SELECT string_agg(source || ':' || left(data->>'v', 11) || ':' || (data->>'w'), ' ' ORDER BY seq)
	FROM probe.rows WHERE source = 'p'::regclass}),
	'p:one:7 p:two:2 p:cat:3 p:bigc0a7d5d1:4 p:but this:5 p:and this:6 p:still there:8'
	  =~ s/bigc0a7d5d1/'big' . substr(sql("SELECT md5('x')"), 0, 8)/er,
	'rows of partitions arrive in the row type of the root');
is(sql(q{SELECT count(*) FROM probe.rows WHERE source = 'p2'::regclass}), '1',
	'a partition can be a source, too');
is(sql('SELECT sum(ntruncates) FROM probe.log'), '2', 'TRUNCATE counts once per source');

# The row type changes while rows wait in the WAL.
sql('CREATE TABLE c (id text, v text, n int DEFAULT 3)');
begin_stream('c');
sql((map { "INSERT INTO c VALUES ('$_', 'v$_')" } 1 .. 3),
	q{ALTER TABLE c DROP COLUMN n}, q{INSERT INTO c VALUES ('4', 'v4')},
	q{ALTER TABLE c ADD COLUMN d text DEFAULT 'dflt'}, q{INSERT INTO c VALUES ('5', 'v5')},
	q{ALTER TABLE c ALTER v TYPE int USING 0}, q{INSERT INTO c VALUES ('6', 6)},
	q{VACUUM FULL c}, q{ALTER TABLE c ADD COLUMN e int DEFAULT 15},
	q{INSERT INTO c VALUES ('7', 7, repeat('d', 3000), 8)},
	q{BEGIN}, q{INSERT INTO c VALUES ('8', 8)}, q{ALTER TABLE c ADD COLUMN f int DEFAULT 9},
	q{INSERT INTO c VALUES ('9', 9)}, q{COMMIT},
	q{SELECT probe.run('rows', 1)});
is(rows_read(), join(' ', map { "c:$_" } 1 .. 9), 'every row arrives in spite of ALTER TABLE');
is(sql(q{SELECT string_agg(concat_ws('/', data->>'v', data->>'e', data->>'f'), ' ' ORDER BY seq)
	FROM probe.rows}), '15/9 15/9 15/9 15/9 15/9 6/15/9 7/8/9 8/15/9 9/15/9',
	'in the present row type: values of another type are NULL, new columns have their default');

# Transactions too large to wait in memory.
sql('CREATE TABLE s (id int, v text)');
begin_stream('s');
sql(q{INSERT INTO s SELECT g, 'small' FROM generate_series(1, 10) g},
	q{BEGIN}, q{INSERT INTO s SELECT g, md5(g::text) FROM generate_series(1, 20000) g},
	q{SAVEPOINT a}, q{INSERT INTO s SELECT g, 'aborted' FROM generate_series(1, 9000) g},
	q{SAVEPOINT b}, q{INSERT INTO s SELECT g, 'aborted' FROM generate_series(1, 9000) g},
	q{RELEASE b}, q{ROLLBACK TO a},
	q{INSERT INTO s SELECT g, repeat('toast', 1000) FROM generate_series(1, 500) g},
	q{TRUNCATE s}, q{SAVEPOINT d}, q{TRUNCATE s}, q{ROLLBACK TO d},
	q{INSERT INTO s SELECT g, 'last' FROM generate_series(1, 5000) g}, q{COMMIT},
	q{BEGIN}, q{INSERT INTO s SELECT g, 'aborted' FROM generate_series(1, 9000) g}, q{ROLLBACK},
	q{BEGIN}, q{INSERT INTO s SELECT g, 'typed' FROM generate_series(1, 5000) g},
	q{ALTER TABLE s ADD COLUMN n int DEFAULT 4},
	q{INSERT INTO s SELECT g, 'typed' FROM generate_series(1, 5000) g}, q{COMMIT},
	q{BEGIN}, q{INSERT INTO s SELECT g, 'prepared' FROM generate_series(1, 5000) g},
	q{PREPARE TRANSACTION 'p'}, q{INSERT INTO s VALUES (1, 'between')}, q{COMMIT PREPARED 'p'});
sql(q{DO $$ BEGIN
	FOR i IN 1 .. 2000 LOOP
		BEGIN
			INSERT INTO s VALUES (i, 'loop');
			IF i % 3 = 0 THEN RAISE division_by_zero; END IF;
		EXCEPTION WHEN division_by_zero THEN NULL;
		END;
	END LOOP; END $$});
sql(q{SELECT probe.run('sums')});
is(sql('SELECT sum(nrows) FROM probe.sums'), 10 + 20500 + 5000 + 10000 + 5001 + 1334,
	'rows of large transactions, without those of aborted subtransactions');
is(sql('SELECT sum(ntruncates) FROM probe.log'), '1', 'nor their TRUNCATE');
is(sql('SELECT stream_txns > 0, spill_txns FROM pg_stat_replication_slots'), 't|0',
	'they were streamed, not spilled');

# Random cuts: a reader that dies without recording its last batch.
sql('CREATE TABLE r (id bigint, v text)', 'CREATE TABLE q (id bigint, v text) PARTITION BY HASH (id)',
	'CREATE TABLE q0 PARTITION OF q FOR VALUES WITH (MODULUS 2, REMAINDER 0)',
	'CREATE TABLE q1 (v text, id bigint)',
	'ALTER TABLE q ATTACH PARTITION q1 FOR VALUES WITH (MODULUS 2, REMAINDER 1)',
	'CREATE TABLE other (id bigint, v text)');
begin_stream('r', 'q');
my $seed = $ENV{STREAMML_SEED} // time;
diag("STREAMML_SEED=$seed");
srand($seed);
my $id = 0;

sub random_insert
{
	my $table = (qw(r q other))[ rand 3 ];
	my $n = (1, 1, 3, 20, 500)[ rand 5 ];
	my $value = (q{'v' || g}, q{'v' || g}, q{repeat(md5(g::text), 200)})[ rand 3 ];
	my $first = $id + 1;
	$id += $n;
	return "INSERT INTO $table SELECT g, $value FROM generate_series($first, $id) g";
}

sub random_body
{
	my ($depth) = @_;
	my @body;
	for (0 .. rand 4)
	{
		if ($depth < 3 && rand() < 0.3)
		{
			my $name = "s$depth";
			push @body, "SAVEPOINT $name", random_body($depth + 1),
			  rand() < 0.5 ? "ROLLBACK TO $name" : "RELEASE $name";
		}
		else { push @body, random_insert(); }
	}
	return @body;
}

for my $round (1 .. 25)
{
	my @script;
	my $altered = 0;
	for (1 .. 8)
	{
		my $kind = rand;
		if ($kind < 0.3) { push @script, random_insert(); }
		elsif ($kind < 0.8)
		{
			push @script, 'BEGIN', random_body(0), rand() < 0.8 ? 'COMMIT' : 'ROLLBACK';
		}
		elsif ($kind < 0.9)
		{
			push @script, 'BEGIN', random_insert(), random_insert(), "PREPARE TRANSACTION 'p'",
			  random_insert(), rand() < 0.7 ? "COMMIT PREPARED 'p'" : "ROLLBACK PREPARED 'p'";
		}
		elsif (!$altered++) { push @script, "ALTER TABLE r ADD COLUMN c$round int DEFAULT 1", 'ANALYZE other'; }
	}
	sql(@script);
	sql(sprintf q{SELECT probe.run('rows', %d, %d)}, (1, 10, 1000)[ rand 3 ], (0, 1, 2, 3)[ rand 4 ]);
}
sql('SELECT probe.run()');
is_exact($_, 'id v', "table $_ is exact after readers died at random") for qw(r q);

# A table as of a position, with transactions of more subtransactions than fit
# into a snapshot.
sub nested
{
	my ($n, $end) = @_;
	return ('BEGIN', (map { ("SAVEPOINT s", "INSERT INTO q VALUES ($_, 'sub')") } 1 .. $n), $end);
}
my $older = $node->background_psql('postgres');
my $writer = $node->background_psql('postgres');
$older->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM q;');
$writer->query_safe(join(";\n", nested(100, '')));
sql('SELECT probe.run()');
my $position = sql('SELECT lsn FROM probe.progress');
my $then = sql('SELECT count(*) FROM q');
sql(nested(100, 'COMMIT'), 'DELETE FROM q WHERE id < 100', 'INSERT INTO q SELECT g FROM generate_series(1, 50) g',
	'VACUUM FREEZE q');
is(sql("SELECT nrows FROM probe.table_at('q', '$position')"), $then,
	'a table as of a position: later inserts and deletes are not seen');
$writer->query_safe('COMMIT;');
is(sql("SELECT nrows FROM probe.table_at('q', '$position')"), $then,
	'nor those of a transaction that was running');
is(sql("BEGIN", "INSERT INTO q VALUES (0)", "DELETE FROM q", "SELECT nrows FROM probe.table_at('q', '$position')"),
	$then, 'nor those of the current one');
$older->query_safe('COMMIT;');
is(sql("SELECT nrows = (SELECT count(*) FROM q) FROM probe.table_at('q', pg_current_wal_insert_lsn())"),
	't', 'as of the end of WAL it is the table');
$older->quit;
$writer->quit;

# The list of sources grows while a transaction that wrote to the new one runs.
sql('CREATE TABLE s1 (id int)', 'CREATE TABLE s2 (id int, v text)');
begin_stream('s1');
my $gate = $node->background_psql('postgres');
my $running = $node->background_psql('postgres');
$gate->query_safe('SELECT pg_advisory_lock(1);');
$running->query_safe(q{INSERT INTO s2 VALUES (-1, 'before'); BEGIN;
	INSERT INTO s2 SELECT g, repeat('streamed', 100) FROM generate_series(1, 2000) g;});
sql(q{INSERT INTO s1 VALUES (1)}, q{SELECT probe.run('rows', gate => true, wait => false)});
$node->poll_query_until('postgres',
	q{SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted});
sql(q{INSERT INTO probe.sources VALUES ('s2')});
$running->query_safe(q{INSERT INTO s2 VALUES (2001, 'last'); COMMIT;});
$gate->query_safe('SELECT pg_advisory_unlock(1);');
$node->poll_query_until('postgres',
	q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'stream_probe'});
sql('SELECT probe.run()');
is(sql(q{SELECT source, count(*), min((data->>'id')::int), max((data->>'id')::int)
	FROM probe.rows GROUP BY 1 ORDER BY 1}), "s1|1|1|1\ns2|2001|1|2001",
	'rows of a running transaction are complete after its table became a source');
$gate->quit;

# A commit that waits for a synchronous standby is in the WAL, but not visible.
begin_stream('s1');
$node->append_conf('postgresql.conf', "synchronous_standby_names = 'nobody'");
$node->reload;
$running->query_safe('SET synchronous_commit = local;');
my $waiting = $node->background_psql('postgres');
$waiting->query_until(qr/^$/, "\\echo\nINSERT INTO s1 VALUES (2);\n");
$node->poll_query_until('postgres',
	q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'});
$running->query_safe(q{SELECT probe.run(wait => false);});
$node->poll_query_until('postgres',
	q{SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'stream_probe' AND wait_event = 'Extension'});
is(sql('SELECT count(*) FROM probe.rows'), '0', 'its rows are not processed before others see them');
$node->append_conf('postgresql.conf', "synchronous_standby_names = ''");
$node->reload;
$node->poll_query_until('postgres', 'SELECT count(*) = 1 FROM probe.rows');
is(rows_read(), 's1:2', 'but after');
$waiting->quit;
$running->quit;

# An idle slot follows the WAL of others.
sql('CREATE DATABASE neighbour');
$node->safe_psql('neighbour', 'CREATE TABLE t AS SELECT g FROM generate_series(1, 100000) g');
my $before = sql('SELECT pg_current_wal_insert_lsn()');
sql('SELECT probe.run()', q{INSERT INTO s1 VALUES (3)}, 'SELECT probe.run()');
is(sql("SELECT confirmed >= '$before' FROM probe.slot_info()"), 't', 'the slot is confirmed');

# Positions the slot or the server cannot serve.
my $log = -s $node->logfile;
sql(q{UPDATE probe.progress SET lsn = '0/1'}, 'SELECT probe.run()');
ok($node->log_contains(qr/ERROR:  replication slot "streamml_\d+" no longer has the changes after 0\/1/, $log),
	'a position behind the slot is refused');
sql(q{UPDATE probe.progress SET lsn = 'FFFF/0'}, 'SELECT probe.run()');
ok($node->log_contains(qr/ERROR:  position FFFF\/0 is ahead of the WAL/, $log),
	'a position ahead of the WAL is refused');

# Nobody else can use the plugin.
for my $statement (q{SELECT pg_create_logical_replication_slot('x', 'stream_probe')},
	q{SELECT pg_logical_slot_get_changes(slot_name, NULL, NULL) FROM pg_replication_slots})
{
	my ($rc, $out, $err) = $node->psql('postgres', $statement);
	like($err, qr/output plugin "stream_probe" works only inside the streamml worker/,
		'the plugin refuses other users');
}
is(sql('SELECT count(*) FROM pg_replication_slots'), '1', 'and leaves no slot behind');
sql('SELECT probe.drop_slot()', 'SELECT probe.drop_slot()');
is(sql('SELECT is_there FROM probe.slot_info()'), 'f', 'a slot is dropped, once or twice');

# A slot that lost its WAL, and what the server must allow.
begin_stream('s1');
$node->append_conf('postgresql.conf', "max_slot_wal_keep_size = '1MB'\nmin_wal_size = '32MB'\nmax_wal_size = '32MB'");
$node->reload;
for (1 .. 4)
{
	sql('INSERT INTO other SELECT g FROM generate_series(1, 100) g', 'SELECT pg_switch_wal()');
}
sql('CHECKPOINT');
is(sql('SELECT is_there, lost FROM probe.slot_info()'), 't|t', 'a slot that lost its WAL is lost');
is(sql('SELECT * FROM probe.requirements()'), '|', 'the server allows it');
SKIP:
{
	skip 'this server has no list of output plugins', 1 unless $allowed;
	$node->append_conf('postgresql.conf', "output_plugin_libraries = 'pgoutput'");
	$node->reload;
	$node->poll_query_until('postgres', q{SELECT current_setting('output_plugin_libraries') = 'pgoutput'});
	is(sql('SELECT hint FROM probe.requirements()'),
		q{output_plugin_libraries = 'pgoutput, stream_probe'}, 'the line for the allow-list');
}
sql('SELECT probe.drop_slot()');
$node->append_conf('postgresql.conf', 'wal_level = replica');
$node->restart;
is(sql('SELECT * FROM probe.requirements()'),
	'wal_level is "replica", but continuous views need "logical"|wal_level = logical',
	'the line for wal_level');

$node->stop;
done_testing();
