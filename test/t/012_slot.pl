# The slot: whatever happens to it behind the worker's back, no row is skipped in
# silence.  The views stop with a recorded gap, nothing is made anew by itself,
# and the command that check() names mends it.  And the slot holds back no more
# WAL than it must.

use strict;
use warnings;

use File::Path qw(rmtree);
use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('slot', conf => q{
autovacuum = off
wal_keep_size = 0
min_wal_size = 32MB
});

sub run_sql { return $node->safe_psql('postgres', $_[0]); }
sub slots { return run_sql(q{SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'streamml%'}); }

# A server without the library: nobody watches the slot.
sub restart_unwatched
{
	$node->stop;
	$node->append_conf('postgresql.conf', q{shared_preload_libraries = ''});
	$node->start;
	return;
}

sub restart_watched
{
	$node->stop;
	$node->append_conf('postgresql.conf', q{shared_preload_libraries = 'streamml'});
	$node->start;
	return;
}

my %query_of = (
	n_src => 'SELECT count(*) AS n, sum(v) AS s FROM src',
	k_src => 'SELECT v % 5 AS k, count(*) AS n FROM src GROUP BY 1',
	rows_src => 'SELECT id, v FROM src');

sub fresh_views
{
	run_sql(q{DROP TABLE IF EXISTS src CASCADE});
	$node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_replication_slots}) or die 'slot stays';
	run_sql(q{CREATE TABLE src (id serial, v int); INSERT INTO src (v) SELECT i FROM generate_series(1, 10) i});
	create_view($node, $_, $query_of{$_}) for sort keys %query_of;
	run_sql(q{INSERT INTO src (v) SELECT i FROM generate_series(11, 20) i});
	wait_applied($node) or die 'no progress';
	return;
}

sub equal
{
	my ($what) = @_;
	ok(wait_applied($node), "$what: caught up");
	is_equivalent($node, $_, $query_of{$_}, "$what: $_") for sort keys %query_of;
	return;
}

# Every view stopped where it was and says so; the command in the hint mends it.
sub is_gap
{
	my ($what, $reason) = @_;
	for my $view (sort keys %query_of)
	{
		ok(wait_state($node, $view, 'gap'), "$what: $view has a gap");
		like(run_sql("SELECT reason FROM streamml.gaps WHERE view::text = '$view' ORDER BY at DESC LIMIT 1"),
			$reason, "$what: the gap of $view is recorded with its reason");
		is(run_sql(qq{SELECT g.from_lsn = c.position FROM streamml.gaps g
			JOIN streamml.continuous_views c USING (view) WHERE view::text = '$view' ORDER BY at DESC LIMIT 1}),
			't', "$what: the gap of $view begins where it stands");
	}
	run_sql(q{INSERT INTO src (v) VALUES (1)});
	ok(wait_applied($node), "$what: nobody waits for views that stand still");
	is(run_sql(q{SELECT count(*) FROM rows_src}), 20, "$what: the views keep what they had");
	is(run_sql(q{SELECT count(*) FROM rows_src WHERE id > 20}), 0, "$what: and take nothing from behind the gap");
	is(slots(), 0, "$what: no slot is made by itself");

	for my $view (sort keys %query_of)
	{
		my ($level, undef, $hint) = split /\|/, check_finding($node, "view public.$view");
		is($level, 'critical', "$what: check() complains about $view");
		like($hint, qr/streamml\.rebuild/, "$what: check() names the command for $view");
		run_sql($hint);
	}
	run_sql(q{INSERT INTO src (v) VALUES (2)});
	equal("$what, mended");
	is(slots(), 1, "$what: there is a slot again");
	return;
}

# --- the slot disappears, moves, or is not ours any more ---

fresh_views();
my $slot = slot_name($node);
$node->stop;
rmtree($node->data_dir . "/pg_replslot/$slot");
$node->start;
is_gap('slot lost with its files', qr/dropped/);

