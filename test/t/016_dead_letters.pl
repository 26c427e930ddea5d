# One bad row stops nobody: it is listed with its position and error, its
# neighbours are applied, other views never notice.  A view that cannot go on
# stands with its position and loses nothing.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('dead_letters');

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

sub letters
{
	my ($view) = @_;
	return run_sql(qq{SELECT "row" ->> 'id', sqlstate FROM streamml.dead_letters
		WHERE view::text = '$view' ORDER BY lsn, ordinal});
}

run_sql(q{
	CREATE TABLE src (id serial PRIMARY KEY, k int, v int, t text);
	INSERT INTO src (k, v, t) SELECT i % 3, i, 'x' FROM generate_series(1, 9) i});
create_view($node, 'healthy', 'SELECT k, count(*) AS n, sum(v) AS s FROM src GROUP BY k');
create_view($node, 'healthy_rows', 'SELECT id, v FROM src');
create_view($node, 'inverse', 'SELECT k, count(*) AS n, sum(60 / v) AS s FROM src GROUP BY k');
create_view($node, 'inverse_rows', 'SELECT id, 60 / v AS inverse FROM src');
create_view($node, 'numbers', 'SELECT count(*) AS n, sum(t::int) AS s FROM src WHERE t <> \'x\'');

sub others_are_well
{
	my ($what) = @_;
	is_equivalent($node, 'healthy', 'SELECT k, count(*) AS n, sum(v) AS s FROM src GROUP BY k', "$what: a healthy view");
	return is_equivalent($node, 'healthy_rows', 'SELECT id, v FROM src', "$what: a healthy row view");
}

# --- poison rows: first, last, in the middle, alone, in one transaction and in many ---

run_sql(q{INSERT INTO src (id, k, v, t) SELECT i, i % 3, CASE WHEN i IN (100, 150, 151, 199) THEN 0 ELSE i % 60 + 1 END, 'x'
	FROM generate_series(100, 199) i});
run_sql(q{INSERT INTO src (id, k, v, t) VALUES (200, 1, 0, 'x')});
run_sql(q{BEGIN; INSERT INTO src (id, k, v, t) VALUES (201, 7, 1, 'x'), (202, 7, 0, 'x'); SAVEPOINT s;
	INSERT INTO src (id, k, v, t) VALUES (203, 7, 0, 'x'); ROLLBACK TO s;
	INSERT INTO src (id, k, v, t) VALUES (204, 8, 0, 'x'); COMMIT});
run_sql(q{INSERT INTO src (id, k, v, t) VALUES (205, 1, 1, '17'), (206, 1, 1, 'seventeen'), (207, 1, 1, '99999999999')});
ok(wait_applied($node), 'poison rows do not stop the stream');
others_are_well('poison rows');
my $dead = join "\n", map { "$_|22012" } 100, 150, 151, 199, 200, 202, 204;
is(letters('inverse'), $dead, 'poison rows are listed for the view they failed in');
is(letters('inverse_rows'), $dead, '... and for the row view');
is(letters('numbers'), "206|22P02\n207|22003", '... with the error of each');
is(letters('healthy'), '', '... and for no other');
is_equivalent($node, 'inverse', 'SELECT k, count(*) AS n, sum(60 / v) AS s FROM src WHERE v <> 0 GROUP BY k',
	'their neighbours are applied');
is_equivalent($node, 'inverse_rows', 'SELECT id, 60 / v AS inverse FROM src WHERE v <> 0', '... and appended');
is(run_sql('SELECT n, s FROM numbers'), '1|17', '... and summed');
is( run_sql(q{SELECT "row", message FROM streamml.dead_letters WHERE view::text = 'inverse' AND "row" ->> 'id' = '204'}),
	'{"k": 8, "t": "x", "v": 0, "id": 204}|division by zero', 'a letter holds the row and the message');
is(run_sql(q{SELECT count(DISTINCT lsn), bool_and(lsn <= pg_current_wal_lsn()), min(ordinal) >= 0 FROM streamml.dead_letters WHERE view::text = 'inverse'}),
	'3|t|t', '... and the position of its transaction');
is(run_sql(q{SELECT dead_letters FROM streamml.stat_views WHERE view::text = 'inverse'}), 7, 'letters are counted');
is(view_state($node, 'inverse'), 'live', 'the view lives on');

