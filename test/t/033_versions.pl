# Library and extension of different versions: tables that are wider, narrower or
# others than the library knows.  Nothing crashes, nothing is written; it says what
# must be done, and goes on where it stood once that is done.  And the commands that
# drop or change the extension, while rows come.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('versions', faults => 1);

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

my %query_of = (
	sums => 'SELECT v % 3 AS k, count(*) AS n, avg(v) AS mean FROM src GROUP BY 1',
	copies => 'SELECT id, 100 / v AS share FROM src');

sub prepare
{
	run_sql(q{CREATE TABLE src (id serial, at timestamptz DEFAULT '2026-01-01', v numeric);
		INSERT INTO src (v) SELECT i FROM generate_series(1, 10) i});
	create_view($node, $_, $query_of{$_}) for sort keys %query_of;
	create_view($node, 'model',
		q{SELECT streamml.linear_regression(v, ARRAY[id::float8], '{"drift": "adwin"}') AS model FROM src});
	run_sql(q{SELECT streamml.create_continuous_view('minutes', $$
		SELECT streamml.tumble(at, '1 minute') AS w, count(*) AS n FROM src GROUP BY 1 $$,
		lateness => '1 minute', emit => 'close')});
	return;
}

sub more_rows { return run_sql(q{INSERT INTO src (at, v) SELECT timestamptz '2026-01-01' + i * '1 minute'::interval, i
	FROM generate_series(1, 3) i}); }

sub equal
{
	my ($what) = @_;
	ok(wait_applied($node), "$what: caught up");
	is_equivalent($node, $_, $query_of{$_}, "$what: $_") for 'sums';
	is(run_sql('SELECT count(*) FROM copies'), run_sql('SELECT count(*) FROM src WHERE v <> 0'), "$what: copies");
	return;
}

sub is_blocked
{
	my ($what, $like, $hint) = @_;
	ok(poll_sql($node, 'postgres', q{SELECT state FROM streamml.stat_worker}, 'blocked'), "$what: the worker waits");
	like(run_sql('SELECT problem FROM streamml.stat_worker'), $like, "$what: stat_worker tells why");
	my $finding = check_finding($node, 'version');
	like($finding, qr/^critical\|/, "$what: check() complains");
	like($finding, $like, "$what: check() tells why");
	like($finding, $hint, "$what: check() tells what mends it");
	return;
}

# Rows of every kind that the worker writes down.
sub poke
{
	more_rows();
	run_sql(q{INSERT INTO src (at, v) VALUES ('2020-01-01', 0)});
	return;
}

prepare();
poke();
equal('before');
cmp_ok(run_sql('SELECT count(*) FROM streamml.dead_letters'), '>', 0, 'there are dead letters');
cmp_ok(run_sql('SELECT count(*) FROM streamml.late_rows'), '>', 0, 'there are late rows');

my @tables = split /\n/, run_sql(q{SELECT c.relname FROM pg_class c JOIN pg_depend d
	ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
	JOIN pg_extension e ON d.refobjid = e.oid AND e.extname = 'streamml'
	WHERE c.relkind = 'r' ORDER BY 1});
cmp_ok(scalar @tables, '>=', 8, 'the extension has tables');

# --- columns that the library does not know ---

for my $table (@tables)
{
	run_sql("ALTER TABLE streamml.$table ADD COLUMN note text, ADD COLUMN noted bigint DEFAULT 7");
	poke();
	equal("a column more in $table");
}
run_sql("UPDATE streamml.$_ SET note = 'kept'") for 'view_definition', 'stream_progress';
run_sql(q{SELECT streamml.pause('sums'), streamml.rebuild('minutes')});
poke();
run_sql(q{SELECT streamml.resume('sums')});
create_view($node, 'young', 'SELECT max(v) AS v FROM src');
poke();
equal('columns more in every table');
is(run_sql(q{SELECT DISTINCT note FROM streamml.stream_progress}), 'kept', 'what a column holds is left alone');
is(run_sql(q{SELECT count(*) FROM streamml.view_definition WHERE note = 'kept'}), 4, '... in rows that change, too');
run_sql('DROP VIEW young');
for my $table (@tables)
{
	run_sql("ALTER TABLE streamml.$table DROP COLUMN note, DROP COLUMN noted");
}
poke();
equal('columns dropped again');

