# While a view is being filled, and until the worker has taken it over, the WAL
# behind its first position must stay, whatever else goes on.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('hold', faults => 1);

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# The process that reaches the point stops there; returns its process id.
sub stop_at
{
	my ($point, $sql) = @_;
	my $offset = -s $node->logfile;
	unlink $node->data_dir . '/streamml.fault_count';
	$node->append_conf('postgresql.conf', qq{
streamml.fault_name = '$point'
streamml.fault_at = 1
streamml.fault_kind = stop});
	$node->reload;
	run_sql($sql);
	$node->wait_for_log(qr/fault point 1 "$point" goes off/, $offset);
	my ($pid) = slurp_file($node->logfile, $offset) =~ /\[(\d+)\] LOG:  fault point 1 /;
	$node->append_conf('postgresql.conf', 'streamml.fault_kind = off');
	$node->reload;
	return $pid;
}

# Rows are committed and the stream is confirmed as far as it may be.
sub go_on
{
	my $rows = run_sql(q{INSERT INTO src SELECT i FROM generate_series(1, 10) i; SELECT pg_current_wal_insert_lsn()});
	for (1 .. 3)
	{
		my $lsn = run_sql(q{SELECT pg_logical_emit_message(true, 'x', repeat('x', 17 * 1024 * 1024))});
		poll_sql($node, 'postgres', "SELECT persisted_lsn > '$lsn' FROM streamml.stat_worker WHERE database = 'postgres'", 't');
	}
	return $rows;
}

my $query = 'SELECT count(*) AS n, sum(id) AS s FROM src';
run_sql('CREATE TABLE src (id int); INSERT INTO src SELECT i FROM generate_series(1, 5) i');

# A transaction that has an id cannot wait for the slot: the view is filled later,
# by a process of its own.
my $filler = stop_at('view filled', qq{BEGIN; SELECT pg_current_xact_id();
	SELECT streamml.create_continuous_view('v', '$query'); COMMIT});
my $rows = go_on();
is(run_sql("SELECT confirmed_flush_lsn < '$rows' FROM pg_replication_slots"), 't',
	'nothing is confirmed behind the back of a process that fills a view');
kill 'CONT', $filler;
ok(wait_applied($node), 'the view is filled');
is_equivalent($node, 'v', $query, 'and complete');
is_verified($node, 'postgres', 'v');

# The same for a session that creates one: it has committed nothing yet.
run_sql('CREATE TABLE other (id int)');
my $session = $node->background_psql('postgres');
$session->query_safe("BEGIN; SELECT streamml.create_continuous_view('w', '$query')");
$session->query_safe("SELECT streamml.rebuild('v')");
$rows = go_on();
is(run_sql("SELECT confirmed_flush_lsn < '$rows' FROM pg_replication_slots"), 't',
	'nothing is confirmed behind the back of a session that creates a view');
$session->query_safe('COMMIT');
$session->quit;
ok(wait_applied($node), 'the views are taken over');
is_equivalent($node, $_, $query, "$_ is complete") for 'v', 'w';
is_verified($node, 'postgres', 'v', 'w');
go_on();
ok(poll_sql($node, 'postgres', "SELECT confirmed_flush_lsn > '$rows' FROM pg_replication_slots"),
	'afterwards the slot moves on');
is(run_sql('SELECT count(*) FROM streamml.gaps'), 0, 'no gaps');

$node->stop;
done_testing();
