# A server that lacks what continuous views need: no crash loop, one clear
# message, check() says the line to add, and everything else works.

use strict;
use warnings;

use File::Path qw(rmtree);
use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('configuration', conf => q{
max_worker_processes = 4
max_logical_replication_workers = 0
});

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# Returns where the log of the new start begins.
sub restart_with
{
	$node->stop;
	my $offset = -s $node->logfile;
	$node->append_conf('postgresql.conf', $_[0]);
	$node->start;
	return $offset;
}

sub reload_with
{
	$node->append_conf('postgresql.conf', $_[0]);
	return $node->reload;
}

my $count_query = 'SELECT count(*) AS n, sum(v) AS s FROM src';
my $create = qq{SELECT streamml.create_continuous_view('other', '$count_query')};

# What needs no worker works always.
sub models_work
{
	my ($what) = @_;
	is( run_sql(q{SELECT round((streamml.predict(m, ARRAY[10.0]))::numeric, 6)
		FROM (SELECT streamml.linear_regression(2.0 * i + 1, ARRAY[i::float8]) AS m FROM generate_series(1, 20) i) t}),
		'21.000000', "$what: models learn and predict");
	is(run_sql('SELECT n FROM counted'), run_sql('SELECT n FROM kept'), "$what: states can be read");
	return;
}

# The finding that names the line; the line itself works when pasted.
sub complains
{
	my ($check, $line, $what) = @_;
	my ($level, $detail, $hint) = split /\|/, check_finding($node, $check);
	is($level, 'critical', "$what: check() is alarmed");
	isnt($detail, '', "$what: check() says why");
	return like($hint, $line, "$what: check() says the line");
}

run_sql(q{CREATE TABLE src (id serial, v int); INSERT INTO src (v) SELECT i FROM generate_series(1, 10) i});
create_view($node, 'counted', $count_query);
wait_applied($node);
run_sql('CREATE TABLE kept AS SELECT * FROM counted');

# --- not preloaded ---

restart_with(q{shared_preload_libraries = ''});
models_work('not preloaded');
complains('preload', qr/shared_preload_libraries = 'streamml'/, 'not preloaded');
sql_fails($node, 'postgres', $create, qr/shared_preload_libraries = 'streamml'/, 'not preloaded: create');
sql_fails($node, 'postgres', 'SELECT streamml.wait()', qr/shared_preload_libraries/, 'not preloaded: wait');
run_sql('INSERT INTO src (v) VALUES (11)');
is(run_sql('SELECT count(*) FROM streamml.stat_worker'), 0, 'not preloaded: no worker to see');
run_sql(q{SELECT * FROM streamml.stat_views; SELECT * FROM streamml.continuous_views; SELECT * FROM streamml.gaps});
restart_with(q{shared_preload_libraries = 'streamml'});
ok(wait_applied($node), 'preloaded again');
is_equivalent($node, 'counted', $count_query, 'preloaded again: nothing was lost');

# --- the allow-list of output plugins ---

SKIP:
{
	skip 'no allow-list of output plugins in this release', 14
	  unless $node->safe_psql('postgres', q{SELECT count(*) FROM pg_settings WHERE name = 'output_plugin_libraries'});

	my $offset = restart_with(q{output_plugin_libraries = 'pgoutput, test_decoding'});
	ok( $node->poll_query_until('postgres', q{SELECT state = 'blocked' FROM streamml.stat_worker}),
		'plugin not allowed: the worker waits');
	run_sql('INSERT INTO src (v) VALUES (12)') for 1 .. 20;
	$node->reload for 1 .. 5;
	complains('settings', qr/output_plugin_libraries = '.*streamml'/, 'plugin not allowed');
	complains('worker', qr/./, 'plugin not allowed, the worker');
	sql_fails($node, 'postgres', $create, qr/output_plugin_libraries = '.*streamml'/, 'plugin not allowed: create');
	is(run_sql(q{SELECT streamml.wait(timeout => '10 ms')}), 'f', 'plugin not allowed: wait says no');
	is(count_log($node, qr/LOG:.*stand still/, $offset), 1, 'plugin not allowed: said once');
	is(count_log($node, qr/exited with exit code/, $offset), 0, 'plugin not allowed: nothing dies of it');

	my ($hint) = check_finding($node, 'settings') =~ /(output_plugin_libraries = '[^']*')/;
	reload_with($hint);
	ok(wait_applied($node), 'plugin allowed by a reload: the worker comes up');
	is_equivalent($node, 'counted', $count_query, 'plugin allowed: nothing was lost');
	is(check_finding($node, 'settings') =~ /^ok/ ? 'ok' : '', 'ok', 'plugin allowed: check() is content');
}

