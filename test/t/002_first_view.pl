# The first view of a database: there is no slot yet, and making one waits for
# every transaction that has an id, the creating one included.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('first');

sub slots_gone
{
	return $node->poll_query_until('postgres', 'SELECT count(*) = 0 FROM pg_replication_slots');
}

# A transaction that has written cannot wait for the slot: the view is filled
# behind it.  Nothing is lost or counted twice, before or after the commit.
$node->safe_psql('postgres', q{
	BEGIN;
	CREATE TABLE src (v int);
	INSERT INTO src VALUES (1), (2);
	SELECT streamml.create_continuous_view('n_src', 'SELECT count(*) AS n, sum(v) AS s FROM src');
	INSERT INTO src VALUES (3);
	COMMIT;
	INSERT INTO src VALUES (4);
});
ok(wait_applied($node), 'the view is filled after its creation');
is($node->safe_psql('postgres', 'TABLE n_src'), '4|10', 'rows of the creating transaction and later ones');
is($node->safe_psql('postgres', q{SELECT state FROM streamml.continuous_views}), 'live', 'it is live');
is($node->safe_psql('postgres', q{SELECT count(*) FROM streamml.verify('n_src')}), 0, 'it is verified');
$node->safe_psql('postgres', 'DROP TABLE src CASCADE');
ok(slots_gone(), 'the slot goes with the view');

# Without backfill, filling it later would lose what comes in between.
my ($rc, $out, $err) = $node->psql('postgres', q{
	BEGIN;
	CREATE TABLE src (v int);
	SELECT streamml.create_continuous_view('n_src', 'SELECT count(*) FROM src', backfill => false)});
like($err, qr/a view without backfill cannot be the first one/, 'refused without backfill');
ok(slots_gone(), 'nothing is left behind');

# A transaction of its own waits for the slot.
$node->safe_psql('postgres', q{CREATE TABLE src (v int)});
$node->safe_psql('postgres', q{INSERT INTO src VALUES (1)});
$node->safe_psql('postgres', q{SELECT streamml.create_continuous_view('n_src', 'SELECT count(*) FROM src', backfill => false)});
$node->safe_psql('postgres', q{INSERT INTO src VALUES (2)});
ok(wait_applied($node), 'waited');
is($node->safe_psql('postgres', 'TABLE n_src'), 1, 'a view without backfill starts empty');
$node->safe_psql('postgres', 'DROP TABLE src CASCADE');

# Rolled back, nothing was.
$node->safe_psql('postgres', q{
	BEGIN;
	CREATE TABLE src (v int);
	SELECT streamml.create_continuous_view('n_src', 'SELECT count(*) FROM src');
	ROLLBACK});
ok(slots_gone(), 'a rolled back creation leaves no slot');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_class WHERE relname ~ '^view_\d+_'}), 0,
	'and no relations');

# A pending view that its owner rebuilds himself while a filler is on its way to
# it: the filler, which finds it locked, has nothing left to do.
sub filler_waits
{
	return $node->poll_query_until('postgres', q{
		SELECT count(*) > 0 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE NOT l.granted AND a.backend_type = 'streamml filler'});
}

ok(slots_gone(), 'no slot again');
my $older = $node->background_psql('postgres');
$older->query_until(qr/begun/, "BEGIN; SELECT txid_current();\n\\echo begun\n");
$node->safe_psql('postgres', q{
	BEGIN;
	CREATE TABLE src (v int);
	INSERT INTO src VALUES (1), (2);
	SELECT streamml.create_continuous_view('first', 'SELECT count(*) AS n FROM src');
	SELECT streamml.create_continuous_view('second', 'SELECT count(*) AS n, sum(v) AS s FROM src');
	COMMIT;
});
my $gate = $node->background_psql('postgres');
my $state = $node->safe_psql('postgres', q{SELECT state FROM streamml.view_definition WHERE view = 'first'::regclass});
$gate->query_until(qr/locked/, "BEGIN; LOCK TABLE $state IN ROW EXCLUSIVE MODE;\n\\echo locked\n");
$older->quit;
ok(filler_waits(), 'the filler waits at the first view');
my $owner = $node->background_psql('postgres');
$owner->query_until(qr/rebuilt/, "BEGIN; SELECT streamml.rebuild('second');\n\\echo rebuilt\n");
$gate->quit;
ok(wait_state($node, 'first', 'live'), 'the first view is filled');
ok(filler_waits(), 'the filler waits at the second view');
$node->safe_psql('postgres', 'INSERT INTO src VALUES (3)');
$owner->query_until(qr/done/, "COMMIT;\n\\echo done\n");
$owner->quit;
$node->safe_psql('postgres', 'INSERT INTO src VALUES (4)');
ok(wait_applied($node), 'both follow');
is($node->safe_psql('postgres', 'TABLE second'), '4|10', 'each row was counted once');
is($node->safe_psql('postgres', q{SELECT generation FROM streamml.view_progress
	WHERE id = (SELECT id FROM streamml.view_definition WHERE view = 'second'::regclass)}), 2, 'progress is that of the rebuilt view');

$node->stop;
done_testing();