# A row that is applied again after a crash is not listed twice.
run_sql(q{INSERT INTO src (id, k, v, t) VALUES (300, 1, 0, 'x')});
kill_worker($node);
ok(wait_applied($node), 'after a crash');
is(letters('inverse'), "$dead\n300|22012", 'a letter is written once');
others_are_well('after a crash');

# --- models ---

run_sql(q{CREATE TABLE lesson (id serial PRIMARY KEY, y boolean, x float8[])});
create_view($node, 'model', 'SELECT streamml.logistic_regression(y, x) AS model FROM lesson');
run_sql(q{
	INSERT INTO lesson (id, y, x) SELECT i, i % 2 = 0, ARRAY[i, sin(i)] FROM generate_series(1, 20) i;
	INSERT INTO lesson (id, y, x) VALUES (21, true, ARRAY[1, 'NaN']::float8[]), (22, true, ARRAY[1, 2]),
		(23, true, ARRAY[1, '-Infinity']::float8[]), (24, false, ARRAY[1]), (25, false, ARRAY[1, 2, 3]),
		(26, true, '{{1,2},{3,4}}'), (27, true, ARRAY[3, NULL]), (28, NULL, ARRAY[1, 2]), (29, false, ARRAY[2, 1]),
		(30, true, '{}')});
ok(wait_applied($node), 'bad lessons do not stop the stream');
is(run_sql(q{SELECT string_agg("row" ->> 'id', ' ' ORDER BY lsn, ordinal) FROM streamml.dead_letters WHERE view::text = 'model'}),
	'21 23 24 25 26 30', 'bad lessons are listed');
like(run_sql(q{SELECT message FROM streamml.dead_letters WHERE view::text = 'model' AND "row" ->> 'id' = '25'}),
	qr/3.*2|2.*3/, 'the error names both sides');
is_model_of($node, 'model', 'streamml.logistic_regression(y, x ORDER BY id)',
	'(SELECT * FROM lesson WHERE id IN (22, 27, 28, 29) OR id <= 20) t', 'the model is that of the good lessons');

# --- constraints and triggers of the table that rows are appended to ---

run_sql(q{CREATE TABLE plain (id int, v int)});
create_view($node, 'guarded', 'SELECT id, v FROM plain');
run_sql(q{
	ALTER TABLE guarded ADD CHECK (v < 100), ADD UNIQUE (id);
	CREATE FUNCTION no_sevens() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN IF new.v = 7 THEN RAISE EXCEPTION 'no sevens'; END IF; new.v := new.v + 1000; RETURN new; END $$;
	CREATE TRIGGER no_sevens BEFORE INSERT ON guarded FOR EACH ROW WHEN (new.v < 10) EXECUTE FUNCTION no_sevens();
	ALTER TABLE guarded DROP CONSTRAINT guarded_v_check, ADD CHECK (v NOT BETWEEN 100 AND 999);
	INSERT INTO plain VALUES (1, 50), (2, 500), (3, 7), (4, 60), (4, 61), (5, 5)});
ok(wait_applied($node), 'constraints do not stop the stream');
is(run_sql('SELECT id, v FROM guarded ORDER BY id'), "1|50\n4|60\n5|1005", 'what passes is appended, triggers fire');
is(letters('guarded'), "2|23514\n3|P0001\n4|23505", 'what does not is listed');

# --- the breaker ---

