# Dumps: whole ones, parts of them, and where and by whom they are restored.  What
# cannot go on says so and names the line that mends it; what is left over is found
# and removed; views that were there before are left alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('dump', faults => 1, extension => 0);

my %query_of = (
	sums => 'SELECT v % 3 AS k, count(*) AS n, avg(v) AS mean FROM src GROUP BY 1',
	total => 'SELECT count(*) AS n, avg(v) AS mean FROM src',
	copies => 'SELECT id, 100 / v AS share FROM src',
	minutes => q{SELECT streamml.tumble(at, '1 minute') AS w, count(*) AS n FROM src GROUP BY 1});
my @views = sort keys %query_of;

sub new_database
{
	my ($database, $extension) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, 'CREATE EXTENSION streamml') if $extension;
	return;
}

sub more_rows
{
	my ($database) = @_;
	return $node->safe_psql($database, q{INSERT INTO src (at, v) SELECT '2026-01-01', i FROM generate_series(0, 9) i;
		INSERT INTO src (at, v) VALUES ('2026-01-02', 1)});
}

sub prepare
{
	my ($database) = @_;
	new_database($database, 1);
	$node->safe_psql($database, q{CREATE TABLE src (id serial, at timestamptz, v numeric);
		INSERT INTO src (at, v) VALUES ('2026-01-01', 1)});
	create_view($node, $_, $query_of{$_}, $database) for 'copies', 'sums', 'total';
	$node->safe_psql($database, qq{SELECT streamml.create_continuous_view('minutes', \$\$ $query_of{minutes} \$\$,
		lateness => '1 minute', emit => 'close')});
	more_rows($database);
	ok(wait_applied($node, $database), "$database is prepared");
	return;
}

sub equal
{
	my ($database, $what) = @_;
	ok(wait_applied($node, $database), "$what: caught up");
	for my $view ('sums', 'total')
	{
		is_equivalent($node, $view, $query_of{$view}, "$what: $view", $database);
	}
	is($node->safe_psql($database, 'SELECT count(*) FROM copies'),
		$node->safe_psql($database, 'SELECT count(*) FROM src WHERE v <> 0'), "$what: copies");
	is($node->safe_psql($database, q{SELECT count(*) FROM streamml.check()
			WHERE ("check" LIKE 'view%' OR "check" LIKE 'orphan%') AND level <> 'ok'}),
		0, "$what: nothing is wrong");
	return;
}

# Run the client program; its complaints are returned, not fatal.
sub run_client
{
	my (@command) = @_;
	my $err = '';
	IPC::Run::run([ $node->installed_command(shift @command), @command ], '<', \undef, '>', \my $out, '2>', \$err);
	return $err;
}