# --- columns and tables that the library misses ---

my %broken_of = (
	'a column that must be filled' => [
		'ALTER TABLE streamml.view_progress ADD COLUMN note int NOT NULL DEFAULT 7',
		'ALTER TABLE streamml.view_progress DROP COLUMN note', qr/column "note" of table/ ],
	'an index over an expression' => [
		q{CREATE INDEX note ON streamml.stream_progress ((lsn::text || 'x'))},
		'DROP INDEX streamml.note', qr/index "note"/ ],
	'a partial index' => [
		'CREATE INDEX note ON streamml.view_watermark (id) WHERE id > 0',
		'DROP INDEX streamml.note', qr/index "note"/ ],
	'a view in place of a table' => [
		'ALTER TABLE streamml.view_progress RENAME TO note; CREATE VIEW streamml.view_progress AS TABLE streamml.note',
		'DROP VIEW streamml.view_progress; ALTER TABLE streamml.note RENAME TO view_progress', qr/not an ordinary table/ ]);
for my $table (@tables)
{
	my $column = run_sql(qq{SELECT attname FROM pg_attribute
		WHERE attrelid = 'streamml.$table'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum LIMIT 1});
	$broken_of{"$table is missing"} = [
		"ALTER TABLE streamml.$table RENAME TO note", "ALTER TABLE streamml.note RENAME TO $table",
		qr/table "streamml.$table" is missing/ ];
	$broken_of{"another type in $table"} = [
		"ALTER TABLE streamml.$table RENAME COLUMN $column TO note; ALTER TABLE streamml.$table ADD COLUMN $column circle",
		"ALTER TABLE streamml.$table DROP COLUMN $column; ALTER TABLE streamml.$table RENAME COLUMN note TO $column",
		qr/table "streamml.$table" has no column "$column" of type/ ];
}
for my $what (sort keys %broken_of)
{
	my ($break, $mend, $like) = @{ $broken_of{$what} };
	run_sql($break);
	poke();
	is_blocked($what, $like, qr/Undo what was done/);
	run_sql($mend);
	run_sql(q{SELECT pg_terminate_backend(pid) FROM streamml.stat_worker}); # rather than wait until it looks again
	equal($what);
}
is(run_sql('SELECT count(*) FROM streamml.continuous_views WHERE state <> $$live$$'), 0, 'no view was blamed for it');

