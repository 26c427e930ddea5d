# Sessions under random arrival: rows in any order, in transactions that commit or
# roll back, some without a time; the worker is killed, the cache is small or
# large, and the views always have the sessions of a plain gaps-and-islands query.
#
#	ORACLE_SEED		repeats a run
#	ORACLE_ROUNDS	how long it takes

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $seed = $ENV{ORACLE_SEED} || int(rand(2**31));
my $rounds = $ENV{ORACLE_ROUNDS} || 12;
srand($seed);
note("ORACLE_SEED=$seed ORACLE_ROUNDS=$rounds");

my $node = streamml_node('sessions', conf => "timezone = 'UTC'\n");
$node->safe_psql('postgres', q{
	CREATE TABLE event (
		id bigint GENERATED ALWAYS AS IDENTITY,
		k int, name text, at timestamptz, tick int, amount numeric);
});

# name => [keys, time, gap, WHERE]
my %views = (
	by_key => ['k', 'at', q{'10 minutes'}, 'true'],
	by_keys => ['name, k', 'at', q{'1 minute 30 seconds'}, 'true'],
	by_none => ['', 'at', q{'5 seconds'}, 'true'],
	by_day => ['name', 'at::date', q{'1 day'}, 'k <> 1'],
	by_tick => ['k', 'tick', 3, 'amount >= 0']);
my $answers = q{count(*) AS n, sum(amount) AS total, avg(amount) FILTER (WHERE amount > 20) AS mean,
	min(name COLLATE "C") AS low, max(id) AS latest, stddev(amount) AS spread};

sub definition
{
	my ($keys, $time, $gap, $where) = @{ $views{ $_[0] } };
	my $list = $keys eq '' ? '' : "$keys, ";
	return "SELECT ${list}streamml.session($time, $gap) AS s, $answers FROM event
		WHERE $where GROUP BY ${list}s";
}

# Written out by hand.
sub plain_query
{
	my ($keys, $time, $gap, $where) = @{ $views{ $_[0] } };
	my $list = $keys eq '' ? '' : "$keys, ";
	my $partition = $keys eq '' ? '' : "PARTITION BY $keys";
	my $range = $time eq 'at' ? 'tstzrange' : $time eq 'tick' ? 'int4range' : 'daterange';
	my $end = $time eq 'at' ? "max(t) + interval $gap" : $time eq 'tick' ? "max(t) + $gap" : 'max(t) + 1';
	my $reach = $end =~ s/max\(t\)/lag(t) OVER ($partition ORDER BY t)/r;
	my $finite = $time eq 'tick' ? 'raw' : 'CASE WHEN isfinite(raw) THEN raw END';
	return "SELECT ${list}CASE WHEN count(t) > 0 THEN $range(min(t), $end) END, $answers
		FROM (SELECT *, count(*) FILTER (WHERE far) OVER ($partition ORDER BY t) AS island
			FROM (SELECT *, t > $reach AS far
				FROM (SELECT *, $finite AS t
					FROM (SELECT *, $time AS raw FROM event WHERE $where) q0) q1) q2) q3
		GROUP BY ${list}island, t IS NULL";
}

# Dense enough that sessions meet, now and then far away.
sub insert_rows
{
	my ($n) = @_;
	my $start = int(rand(4)) == 0 ? int(rand(500_000)) : int(rand(20_000));
	my $width = (30, 300, 3000, 30_000)[ rand 4 ];
	my $s = rand();
	return "SELECT setseed($s);
		INSERT INTO event (k, name, at, tick, amount)
		SELECT nullif((random() * 6)::int, 6), (ARRAY['a', 'b', 'c', NULL])[1 + (random() * 3)::int],
			CASE WHEN random() < 0.02 THEN NULL WHEN random() < 0.01 THEN 'infinity'
				ELSE '2024-03-30'::timestamptz + ($start + (random() * $width)::int) * interval '1 second' END,
			CASE WHEN random() < 0.98 THEN ($start + random() * $width)::int / 20 END,
			(random() * 1000)::int / 10.0 - 10
		FROM generate_series(1, $n);";
}

sub random_transaction
{
	my $n = (1, 1, 3, 20, 1000)[ rand 5 ];
	my $end = rand() < 0.15 ? 'ROLLBACK' : 'COMMIT';
	my $more = rand() < 0.3 ?
	  'SAVEPOINT a;' . insert_rows(5) . 'ROLLBACK TO a;' . insert_rows(2) : '';
	return 'BEGIN;' . insert_rows($n) . "$more$end;";
}

sub compare
{
	my ($round) = @_;
	wait_applied($node);
	is_equivalent($node, $_, plain_query($_), "round $round: $_") for sort keys %views;
	return;
}

create_view($node, 'by_key', definition('by_key'));
$node->safe_psql('postgres', random_transaction()) for 1 .. 5;
create_view($node, $_, definition($_)) for grep { $_ ne 'by_key' } sort keys %views;
compare('fill');

for my $round (1 .. $rounds)
{
	my $size = (64, 64, 256, 65536)[ rand 4 ];
	$node->safe_psql('postgres',
		"ALTER SYSTEM SET streamml.group_cache_size = '${size}kB'; SELECT pg_reload_conf()");
	my $what = (qw(plain kill freeze restart rebuild))[ rand 5 ];
	note("round $round: $what, cache of $size kB");
	my $frozen = $what eq 'freeze' ? freeze_worker($node) : undef;
	for my $i (1 .. 1 + int(rand(12)))
	{
		$node->safe_psql('postgres', random_transaction());
		kill_worker($node) if $what eq 'kill' && rand() < 0.3;
	}
	thaw_worker($frozen) if defined $frozen;
	if ($what eq 'restart')
	{
		$node->stop('immediate');
		$node->start;
	}
	$node->safe_psql('postgres', q{SELECT streamml.rebuild('by_keys')}) if $what eq 'rebuild';
	compare($round);
}

note('sessions: '
	  . join ', ', map { "$_ " . $node->safe_psql('postgres', "SELECT count(*) FROM $_") } sort keys %views);
is_verified($node, 'postgres', sort keys %views);
is($node->safe_psql('postgres', 'SELECT count(*) FROM streamml.dead_letters'), '0', 'no dead letters');
is(count_log($node, qr/changed by another transaction|TRAP|PANIC: /), 0, 'nothing odd in the log');

done_testing();
