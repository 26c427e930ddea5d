# A clock that is wrong for a moment: commits of others far ahead of the time carry
# no watermark beyond the rows, time goes on when the clock is set back, and a
# watermark that went too far by rows has a way back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;
use Time::HiRes qw(usleep);

my $node = streamml_node('clock', faults => 1);

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

sub set_clock
{
	my ($seconds) = @_;

	run_sql("ALTER SYSTEM SET streamml.fault_clock = $seconds");
	$node->reload;
	return;
}

my $options = "lateness => '10 seconds', retention => '1 hour', emit => 'close'";
run_sql(qq{
	CREATE TABLE ev (id int, at timestamptz);
	CREATE TABLE other (i int);
	SELECT streamml.create_continuous_view('v', 'SELECT streamml.tumble(at, ''1 minute'') AS w, count(*) AS n FROM ev GROUP BY 1', $options);
	INSERT INTO ev VALUES (1, now());
	SELECT streamml.wait();
});

# How far the watermark lies behind (or, negative, ahead of) the real time.
my $behind = q{SELECT extract(epoch FROM now() - watermark::timestamptz)::int FROM streamml.watermarks WHERE view = 'v'::regclass};

# Commit to another table, and a row without a time, until the condition holds: then
# the worker has read the setting.
my $newest = q{(SELECT newest FROM streamml.view_watermark ORDER BY generation DESC LIMIT 1)};

sub commit_until
{
	my ($condition) = @_;

	for (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
	{
		run_sql('INSERT INTO other VALUES (1)');
		run_sql('INSERT INTO ev VALUES (0, NULL); SELECT streamml.wait()');
		return 1 if run_sql("SELECT $newest $condition") eq 't';
		usleep(100_000);
	}
	return 0;
}

# --- a day ahead, for some commits to another table ---

set_clock(86400);
ok(commit_until(q{> now() + '23 hours'}), 'commits a day ahead have been seen');
cmp_ok(run_sql($behind), '>', -200, 'the watermark has not gone with them');
set_clock(0);
ok(commit_until(q{< now() + '1 minute'}), 'the clock was set back');
cmp_ok(run_sql($behind), '>', -200, 'and the watermark is where it was');
run_sql("INSERT INTO ev SELECT i, now() + '5 minutes' FROM generate_series(2, 67) i; SELECT streamml.wait()");
is(run_sql("SELECT sum(n) FROM v WHERE w IS NOT NULL"), 67, 'rows of the right time are counted');
is(run_sql("SELECT late_diverted FROM streamml.watermarks"), 0, 'and none is diverted');

# --- a row a day ahead: the way back ---

run_sql("INSERT INTO ev VALUES (100, now() + '1 day'); SELECT streamml.wait(); INSERT INTO ev VALUES (101, now()); SELECT streamml.wait()");
is(run_sql("SELECT late_diverted FROM streamml.watermarks"), 1, 'a row far ahead takes the watermark with it');
is(run_sql(q{SELECT count(*) FROM v_closed WHERE n = 66}), 1, 'and closes what is open');
like(run_sql(q{SELECT "check" || ': ' || hint FROM streamml.check() WHERE "check" LIKE 'watermark%'}),
	qr/^watermark of public\.v: .*reset_watermark\('public\.v'\)/, 'check() says so');
run_sql("DELETE FROM ev WHERE id = 100; SELECT streamml.rebuild('v'); INSERT INTO ev VALUES (102, now()); SELECT streamml.wait()");
cmp_ok(run_sql($behind), '<', -80000, 'a rebuild leaves the watermark where it is');
run_sql("SELECT streamml.reset_watermark('v'); INSERT INTO ev VALUES (103, now() + '6 minutes'); SELECT streamml.wait()");
cmp_ok(run_sql($behind), '>', -600, 'reset_watermark() does not');
is(run_sql("SELECT sum(n) FROM v WHERE w IS NOT NULL"), 70, 'all rows are counted again');
is($node->psql('postgres', "SELECT streamml.create_continuous_view('plain', 'SELECT count(*) AS n FROM ev'); SELECT streamml.reset_watermark('plain')"), 3, 'a view without a watermark has none to reset');

done_testing();
