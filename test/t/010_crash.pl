# kill -9 of the worker under load, again and again, and a server that is pulled
# from under it: afterwards every view, model and row stream is what it would
# have been without.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;
use Time::HiRes qw(usleep);

my $kills = $ENV{CRASH_KILLS} // 20;
my $node = streamml_node(
	'crash',
	conf => q{
fsync = on
streamml.batch_rows = 500
streamml.decoding_work_mem = '64kB'
streamml.group_cache_size = '1MB'
});

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

run_sql(q{
	CREATE TABLE hit (id bigserial PRIMARY KEY, k int, v numeric, w float8, t text);
	CREATE TABLE lesson (id bigserial PRIMARY KEY, y boolean, x float8[]);
	CREATE TABLE dim (k int PRIMARY KEY, name text);
	INSERT INTO dim SELECT i, 'name ' || i % 7 FROM generate_series(0, 500) i;
	INSERT INTO hit (k, v, w) SELECT i % 100, i, i / 8.0 FROM generate_series(1, 1000) i;
});
my %query_of = (
	total => 'SELECT count(*) AS n, sum(v) AS v, sum(w) AS w, min(id) AS a, max(id) AS z FROM hit',
	groups => 'SELECT k, count(*) AS n, sum(v) AS v, avg(v) AS mean, max(t) AS t FROM hit GROUP BY k',
	named => 'SELECT d.name, count(*) AS n, sum(h.v) AS v FROM hit h JOIN dim d USING (k) GROUP BY d.name',
	each_hit => 'SELECT id, k, v * 2 AS twice, t FROM hit',
	odd_hits => 'SELECT id, k FROM hit WHERE v % 2 = 1');
create_view($node, $_, $query_of{$_}) for sort keys %query_of;
$query_of{chained} = 'SELECT k, count(*) AS n, sum(id) AS ids FROM odd_hits GROUP BY k';
create_view($node, 'chained', $query_of{chained});
create_view($node, 'model', 'SELECT streamml.logistic_regression(y, x) AS model FROM lesson');
ok(wait_applied($node), 'the views are there');

# Nothing lost, nothing twice, everywhere.
sub nothing_shows
{
	my ($what) = @_;
	ok(wait_applied($node), "$what: the worker catches up");
	is_equivalent($node, $_, $query_of{$_}, "$what: $_") for sort keys %query_of;
	is(run_sql('SELECT count(*) - count(DISTINCT id), count(*) > 0 FROM each_hit'),
		'0|t', "$what: each row was appended once");
	is_model_of($node, 'model', 'streamml.logistic_regression(y, x ORDER BY id)',
		'lesson', "$what: the model, bit for bit");
	return;
}

# --- the worker dies under load ---

my $load = $node->basedir . '/load.sql';
append_to_file($load, q{
\set k random(0, 400)
\set n random(1, 30)
\set die random(1, 10)
INSERT INTO hit (k, v, w, t) VALUES (:k, :n, :n / 8.0, 'single');
BEGIN;
INSERT INTO hit (k, v, w, t) SELECT :k + i % 5, i, i / 4.0, 'many ' || i FROM generate_series(1, :n) i;
SAVEPOINT s;
INSERT INTO hit (k, v, w, t) SELECT :k, i, 1, 'not to be seen' FROM generate_series(1, :n) i;
ROLLBACK TO s;
INSERT INTO hit (k, v, w, t) VALUES (:k, :n, 0, repeat('t', :n * 10));
COMMIT;
BEGIN;
INSERT INTO hit (k, v, w, t) SELECT :k, i, 1, 'nor this' FROM generate_series(1, :n) i;
ROLLBACK;
});
my $lessons = q{
DO $$ BEGIN
	FOR i IN 1 .. 1000000 LOOP
		INSERT INTO lesson (y, x) VALUES (i % 3 = 0, ARRAY[i % 7, sin(i), i % 3 + cos(i)]);
		COMMIT;
	END LOOP;
END $$;
};

sub start_load
{
	my ($out, $err) = ('', '');
	my @to = ('-h', $node->host, '-p', $node->port);
	my @jobs = (
		IPC::Run::start(
			[ $node->installed_command('pgbench'), '-n', '-c', '3', '-T', '60', '-f', $load, @to, 'postgres' ],
			'>', \$out, '2>', \$err),
		IPC::Run::start(
			[ $node->installed_command('psql'), '-XAtq', '-c', $lessons, @to, 'postgres' ],
			'>', \my $out2, '2>', \my $err2));
	return @jobs;
}

