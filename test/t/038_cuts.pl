# The same rows cut into transactions and batches in other ways: the same windows are
# closed, with the same newest revisions, and the same rows are late.  How many
# revisions a window has on the way depends on the cuts, and so does the last that is
# said of a window that is not kept any more.
#
# CUTS_SEED=n repeats a run.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $seed = $ENV{CUTS_SEED} // time() % 1_000_000;
srand($seed);
note("CUTS_SEED=$seed");

my $node = streamml_node('cuts', faults => 1);
my %windows = (
	tumble => 'streamml.tumble(at, 10)',
	hop => 'streamml.hop(at, 5, 20)',
	cumulate => 'streamml.cumulate(at, 5, 20)',
	session => 'streamml.session(at, 5)');
my @cuts = qw(whole single_batch single_rows random);

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# Times that go on, of which every third lies back.  Windows are of numbers: no time
# passes between commits.
sub make_rows
{
	my ($n, $back) = @_;
	my $now = 100;
	my @rows;
	for my $id (1 .. $n)
	{
		$now += int rand 4;
		my $at = rand() < 0.33 ? $now - int rand $back : $now;
		push @rows, sprintf '(%d, %d, %d, %d)', $id, int rand 3, $at, 1 + int rand 9;
	}
	return @rows;
}

sub make_view
{
	my ($table, $window, $retention) = @_;
	$retention = $retention ? ", retention => '$retention'" : '';
	run_sql(qq{CREATE TABLE $table (id int, k int, at int, v int);
		SELECT streamml.create_continuous_view('${table}_view', \$\$
			SELECT k, $window AS w, count(*) AS n, sum(v) AS s FROM $table GROUP BY k, w HAVING sum(v) % 5 <> 0 \$\$,
			lateness => '10', emit => 'close'$retention)});
	return;
}

sub insert_rows
{
	my ($table, @rows) = @_;
	return join '', map { "INSERT INTO $table VALUES $_;\n" } @rows;
}

sub write_rows
{
	my ($table, $cut, @rows) = @_;
	if ($cut eq 'whole')
	{
		run_sql('INSERT INTO ' . $table . ' VALUES ' . join ', ', @rows);
	}
	elsif ($cut eq 'single_batch')
	{
		run_sql("SELECT streamml.pause('${table}_view')");
		run_sql(insert_rows($table, @rows));
		run_sql("SELECT streamml.resume('${table}_view')");
	}
	elsif ($cut eq 'single_rows')
	{
		run_sql(join "SELECT streamml.wait();\n", map { insert_rows($table, $_) } @rows);
	}
	else
	{
		while (@rows)
		{
			my @part = splice @rows, 0, 1 + int rand 20;
			run_sql((rand() < 0.5 ? 'BEGIN;' : '') . insert_rows($table, @part) . 'COMMIT;');
			wait_applied($node) if rand() < 0.5;
		}
	}
	return wait_applied($node);
}

sub still_kept
{
	my ($table, $retention) = @_;
	return $retention
	  ? "AND upper(w) > (SELECT watermark::int - $retention FROM streamml.watermarks WHERE view::text = '${table}_view')"
	  : '';
}

# What is said of closed windows last.
sub newest
{
	my ($table, $retention) = @_;
	my $kept = still_kept($table, $retention);
	return run_sql(qq{SELECT k, w, n, s FROM (
		SELECT DISTINCT ON (k, w) * FROM ${table}_view_closed ORDER BY k, w, revision DESC) f
		WHERE NOT withdrawn $kept ORDER BY k, w});
}

# Sessions that have grown are there with what they were; so are those that a late row
# has made part of one that is open.
sub newest_sessions
{
	my ($table, $retention) = @_;
	my $kept = still_kept($table, $retention);
	return run_sql(qq{SELECT k, w, n, s FROM (
		SELECT DISTINCT ON (k, w) * FROM ${table}_view_closed ORDER BY k, w, revision DESC) f
		WHERE NOT withdrawn AND NOT EXISTS (
			SELECT FROM ${table}_view_closed g WHERE g.k = f.k AND g.w && f.w AND g.revision > f.revision) $kept
			AND NOT EXISTS (SELECT FROM ${table}_view o WHERE o.k = f.k AND o.w && f.w AND NOT o.closed)
		ORDER BY k, w});
}

sub late_rows
{
	my ($table) = @_;
	return run_sql(qq{SELECT "row" ->> 'id', action, watermark FROM streamml.late_rows('${table}_view')
		ORDER BY ("row" ->> 'id')::int, action});
}

my $round = 0;
for my $retention (0, 0, 25, 25)
{
	note("retention $retention");
	my @rows = make_rows(200, $retention ? 60 : 40);
	$round++;
	for my $kind (sort keys %windows)
	{
		my %feed;
		my %late;
		for my $cut (@cuts)
		{
			my $table = "${kind}_${cut}_$round";
			make_view($table, $windows{$kind}, $retention);
			write_rows($table, $cut, @rows);
			$feed{$cut} = $kind eq 'session' ? newest_sessions($table, $retention) : newest($table, $retention);
			$late{$cut} = late_rows($table);
			is($feed{$cut}, run_sql("SELECT k, w, n, s FROM ${table}_view WHERE closed ORDER BY k, w"),
				"$kind, $cut: the newest revisions are what the view shows") if !$retention;
			next if $cut eq $cuts[0];
			is($feed{$cut}, $feed{ $cuts[0] }, "$kind, retention $retention, $cut: the same windows are closed");
			is($late{$cut}, $late{ $cuts[0] }, '... and the same rows are late');
		}
		isnt($late{ $cuts[0] }, '', "$kind: some are");
		run_sql("SELECT streamml.drop_continuous_view(view) FROM streamml.continuous_views");
	}
}

# A session that is not kept any more takes no row, freed already or not.
for my $cut (@cuts)
{
	my $table = "freed_$cut";
	make_view($table, $windows{session}, 25);
	write_rows($table, $cut, '(1, 0, 100, 1)', '(2, 0, 140, 1)', '(3, 0, 102, 1)', '(4, 0, 106, 1)', '(5, 0, 104, 1)');
	is(late_rows($table), "3|diverted|130\n4|merged|130\n5|merged|130", "session, $cut: rows beside one that is not kept");
	is(run_sql("SELECT w, n FROM ${table}_view WHERE upper(w) > 105 ORDER BY w"), "[104,111)|2\n[140,145)|1", '... have a session without it');
}
$node->stop;
done_testing();
