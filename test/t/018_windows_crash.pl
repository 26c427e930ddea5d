# kill -9 of the worker while windows close: the feed of closed windows has each
# window once and its last revision is the plain query's answer; every row that a
# view lacks is listed.

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
	'windows_crash',
	conf => q{
fsync = on
streamml.batch_rows = 300
streamml.group_cache_size = '1MB'
});

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

my $query = "SELECT streamml.tumble(at, '20 seconds') AS w, k, count(*) AS n, sum(v) AS s FROM ev GROUP BY w, k";
run_sql(qq{
	CREATE TABLE ev (id bigserial PRIMARY KEY, at timestamptz, k int, v bigint);
	CREATE SEQUENCE tick;
	CREATE TABLE elsewhere (i int);
	SELECT streamml.create_continuous_view('kept', \$q\$ $query \$q\$,
		lateness => '30 seconds', emit => 'close');
	SELECT streamml.create_continuous_view('freed', \$q\$ $query \$q\$,
		lateness => '30 seconds', retention => '2 minutes', emit => 'close', notify => 'closed');
});

# --- what is announced, while nothing happens to the worker ---

my $listener = $node->background_psql('postgres');
$listener->query_safe('LISTEN closed');
run_sql(q{
	INSERT INTO ev (at, k, v) SELECT '2024-01-01'::timestamptz + i * interval '1 second', i % 3, i FROM generate_series(0, 119) i;
	SELECT streamml.wait();
});
my $announced = $listener->query('SELECT 1');
$listener->quit;
my @payloads = $announced =~ /notification "closed" with payload "(\{.*?\})" received/g;
is(scalar @payloads, run_sql('SELECT count(*) FROM freed_closed'), 'each row of the feed was announced');
my %announced;
$announced{ run_sql("SELECT jsonb_build_object('w', p -> 'w', 'k', p -> 'k', 'n', p -> 'n', 'revision', p -> 'revision') FROM (SELECT '$_'::jsonb AS p) x") }++
  for @payloads;
my %emitted = map { $_ => 1 } split /\n/,
  run_sql(q{SELECT jsonb_build_object('w', w, 'k', k, 'n', n, 'revision', revision) FROM freed_closed});
is_deeply(\%announced, \%emitted, 'with its contents');

# --- the worker dies while windows close ---

# Event time goes on a second per row; some rows are late, some far too late,
# some have no window.
my $load = $node->basedir . '/load.sql';
append_to_file($load, q{
\set n random(1, 60)
\set far random(1, 40)
INSERT INTO ev (at, k, v)
	SELECT CASE WHEN i = 17 AND :far = 7 THEN NULL
		ELSE '2024-01-01 00:02'::timestamptz + nextval('tick') * interval '1 second'
			- random() * CASE WHEN :far = 1 THEN interval '10 minutes' WHEN :far < 8 THEN interval '80 seconds' ELSE interval '25 seconds' END
		END, i % 5, i FROM generate_series(1, :n) i;
INSERT INTO elsewhere VALUES (:n);
});

sub start_load
{
	my ($out, $err) = ('', '');
	return IPC::Run::start(
		[
			$node->installed_command('pgbench'), '-n', '-c', '2', '-T', '60', '-f', $load,
			'-h', $node->host, '-p', $node->port, 'postgres'
		],
		'>', \$out, '2>', \$err);
}

my $closed = 'SELECT (SELECT count(*) FROM kept_closed) + (SELECT count(*) FROM freed_closed)';
my $recoveries = 0;
for my $kill (1 .. $kills)
{
	my $pid = wait_worker($node);
	my $before = run_sql($closed);
	my $job = start_load();

	poll_sql($node, 'postgres', "SELECT ($closed) > $before") or last;
	usleep(int rand 150_000);
	kill 'KILL', $pid;
	$job->finish;
	wait_worker($node, 'postgres', $pid) and $recoveries++;
}
is($recoveries, $kills, "the worker came back $kills times");

