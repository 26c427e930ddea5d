# The main road, end to end: whatever can be committed to a table arrives in the
# continuous views over it, and they answer what the plain queries answer.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node(
	'stream',
	conf => q{
streamml.decoding_work_mem = '256kB'
streamml.batch_size = '4MB'
});

# All views of this test and what they must equal; create() adds to it.
my %query_of;

sub create
{
	my ($name, $query) = @_;
	$query_of{$name} = $query;
	return create_view($node, $name, $query);
}

# Everything committed is in every view.
sub all_equal
{
	my ($what) = @_;
	ok(wait_applied($node), "$what: the worker catches up");
	is_equivalent($node, $_, $query_of{$_}, "$what: $_") for sort keys %query_of;
	return;
}

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# --- tables with rows in them, views of every kind ---

run_sql(q{
	CREATE TABLE tx (id bigserial PRIMARY KEY, card int, at timestamptz, amount numeric,
		fraud boolean, note text);
	CREATE TABLE country (card int PRIMARY KEY, name text, risk float8);
	INSERT INTO country SELECT i, 'c' || i % 3, i / 8.0 FROM generate_series(0, 15) i;
	INSERT INTO tx (card, at, amount, fraud, note)
		SELECT i % 20, timestamptz '2024-03-01' + i * interval '7 s', (i * 37) % 1000 / 10.0,
			i % 11 = 0, 'note ' || i FROM generate_series(1, 500) i;
});
create('card_minute', q{
	SELECT card, streamml.tumble(at, '1 minute') AS bucket, count(*) AS n, avg(amount) AS mean,
		stddev(amount) AS sd FROM tx GROUP BY card, bucket});
create('total', 'SELECT count(*) AS n, sum(amount) AS sum, max(at) AS last, min(id) FILTER (WHERE fraud) AS f FROM tx');
create('by_country', q{
	SELECT c.name, count(*) AS n, sum(t.amount) AS sum FROM tx t LEFT JOIN country c USING (card)
	GROUP BY c.name HAVING count(*) > 1});
create('large', 'SELECT id, card, amount * 2 AS twice, note FROM tx WHERE amount > 50');
create('notes', q{SELECT card % 3 AS k, max(note) AS longest, sum(length(note)) AS len, sum(hashtext(note)::bigint) AS h
	FROM tx GROUP BY 1});
create('large_cards', 'SELECT card, count(*) AS n, sum(twice) AS sum FROM large GROUP BY card');

run_sql(q{
	CREATE TABLE lesson (id bigserial PRIMARY KEY, y boolean, x float8[]);
	INSERT INTO lesson (y, x) SELECT i % 3 = 0, ARRAY[i % 7, sin(i), i % 3 + cos(i)]
		FROM generate_series(1, 300) i;
});
create_view($node, 'lesson_model',
	'SELECT streamml.logistic_regression(y, x) AS model FROM lesson');
create_view($node, 'lesson_line',
	'SELECT streamml.linear_regression(x[3], x[1:2]) AS model FROM lesson');

sub models_equal
{
	my ($what) = @_;
	is_model_of($node, 'lesson_model', 'streamml.logistic_regression(y, x ORDER BY id)',
		'lesson', "$what: sequential model");
	is_model_of($node, 'lesson_line', 'streamml.linear_regression(x[3], x[1:2] ORDER BY id)',
		'lesson', "$what: exact model");
	return;
}
all_equal('rows that were there before');
models_equal('rows that were there before');

# --- what can be written in transactions ---

my $copy_file = $node->data_dir . '/tx.copy';
append_to_file($copy_file,
	join '', map { "$_\t" . ($_ % 20) . "\t2024-03-02 00:00:$_+00\t$_.5\tt\tcopied $_\n" } 10 .. 59);

run_sql(q{
	INSERT INTO tx (card, at, amount, fraud) VALUES (1, '2024-03-01 12:00+00', 1.00, false);
	INSERT INTO tx (card, at, amount, fraud) VALUES (NULL, NULL, NULL, NULL), (2, now(), 'NaN', true);
});
run_sql(q{
	BEGIN;
	INSERT INTO tx (card, amount) VALUES (100, 1);
	SAVEPOINT a;
	INSERT INTO tx (card, amount) VALUES (101, 1);
	ROLLBACK TO a;
	INSERT INTO tx (card, amount) VALUES (102, 1);
	SAVEPOINT b;
	INSERT INTO tx (card, amount) SELECT 103, 60 FROM generate_series(1, 5000);
	SAVEPOINT c;
	INSERT INTO tx (card, amount) SELECT 104, 60 FROM generate_series(1, 5000);
	ROLLBACK TO c;
	RELEASE b;
	COMMIT;
	BEGIN; INSERT INTO tx (card, amount) SELECT 105, 70 FROM generate_series(1, 5000); ROLLBACK;
});
all_equal('savepoints and rollbacks');

