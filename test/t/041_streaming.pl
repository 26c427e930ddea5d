# Large transactions are streamed to the worker while they run, but not to one that
# comes after an error: the server's streaming may be what raised it (src/stream/reader.c),
# and would do so again and again.  The answer is the same.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('streaming', conf => "streamml.decoding_work_mem = '64kB'\n");

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# How many transactions were streamed, and how many the server kept in files.
sub counts { return split(/\|/, run_sql('SELECT stream_txns, spill_txns FROM pg_stat_replication_slots')); }

my $large = q{
	BEGIN;
	INSERT INTO src SELECT i, repeat('x', 100) FROM generate_series(1, 3000) i;
	SAVEPOINT a;
	ALTER TABLE src ADD COLUMN c int DEFAULT 7;
	INSERT INTO src SELECT i, repeat('y', 100) FROM generate_series(1, 3000) i;
	ROLLBACK TO a;
	SAVEPOINT b;
	INSERT INTO src SELECT i, repeat('z', 100) FROM generate_series(1, 3000) i;
	COMMIT};

run_sql('CREATE TABLE src (id int, t text)');
create_view($node, 'v', 'SELECT t, count(*) AS n, sum(id) AS s FROM src GROUP BY t');
run_sql($large);
ok(wait_applied($node), 'a large transaction');
my ($streamed, $spilled) = counts();
cmp_ok($streamed, '>', 0, 'it was streamed');
is($spilled, 0, '... and not written to files');
is_verified($node, 'postgres', 'v');

my $pid = worker_pid($node);
run_sql("SELECT pg_terminate_backend($pid)"); # ends it like an error
wait_worker($node, 'postgres', $pid);
run_sql($large);
ok(wait_applied($node), 'another large transaction');
my ($streamed_then, $spilled_then) = counts();
is($streamed_then, $streamed, 'it was not streamed');
cmp_ok($spilled_then, '>', 0, '... but decoded at its commit');
is_verified($node, 'postgres', 'v');

done_testing();