run_sql(q{ALTER SYSTEM SET streamml.dead_letter_limit = 50; SELECT pg_reload_conf()});
run_sql(q{CREATE TABLE storm (id serial, v int)});
create_view($node, 'storm_inverse', 'SELECT sum(60 / v) AS s, count(*) AS n FROM storm');
create_view($node, 'storm_count', 'SELECT count(*) AS n FROM storm');
run_sql(q{INSERT INTO storm (v) SELECT 1 FROM generate_series(1, 10)});
ok(wait_applied($node), 'before the storm');
run_sql(q{INSERT INTO storm (v) SELECT 0 FROM generate_series(1, 200)});
ok(wait_state($node, 'storm_inverse', 'failed'), 'too many dead letters fail a view');
run_sql(q{INSERT INTO storm (v) SELECT 2 FROM generate_series(1, 10)});
ok(wait_applied($node), 'the stream goes on');
is(run_sql('SELECT n FROM storm_count'), 220, 'the other view over the same table is complete');
is(run_sql('SELECT n, s FROM storm_inverse'), '10|600', 'the failed view stands where it stood');
is(letters('storm_inverse'), '', 'what it did in the failing batch is undone');
is(run_sql(q{SELECT sqlstate FROM streamml.continuous_views WHERE name = 'storm_inverse'}), '22012', 'the reason is told');
like(check_finding($node, 'view public.storm_inverse'), qr/^critical\|.*resume/, 'check() tells, too');
run_sql(q{ALTER SYSTEM SET streamml.dead_letter_limit = 1000; SELECT pg_reload_conf()});
run_sql(q{SELECT streamml.resume('storm_inverse')});
ok(wait_applied($node), 'resumed with a higher limit');
is(run_sql('SELECT n, s FROM storm_inverse'), '20|900', 'nothing is lost');
is(run_sql(q{SELECT count(*) FROM streamml.dead_letters WHERE view::text = 'storm_inverse'}), 200, 'all letters are there');

# --- a view that fails because of its definition ---

run_sql(q{
	CREATE TABLE ledger (id serial, v int);
	CREATE FUNCTION rate(int) RETURNS int LANGUAGE plpgsql STABLE AS $$
		BEGIN RETURN (SELECT r FROM rates WHERE $1 >= 0); END $$;
	CREATE TABLE rates (r int); INSERT INTO rates VALUES (3)});
create_view($node, 'rated', 'SELECT sum(rate(v) * v) AS s, count(*) AS n FROM ledger');
create_view($node, 'rated_rows', 'SELECT id, rate(v) AS r FROM ledger');
create_view($node, 'ledger_count', 'SELECT count(*) AS n FROM ledger');
run_sql(q{INSERT INTO ledger (v) VALUES (1), (2)});
ok(wait_applied($node), 'before the table of rates goes');
run_sql(q{ALTER TABLE rates RENAME TO rates_gone});
run_sql(q{INSERT INTO ledger (v) VALUES (3), (4)});
ok(wait_state($node, 'rated', 'failed'), 'a broken definition fails the view');
ok(wait_state($node, 'rated_rows', 'failed'), '... the row view, too');
is(run_sql(q{SELECT sqlstate FROM streamml.continuous_views WHERE name = 'rated'}), '42P01', 'with the error');
run_sql(q{INSERT INTO ledger (v) VALUES (5)});
ok(wait_applied($node), 'the stream goes on');
is(run_sql('SELECT n FROM ledger_count'), 5, 'the healthy view over the same table is complete');
is(run_sql('SELECT s, n FROM rated'), '9|2', 'the failed one stands still');
is(run_sql('SELECT count(*) FROM streamml.dead_letters WHERE view::text IN (\'rated\', \'rated_rows\')'), 0, 'its rows are no dead letters');
$node->restart;
run_sql(q{INSERT INTO ledger (v) VALUES (6)});
ok(wait_applied($node), 'restarted');
is(view_state($node, 'rated'), 'failed', 'a failed view stays failed over a restart');
run_sql(q{ALTER TABLE rates_gone RENAME TO rates; SELECT streamml.resume('rated'); SELECT streamml.resume('rated_rows')});
ok(wait_applied($node), 'resumed');
is_equivalent($node, 'rated', 'SELECT sum(rate(v) * v) AS s, count(*) AS n FROM ledger', 'nothing is lost');
is_equivalent($node, 'rated_rows', 'SELECT id, rate(v) AS r FROM ledger', 'nor appended twice');
run_sql(q{ALTER TABLE rates RENAME TO rates_gone; INSERT INTO ledger (v) VALUES (7)});
ok(wait_state($node, 'rated', 'failed'), 'failed again');
run_sql(q{SELECT streamml.resume('rated')});
ok(wait_state($node, 'rated', 'failed'), 'resumed too early, it fails again');
run_sql(q{ALTER TABLE rates_gone RENAME TO rates; SELECT streamml.resume('rated'); SELECT streamml.resume('rated_rows')});
ok(wait_applied($node), 'resumed again');
is_equivalent($node, 'rated', 'SELECT sum(rate(v) * v) AS s, count(*) AS n FROM ledger', 'still nothing is lost');