run_sql(qq{
	COPY tx (id, card, at, amount, fraud, note) FROM '$copy_file' } . q{WHERE id > 1000000;
	INSERT INTO tx (id, card, amount) VALUES (1, 106, 1), (2, 106, 1) ON CONFLICT DO NOTHING;
	INSERT INTO tx (id, card, amount) VALUES (1, 107, 1) ON CONFLICT (id) DO NOTHING;
	WITH moved AS (INSERT INTO tx (card, amount) VALUES (108, 90) RETURNING id)
	INSERT INTO tx (card, amount) SELECT 109, id FROM moved;
	CREATE TEMP TABLE t AS SELECT * FROM tx LIMIT 10;
});
run_sql(qq{CREATE TABLE copied (LIKE tx); COPY copied FROM '$copy_file';
	INSERT INTO tx SELECT id + 1000000, card, at, amount, fraud, note FROM copied;
	COPY (SELECT id + 2000000, card, at, amount, fraud, note FROM copied) TO '$copy_file';
	COPY tx FROM '$copy_file';});
all_equal('COPY, ON CONFLICT, data-modifying WITH');

run_sql(q{
	BEGIN; INSERT INTO tx (card, amount) SELECT 110, 80 FROM generate_series(1, 3000);
	PREPARE TRANSACTION 'kept';
	BEGIN; INSERT INTO tx (card, amount) SELECT 111, 80 FROM generate_series(1, 3000);
	PREPARE TRANSACTION 'thrown';
	BEGIN; INSERT INTO tx (card, amount) VALUES (112, 80); PREPARE TRANSACTION 'late';
	INSERT INTO tx (card, amount) VALUES (113, 80);
	COMMIT PREPARED 'kept';
	ROLLBACK PREPARED 'thrown';
});
all_equal('prepared transactions');
run_sql(q{COMMIT PREPARED 'late'});
all_equal('a transaction prepared long ago');

# Values that are stored out of line, compressed and not.
run_sql(q{
	ALTER TABLE tx ALTER note SET STORAGE EXTERNAL;
	INSERT INTO tx (card, amount, note) SELECT i, 99, string_agg(md5(i::text || j), '')
		FROM generate_series(1, 5) i, generate_series(1, 2000) j GROUP BY i;
	ALTER TABLE tx ALTER note SET STORAGE EXTENDED;
	INSERT INTO tx (card, amount, note) SELECT i, 99, repeat('compressible ', 100000)
		FROM generate_series(1, 5) i;
	BEGIN;
	INSERT INTO tx (card, amount, note) SELECT 1, 99, string_agg(md5(i::text), '') FROM generate_series(1, 5000) i;
	SAVEPOINT s;
	INSERT INTO tx (card, amount, note) SELECT 1, 99, string_agg(md5(i::text), 'y') FROM generate_series(1, 5000) i;
	ROLLBACK TO s;
	COMMIT;
});
all_equal('values out of line');

run_sql(q{INSERT INTO lesson (y, x) SELECT i % 2 = 0, ARRAY[i % 7, cos(i), i % 5] FROM generate_series(1, 50) i});
run_sql("INSERT INTO lesson (y, x) VALUES ($_ % 2 = 1, ARRAY[$_, 1 / $_.0, $_ % 3])") for 1 .. 10;
run_sql(q{BEGIN; INSERT INTO lesson (y, x) SELECT true, ARRAY[1, 2, 3] FROM generate_series(1, 500); ROLLBACK});
ok(wait_applied($node), 'lessons are learned');
models_equal('many small transactions');

# --- partitions, generated and dropped columns ---

run_sql(q{
	CREATE TABLE part (a int, b text, gone int, c int GENERATED ALWAYS AS (a * 2) STORED, d numeric DEFAULT 4)
		PARTITION BY LIST (a);
	ALTER TABLE part DROP COLUMN gone;
	CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
	CREATE TABLE part_2 (d numeric, x int, c int GENERATED ALWAYS AS (a * 2) STORED, b text, a int);
	ALTER TABLE part_2 DROP COLUMN x;
	ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES IN (2);
	CREATE TABLE part_3 PARTITION OF part FOR VALUES IN (3, 4) PARTITION BY LIST (a);
	CREATE TABLE part_3_3 PARTITION OF part_3 FOR VALUES IN (3);
	CREATE TABLE part_3_4 (b text, a int, d numeric, c int GENERATED ALWAYS AS (a * 2) STORED);
	ALTER TABLE part_3 ATTACH PARTITION part_3_4 FOR VALUES IN (4);
	INSERT INTO part (a, b) SELECT i % 4 + 1, 'b' || i FROM generate_series(1, 20) i;
});
create('parts', 'SELECT a, count(*) AS n, sum(c) AS c, max(b) AS b, sum(d) AS d FROM part GROUP BY a');
create('part_rows', 'SELECT a, b, c, d FROM part WHERE b IS NOT NULL');
run_sql(q{
	INSERT INTO part (a, b) SELECT i % 4 + 1, 'new ' || i FROM generate_series(1, 20) i;
	INSERT INTO part_2 (a, b, d) VALUES (2, 'straight into the partition', 1);
	CREATE TABLE part_5 (a int, b text, d numeric, c int GENERATED ALWAYS AS (a * 2) STORED);
	ALTER TABLE part ATTACH PARTITION part_5 FOR VALUES IN (5);
	INSERT INTO part (a, b) VALUES (5, 'a partition that is younger than the view');
});
all_equal('partitions');

