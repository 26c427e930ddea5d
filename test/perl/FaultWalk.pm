# FaultWalk - every fault point there is, one at a time: the N-th point that the
# worker reaches goes off, for every N up to the last, in an order that is spread
# over all of them, because a slow machine does not come to the end.  Each
# time the answers, the dead letters and the model, bit for bit, are those of a
# run that nothing interrupted.
package FaultWalk;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;
use Time::HiRes qw(usleep);

our @EXPORT = qw(walk_fault_points);

my $most = 400;    # a walk that does not end is a failure
my $node;

# One attempt; false while the server is recovering or the statement has failed.
sub attempt { return try_sql($node, 'postgres', $_[0]); }

# Errors raised inside a view fail it, as they should; its owner resumes it.
sub mend
{
	attempt(q{SELECT streamml.resume(view) FROM streamml.continuous_views WHERE state = 'failed'});
	return;
}

# Run a statement until it is known to have happened.
sub step
{
	my ($sql, $done) = @_;
	my $err;
	for my $try (1 .. 100)
	{
		my ($ok, $out);
		if (defined $done)
		{
			($ok, $out) = attempt("SELECT $done");
			return if $ok && $out eq 't';
		}
		($ok, $out, $err) = attempt($sql);
		return $out if $ok && !defined $done;
		mend() unless $ok;
		usleep(20_000) unless $ok;
	}
	die "cannot do: $sql\n$err";
}

sub create
{
	my ($name, $query, $options) = @_;
	$options //= '';
	return step("SELECT streamml.create_continuous_view('$name', \$q\$ $query \$q\$$options)",
		"to_regclass('$name') IS NOT NULL");
}

sub insert
{
	my ($from, $to) = @_;
	return step(qq{BEGIN;
		INSERT INTO src SELECT i, i % 4, CASE WHEN i % 10 = 7 THEN 0 ELSE i END FROM generate_series($from, $to) i;
		INSERT INTO lesson SELECT i, i % 3 = 0, ARRAY[i % 7, sin(i)] FROM generate_series($from, $to) i;
		COMMIT},
		"EXISTS (SELECT FROM src WHERE id = $from)");
}

sub catch_up
{
	for (1 .. 100)
	{
		my ($ok, $out) = attempt(q{SELECT streamml.wait(timeout => '3 s') AND
			(SELECT bool_and(state = 'live') FROM streamml.continuous_views)});
		return 1 if $ok && $out eq 't';
		mend();
		usleep(20_000) unless $ok;
	}
	return 0;
}

my %query_of = (
	sums => 'SELECT k, count(*) AS n, sum(v) AS s, avg(v::numeric) AS a FROM src GROUP BY k',
	inverse => 'SELECT id, 840 / v AS i FROM src',
	sessions => 'SELECT streamml.session(id * 7 % 97, 4) AS s, count(*) AS n, sum(v) AS v FROM src GROUP BY s',
	accounts => 'SELECT k, count(*) AS n, sum(v) AS s FROM account GROUP BY k');