fresh_views();
restart_unwatched();
run_sql("INSERT INTO src (v) SELECT i FROM generate_series(21, 30) i; SELECT pg_drop_replication_slot('$slot')");
restart_watched();
is_gap('slot dropped', qr/dropped/);

fresh_views();
restart_unwatched();
run_sql(q{INSERT INTO src (v) SELECT i FROM generate_series(21, 30) i});
run_sql("SELECT pg_replication_slot_advance('$slot', pg_current_wal_lsn())");
my $advanced = run_sql("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '$slot'");
restart_watched();
ok(wait_state($node, 'n_src', 'gap'), 'slot advanced: noticed');
is(run_sql(q{SELECT DISTINCT to_lsn FROM streamml.gaps WHERE reason LIKE '%advanced%'}),
	$advanced, 'slot advanced: the lost range is exact');
is_gap('slot advanced', qr/advanced/);

fresh_views();
restart_unwatched();
run_sql("INSERT INTO src (v) VALUES (21); SELECT pg_drop_replication_slot('$slot')");
run_sql("SELECT pg_create_logical_replication_slot('$slot', 'test_decoding')");
restart_watched();
ok(wait_state($node, 'n_src', 'gap'), 'slot of another plugin in its place: a gap');
sql_fails($node, 'postgres', q{SELECT streamml.rebuild('n_src')}, qr/cannot run: replication slot.*made by somebody else/,
	'... rebuild() says what is in the way');
ok( $node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM streamml.check() WHERE "check" = 'worker' AND detail LIKE '%made by somebody else'}),
	'... which the worker does not touch');
is(run_sql("SELECT plugin FROM pg_replication_slots WHERE slot_name = '$slot'"), 'test_decoding', '... it is still there');
my ($slot_level, undef, $slot_hint) = split /\|/, check_finding($node, 'slot');
is($slot_level, 'critical', '... check() complains');
run_sql($slot_hint);
run_sql("SELECT streamml.rebuild('$_')") for sort keys %query_of;
equal('slot of another plugin, dropped as check() says');

# --- the WAL behind the slot is removed ---

sub write_wal_segments
{
	my ($n) = @_;
	run_sql(q{SELECT pg_logical_emit_message(false, 'x', repeat('x', 100)); SELECT pg_switch_wal()}) for 1 .. $n;
	return;
}

fresh_views();
restart_unwatched();
run_sql(q{ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'; SELECT pg_reload_conf();
	INSERT INTO src (v) VALUES (21)});
write_wal_segments(4);
run_sql('CHECKPOINT');
is(run_sql("SELECT wal_status FROM pg_replication_slots WHERE slot_name = '$slot'"), 'lost', 'the slot is lost');
restart_watched();
is_gap('WAL removed', qr/invalidated/);

# The same while the worker is at it: the checkpoint ends the worker.
fresh_views();
my $pid = freeze_worker($node);
run_sql(q{INSERT INTO src (v) VALUES (21)});
write_wal_segments(4);
my $checkpoint = $node->background_psql('postgres', on_error_stop => 0);
$checkpoint->query_until(qr/checkpoint/, "\\echo checkpoint\nCHECKPOINT;\n");
$node->wait_for_log(qr/terminating process $pid to release replication slot/);
thaw_worker($pid);
$checkpoint->quit;
is_gap('WAL removed under a worker that hangs', qr/invalidated/);
run_sql(q{ALTER SYSTEM RESET max_slot_wal_keep_size; SELECT pg_reload_conf()});

# --- the reader cannot read ---

fresh_views();
restart_unwatched();
run_sql(q{INSERT INTO src (v) VALUES (21)});
my $needed = run_sql("SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = '$slot'");
write_wal_segments(3);
run_sql('CHECKPOINT');
$node->stop;
unlink $node->data_dir . "/pg_wal/$needed" or die "no $needed";
$node->append_conf('postgresql.conf', q{shared_preload_libraries = 'streamml'});
$node->start;
ok( $node->poll_query_until('postgres', "SELECT count(*) = 1 FROM streamml.stat_worker WHERE problem LIKE '%$needed%'"),
	'missing WAL: stat_worker has the error');