sub dump_of
{
	my ($database, @options) = @_;
	my $file = $node->basedir . '/' . join('_', $database, map { s/\W//gr } @options) . '.dump';
	is(run_client('pg_dump', '-Fc', '-f', $file, @options, '-d', $node->connstr($database)), '', "pg_dump @options");
	return $file;
}

sub restore
{
	my ($database, $file, @options) = @_;
	return run_client('pg_restore', @options, '-d', $node->connstr($database), $file);
}

# Every restored view stands still, says why, and the line of check() for all of them
# makes them go on.
sub is_gap
{
	my ($database, $what) = @_;
	is($node->safe_psql($database, q{SELECT count(*), min(state), max(state), min(message) FROM streamml.continuous_views
			WHERE name IN ('copies', 'minutes', 'sums', 'total')}),
		'4|gap|gap|it was restored from a dump', "$what: every view says that it stands still");
	like(check_finding($node, "view public.$_", $database), qr/^critical\|.*rebuild\('public.$_'\)/, "$what: check() names $_") for @views;
	return;
}

sub mend
{
	my ($database, $what) = @_;
	my ($level, undef, $hint) = split /\|/, check_finding($node, 'views', $database);
	is($level, 'critical', "$what: check() complains about the views together");
	$node->safe_psql($database, 'DELETE FROM src WHERE v = 0'); # or a fill would fail
	$node->safe_psql($database, $hint);
	ok(wait_state($node, $_, 'live', $database), "$what: $_ lives") for @views;
	more_rows($database);
	equal($database, "$what, mended");
	is($node->safe_psql($database, q{SELECT failures FROM streamml.stat_worker WHERE database = current_database()}),
		0, "$what: no worker has failed");
	cmp_ok($node->safe_psql($database, 'SELECT count(DISTINCT lsn) FROM streamml.dead_letters'),
		'>', 1, "$what: dead letters of old and new");
	return;
}

sub hidden { return $node->safe_psql($_[0], q{SELECT count(*) FROM pg_class WHERE relnamespace = 'streamml_state'::regnamespace}); }

prepare('shop');
my $whole = dump_of('shop');

# --- the whole database ---

new_database('whole');
is(restore('whole', $whole, '-j', '2'), '', 'restore without a complaint');
is_gap('whole', 'restored');
is($node->safe_psql('whole', 'SELECT count(*), sum(sums.n) FROM sums, total'), $node->safe_psql('shop', 'SELECT count(*), sum(sums.n) FROM sums, total'),
	'what was restored can be read');
mend('whole', 'restored');
is($node->safe_psql('whole', q{SELECT reason FROM streamml.gaps GROUP BY 1}), 'it was restored from a dump', 'the gap is recorded');
$node->safe_psql('whole', "DROP VIEW $_") for 'sums', 'total', 'minutes';
$node->safe_psql('whole', 'DROP TABLE copies');
is(hidden('whole'), 0, 'dropped views leave nothing');

# Dropped, or their table is, before anything else happened.
new_database('dropped');
is(restore('dropped', $whole), '', 'restore without a complaint');
$node->safe_psql('dropped', 'DROP VIEW sums');
$node->safe_psql('dropped', q{SELECT streamml.drop_continuous_view('minutes')});
$node->safe_psql('dropped', 'DROP TABLE src CASCADE');
is(hidden('dropped'), 0, 'dropped restored views leave nothing');
is($node->safe_psql('dropped', 'SELECT count(*) FROM streamml.continuous_views'), 0, '... and are forgotten');

# A server that starts anew between the parts of a restore.
new_database('parts');
is(restore('parts', $whole, '--section=pre-data'), '', 'restore the first part');
$node->restart;
is(restore('parts', $whole, '--section=data'), '', 'restore the data');
$node->restart;
ok(poll_sql($node, 'parts', 'SELECT count(*) FROM streamml.gaps', 4), 'the worker has looked');
is(restore('parts', $whole, '--section=post-data'), '', 'restore the rest');
is_gap('parts', 'restored in parts');
mend('parts', 'restored in parts');

# --- beside other views, and again ---

prepare('busy');
$node->safe_psql('busy', 'ALTER TABLE src RENAME TO others; ALTER SEQUENCE src_id_seq RENAME TO others_id_seq');
$node->safe_psql('busy', "ALTER VIEW $_ RENAME TO other_$_") for 'sums', 'total', 'minutes';
$node->safe_psql('busy', 'ALTER TABLE copies RENAME TO other_copies; ALTER TABLE minutes_closed RENAME TO other_closed;
	ALTER INDEX minutes_closed_w_idx RENAME TO other_closed_w_idx');
is(join(' ', grep { /error:/ && !/schema "streamml" already exists/ } split /\n/, restore('busy', $whole)), '',
	'restore beside other views');
is_gap('busy', 'beside others');
$node->safe_psql('busy', 'INSERT INTO others (at, v) SELECT NULL, i FROM generate_series(0, 5) i');
ok(wait_applied($node, 'busy'), 'the others go on');
is_equivalent($node, 'other_sums', $query_of{sums} =~ s/src/others/r, 'the others are right', 'busy');
mend('busy', 'beside others');
like(restore('busy', $whole), qr/already exists/, 'restore the same again');
$node->safe_psql('busy', 'DELETE FROM src WHERE v = 0');
$node->safe_psql('busy', "SELECT streamml.rebuild('$_')") for @views;
more_rows('busy');
equal('busy', 'restored twice and rebuilt');
is_equivalent($node, 'other_sums', $query_of{sums} =~ s/src/others/r, 'the others are right still', 'busy');
restore('parts', $whole, '--clean', '--if-exists');
is_gap('parts', 'restored over itself');
mend('parts', 'restored over itself');

# --- where triggers do not fire, nothing holds the relations of a view together ---

new_database('untied');
{
	local $ENV{PGOPTIONS} = '-c session_replication_role=replica';
	is(restore('untied', $whole), '', 'restore without triggers');
}
is_gap('untied', 'without triggers');
$node->safe_psql('untied', 'DROP VIEW '
	  . $node->safe_psql('untied', q{SELECT definition FROM streamml.view_definition WHERE view::text = 'sums'}));
like(check_finding($node, 'view public.sums', 'untied'),
	qr/^critical\|the view is failed: its definition was dropped\|DROP VIEW public.sums; then create it again/,
	'a view without its definition is found');
$node->safe_psql('untied', 'DROP VIEW sums; DROP VIEW total');
like(check_finding($node, 'orphans', 'untied'), qr/^warning\|.*view_\d+_state.*\|SELECT streamml.drop_orphans/,
	'what dropped views leave is found');
is($node->safe_psql('untied', 'SELECT streamml.drop_orphans()'), 3, '... and dropped');
$node->safe_psql('untied', q{DELETE FROM src WHERE v = 0; SELECT streamml.rebuild('minutes'), streamml.rebuild('copies')});
ok(wait_state($node, $_, 'live', 'untied'), "$_ lives") for 'minutes', 'copies';
$node->safe_psql('untied', 'DROP VIEW minutes; DROP TABLE copies');
is(hidden('untied'), 0, 'views that were rebuilt leave nothing');

# --- the schema alone ---

my $schema = dump_of('shop', '-s');
new_database('schema');
is(restore('schema', $schema), '', 'restore the schema');
for my $view ('minutes', 'sums', 'total')
{
	like(check_finding($node, "view public.$view", 'schema'),
		qr/^critical\|it reads .*belongs to no continuous view.*DROP VIEW public.$view; SELECT streamml.create_continuous_view\('public.$view'/s,
		"check() names $view");
}
create_view($node, 'young', 'SELECT max(v) AS v FROM src', 'schema');
my $left = $node->safe_psql('schema', 'SELECT streamml.drop_orphans()');
cmp_ok($left, '>', 0, 'what nothing is made of is dropped');
for my $view ('minutes', 'sums', 'total')
{
	my $hint = $node->safe_psql('schema', qq{SELECT hint FROM streamml.check() WHERE "check" = 'view public.$view'});
	$node->safe_psql('schema', $hint =~ s/.*\|//r);
}
$node->safe_psql('schema', 'DROP TABLE copies');
create_view($node, 'copies', $query_of{copies}, 'schema');
more_rows('schema');
equal('schema', 'the schema alone, mended');
is($node->safe_psql('schema', 'SELECT count(*) FROM streamml.orphans'), 0, 'nothing is left over');

# Numbers that are taken.
$node->safe_psql('schema', q{SELECT setval('streamml.view_id_seq', min(substring(relname, '\d+')::int) - 1)
	FROM pg_class WHERE relnamespace = 'streamml_state'::regnamespace});
create_view($node, "more_$_", 'SELECT min(v) AS v FROM src', 'schema') for 1 .. 6;

# --- a single view, a single schema ---

for my $part ([ '-t', 'sums' ], [ '-t', 'copies' ], [ '-n', 'public' ])
{
	my $file = dump_of('shop', @$part);
	my $name = 'part_' . $part->[1];
	new_database($name, 1);
	restore($name, $file);
	is($node->safe_psql($name, 'SELECT count(*) FROM streamml.continuous_views'), 0, "@$part: no view is restored");
	is($node->safe_psql($name, q{SELECT count(*) FROM streamml.check() WHERE "check" LIKE '%orphan%'}), 0, "@$part: nor a part of one");
}

# --- by a role that is no superuser ---

$node->safe_psql('postgres', 'CREATE ROLE bob LOGIN; CREATE DATABASE bobs OWNER bob');
$node->safe_psql('bobs', 'CREATE EXTENSION streamml; ALTER SCHEMA public OWNER TO bob');
my $complaints = run_client('pg_restore', '-O', '-d', $node->connstr('bobs') . ' user=bob', $whole);
like($complaints, qr/permission denied for schema streamml_state/, 'who is no superuser is told so');
is($node->safe_psql('bobs', 'SELECT count(*) FROM streamml.check() WHERE "check" LIKE $$view%$$'), 0, 'no view is restored in part');

# Somebody else's bytes are stored, and never used.
my $state = $node->safe_psql('shop', sprintf 'SELECT s2 FROM streamml_state.view_%d_state LIMIT 1',
	$node->safe_psql('shop', q{SELECT id FROM streamml.view_definition WHERE view::text = 'total'}));
my $finalize = q{SELECT streamml.finalize('pg_catalog.avg(numeric)', s, NULL::numeric) FROM stored};
$node->safe_psql('bobs', "SET ROLE bob; CREATE TABLE stored (s streamml.aggstate); INSERT INTO stored VALUES ('$state')");
sql_fails($node, 'bob', $finalize, qr/42501.*not restored by a superuser/, 'a state that a user has typed', 'bobs');
sql_fails($node, 'postgres', $finalize, qr/42501.*not restored by a superuser/, '... also used by a superuser', 'bobs');
$node->safe_psql('bobs', 'INSERT INTO stored SELECT s::text::streamml.aggstate FROM stored');
sql_fails($node, 'postgres', $finalize, qr/42501.*not restored by a superuser/, '... or dumped and restored', 'bobs');
$node->safe_psql('bobs', "TRUNCATE stored; INSERT INTO stored VALUES ('$state')");
isnt($node->safe_psql('bobs', $finalize), '', 'one that a superuser has restored');
sql_fails($node, 'bob', "SELECT '$_'::streamml.aggstate", qr/22023|XX001|0A000|22P02/, "bytes $_", 'bobs')
  for '\x', '\x0100', '\x01020f000000000000000000', 'zz';

# --- left over ---

$node->safe_psql('whole', 'DELETE FROM src WHERE v = 0');
create_view($node, $_, $query_of{$_}, 'whole') for 'sums', 'total', 'copies';
$node->safe_psql('whole', q{ALTER EVENT TRIGGER streamml_sql_drop DISABLE; DROP VIEW total; ALTER EVENT TRIGGER streamml_sql_drop ENABLE});
like(check_finding($node, 'orphans', 'whole'), qr/^warning\|.*row \d+ of streamml.view_definition\|SELECT streamml.drop_orphans/, 'a row without its view is found');
my $with_orphan = dump_of('whole');
new_database('clean');
is(restore('clean', $with_orphan), '', 'restore of a database with orphans');
is($node->safe_psql('clean', 'SELECT count(*) FROM streamml.view_definition'), 2, 'a row without its view is not dumped');
$node->safe_psql('whole', 'SELECT streamml.drop_orphans()');
is(check_finding($node, 'orphans', 'whole'), '', 'drop_orphans() removes it');
sql_fails($node, 'bob', 'TABLE streamml.view_definition', qr/42501/, 'catalogs are not for everybody', 'whole');
is($node->safe_psql('whole', q{SET ROLE bob; SELECT streamml.drop_orphans()}), 0, 'strangers drop nothing');

# --- publications ---

$node->safe_psql('whole', 'CREATE PUBLICATION everything FOR ALL TABLES');
like(check_finding($node, 'publication everything', 'whole'), qr/^warning\|.*TABLES IN SCHEMA/, 'check() names a publication of all tables');
$node->safe_psql('whole', q{INSERT INTO src (at, v) VALUES ('2026-01-01', 1)});
ok(wait_applied($node, 'whole'), 'published: caught up');
my (undef, undef, $notice) = $node->psql('whole', q{SELECT streamml.rebuild('copies')});
like($notice, qr/REPLICA IDENTITY FULL/, 'a published row view gets a replica identity');
$node->safe_psql('whole', q{SELECT streamml.rebuild('copies'), streamml.rebuild('sums'), streamml.forget('copies')});
create_view($node, 'total', $query_of{total}, 'whole');
more_rows('whole');
equal('whole', 'published and rebuilt');

# --- without the library ---

$node->stop;
$node->append_conf('postgresql.conf', q{shared_preload_libraries = ''});
$node->start;
new_database('unloaded');
is(restore('unloaded', $whole), '', 'restore without the library');
is_gap('unloaded', 'without the library');
my (undef, undef, $told) = $node->psql('shop', 'DROP EXTENSION streamml CASCADE');
my $slot = slot_name($node, 'shop');
like($told, qr/replication slot "$slot" stays.*pg_drop_replication_slot\('$slot'\)/s, 'DROP EXTENSION tells of the slot that stays');
$node->safe_psql('shop', 'CREATE EXTENSION streamml');
my ($level, $detail, $hint) = split /\|/, check_finding($node, 'slot', 'shop');
is($level, 'warning', 'check() complains about the slot');
like($detail, qr/"$slot" is left over/, '... and says why');
$node->safe_psql('shop', $hint);
is($node->safe_psql('shop', "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '$slot'"), 0, '... and its hint drops it');
$node->stop;
$node->append_conf('postgresql.conf', q{shared_preload_libraries = 'streamml'});
$node->start;
is_gap('unloaded', 'the library is loaded again');
mend('unloaded', 'the library is loaded again');

is(count_log($node, qr/terminated by signal|PANIC|TRAP/), 0, 'nothing has crashed');
$node->stop;
done_testing();