my %expected_of = (
	%query_of,
	inverse => 'SELECT id, 840 / v AS i FROM src WHERE v <> 0',
	sessions => 'SELECT int4range(min(t), max(t) + 4), count(*), sum(v)
		FROM (SELECT v, t, count(*) FILTER (WHERE far) OVER (ORDER BY t) AS island
			FROM (SELECT v, t, t > lag(t) OVER (ORDER BY t) + 4 AS far
				FROM (SELECT v, id * 7 % 97 AS t FROM src) a) b) c
		GROUP BY island');

# Windows of five minutes, a minute per id.
my $in_windows = q{SELECT streamml.tumble('2024-01-01 00:00+00'::timestamptz + id * interval '1 minute', '5 minutes') AS w,
	count(*) AS n, sum(v) AS s FROM src GROUP BY w};

sub workload
{
	step('DROP TABLE IF EXISTS src, lesson, account CASCADE');
	step(q{CREATE TABLE src (id int PRIMARY KEY, k int, v int);
		CREATE TABLE account (id int PRIMARY KEY, k int, v int);
		ALTER TABLE account REPLICA IDENTITY FULL;
		INSERT INTO account SELECT i, i % 3, i FROM generate_series(1, 12) i;
		CREATE TABLE lesson (id int PRIMARY KEY, y boolean, x float8[])},
		"to_regclass('lesson') IS NOT NULL");
	insert(1, 6);
	# in a transaction that has an id it cannot be filled at once: a process is
	# started that does so after the commit
	step("BEGIN; SELECT pg_current_xact_id(); SELECT streamml.create_continuous_view('sums', '$query_of{sums}'); COMMIT",
		"to_regclass('sums') IS NOT NULL");
	create('inverse', $query_of{inverse});
	create('sessions', $query_of{sessions});
	create('closing', $in_windows, q{, lateness => '1 minute', retention => '10 minutes', emit => 'close'});
	create('accounts', $query_of{accounts},
		q{, on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute'});
	create('model', 'SELECT streamml.logistic_regression(y, x) AS model FROM lesson');
	insert(11, 16);
	insert(27, 29);    # the first of these is poison
	catch_up();
	step(q{UPDATE account SET k = 7, v = v + 1 WHERE k = 1}, 'NOT EXISTS (SELECT FROM account WHERE k = 1)');
	step(q{BEGIN; DELETE FROM account WHERE k = 2; INSERT INTO account VALUES (20, 7, 20); COMMIT},
		'EXISTS (SELECT FROM account WHERE id = 20)');
	step(q{SELECT streamml.pause('sums')});
	insert(31, 36);
	step(q{SELECT streamml.resume('sums')});
	step(q{SELECT streamml.rebuild('model')});
	insert(41, 44);
	step('BEGIN; TRUNCATE account; INSERT INTO account VALUES (30, 5, 30); COMMIT',
		'EXISTS (SELECT FROM account WHERE id = 30)');
	return catch_up();
}

# How the feed of closed windows differs from each window once.
my $feed_differences = qq{(SELECT count(*) FROM (SELECT w, n, s, revision FROM closing_closed) c
	FULL JOIN (SELECT *, 0 AS revision FROM ($in_windows) q WHERE w << '[2024-01-01 00:40+00,)') q USING (w, n, s, revision)
	WHERE c.w IS NULL OR q.w IS NULL)};

# Everything that must be the same whatever happened on the way, as one text.
sub outcome
{
	my @differences = map {
		"$_: (SELECT count(*) FROM ((TABLE $_ EXCEPT ALL ($expected_of{$_}))
			UNION ALL (($expected_of{$_}) EXCEPT ALL TABLE $_)) d)"
	} sort keys %expected_of;
	s/^(\w+): (.*)$/'$1 ' || $2/s for @differences;
	return step('SELECT ' . join(" || ', ' || ", @differences,
		"'closing ' || $feed_differences", q{(SELECT 'late ' || count(*) FROM streamml.late_rows)},
		q{(SELECT model::text = (SELECT streamml.logistic_regression(y, x ORDER BY id)::text FROM lesson) FROM model)::text},
		q{(SELECT coalesce(string_agg("row" ->> 'id', ' ' ORDER BY lsn, ordinal), 'none') FROM streamml.dead_letters)},
		q{(SELECT count(*) || ' gaps' FROM streamml.gaps)}));
}

# The N-th point goes off; true if the outcome is as expected and N was reached,
# undef if there is no such point any more.
sub strike
{
	my ($kind, $n, $expected, $points) = @_;
	my $count_file = $node->data_dir . '/streamml.fault_count';
	my $offset = -s $node->logfile;
	unlink $count_file;
	step("ALTER SYSTEM SET streamml.fault_kind = $kind");
	step("ALTER SYSTEM SET streamml.fault_at = $n");
	step('SELECT pg_reload_conf()');
	my $finished = workload();
	my $got = outcome();
	my ($point) = slurp_file($node->logfile, $offset) =~ /fault point $n "([^"]+)" goes off/;
	my $well = $finished && $got eq $expected;
	return if $well && !defined $point && (-s $count_file // 0) < $n;
	$points->{ $point // 'none' }++;
	return 1 if $well;
	fail("$kind at point $n (" . ($point // 'none') . ")");
	diag("finished: $finished, expected \"$expected\", got \"$got\"");
	return 0;
}

# The number of points on the way, counted where none goes off.
sub count_points
{
	my ($kind, $expected) = @_;
	is(strike($kind, $most, $expected, {}), undef, "fewer than $most points");
	return -s $node->data_dir . '/streamml.fault_count';
}

# The numbers 1 .. n in an order whose every beginning is spread over all of them.
sub spread
{
	my ($n) = @_;
	my @order = map { int($_ * $n * 0.6180339887) % $n + 1 } 0 .. 3 * $n;
	my %seen;
	return grep { !$seen{$_}++ } @order, 1 .. $n;
}

# walk_fault_points($kind): the whole test; $kind is a value of
# streamml.fault_kind.  FAULT_POINTS='3 7' walks these only; FAULT_SECONDS is
# how long a walk may take on a slow machine, 0 for as long as it takes.
sub walk_fault_points
{
	my ($kind) = @_;
	my $limit = $ENV{FAULT_SECONDS} // 90;
	$node = streamml_node("fault_$kind", faults => 1);

	# Without faults first: what is expected.
	ok(workload(), 'the workload, uninterrupted');
	my $expected = outcome();
	is($expected, 'accounts 0, inverse 0, sessions 0, sums 0, closing 0, late 0, true, 27, 0 gaps', 'its outcome');

	my $start = time;
	my $total = count_points($kind, $expected);
	my @order = $ENV{FAULT_POINTS} ? split(/ /, $ENV{FAULT_POINTS}) : spread($total);
	my ($walked, $bad, %points) = (0, 0);
	for my $n (@order)
	{
		last if $bad >= 3 || ($limit > 0 && time - $start > $limit);
		my $well = strike($kind, $n, $expected, \%points);
		$walked++ if defined $well;
		$bad++ if defined $well && !$well;
	}
	is($bad, 0, "$walked points leave no trace");
	cmp_ok($walked, '>=', $ENV{FAULT_POINTS} ? 1 : 10, 'points were reached');
	note("$points{$_} times at \"$_\"") for sort keys %points;
	diag("$kind: walked $walked of $total fault points, of " . scalar(keys %points) . ' names');

	is(count_log($node, qr/PANIC|TRAP|detected write past chunk end/), 0, 'no crash but those asked for');
	$node->stop;
	done_testing();
	return;
}

1;