my ($wal_level, $wal_detail, $wal_hint) = split /\|/, check_finding($node, 'worker');
like($wal_detail, qr/$needed/, 'missing WAL: check() too');
my ($drop) = $wal_hint =~ /(SELECT pg_drop_replication_slot\('\w+'\))/;
isnt($drop // '', '', 'missing WAL: and what to do');
sql_fails($node, 'postgres', q{SELECT streamml.rebuild('n_src')}, qr/SM002: .*cannot run: .*$needed/, 'missing WAL: rebuild() says so');
isnt(view_state($node, 'n_src'), 'pending', 'missing WAL: and changes nothing');
run_sql($drop);
is_gap('missing WAL', qr/dropped/);

# --- the gap is accepted ---

# Whoever writes meanwhile: an accepted view has everything behind its gap, once.
fresh_views();
my $counted = run_sql('SELECT n FROM n_src');
restart_unwatched();
run_sql("INSERT INTO src (v) SELECT i FROM generate_series(21, 30) i; SELECT pg_drop_replication_slot('$slot')");
restart_watched();
ok(wait_state($node, $_, 'gap'), "accepted: $_ has a gap") for sort keys %query_of;
my $writer = $node->background_psql('postgres');
$writer->query_until(qr/begun/, q{\echo begun
DO $$ BEGIN FOR i IN 1 .. 3000 LOOP INSERT INTO src (v) VALUES (i); COMMIT; END LOOP; END $$;
});
$node->poll_query_until('postgres', 'SELECT count(*) > 100 FROM src') or die 'nobody writes';
run_sql("SELECT streamml.resume('$_', gap => 'accept')") for sort keys %query_of;
run_sql(q{SELECT pg_terminate_backend(pid) FROM streamml.stat_worker WHERE pid IS NOT NULL});
$writer->query_safe('SELECT 1');
$writer->quit;
kill_worker($node);
ok(wait_applied($node), 'accepted: caught up');
is(run_sql(q{SELECT string_agg(DISTINCT state, ',') FROM streamml.continuous_views}), 'live', 'accepted: all go on');
is(run_sql('SELECT count(*) - count(DISTINCT id) FROM rows_src'), 0, 'accepted: no row twice');
is(run_sql(q{SELECT count(*) FROM src WHERE id > (SELECT min(id) FROM rows_src WHERE id > 20) AND id NOT IN (SELECT id FROM rows_src)}),
	0, 'accepted: none is missing behind the gap');
cmp_ok(run_sql('SELECT count(*) FROM src') - run_sql('SELECT n FROM n_src'), '>=', 10, 'accepted: the lost ones are lost');
cmp_ok(run_sql('SELECT n FROM n_src'), '>=', $counted, 'accepted: what had been counted stays');
is(run_sql(q{SELECT count(*) FROM streamml.gaps WHERE state = 'accepted' AND to_lsn > from_lsn AND reason LIKE '%dropped%'}),
	3, 'accepted: each range is on record, with its end');
my ($lost) = run_sql('SELECT (SELECT count(*) FROM src) - n FROM n_src');
run_sql(q{INSERT INTO src (v) SELECT i FROM generate_series(1, 1000) i});
ok(wait_applied($node), 'accepted: more rows');
is(run_sql('SELECT (SELECT count(*) FROM src) - n FROM n_src'), $lost, 'accepted: nothing else is lost');
my (undef, undef, $warned) = $node->psql('postgres', q{SELECT * FROM streamml.verify('n_src')});
like($warned, qr/WARNING:.*went on behind gaps.*dropped/s, 'accepted: verify() says what it cannot know');
run_sql("SELECT streamml.rebuild('$_')") for sort keys %query_of;
equal('accepted, then rebuilt');

# --- the cluster was upgraded ---

# As pg_upgrade leaves it where it keeps slots: another system identifier, and a
# position in the WAL of the old cluster, up to which the slot was drained.
fresh_views();
restart_unwatched();
run_sql(q{UPDATE streamml.stream_progress SET system_id = system_id - 1, lsn = '0/1000000'});
run_sql("SELECT pg_replication_slot_advance('$slot', pg_current_wal_lsn())");
restart_watched();
$node->wait_for_log(qr/streamml goes on after an upgrade/);
run_sql(q{INSERT INTO src (v) VALUES (21)});
equal('after an upgrade');
is(run_sql(q{SELECT count(*) FROM streamml.gaps}), 0, '... nothing was lost');

# --- leftovers ---

fresh_views();
$node->stop;
my $saved = $node->basedir . '/slot';
system_or_bail('cp', '-R', $node->data_dir . "/pg_replslot/$slot", $saved);
$node->start;
run_sql(q{DROP EXTENSION streamml CASCADE});
ok($node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_replication_slots}),
	'DROP EXTENSION drops the slot');