# --- while the worker stands still, its tables change under it ---

run_sql(q{
	CREATE TABLE shape (id bigserial, used int, unused int, also text);
	INSERT INTO shape (used, unused, also) SELECT i, i, 'a' FROM generate_series(1, 10) i;
	CREATE TABLE emptied (id int, v int);
	INSERT INTO emptied SELECT i, 1 FROM generate_series(1, 10) i;
});
create('shapes', 'SELECT used % 4 AS k, count(*) AS n, sum(used) AS s, max(also) AS m FROM shape GROUP BY 1');
create('shape_rows', 'SELECT id, used, also FROM shape');
create_view($node, 'emptied_count', 'SELECT count(*) AS n, sum(v) AS v FROM emptied');
all_equal('before the tables change');

my $stopped = freeze_worker($node);
run_sql(q{INSERT INTO shape (used, unused, also) SELECT i, i, 'b' FROM generate_series(1, 10) i});
run_sql(q{ALTER TABLE shape ADD COLUMN young text DEFAULT 'young'});
run_sql(q{INSERT INTO shape (used, unused, also) SELECT i, i, 'c' FROM generate_series(1, 10) i});
run_sql(q{ALTER TABLE shape DROP COLUMN unused});
run_sql(q{INSERT INTO shape (used, also, young) SELECT i, 'd', 'y' FROM generate_series(1, 10) i});
run_sql(q{VACUUM FULL shape});
run_sql(q{INSERT INTO shape (used, also) SELECT i, repeat('e', 5000) FROM generate_series(1, 10) i});
run_sql(q{ALTER TABLE shape ALTER COLUMN young TYPE varchar(10) USING 'x'});
run_sql(q{INSERT INTO shape (used, also) SELECT i, 'f' FROM generate_series(1, 10) i});
run_sql(q{ALTER TABLE shape ADD PRIMARY KEY (id); CLUSTER shape USING shape_pkey});
run_sql(q{ALTER TABLE shape RENAME COLUMN used TO utilised; ALTER TABLE shape RENAME TO form});
run_sql(q{BEGIN; INSERT INTO form (utilised, also) VALUES (1, 'g'); ALTER TABLE form ADD COLUMN z int DEFAULT 1;
	INSERT INTO form (utilised, also, z) VALUES (2, 'h', 2); ALTER TABLE form DROP COLUMN z;
	INSERT INTO form (utilised, also) VALUES (3, 'i'); COMMIT});
run_sql(q{CREATE SCHEMA elsewhere; ALTER TABLE form SET SCHEMA elsewhere});
run_sql(q{INSERT INTO elsewhere.form (utilised, also) VALUES (4, 'j')});
run_sql(q{INSERT INTO emptied VALUES (11, 1); TRUNCATE emptied; INSERT INTO emptied VALUES (12, 1);
	VACUUM FULL emptied; BEGIN; TRUNCATE emptied; INSERT INTO emptied VALUES (13, 1); COMMIT});
run_sql(q{ALTER VIEW shapes RENAME TO forms; ALTER TABLE shape_rows RENAME TO form_rows});
thaw_worker($stopped);

delete @query_of{qw(shapes shape_rows)};
$query_of{forms} =
  'SELECT utilised % 4 AS k, count(*) AS n, sum(utilised) AS s, max(also) AS m FROM elsewhere.form GROUP BY 1';
$query_of{form_rows} = 'SELECT id, utilised, also FROM elsewhere.form';
all_equal('tables changed while the worker stood still');
is(run_sql('SELECT n, v FROM emptied_count'), '13|13', 'TRUNCATE of the source is ignored');
is(run_sql(q{SELECT truncates FROM streamml.stat_worker WHERE database = 'postgres'}),
	2, '... and counted');

for my $refused ('DROP COLUMN utilised', 'ALTER COLUMN also TYPE varchar')
{
	my ($rc, undef, $err) = $node->psql('postgres', "ALTER TABLE elsewhere.form $refused");
	isnt($rc, 0, "a column in use: $refused is refused");
	like($err, qr/depend|used by a view/, "a column in use: $refused, why");
}
run_sql(q{INSERT INTO elsewhere.form (utilised, also) VALUES (9, 'after')});
all_equal('after a refused change');