# --- somebody else's DDL holds a view up ---

run_sql(q{CREATE TABLE a (v int); CREATE TABLE b (v int); CREATE TABLE names (v int PRIMARY KEY, name text);
	INSERT INTO names SELECT i, 'n' || i FROM generate_series(0, 9) i});
my %blocked = (
	a_sum => 'SELECT count(*) AS n, sum(v) AS s FROM a',
	b_sum => 'SELECT count(*) AS n, sum(v) AS s FROM b',
	b_names => 'SELECT name, count(*) AS n FROM b JOIN names USING (v) GROUP BY name',
	b_rows => 'SELECT v FROM b');
create_view($node, $_, $blocked{$_}) for sort keys %blocked;
run_sql('INSERT INTO a SELECT i FROM generate_series(0, 9) i; INSERT INTO b SELECT * FROM a');
ok(wait_applied($node), 'before the DDL');
my $ddl = $node->background_psql('postgres');
for my $lock ('LOCK TABLE a IN ACCESS EXCLUSIVE MODE', 'ALTER TABLE names ADD COLUMN more int',
	'ALTER TABLE b_rows ADD COLUMN note text', 'ALTER TABLE names DROP COLUMN more')
{
	$ddl->query_safe("BEGIN; $lock");
	my $n = run_sql('SELECT n FROM b_sum');
	run_sql('INSERT INTO b SELECT i FROM generate_series(0, 9) i');
	ok($node->poll_query_until('postgres', "SELECT n = $n + 10 FROM b_sum"), "$lock: the others go on");
	$ddl->query_safe($lock =~ /TABLE a / ? 'INSERT INTO a VALUES (1); COMMIT' : 'COMMIT');
	ok(wait_applied($node), "$lock: the view that waited catches up");
	is_equivalent($node, '(SELECT v FROM b_rows) r', $blocked{b_rows}, "$lock: b_rows");
	is_equivalent($node, $_, $blocked{$_}, "$lock: $_") for 'a_sum', 'b_sum', 'b_names';
}
$ddl->query_safe('BEGIN; LOCK TABLE names IN ACCESS EXCLUSIVE MODE');
run_sql('INSERT INTO b VALUES (1), (2)');
$node->poll_query_until('postgres', "SELECT n = (SELECT count(*) FROM b) FROM b_sum") or fail('b_sum goes on');
my $pid = worker_pid($node);
run_sql("SELECT pg_terminate_backend($pid)");
wait_worker($node, 'postgres', $pid);
run_sql('INSERT INTO b VALUES (3)');
$ddl->query_safe('COMMIT');
$ddl->quit;
ok(wait_applied($node), 'a worker that restarts while a view is held up');
is_equivalent($node, $_, $blocked{$_}, "held up over a restart: $_") for 'b_sum', 'b_names';
is(count_log($node, qr/PANIC|TRAP|detected write past chunk end/), 0, 'no crash of our own');

my (undef, undef, $verifying) = $node->psql('postgres', q{SELECT count(*) FROM streamml.verify('inverse')});
like($verifying, qr/division by zero/, 'verify() asks about all rows');
unlike($verifying, qr/streamml_state/, '... and names no hidden relation');

# --- what a letter shows of values of every kind ---

run_sql(q{
	CREATE DOMAIN short_list AS int[] CHECK (cardinality(VALUE) < 5);
	CREATE TYPE pair AS (a int, "B b" text);
	CREATE TABLE shown (id int, v int, bigger_name bigint, s smallint, b bool, f4 real, f8 float8, n numeric, d date, ts timestamp,
		tz timestamptz, i interval, t text, "käse ""x""" text, j json, jb jsonb, arr float8[], matrix text[][], list short_list,
		p pair, pairs pair[], r int4range, bits bit(3), raw bytea, gone int);
	ALTER TABLE shown DROP COLUMN gone});