is(run_sql(q{SELECT count(*) FROM pg_class WHERE relname IN ('n_src', 'k_src')}), 0, '... and the views');
ok($node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'streamml worker'}),
	'... and the worker leaves');
$node->stop;
system_or_bail('cp', '-R', $saved, $node->data_dir . "/pg_replslot/$slot");
$node->start;
run_sql(q{CREATE EXTENSION streamml});
run_sql(q{DROP TABLE src CASCADE; CREATE TABLE src (id serial, v int); INSERT INTO src (v) SELECT i FROM generate_series(1, 10) i});
create_view($node, $_, $query_of{$_}) for sort keys %query_of;
run_sql(q{INSERT INTO src (v) SELECT i FROM generate_series(11, 20) i});
equal('a slot that an earlier installation left behind');
is(slots(), 1, '... is replaced');

# --- the slot goes with the last view, and not before ---

run_sql(q{DROP VIEW n_src});
run_sql(q{SELECT streamml.drop_continuous_view('k_src')});
run_sql(q{INSERT INTO src (v) VALUES (1)});
ok(wait_applied($node), 'one view is left');
is(slots(), 1, 'the slot stays for the last view');
run_sql(q{DROP TABLE rows_src});
ok($node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_replication_slots}),
	'the slot goes with the last view');
ok($node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'streamml worker'}),
	'the worker goes with the last view');
is(run_sql('SELECT count(*) FROM streamml.stat_worker'), 0, 'and its entry');

# --- an idle worker holds nothing back ---

fresh_views();
run_sql('CREATE DATABASE busy');
$node->safe_psql('busy', q{CREATE TABLE filler (t text); ALTER TABLE filler ALTER t SET STORAGE EXTERNAL;
	INSERT INTO filler SELECT repeat('x', 1000000) FROM generate_series(1, 100) i});
ok( $node->poll_query_until('postgres',
		q{CHECKPOINT; SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) < 32 * 1024 * 1024 FROM pg_replication_slots},
		"CHECKPOINT\nt"),
	'an idle worker gives up the WAL of a busy neighbour');
ok( $node->poll_query_until('postgres',
		q{SELECT position IS NOT NULL AND pg_wal_lsn_diff(pg_current_wal_lsn(), position) < 32 * 1024 * 1024
		  FROM streamml.continuous_views WHERE name = 'n_src'}),
	'and its views move along');
is(run_sql(q{SELECT s.confirmed_flush_lsn <= p.lsn FROM pg_replication_slots s, streamml.stream_progress p}),
	't', 'nothing is confirmed that is not recorded');
$node->restart;
run_sql(q{INSERT INTO src (v) VALUES (3)});
equal('restarted after the neighbour was busy');
is(run_sql('SELECT count(*) FROM streamml.gaps'), 0, 'a healthy idle slot is no gap');