# Nothing late, nothing idle: an end far ahead closes all the rest.
ok(wait_applied($node), 'the worker catches up');
run_sql(q{INSERT INTO ev (at, k, v) VALUES ('2025-01-01', 0, 0)});
ok(wait_applied($node), 'and closes what is left');
cmp_ok(run_sql('SELECT count(*) FROM ev'), '>', 20 * $kills, 'there was a load');

for my $view (qw(kept freed))
{
	is(run_sql("SELECT w, k, count(*) FROM ${view}_closed WHERE revision = 0 GROUP BY w, k HAVING count(*) <> 1"),
		'', "$view: each window closed once");
	is(run_sql("SELECT w, k FROM ${view}_closed GROUP BY w, k HAVING max(revision) <> count(*) - 1 OR min(revision) <> 0"),
		'', "$view: revisions are counted without gaps");
	is(run_sql(qq{
		WITH seen AS (SELECT * FROM ev WHERE id NOT IN
				(SELECT ("row" ->> 'id')::bigint FROM streamml.late_rows('$view') WHERE action = 'diverted')),
			expected AS (SELECT streamml.tumble(at, '20 seconds') AS w, k, count(*) AS n, sum(v) AS s
				FROM seen WHERE at < '2025-01-01' GROUP BY w, k),
			last AS (SELECT DISTINCT ON (w, k) w, k, n, s FROM ${view}_closed ORDER BY w, k, revision DESC)
		SELECT 'expected', e.* FROM (SELECT * FROM expected WHERE w IS NOT NULL EXCEPT ALL TABLE last) e
		UNION ALL SELECT 'emitted', l.* FROM (TABLE last EXCEPT ALL TABLE expected) l}),
		'', "$view: the last revisions are the plain query's answer");
	is(run_sql(qq{SELECT "row" ->> 'id' FROM streamml.late_rows('$view') GROUP BY 1 HAVING count(*) <> 1}),
		'', "$view: late rows are listed once");
	is(run_sql(qq{SELECT count(*) FILTER (WHERE action = 'merged'), count(*) FILTER (WHERE action = 'diverted'),
			count(*) FILTER (WHERE action = 'no window') FROM streamml.late_rows('$view')}),
		run_sql("SELECT late_merged, late_diverted, no_window FROM streamml.watermarks WHERE view = '$view'::regclass"),
		"$view: and counted");
	is(run_sql(qq{SELECT count(*) FROM streamml.late_rows('$view') WHERE action = 'no window'}),
		run_sql('SELECT count(*) FROM ev WHERE at IS NULL'), "$view: rows without a window are listed");
	is(run_sql(qq{SELECT count(*) FROM streamml.late_rows('$view') WHERE watermark IS NULL OR action <> 'no window'
			AND upper(streamml.tumble(event_time::timestamptz, '20 seconds')) > watermark::timestamptz}),
		0, "$view: late is what came behind the watermark");
}
isnt(run_sql("SELECT count(*) FROM streamml.late_rows('kept')"), 0, 'there were late rows');
is(run_sql('SELECT count(*) FROM kept WHERE NOT closed AND w IS NOT NULL'), 1, 'one window is open');
is(run_sql('SELECT count(*) FROM freed WHERE w IS NOT NULL'), 1, 'the others have been freed where they are not kept');
is(run_sql(q{SELECT count(*) FROM (SELECT action FROM streamml.late_rows('kept') WHERE action = 'diverted') x}), 0,
	'nothing is diverted that is kept for ever');
run_sql('CREATE VIEW answers AS SELECT w, k, n, s FROM kept');
is_equivalent($node, 'answers', $query, 'the view is the plain query');
is_verified($node, 'postgres', 'kept', 'freed');

is(run_sql('SELECT count(*) FROM streamml.dead_letters'), 0, 'no dead letters');
is(run_sql('SELECT count(*) FROM streamml.gaps'), 0, 'no gaps');
is(count_log($node, qr/PANIC|TRAP|detected write past chunk end/), 0, 'no crash of our own');
$node->stop;
done_testing();