# --- wal_level: a server with a slot does not start, one without says what is missing ---

my $slot = slot_name($node);
$node->stop;
rmtree($node->data_dir . "/pg_replslot/$slot");
my $offset = -s $node->logfile;
$node->append_conf('postgresql.conf', 'wal_level = replica');
$node->start;
ok( $node->poll_query_until('postgres', q{SELECT state = 'blocked' FROM streamml.stat_worker}),
	'wal_level too low: the worker waits');
run_sql('INSERT INTO src (v) VALUES (13)');
complains('settings', qr/wal_level = logical/, 'wal_level too low');
sql_fails($node, 'postgres', $create, qr/wal_level/, 'wal_level too low: create');
is(count_log($node, qr/LOG:.*stand still/, $offset), 1, 'wal_level too low: said once');
is(count_log($node, qr/exited with exit code/, $offset), 0, 'wal_level too low: nothing dies of it');
restart_with('wal_level = logical');
ok(wait_state($node, 'counted', 'gap'), 'wal_level mended: the lost slot is a gap');
run_sql(q{SELECT streamml.rebuild('counted')});
ok(wait_applied($node), 'wal_level mended: rebuilt');
is_equivalent($node, 'counted', $count_query, 'wal_level mended: complete');

# --- no slot is free ---

run_sql(q{SELECT streamml.drop_continuous_view('counted')});
$node->poll_query_until('postgres', 'SELECT count(*) = 0 FROM pg_replication_slots') or die 'slot stays';
restart_with('max_replication_slots = 1');
run_sql(q{SELECT pg_create_physical_replication_slot('taken')});
sql_fails($node, 'postgres', $create, qr/max_replication_slots/, 'no slot is free: create');
complains('settings', qr/max_replication_slots = 2/, 'no slot is free');
run_sql(q{SELECT pg_drop_replication_slot('taken')});
run_sql($create);
run_sql('INSERT INTO src (v) VALUES (14)');
ok(wait_applied($node), 'a slot is free: the view is made');
is_equivalent($node, 'other', $count_query, 'a slot is free: and complete');

# --- no background worker is free ---

$offset = restart_with('max_worker_processes = 1');
ok( $node->poll_query_until('postgres',
		q{SELECT problem LIKE '%max_worker_processes%' FROM streamml.stat_worker WHERE database = 'postgres'}),
	'no process is free: seen');
run_sql('INSERT INTO src (v) VALUES (15)');
like(check_finding($node, 'worker'), qr/^critical\|.*max_worker_processes/, 'no process is free: check() says the setting');
is(run_sql(q{SELECT streamml.wait(timeout => '10 ms')}), 'f', 'no process is free: wait says no');
sql_fails($node, 'postgres', qq{SELECT streamml.create_continuous_view('third', '$count_query')},
	qr/max_worker_processes/, 'no process is free: create');