# --- a paused view holds WAL, up to a limit ---

run_sql(q{SELECT streamml.pause('n_src')});
ok(wait_state($node, 'n_src', 'paused'), 'paused');
my $place = run_sql(q{SELECT position FROM streamml.continuous_views WHERE name = 'n_src'});
run_sql(q{INSERT INTO src (v) SELECT i FROM generate_series(31, 40) i});
write_wal_segments(3);
run_sql('CHECKPOINT');
ok(wait_applied($node), 'the others go on');
is_equivalent($node, 'k_src', $query_of{k_src}, 'the others are complete');
is(run_sql(q{SELECT position FROM streamml.continuous_views WHERE name = 'n_src'}), $place, 'the paused view keeps its place');
is(run_sql("SELECT restart_lsn <= '$place' AND confirmed_flush_lsn <= '$place' FROM pg_replication_slots"),
	't', 'and the WAL behind it');
like(check_finding($node, 'view public.n_src'), qr/^warning\|.*resume/, 'check() tells');
$node->restart;
run_sql(q{SELECT streamml.resume('n_src')});
equal('resumed over a restart');

run_sql(q{ALTER SYSTEM SET streamml.max_retained_wal = '20MB'; SELECT pg_reload_conf()});
run_sql(q{SELECT streamml.pause('n_src')});
ok(wait_state($node, 'n_src', 'paused'), 'paused again');
run_sql(q{INSERT INTO src (v) VALUES (41)});
write_wal_segments(3);
run_sql(q{INSERT INTO src (v) VALUES (42)});
ok(wait_state($node, 'n_src', 'gap'), 'a paused view that holds back too much WAL is given up');
like(run_sql('SELECT reason FROM streamml.gaps'), qr/max_retained_wal/, '... with the reason');
ok( $node->poll_query_until('postgres',
		q{CHECKPOINT; INSERT INTO src (v) VALUES (42);
		  SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) < 32 * 1024 * 1024 FROM pg_replication_slots},
		"CHECKPOINT\nINSERT 0 1\nt"),
	'... and its WAL with the next rows');
my ($rc, undef, $err) = $node->psql('postgres', q{SELECT streamml.resume('n_src')});
isnt($rc, 0, 'a view with a gap cannot simply be resumed');
like($err, qr/rebuild/, '... the hint says what can be done');
run_sql(q{SELECT streamml.rebuild('n_src')});
ok(wait_state($node, 'n_src', 'paused'), 'rebuilt after it was given up, it is still paused');
run_sql(q{INSERT INTO src (v) VALUES (43); SELECT streamml.resume('n_src'); INSERT INTO src (v) VALUES (44)});
equal('rebuilt and resumed');

# --- a view that waits for a lock is no better than a paused one ---

my $locker = $node->background_psql('postgres');
$locker->query_safe('BEGIN; LOCK TABLE rows_src IN EXCLUSIVE MODE');
run_sql(q{INSERT INTO src (v) VALUES (45)});
ok( $node->poll_query_until('postgres', q{SELECT message LIKE '%lock%' FROM streamml.continuous_views WHERE name = 'rows_src'}),
	'a view that waits for a lock says so');
like(check_finding($node, 'view public.rows_src'), qr/^warning\|.*lock.*pg_locks/, '... check() too, and how to find who has it');
my ($who) = (split /\|/, check_finding($node, 'view public.rows_src'))[2];
isnt(run_sql($who), '', '... by a query that finds him');
write_wal_segments(3);
run_sql(q{INSERT INTO src (v) VALUES (46)});
ok(wait_state($node, 'rows_src', 'gap'), '... and is given up when it holds back too much WAL');
$locker->query_safe('COMMIT');
$locker->quit;
run_sql(q{SELECT streamml.rebuild('rows_src')});
equal('rebuilt after the lock');
is_verified($node, 'postgres', sort keys %query_of);

$node->stop;
done_testing();
