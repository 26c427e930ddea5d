# The oracle: random definitions over random rows, with everything that can
# happen in between.  After every round each continuous view must hold exactly
# what its defining query answers.  The seed is printed; run again with
# ORACLE_SEED=n to repeat, ORACLE_ROUNDS=n for a longer walk.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $seed = $ENV{ORACLE_SEED} || int(time ^ ($$ << 8)) % 1_000_000;
my $rounds = $ENV{ORACLE_ROUNDS} // 12;
srand($seed);
diag("ORACLE_SEED=$seed ORACLE_ROUNDS=$rounds");

# Small limits, so that streaming, spilling and eviction happen all the time.
my $node = streamml_node(
	'oracle',
	conf => q{
streamml.decoding_work_mem = '64kB'
streamml.batch_rows = 300
streamml.group_cache_size = '64kB'
autovacuum_naptime = 1s
});

sub one_of { return $_[ int rand @_ ]; }
sub chance { return rand() < $_[0]; }

# Values that are exact in any order of summation: float8 multiples of 1/8.
$node->safe_psql('postgres', q{
	CREATE TABLE src (
		gone int, id bigserial PRIMARY KEY, k int, c text, a int, f float8,
		n numeric, at timestamptz, ok boolean, j jsonb);
	ALTER TABLE src DROP COLUMN gone;
	CREATE TABLE part (id bigserial, k int, c text, a int, f float8, n numeric,
		at timestamptz, ok boolean, j jsonb) PARTITION BY HASH (id);
	CREATE TABLE part0 PARTITION OF part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
	CREATE TABLE part1 (j jsonb, ok boolean, x int, at timestamptz, n numeric, f float8,
		a int, c text, k int, id bigint NOT NULL DEFAULT nextval('part_id_seq'));
	ALTER TABLE part1 DROP COLUMN x;
	ALTER TABLE part ATTACH PARTITION part1 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
	CREATE TABLE dim (k int PRIMARY KEY, name text, w int);
	INSERT INTO dim SELECT i, 'name ' || i % 3, i * 2 FROM generate_series(0, 12) i;
	CREATE FUNCTION int_product_step(numeric, int) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT
		AS 'SELECT ($1 * $2) % 1000003';
	CREATE AGGREGATE product_mod(int) (sfunc = int_product_step, stype = numeric, initcond = '1');
	CREATE FUNCTION keep_last(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE
		AS 'SELECT coalesce(greatest($1, $2), $1)';
	CREATE AGGREGATE top(anyelement) (sfunc = keep_last, stype = anyelement);
});

my @keys = (
	'k', 'c', 'ok', 'a % 3', q{date_trunc('hour', at)}, q{coalesce(c, 'none')},
	q{streamml.tumble(at, '10 minutes')}, q{streamml.tumble(at, '1 day', timezone => 'Europe/Paris')}, 'n', q{(j ->> 'x')::int}, 'f');
my @aggs = (
	'count(*)', 'count(a)', 'count(a) FILTER (WHERE ok)', 'sum(a)', 'sum(f)', 'avg(n)', 'avg(a)',
	'min(c)', 'max(c COLLATE "C")', 'max(at)', 'min(n)', 'bool_and(ok)', 'bool_or(a > 0)',
	'bit_xor(a)', 'sum(n) FILTER (WHERE c IS NOT NULL)', 'stddev_pop(a)', 'variance(n)',
	'product_mod(a)', 'top(a)', 'top(c)', 'sum(a::bigint)', 'count(*) FILTER (WHERE j IS NULL)',
	'sum(a) + count(*)', 'round(avg(n), 3)', q{coalesce(sum(a), 0) > 10}, 'every(f > 0)');
my @wheres = (
	'true', 'true', 'true', 'a > 0', 'c IS NOT NULL', 'ok', q{k IN (SELECT k FROM dim WHERE w > 4)},
	q{c LIKE 'b%' OR a < 3}, q{j ? 'x'});
my @havings = ('', '', '', ' HAVING count(*) > 2', ' HAVING min(a) IS NOT NULL');

# Aggregates whose states can be combined: windows made of panes and sessions need that.
my @combinable = grep { !/product_mod|top\(/ } @aggs;
my @zones = ('UTC', 'Europe/Paris', 'Australia/Lord_Howe', 'Asia/Kathmandu');

# A window whose rows overlap or that the plain query cannot be grouped by, with a
# column or two beside it.
sub random_window
{
	my $zone = one_of(@zones);
	my $offset = chance(0.3) ? q{, "offset" => '} . one_of('7 minutes', '-90 seconds') . q{'} : '';
	return one_of(
		"streamml.hop(at, '" . one_of('1 minute', '10 minutes', '7 minutes') . "', '"
		  . one_of('10 minutes', '21 minutes', '5 minutes') . "', timezone => '$zone'$offset)",
		"streamml.cumulate(at, '5 minutes', '" . one_of('10 minutes', '1 hour') . "', timezone => '$zone'$offset)",
		"streamml.hop(at, '" . one_of('1 day', '1 week') . "', '1 week', timezone => '$zone')",
		"streamml.hop(at, '1 month', '3 months', timezone => '$zone')");
}

sub random_select
{
	my ($by, $aggs) = @_;
	my $n = 0;
	my @select = map { "$by->[$_] AS g$_" } 0 .. $#$by;
	push @select, one_of(@$aggs) . ' AS v' . $n++ for 1 .. 1 + int rand 4;
	return join(', ', @select);
}

# One or several groupings by these expressions: GROUP BY, and a column that tells
# the groupings apart.
sub random_grouping
{
	my @by = @_;
	my $list = join(', ', @by);
	return ("GROUP BY $list", '') if !@by || chance(0.6);
	my @sets;
	for (1 .. 1 + int rand 4)
	{
		push @sets, '(' . join(', ', grep { chance(0.5) } @by) . ')';
	}
	my ($first, @others) = @by;
	my $group = one_of(
		"ROLLUP ($list)", "CUBE ($list)", "DISTINCT ROLLUP ($list), CUBE ($first)",
		'GROUPING SETS (' . join(', ', "($list)", @sets) . ')',
		'GROUPING SETS (' . join(', ', "ROLLUP ($list)", @sets) . ')',
		@others ? "$first, ROLLUP (" . join(', ', @others) . ')' : "GROUPING SETS ($first, $first)");
	return ("GROUP BY $group", ", grouping($list) AS gs");
}

# What a view over windows of panes means is what it says.
sub random_pane_query
{
	my $window = random_window();
	my @by = chance(0.6) ? (one_of('k', 'c', 'ok', 'a % 3')) : ();
	my ($group, $sets) = random_grouping(@by);
	return 'SELECT ' . random_select([ @by, $window ], \@combinable) . $sets . ' FROM ' . one_of('src', 'part')
	  . ' s WHERE ' . one_of(@wheres) . (@by ? " $group, $window" : " GROUP BY $window") . one_of(@havings);
}

# A view over sessions, and the query by gaps and islands that it means.
sub random_session_query
{
	my $gap = one_of('5 seconds', '37 seconds', '2 minutes');
	my $key = chance(0.7) ? one_of('k', 'c', 'ok', 'a % 3') : 'k IS NULL';
	my @select = map { one_of(@combinable) . " AS v$_" } 0 .. int rand 4;
	my ($table, $where, $having) = (one_of('src', 'part'), one_of(@wheres), one_of(@havings));
	my $columns = join(', ', @select);
	my $view = "SELECT $key AS g, streamml.session(at, '$gap') AS s, $columns FROM $table WHERE $where"
	  . " GROUP BY $key, streamml.session(at, '$gap')$having";
	my $islands = qq{
		SELECT g, CASE WHEN count(at) > 0 THEN tstzrange(min(at), max(at) + interval '$gap') END AS s, $columns
		FROM (SELECT *, count(*) FILTER (WHERE starts) OVER (PARTITION BY g, at IS NULL ORDER BY at) AS island
		      FROM (SELECT *, at - lag(at) OVER (PARTITION BY g ORDER BY at) > '$gap' IS NOT FALSE
		                      AND at IS NOT NULL AS starts
		            FROM (SELECT *, $key AS g FROM $table WHERE $where) r) r) r
		GROUP BY g, at IS NULL, island$having};
	return ($view, $islands);
}

sub random_query
{
	my $table = chance(0.75) ? 'src' : 'part';
	my ($from, $alias) = ("$table s", 's');
	my $joined = chance(0.25);
	$from .= chance(0.5) ? ' JOIN dim USING (k)' : ' LEFT JOIN dim USING (k)' if $joined;
	$from = "(SELECT * FROM $table WHERE a IS DISTINCT FROM 5) s" if !$joined && chance(0.15);

	if (chance(0.2))
	{
		my @columns = ('id', 'a', 'upper(c) AS up', $joined ? 'name' : 'n', 'f * 2 AS ff');
		return "SELECT " . join(', ', @columns) . " FROM $from WHERE " . one_of(@wheres);
	}
	my @by;
	push @by, one_of(@keys) for 1 .. int rand 4;
	push @by, 'name' if $joined && chance(0.5);
	my %seen;
	@by = grep { !$seen{$_}++ } @by;
	my $n = 0;
	my @select = map { "$by[$_] AS g$_" } 0 .. $#by;
	push @select, one_of(@aggs) . ' AS v' . $n++ for 1 .. 1 + int rand 5;
	my ($group, $sets) = random_grouping(@by);
	my $query = 'SELECT ' . join(', ', @select) . "$sets FROM $from WHERE " . one_of(@wheres);
	$query .= " $group" if @by;
	return $query . one_of(@havings);
}

sub value
{
	my ($sql, $nulls) = @_;
	return chance($nulls // 0.1) ? 'NULL' : $sql;
}

sub random_row
{
	return join ', ',
	  value(int rand 15), value("'" . one_of('a', 'b', 'bb', 'B', 'ü', '', 'x' x 3000) . "'"),
	  value(int(rand 20) - 5), value((int(rand 400) - 100) / 8, 0.1),
	  value(one_of('1.0', '1.00', '-3', '2.50', '0', '7', int(rand 1000) / 100), 0.1),
	  value("timestamptz '2024-03-31 00:00+00' + interval '" . int(rand 7200) . " s'"),
	  value(one_of('true', 'false')), value(one_of(q{'{"x": 1}'}, q{'{"x": 2, "y": []}'}, q{'{}'}), 0.3);
}

my $columns = 'k, c, a, f, n, at, ok, j';

sub insert_sql
{
	my ($table) = @_;
	my $n = one_of(1, 1, 2, 5, 40);
	return "INSERT INTO $table ($columns) VALUES "
	  . join(', ', map { '(' . random_row() . ')' } 1 .. $n) . ';';
}

sub table { return chance(0.7) ? 'src' : 'part'; }

my $prepared = 0;
my @actions = (
	sub { return insert_sql(table()); },
	sub { return insert_sql(table()) . insert_sql(table()); },
	sub { return 'BEGIN;' . insert_sql(table()) . insert_sql(table()) . 'ROLLBACK;'; },
	sub {
		return 'BEGIN;' . insert_sql(table()) . 'SAVEPOINT a;' . insert_sql(table())
		  . 'SAVEPOINT b;' . insert_sql(table()) . one_of('ROLLBACK TO b;', 'RELEASE b;')
		  . insert_sql(table()) . one_of('ROLLBACK TO a;', 'RELEASE a;')
		  . insert_sql(table()) . 'COMMIT;';
	},
	sub {
		my ($t, $n) = (table(), one_of(200, 1500, 4000));
		my $row = random_row();
		return "INSERT INTO $t ($columns) SELECT $row FROM generate_series(1, $n);";
	},
	sub {
		my $n = one_of(500, 3000);
		return "BEGIN; INSERT INTO src ($columns) SELECT "
		  . random_row() . " FROM generate_series(1, $n); SAVEPOINT s; INSERT INTO src ($columns) SELECT "
		  . random_row() . " FROM generate_series(1, $n); "
		  . one_of('ROLLBACK TO s; COMMIT;', 'COMMIT;', 'ROLLBACK;');
	},
	sub {
		return "COPY (SELECT $columns FROM src ORDER BY id LIMIT 50) TO '"
		  . $node->data_dir . "/rows.copy'; COPY src ($columns) FROM '"
		  . $node->data_dir . "/rows.copy';";
	},
	sub {
		return "INSERT INTO src (id, $columns) SELECT id + " . one_of(0, 1_000_000_000) . ", $columns FROM src"
		  . " ORDER BY id DESC LIMIT 3 ON CONFLICT (id) DO NOTHING;";
	},
	sub {
		$prepared++;
		return "BEGIN;" . insert_sql('src') . "PREPARE TRANSACTION 'p$prepared';" . insert_sql('src')
		  . one_of("COMMIT PREPARED 'p$prepared';", "ROLLBACK PREPARED 'p$prepared';");
	},
	sub { return insert_sql('src') . 'VACUUM FULL src;' . insert_sql('src'); },
	sub { return 'VACUUM (FREEZE) src; ANALYZE src;'; },
	sub {
		return 'ALTER TABLE src ADD COLUMN extra int DEFAULT 3;' . insert_sql('src')
		  . 'ALTER TABLE src DROP COLUMN extra;' . insert_sql('src');
	},
	sub { return 'CHECKPOINT; SELECT pg_switch_wal();'; });

my @views;

sub add_view
{
	my $name = 'v' . @views;
	my ($definition, $query) =
	  chance(0.15) ? random_session_query() : chance(0.2) ? random_pane_query() : random_query();
	$query //= $definition;
	my $sql = "SELECT streamml.create_continuous_view('$name', \$q\$ $definition \$q\$);";
	$sql = 'BEGIN;' . insert_sql('src') . $sql . insert_sql('src') . 'COMMIT;' if chance(0.3);
	my ($rc, $out, $err) = $node->psql('postgres', $sql);
	if ($rc != 0)
	{
		fail("created $name");
		diag("$definition\n$err");
		return;
	}
	push @views, { name => $name, query => $query };
}

sub disturb
{
	my $pid = worker_pid($node);
	return if $pid eq '';
	if (chance(0.4))
	{
		$node->psql('postgres', "SELECT pg_terminate_backend($pid)");
	}
	elsif (chance(0.3))
	{
		kill 'KILL', $pid;
		$node->poll_query_until('postgres', 'SELECT true') or die 'no recovery';
	}
	elsif (@views)
	{
		my $view = one_of(@views)->{name};
		$node->safe_psql('postgres', "SELECT streamml.pause('$view')");
		$node->safe_psql('postgres', insert_sql('src'));
		$node->safe_psql('postgres', "SELECT streamml.resume('$view')");
	}
}

add_view() for 1 .. 3;
for my $round (1 .. $rounds)
{
	add_view() if @views < 14;
	for (1 .. 4 + int rand 8)
	{
		$node->safe_psql('postgres', one_of(@actions)->());
		disturb() if chance(0.12);
	}
	$node->safe_psql('postgres', "SELECT streamml.rebuild('" . one_of(@views)->{name} . "')")
	  if chance(0.2);
	wait_applied($node) or BAIL_OUT("round $round: the worker does not catch up");

	my $bad = 0;
	for my $view (@views)
	{
		my $differences = $node->safe_psql('postgres', qq{
			SELECT count(*) FROM ((TABLE $view->{name} EXCEPT ALL ($view->{query}))
			UNION ALL (($view->{query}) EXCEPT ALL TABLE $view->{name})) d});
		next if $differences eq '0';
		$bad++;
		is_equivalent($node, $view->{name}, $view->{query}, "round $round: $view->{name}");
		diag("ORACLE_SEED=$seed\n$view->{query}");
	}
	is($bad, 0, "round $round: " . @views . ' views equal their queries');
	last if $bad;
}

for my $view (@views)
{
	is($node->safe_psql('postgres', "SELECT * FROM streamml.verify('$view->{name}') LIMIT 10"),
		'', "verify($view->{name})") or diag("ORACLE_SEED=$seed\n$view->{query}");
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM streamml.dead_letters'), 0, 'no dead letters');
is($node->safe_psql('postgres', 'SELECT count(*) FROM streamml.gaps'), 0, 'no gaps');
unlike(slurp_file($node->logfile), qr/PANIC|TRAP|detected write past chunk end/, 'no crash of our own');

$node->stop;
done_testing();
