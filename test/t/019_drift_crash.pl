# kill -9 of the worker while models find drifts: each drift is listed once, where
# the plain aggregate finds it, and there are as many as the models have counted.

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

my $kills = $ENV{CRASH_KILLS} // 12;
my $node = streamml_node(
	'drift_crash',
	conf => q{
fsync = on
streamml.batch_rows = 300
streamml.group_cache_size = '1MB'
});

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# The level of the values goes up and down every 500 rows.
run_sql(q{
	CREATE TABLE ev (id bigserial PRIMARY KEY, k int, v float8);
	CREATE SEQUENCE tick;
	SELECT streamml.create_continuous_view('watch',
		$q$ SELECT k, streamml.adwin(v, '{"clock": 8}') AS level, count(*) AS n FROM ev GROUP BY k $q$);
	SELECT streamml.create_continuous_view('overall',
		$q$ SELECT streamml.huber_regression(v, ARRAY[1.0], '{"drift": "page_hinkley", "on_drift": "background"}') AS model FROM ev $q$);
});

# One client: rows are committed in the order of their ids.
my $load = $node->basedir . '/load.sql';
append_to_file($load, q{
\set n random(1, 60)
INSERT INTO ev (k, v) SELECT i % 5, nextval('tick') / 500 % 2 * 3 + sin(i * 7) FROM generate_series(1, :n) i;
});

sub start_load
{
	my ($out, $err) = ('', '');
	return IPC::Run::start(
		[
			$node->installed_command('pgbench'), '-n', '-c', '1', '-T', '60', '-f', $load,
			'-h', $node->host, '-p', $node->port, 'postgres'
		],
		'>', \$out, '2>', \$err);
}

my $events = 'SELECT count(*) FROM streamml.drift_events';
my $recoveries = 0;
for my $kill (1 .. $kills)
{
	my $pid = wait_worker($node);
	my $before = run_sql($events);
	my $job = start_load();

	poll_sql($node, 'postgres', "SELECT ($events) > $before") or last;
	usleep(int rand 150_000);
	kill 'KILL', $pid;
	$job->finish;
	wait_worker($node, 'postgres', $pid) and $recoveries++;
}
is($recoveries, $kills, "the worker came back $kills times");
ok(wait_applied($node), 'and catches up');

run_sql(q{
	CREATE VIEW plain AS
	SELECT k, (d).drifts AS number, (d).last_drift AS ordinal, (d).estimate AS value
	FROM (SELECT k, streamml.drift(streamml.adwin(v, '{"clock": 8}') OVER (PARTITION BY k ORDER BY id)) AS d FROM ev) s
	WHERE (d).last_drift = (d).n;
	CREATE VIEW listed AS
	SELECT (key ->> 'k')::int AS k, number, ordinal, value FROM streamml.drift_events WHERE view = 'watch'::regclass;
	CREATE VIEW plain_overall AS
	SELECT (d).drifts AS number, (d).last_drift AS ordinal, (d).estimate AS value
	FROM (SELECT streamml.drift(streamml.huber_regression(v, ARRAY[1.0],
			'{"drift": "page_hinkley", "on_drift": "background"}') OVER (ORDER BY id)) AS d FROM ev) s
	WHERE (d).last_drift = (d).n;
	CREATE VIEW listed_overall AS
	SELECT number, ordinal, value FROM streamml.drift_events WHERE view = 'overall'::regclass;
});
cmp_ok(run_sql('SELECT count(*) FROM plain'), '>', 5 * $kills, 'there were drifts');
cmp_ok(run_sql('SELECT count(*) FROM plain_overall'), '>', $kills, 'and of the model');
for my $which ('', '_overall')
{
	is(run_sql(qq{
		SELECT 'expected', e.* FROM (TABLE plain$which EXCEPT ALL TABLE listed$which) e
		UNION ALL SELECT 'listed', l.* FROM (TABLE listed$which EXCEPT ALL TABLE plain$which) l}),
		'', "each drift is listed once$which");
}
is(run_sql('SELECT sum((streamml.drift(level)).drifts) FROM watch'),
	run_sql('SELECT count(*) FROM listed'), 'and counted once');
is(run_sql('SELECT (streamml.drift(model)).drifts FROM overall'),
	run_sql('SELECT count(*) FROM listed_overall'), 'also by the model');

# A crash leaves empty pages in a table that later rows go to, and so rows lie in
# another order than they were committed in: verify() would see that.
is(run_sql(q{
	SELECT w.k FROM watch w FULL JOIN (
		SELECT k, streamml.adwin(v, '{"clock": 8}' ORDER BY id) AS level, count(*) AS n FROM ev GROUP BY k) p
	USING (k, n) WHERE (w.level OPERATOR(streamml.=) p.level) IS NOT TRUE}), '', 'the states are those of one aggregate');
is(run_sql(q{
	SELECT model OPERATOR(streamml.=) (SELECT streamml.huber_regression(v, ARRAY[1.0],
		'{"drift": "page_hinkley", "on_drift": "background"}' ORDER BY id) FROM ev) FROM overall}),
	't', 'and so is the model');

# --- a dropped view takes its list with it ---

run_sql(q{DROP VIEW watch CASCADE; INSERT INTO ev (k, v) VALUES (0, 0)});
ok(poll_sql($node, 'postgres', q{SELECT count(*) = 0 FROM streamml.drift_event_log WHERE model = 'level'}),
	'the events of a dropped view are swept');
isnt(run_sql('SELECT count(*) FROM streamml.drift_events'), 0, 'those of others are not');
$node->stop;
done_testing();
