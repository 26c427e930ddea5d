# Several databases, and what happens to whole ones: dropped, copied, renamed,
# moved, dumped and restored, while their workers run.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('databases', extension => 0);

my %query_of = (
	sums => 'SELECT v % 3 AS k, count(*) AS n, avg(v) AS mean FROM src GROUP BY 1',
	copies => 'SELECT id, v FROM src WHERE v > 0');

sub prepare
{
	my ($database, $rows) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, qq{CREATE EXTENSION streamml;
		CREATE TABLE src (id serial, v numeric, y boolean);
		INSERT INTO src (v, y) SELECT i, i % 2 = 0 FROM generate_series(1, $rows) i});
	create_view($node, $_, $query_of{$_}, $database) for sort keys %query_of;
	create_view($node, 'model',
		'SELECT streamml.logistic_regression(y, ARRAY[v::float8]) AS model FROM src', $database);
	more_rows($database, $rows);
	return;
}

sub more_rows
{
	my ($database, $rows) = @_;
	return $node->safe_psql($database,
		"INSERT INTO src (v, y) SELECT -i, i % 3 = 0 FROM generate_series(1, $rows) i");
}

sub equal
{
	my ($database, $what) = @_;
	ok(wait_applied($node, $database), "$what: caught up");
	is_equivalent($node, $_, $query_of{$_}, "$what: $_", $database) for sort keys %query_of;
	return is_model_of($node, 'model', 'streamml.logistic_regression(y, ARRAY[v::float8] ORDER BY id)',
		'src', "$what: model", $database);
}

sub exists_nowhere
{
	my ($oid, $what) = @_;
	ok( $node->poll_query_until('postgres',
			"SELECT count(*) = 0 FROM pg_replication_slots WHERE slot_name = 'streamml_$oid'"),
		"$what: no slot is left");
	return is($node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE datid = $oid"),
		0, "$what: no process is left");
}

sub oid_of { return $node->safe_psql('postgres', "SELECT oid FROM pg_database WHERE datname = '$_[0]'"); }

# --- two at once ---

prepare('one', 10);
prepare('two', 25);
isnt(wait_worker($node, 'one'), wait_worker($node, 'two'), 'each database has its worker');
more_rows($_->[0], $_->[1]) for [ 'one', 3 ], [ 'two', 4 ], [ 'one', 5 ];
equal('one', 'first of two databases');
equal('two', 'second of two databases');
is($node->safe_psql('one', 'SELECT count(*) FROM copies'), 10, 'they do not mix');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_replication_slots'), 2, 'each has its slot');

# --- renamed and moved while the worker is connected ---

my $slot_of_one = slot_name($node, 'one');
$node->safe_psql('postgres', 'ALTER DATABASE one RENAME TO uno');
is(slot_name($node, 'uno'), $slot_of_one, 'a renamed database keeps its slot');
more_rows('uno', 4);
equal('uno', 'renamed');

my $space = PostgreSQL::Test::Utils::tempdir;
$node->safe_psql('postgres', "CREATE TABLESPACE elsewhere LOCATION '$space'");
$node->safe_psql('postgres', 'ALTER DATABASE uno SET TABLESPACE elsewhere');
more_rows('uno', 4);
equal('uno', 'moved to another tablespace');
# What was not read before a move can never be: neither rows of users nor those
# that views write for other views.
create_view($node, 'all_rows', 'SELECT id, v FROM src', 'uno');
create_view($node, 'all_again', 'SELECT id, v FROM all_rows', 'uno');
more_rows('uno', 2000);
$node->safe_psql('postgres', 'ALTER DATABASE uno SET TABLESPACE pg_default');
more_rows('uno', 4);
equal('uno', 'moved in the middle of work');
is_equivalent($node, $_, 'SELECT id, v FROM src', "moved in the middle of work: $_", 'uno') for 'all_rows', 'all_again';
$node->safe_psql('uno', q{SELECT streamml.pause('all_again')});
more_rows('uno', 4);
sql_fails($node, 'postgres', 'ALTER DATABASE uno SET TABLESPACE elsewhere',
	qr/"uno" cannot be moved.*state <> 'live'/s, 'not moved while a view stands behind');
$node->safe_psql('uno', q{SELECT streamml.resume('all_again')});
equal('uno', 'not moved');
$node->safe_psql('postgres', 'ALTER DATABASE uno SET TABLESPACE elsewhere');
more_rows('uno', 4);
equal('uno', 'moved when it has gone on');
is_equivalent($node, 'all_again', 'SELECT id, v FROM src', 'moved when it has gone on: the view that was behind', 'uno');
$node->safe_psql('uno', 'DROP TABLE all_rows CASCADE');

is($node->safe_psql('uno', 'SELECT count(*) FROM streamml.gaps'), 0, 'no gap from any of it');

# Commands that fail must not leave the database without its worker.
my $guest = $node->background_psql('uno');
$guest->query_safe('SELECT 1');
for my $command ('DROP DATABASE uno', 'CREATE DATABASE x TEMPLATE uno', 'ALTER DATABASE uno RENAME TO x')
{
	my ($rc, undef, $err) = $node->psql('postgres', $command);
	isnt($rc, 0, "$command fails while a session is connected");
	like($err, qr/is being accessed by other users/, "$command: because of the session");
	like($err, qr/There is 1 other session/, "$command: and of nothing else");
}
$guest->quit;
more_rows('uno', 4);
equal('uno', 'after commands that failed');

# --- copied ---