create_view($node, 'shown_sum', 'SELECT sum(1 / v) AS s FROM shown');
run_sql(q{INSERT INTO shown (id, v) VALUES (2, 0)});
run_sql(q{INSERT INTO shown VALUES
	(1, 0, -9223372036854775808, -32768, true, 1.5e30, -0.1, 12345678901234567890.1200, '2026-01-02', 'infinity', '0044-03-15 BC',
		'1 day 2:03', E'a "q" \\\\ \n\t\x01 ü', 'x', '{"b": [1, {"c": null}], "b": 2}', '[true, "x", 1.50]', '{1,NaN,NULL,-Infinity}',
		'{{a,b},{c,NULL}}', '{1,2}', '(1,"x, y")', ARRAY[(2,NULL)::pair, NULL], '[1,5)', '101', '\xdeadbeef'),
	(3, 0, NULL, NULL, false, 'NaN', 'Infinity', 'NaN', '-infinity', '2026-01-01 12:00:00.000001', '2026-07-01 12:00+02', NULL,
		'', NULL, '7', '"scalar"', '{}', '{}', NULL, '(,)', '{}', 'empty', NULL, ''),
	(4, 0, 1, 1, true, 0, 1e-300, 1e-20, NULL, NULL, NULL, NULL, NULL, NULL, 'null', 'null', '[2:3]={5,6}', NULL, NULL, NULL, NULL, NULL, NULL, NULL)});
ok(wait_applied($node), 'rows of all types');
is(run_sql(q{SELECT count(*) FROM streamml.dead_letters l JOIN shown s ON (l.row ->> 'id')::int = s.id
	WHERE view::text = 'shown_sum' AND l.row = streamml.row_json(s.*)::jsonb}), 4, 'letters show what the text of the row says');
is(run_sql(q{SELECT "row" -> 'matrix' ->> 1 || ("row" ->> 'käse "x"') || ("row" -> 'pairs') || ("row" -> 'arr' ->> 1) FROM streamml.dead_letters
	WHERE view::text = 'shown_sum' AND "row" ->> 'id' = '1'}), q{["c", null]x[{"a": 2, "B b": null}, null]NaN}, '... as JSON');
run_sql(q{INSERT INTO shown (id, v, t) SELECT i, 0, CASE WHEN i % 3 = 0 THEN (SELECT string_agg(md5(j::text || i), '')
	FROM generate_series(1, 400) j) END FROM generate_series(101, 400) i});
ok(wait_applied($node), 'letters of large rows among small ones');
for my $way ('on', 'off')
{
	is(run_sql(qq{SET enable_seqscan = $way; SELECT count(*), count(DISTINCT "row" ->> 'id'), sum(length("row" ->> 't')) FROM streamml.dead_letter_log
		WHERE view_id = (SELECT id FROM streamml.view_definition WHERE view::text = 'shown_sum') AND ("row" ->> 'id')::int > 100}),
		'300|300|1280000', "... by table or index ($way)");
}
run_sql(q{INSERT INTO shown (id, v, j) VALUES (5, 0, '"\u0000"'), (6, 0, '1'), (7, 0, '[1e1000000]')});
ok(wait_applied($node), 'rows that jsonb cannot hold');
is(run_sql(q{SELECT string_agg(coalesce("row" ->> 'id', "row"::text), ' ' ORDER BY ordinal) FROM streamml.dead_letters
	WHERE view::text = 'shown_sum' AND coalesce(("row" ->> 'id')::int, 9) BETWEEN 6 AND 9}), '{"streamml": "the row could not be shown as JSON"} 6 {"streamml": "the row could not be shown as JSON"}',
	'... are listed without their columns, their neighbours with them');

# --- letters go with their view, and no others; also without the index over views ---

for my $view ('inverse', 'inverse_rows')
{
	my $others = run_sql(qq{SELECT count(*) FROM streamml.dead_letters WHERE view::text <> '$view'});
	cmp_ok(run_sql('SELECT count(*) FROM streamml.dead_letter_log'), '>', $others, "$view has letters");
	cmp_ok($others, '>', 0, '... and others have');
	run_sql("SELECT streamml.drop_continuous_view('$view')");
	ok(poll_sql($node, 'postgres', 'SELECT count(*) FROM streamml.dead_letter_log', $others),
		'letters of a view go when it is dropped, others stay');
	run_sql('DROP INDEX streamml.dead_letter_log_view_id_idx')
	  if $view eq 'inverse';
}

$node->stop;
done_testing();