sub rows_applied
{
	return run_sql(q{SELECT coalesce(max(rows_applied), 0) FROM streamml.stat_worker WHERE database = 'postgres'});
}

my $recoveries = 0;
for my $kill (1 .. $kills)
{
	my $pid = wait_worker($node);
	my $before = rows_applied();
	my @jobs = start_load();

	# at full work, then at any moment of it
	poll_sql($node, 'postgres',
		"SELECT rows_applied > $before FROM streamml.stat_worker WHERE database = 'postgres'")
	  or last;
	usleep(int rand 200_000);
	kill 'KILL', $pid;
	$_->finish for @jobs;
	wait_worker($node, 'postgres', $pid) and $recoveries++;
}
is($recoveries, $kills, "the worker came back $kills times");
cmp_ok(run_sql('SELECT count(*) FROM hit'), '>', 1000 + 20 * $kills, 'there was a load');
nothing_shows("killed $kills times under load");
is_verified($node, 'postgres', sort(keys %query_of), 'model');

# --- the worker dies with large and undecided transactions in flight ---

my $open = $node->background_psql('postgres', on_error_stop => 0);
run_sql(q{
	BEGIN; INSERT INTO hit (k, v, w, t) SELECT i % 50, i, 1, 'prepared' FROM generate_series(1, 5000) i;
	PREPARE TRANSACTION 'to commit';
	BEGIN; INSERT INTO hit (k, v, w, t) SELECT i % 50, i, 1, 'prepared' FROM generate_series(1, 5000) i;
	PREPARE TRANSACTION 'to roll back';
});
$open->query_safe(q{BEGIN; INSERT INTO hit (k, v, w, t) SELECT i % 50, i, 1, 'lost' FROM generate_series(1, 100000) i});

my $pid = freeze_worker($node);
run_sql(q{INSERT INTO hit (k, v, w, t) SELECT i % 300, i, 0, 'large' FROM generate_series(1, 200000) i});
run_sql(q{BEGIN; INSERT INTO hit (k, v, w, t) SELECT i % 300, i, 0, 'large, rolled back' FROM generate_series(1, 200000) i; ROLLBACK});
my $before = rows_applied();
thaw_worker($pid);
usleep(int rand 300_000);
kill 'KILL', $pid;
wait_worker($node, 'postgres', $pid);
$open->quit;
run_sql(q{COMMIT PREPARED 'to commit'; ROLLBACK PREPARED 'to roll back'});
nothing_shows('killed in the middle of large transactions');

run_sql(q{
	BEGIN; INSERT INTO hit (k, v, w, t) VALUES (1, 1, 1, 'over a restart'); PREPARE TRANSACTION 'over a restart';
	INSERT INTO hit (k, v, w, t) SELECT i % 300, i, 0, 'large' FROM generate_series(1, 20000) i});
$node->stop('immediate');
$node->start;
run_sql(q{COMMIT PREPARED 'over a restart'});
nothing_shows('after an immediate shutdown');

# --- gentler ends ---

$pid = wait_worker($node);
run_sql("SELECT pg_terminate_backend($pid); INSERT INTO hit (k, v) VALUES (1, 1)");
isnt(wait_worker($node, 'postgres', $pid), $pid, 'a terminated worker is replaced');
run_sql(q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE backend_type = 'streamml worker'});
my $jobs_before = rows_applied();
my @jobs = start_load();
poll_sql($node, 'postgres', "SELECT rows_applied > $jobs_before FROM streamml.stat_worker WHERE database = 'postgres'");
run_sql(q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE backend_type = 'streamml worker'}) for 1 .. 10;
$node->stop('fast');
$_->finish for @jobs;
$node->start;
nothing_shows('after cancels and a fast shutdown under load');

is_verified($node, 'postgres', sort(keys %query_of), 'model');
is(run_sql('SELECT count(*) FROM streamml.dead_letters'), 0, 'no dead letters');
is(run_sql('SELECT count(*) FROM streamml.gaps'), 0, 'no gaps');
is(count_log($node, qr/PANIC|TRAP|detected write past chunk end/), 0, 'no crash of our own');

$node->stop;
done_testing();