# Every column of every table, from a session.
my $script = '';
for my $table (@tables)
{
	for my $column (split /\n/, run_sql(qq{SELECT quote_ident(attname) FROM pg_attribute
		WHERE attrelid = 'streamml.$table'::regclass AND attnum > 0 AND NOT attisdropped}))
	{
		for my $other ('', "ALTER TABLE streamml.$table ADD COLUMN $column circle;")
		{
			$script .= "BEGIN; ALTER TABLE streamml.$table RENAME COLUMN $column TO note; $other\n";
			$script .= "SAVEPOINT s; $_; ROLLBACK TO s;\n" for (
				'SELECT * FROM sums', 'SELECT * FROM minutes', q{SELECT streamml.pause('sums')},
				'SELECT streamml.wait(NULL, $$0 s$$)', 'SELECT * FROM streamml.check()', 'TABLE streamml.continuous_views',
				'TABLE streamml.watermarks', q{SELECT streamml.predict('model', ARRAY[1::float8])}, 'DROP VIEW sums',
				q{SELECT streamml.forget('copies')}, 'ALTER TABLE copies RENAME TO renamed');
			$script .= "ROLLBACK;\n";
		}
	}
}
my ($rc, undef, $err) = $node->psql('postgres', $script, on_error_stop => 0);
is($rc, 0, 'a session survives whatever column is missing or of another type');
unlike($err, qr/XX000|server closed/, 'with errors that are meant');
like($err, qr/streamml's catalogs are not those that its library knows/, 'that say what it is');
equal('after all columns');

# --- versions ---

my $present = run_sql(q{SELECT extversion FROM pg_extension WHERE extname = 'streamml'});

for my $case ([ '0.0.9', qr/ALTER EXTENSION streamml UPDATE/ ], [ '0.10', qr/Restart the server.*0\.10/ ], [ 'next', qr/./ ])
{
	my ($version, $hint) = @$case;
	run_sql("UPDATE pg_extension SET extversion = '$version' WHERE extname = 'streamml'");
	poke();
	is_blocked("extension version $version",
		qr/library "streamml" is version \Q$present\E, but the extension in this database is version \Q$version\E/, $hint);
	for my $command (
		q{SELECT streamml.create_continuous_view('young', 'SELECT max(v) FROM src')}, q{SELECT streamml.pause('sums')},
		q{SELECT streamml.resume('sums')}, q{SELECT streamml.rebuild('sums')}, q{SELECT * FROM streamml.verify('sums')},
		q{SELECT streamml.drop_continuous_view('sums')}, q{SELECT streamml.forget('sums')},
		q{SELECT streamml.create_rollup('r', 'SELECT streamml.rollup(n) FROM sums')})
	{
		sql_fails($node, 'postgres', $command, qr/55000.*is version \Q$present\E.*$version.*HINT/s, "$version: $command");
	}
	isnt(run_sql(q{SELECT streamml.predict('model', ARRAY[1::float8])}), '', "$version: models predict");
	isnt(run_sql('SELECT count(*) FROM sums, minutes'), 0, "$version: views can be read");
	run_sql("UPDATE pg_extension SET extversion = '$present' WHERE extname = 'streamml'");
	run_sql(q{SELECT pg_terminate_backend(pid) FROM streamml.stat_worker});
	equal("back from version $version");
}

# --- DROP and ALTER EXTENSION while rows come ---

my $pgbench_script = $node->basedir . '/load.sql';
append_to_file($pgbench_script, "INSERT INTO src (at, v) SELECT now(), i FROM generate_series(1, 3) i;\n");
my $load = IPC::Run::start(
	[ $node->installed_command('pgbench'), '-n', '-c', '2', '-R', '100', '-T', '600', '-f', $pgbench_script, $node->connstr('postgres') ],
	'>', '/dev/null', '2>', '/dev/null');

sub as_fast_victim
{
	my ($command) = @_;
	my ($rc, undef, $err) = $node->psql('postgres', "SET deadlock_timeout = '1ms'; $command");
	is($rc, 0, "$command while rows come") or diag($err);
	return;
}

for (1 .. 10)
{
	as_fast_victim('ALTER EXTENSION streamml UPDATE');
}
sql_fails($node, 'postgres', q{ALTER EXTENSION streamml UPDATE TO '7'}, qr/update path/, 'an update that fails');
sql_fails($node, 'postgres', 'DROP EXTENSION streamml', qr/other objects depend/, 'a drop that fails');
poke();
ok(wait_applied($node), 'after both the worker goes on');
my $reader = $node->background_psql('postgres', on_error_stop => 0);
$reader->query_until(qr/started/, "\\echo started\nTABLE minutes;\nTABLE sums \\watch 0.01\n");
for (1 .. 20)
{
	as_fast_victim('DROP EXTENSION streamml CASCADE');
	run_sql('CREATE EXTENSION streamml');
	create_view($node, 'sums', $query_of{sums});
	run_sql('DROP TABLE IF EXISTS minutes_closed');
	run_sql(q{SELECT streamml.create_continuous_view('minutes', $$
		SELECT streamml.tumble(at, '1 minute') AS w, count(*) AS n FROM src GROUP BY 1 $$, lateness => '1 minute')});
	ok(poll_sql($node, 'postgres', 'SELECT rows_applied > 0 FROM streamml.stat_worker'), 'the worker is at work');
}
$load->kill_kill;
$reader->quit;
ok(wait_applied($node), 'after many drops the stream is followed');
is_equivalent($node, 'sums', $query_of{sums}, 'after many drops: sums');
run_sql('BEGIN; DROP EXTENSION streamml CASCADE; ROLLBACK');
more_rows();
ok(wait_applied($node), 'a drop that is rolled back');
is_equivalent($node, 'sums', $query_of{sums}, 'a drop that is rolled back: sums');

is(count_log($node, qr/terminated by signal|PANIC|TRAP|stack smashing/), 0, 'nothing has crashed');
$node->stop;
done_testing();