$node->safe_psql('postgres', 'CREATE DATABASE copy TEMPLATE uno');
more_rows('uno', 2);
equal('uno', 'the template goes on');
is($node->safe_psql('uno', 'SELECT count(*) FROM streamml.gaps'), 0, 'the template has no gap');
for my $view ('sums', 'copies', 'model')
{
	my $state = $node->poll_query_until('copy',
		"SELECT state FROM streamml.continuous_views WHERE name = '$view'", 'gap');
	ok($state, "the copy's $view has a gap");
}
like($node->safe_psql('copy', 'SELECT DISTINCT reason FROM streamml.gaps'), qr/copied/, 'with the reason');
more_rows('copy', 7);
ok(wait_applied($node, 'copy'), 'the copy waits for nobody');
cmp_ok($node->safe_psql('copy', 'SELECT sum(n) FROM sums'), '<',
	$node->safe_psql('copy', 'SELECT count(*) FROM src'), 'its states are readable and stand still');
# (a restore fills hidden relations of views that have a gap, but only empty ones)
my $hidden = $node->safe_psql('copy', q{SELECT min(oid::regclass::text) FROM pg_class
	WHERE relnamespace = 'streamml_state'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0});
like($hidden, qr/^streamml_state\./, 'it has states');
sql_fails($node, 'postgres', $_, qr/42501|42809|0A000|55000/, "... which nobody writes over: $_", 'copy')
  for "TRUNCATE $hidden", "COPY $hidden FROM '/dev/null'";
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_replication_slots WHERE database = 'copy'"),
	0, 'no slot is made for a copy by itself');
$node->safe_psql('copy', "SELECT streamml.rebuild('$_')") for 'sums', 'copies', 'model';
more_rows('copy', 3);
equal('copy', 'the rebuilt copy');
equal('uno', 'the template beside its copy');

# --- dumped and restored ---

my $dump = $node->basedir . '/dump.sql';
$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr('two') ], 'pg_dump');
my $at_dump = $node->safe_psql('two', 'SELECT * FROM sums ORDER BY k');
my $model_at_dump = $node->safe_psql('two', 'SELECT model FROM model');
my $rows_at_dump = $node->safe_psql('two', 'SELECT count(*) FROM copies');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-f', $dump, '-d', $node->connstr('restored') ],
	'restore');
is($node->safe_psql('restored', 'SELECT * FROM sums ORDER BY k'), $at_dump, 'restored states are readable');
is($node->safe_psql('restored', 'SELECT model FROM model'), $model_at_dump, 'a restored model is the same');
is($node->safe_psql('restored', 'SELECT count(*) FROM copies'), $rows_at_dump, 'restored rows are not counted twice');
$node->restart;
for my $view ('sums', 'copies', 'model')
{
	unlike(view_state($node, $view, 'restored'), qr/live/, "restored $view does not pretend to be complete");
}
more_rows('restored', 5);
ok(wait_applied($node, 'restored'), 'nothing hangs in the restored database');
$node->safe_psql('restored', "SELECT streamml.rebuild('$_')") for 'sums', 'copies', 'model';
more_rows('restored', 5);
equal('restored', 'rebuilt after restore');
create_view($node, 'young', 'SELECT max(v) AS v FROM src', 'restored');
more_rows('restored', 5);
ok(wait_applied($node, 'restored'), 'a new view in the restored database');
is_equivalent($node, 'young', 'SELECT max(v) AS v FROM src', 'its answer', 'restored');
equal('two', 'the dumped database after a restart');

# --- dropped ---

my %oid = map { $_ => oid_of($_) } qw(uno two copy restored);
$node->safe_psql('postgres', 'DROP DATABASE copy');
exists_nowhere($oid{copy}, 'DROP DATABASE');
my $user = $node->background_psql('restored', on_error_stop => 0);
$user->query_safe('SELECT 1');
more_rows('restored', 20000);
$node->safe_psql('postgres', 'DROP DATABASE restored WITH (FORCE)');
exists_nowhere($oid{restored}, 'DROP DATABASE ... WITH (FORCE)');
$user->quit;
more_rows('two', 3);
equal('two', 'the others after a drop');
prepare('copy', 5);
equal('copy', 'a database of a name that was used before');

# Only who may drop a database may disturb its worker.
$node->safe_psql('postgres', 'CREATE ROLE stranger LOGIN');
my $pid = wait_worker($node, 'two');
for my $command ('DROP DATABASE two', 'ALTER DATABASE two RENAME TO x', 'CREATE DATABASE x TEMPLATE two')
{
	sql_fails($node, 'stranger', $command, qr/42501/, "a stranger's $command");
}
sql_fails($node, 'stranger', $_, qr/42501/, "a stranger's $_", 'two')
  for 'DROP EXTENSION streamml', 'DROP EXTENSION streamml CASCADE', 'ALTER EXTENSION streamml UPDATE';
is(wait_worker($node, 'two'), $pid, 'the worker was not disturbed by a stranger');

$node->safe_psql('postgres', 'DROP DATABASE uno');
$node->safe_psql('postgres', 'DROP DATABASE two');
exists_nowhere($oid{$_}, "DROP DATABASE of $_") for 'uno', 'two';
is(count_log($node, qr/FATAL:  database \d+ does not exist/), 0, 'no worker is sent to a dropped database');
is(count_log($node, qr/PANIC|TRAP|detected write past chunk end/), 0, 'no crash of our own');

$node->stop;
done_testing();