# --- one big transaction, in bounded memory ---

run_sql(q{CREATE TABLE big (id int, k int, v int, pad text)});
create('big_groups', 'SELECT k, count(*) AS n, sum(v) AS s FROM big GROUP BY k');
ok(wait_applied($node), 'ready for the big transaction');
my $rows = $ENV{STREAM_ROWS} // 1_000_000;
my $pid = worker_pid($node);
my ($before, $peak) = (anonymous_kb($pid), 0);
my $writer = $node->background_psql('postgres');
$writer->query_until(qr/writing/, qq{\\echo writing
	INSERT INTO big SELECT i, i % 1000, i % 77, 'some padding to make rows heavy' FROM generate_series(1, $rows) i;
});
my $done = 0;
until ($done)
{
	my $kb = anonymous_kb($pid);
	$peak = $kb if $kb > $peak;
	$done = run_sql(qq{SELECT streamml.wait(timeout => '100 ms') AND
		(SELECT coalesce(sum(n), 0) = $rows FROM big_groups)}) eq 't';
	last if worker_pid($node) ne $pid;
}
$writer->quit;
ok($done, "a transaction of $rows rows is applied");
cmp_ok($peak - $before, '<', 100 * 1024, "... in bounded memory (grew by @{[$peak - $before]} kB)");
is_equivalent($node, 'big_groups', $query_of{big_groups}, 'the big transaction is whole');
is(run_sql(q{SELECT count(*) FROM pg_ls_tmpdir()}), 0, 'no temporary files are left behind');
is(run_sql(qq{SELECT count(*) FROM pg_ls_dir('pg_replslot/} . slot_name($node) . q{') AS f WHERE f <> 'state'}),
	0, 'no spilled changes are left behind');

# --- views are made, rebuilt and verified while writers write ---

run_sql(q{CREATE TABLE busy (id bigserial, k int, v int)});
my $script = $node->basedir . '/busy.sql';
append_to_file($script, q{
\set k random(0, 9)
INSERT INTO busy (k, v) VALUES (:k, 1);
BEGIN; INSERT INTO busy (k, v) VALUES (:k, 2); SAVEPOINT s; INSERT INTO busy (k, v) VALUES (:k, 3); COMMIT;
BEGIN; INSERT INTO busy (k, v) VALUES (:k, 4); ROLLBACK;
});
my $pgbench = IPC::Run::start(
	[ $node->installed_command('pgbench'), '-n', '-c', '4', '-R', '400', '-T', '100', '-f', $script, '-h', $node->host, '-p', $node->port, 'postgres' ],
	'>', \my $bench_out, '2>', \my $bench_err);
ok(poll_sql($node, 'postgres', 'SELECT count(*) > 100 FROM busy'), 'writers are busy');
my %busy = map {
	("busy_$_" => $_ % 2 ? 'SELECT id, k, v FROM busy' : 'SELECT k, count(*) AS n, sum(v) AS s, max(id) AS m FROM busy GROUP BY k')
} 1 .. 6;
my $wrong = '';
for my $view (sort keys %busy)
{
	create_view($node, $view, $busy{$view});
	run_sql("SELECT streamml.rebuild('busy_1')");
	$wrong .= run_sql("SELECT * FROM streamml.verify('$view')");
	$wrong .= run_sql("SELECT * FROM streamml.verify('busy_1')");
}
is($wrong, '', 'verify() finds nothing while writers write');
$pgbench->kill_kill;
run_sql('SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE application_name = \'pgbench\'');
ok(wait_applied($node), 'the writers are gone');
is_equivalent($node, $_, $busy{$_}, "made under load: $_") for sort keys %busy;

# --- commits that nobody flushes ---

run_sql(q{SET synchronous_commit = off; INSERT INTO tx (card, amount) VALUES (200, 200)});
ok( $node->poll_query_until('postgres', 'SELECT count(*) = 1 FROM card_minute WHERE card = 200'),
	'an asynchronous commit arrives without anybody waiting for it');
run_sql(q{SET synchronous_commit = off; INSERT INTO tx (card, amount) VALUES (201, 200)}) for 1 .. 20;
all_equal('asynchronous commits');

is(run_sql('SELECT count(*) FROM streamml.dead_letters'), 0, 'no dead letters');
is(run_sql('SELECT count(*) FROM streamml.gaps'), 0, 'no gaps');
is(run_sql(q{SELECT string_agg("check", ', ') FROM streamml.check() WHERE level = 'critical'}),
	'', 'check() finds nothing critical');
is_verified($node, 'postgres', sort(keys %query_of), 'lesson_model', 'lesson_line');

$node->stop;
done_testing();