is(count_log($node, qr/exited with exit code/, $offset), 0, 'no process is free: nothing dies of it');
cmp_ok(count_log($node, qr/streamml/, $offset), '<', 10, 'no process is free: the log is not flooded');
run_sql('CREATE DATABASE neighbour; CREATE ROLE reader LOGIN');
$node->safe_psql('neighbour', 'CREATE EXTENSION streamml');
my $told = q{SELECT count(*), count(problem) FROM streamml.stat_worker WHERE database = 'postgres'};
is((as_user($node, 'reader', $told, 'neighbour'))[1], '1|0', 'no process is free: what is wrong is not told in other databases');
is($node->safe_psql('neighbour', $told), '1|1', '... but to those who see all statistics');
run_sql('DROP DATABASE neighbour');
restart_with('max_worker_processes = 4');
ok(wait_applied($node), 'processes are free: the worker comes up');
is_equivalent($node, 'other', $count_query, 'processes are free: nothing was lost');

# --- more databases than entries ---

restart_with("streamml.max_workers = 1\nmax_replication_slots = 4");
$node->safe_psql('postgres', 'CREATE DATABASE second');
$node->safe_psql('second', q{CREATE EXTENSION streamml; CREATE TABLE src (v int)});
sql_fails($node, 'postgres', q{SELECT streamml.create_continuous_view('v', 'SELECT count(*) FROM src')},
	qr/streamml\.max_workers/, 'no entry is free: create', 'second');
run_sql('INSERT INTO src (v) VALUES (16)');
ok(wait_applied($node), 'no entry is free: the first database does not notice');
is_equivalent($node, 'other', $count_query, 'no entry is free: nothing was lost');
# A database that has views already, and comes too late for an entry.
restart_with('streamml.max_workers = 2');
$node->safe_psql('second', q{SELECT streamml.create_continuous_view('v', 'SELECT count(*) FROM src')});
run_sql(q{SELECT streamml.pause('other')});
restart_with('streamml.max_workers = 1');
my ($left_out) = grep {
	$node->poll_query_until($_, q{SELECT count(*) = 1 FROM streamml.check()
		WHERE "check" = 'worker' AND (level = 'ok' OR detail LIKE '%entries%')}) or die 'no verdict';
	check_finding($node, 'worker', $_) =~ /^critical/ } 'postgres', 'second';
isnt($left_out // '', '', 'no entry is free: check() tells the database that is left out');
like(check_finding($node, 'worker', $left_out), qr/streamml\.max_workers = 2/, '... and the line');
sql_fails($node, 'postgres', q{SELECT streamml.wait()}, qr/streamml\.max_workers/, '... wait() does not say yes', $left_out);
restart_with('streamml.max_workers = 2');
ok(wait_applied($node, $_), "an entry for $_") for 'postgres', 'second';
run_sql(q{SELECT streamml.resume('other')});

# --- the first view waits for transactions that are open, perhaps for ever ---

run_sql(q{SELECT streamml.drop_continuous_view('other')});
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_replication_slots}) or die 'slot stays';
run_sql(q{BEGIN; INSERT INTO src (v) VALUES (17); PREPARE TRANSACTION 'forgotten'});
$offset = -s $node->logfile;
my ($rc, $out, $err) = $node->psql('postgres', "SET statement_timeout = '6 s'; $create");
like($err, qr/NOTICE:.*prepared transaction 'forgotten'/, 'a prepared transaction: the user is told whom he waits for');
like(check_finding($node, 'worker'), qr/^critical\|.*prepared transaction 'forgotten'.*\|.*ROLLBACK PREPARED/, '... check() tells everybody');
is(count_log($node, qr/exited with exit code/, $offset), 0, '... and nothing dies of it');
run_sql(q{ROLLBACK PREPARED 'forgotten'});
run_sql($create);
run_sql('INSERT INTO src (v) VALUES (18)');
ok(wait_applied($node), '... the view comes when it has ended');
is_equivalent($node, 'other', $count_query, '... complete');

is(count_log($node, qr/PANIC|TRAP|detected write past chunk end/), 0, 'no crash of our own');

$node->stop;
done_testing();
