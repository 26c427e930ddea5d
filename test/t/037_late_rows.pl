# Many late rows for a feed of closed windows: more than fit into memory, in batches
# that fail too and are applied with care, in subtransactions.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('late_rows', faults => 1, conf => "work_mem = '64kB'\nlog_temp_files = 0");

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# The newest revisions, those withdrawn apart, are what the view shows.
sub feed_is_view
{
	my ($what) = @_;
	return is(run_sql(q{
		SELECT count(*) FROM (
			SELECT k, w, n, s FROM hours WHERE closed
			EXCEPT
			SELECT DISTINCT ON (k, w) k, w, n, s FROM (SELECT * FROM hours_closed ORDER BY k, w, revision DESC) f) d}),
		0, "$what: the feed has what the view shows");
}

# Late rows for every one of 20,000 windows, and rows that raise an error among them.
sub late_rows
{
	my ($bad) = @_;
	return run_sql(qq{INSERT INTO src SELECT 0, now() - i * interval '1 hour', CASE WHEN i % 5000 = 0 THEN $bad ELSE 1 END
		FROM generate_series(10, 20010) i});
}

run_sql(q{CREATE TABLE src (k int, at timestamptz, v int)});
run_sql(q{SELECT streamml.create_continuous_view('hours', $$
	SELECT k, streamml.tumble(at, '1 hour') AS w, count(*) AS n, sum(60 / v) AS s FROM src GROUP BY k, w $$,
	lateness => '1 minute', emit => 'close')});
run_sql(q{INSERT INTO src VALUES (0, now(), 1)});
ok(wait_applied($node), 'time has come so far');

late_rows(1);
ok(wait_applied($node), 'many late rows are applied');
feed_is_view('many late rows');
late_rows(0);
ok(wait_applied($node), 'many late rows with bad ones among them are applied');
is(run_sql('SELECT count(*) FROM streamml.dead_letters'), 4, '... which are listed');
feed_is_view('with bad rows');
is(run_sql(q{SELECT string_agg(DISTINCT state, ',') FROM streamml.continuous_views}), 'live', 'the view goes on');
cmp_ok(count_log($node, qr/temporary file: path/), '>', 0, 'late rows went to files');
is(count_log($node, qr/temporary file leak/), 0, 'no file was left open');
is(run_sql(q{SELECT count(*) FROM pg_ls_tmpdir()}), 0, '... or behind');
run_sql('DELETE FROM src WHERE v = 0');
is_verified($node, 'postgres', 'hours');
$node->stop;
done_testing();
