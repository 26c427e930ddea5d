# Rows that change: random inserts, updates, deletes and TRUNCATEs, in
# transactions large and small, with savepoints, while the worker is killed,
# views are paused and the tables are vacuumed or rewritten.  After every round
# each view that recomputes holds what its query answers, and the model that
# learns from updates is the one that the aggregate learns from the labelled rows.
# The seed is printed; run again with ORACLE_SEED=n to repeat, ORACLE_ROUNDS=n
# for a longer walk.

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

my $node = streamml_node(
	'changes',
	conf => q{
streamml.decoding_work_mem = '64kB'
streamml.batch_rows = 200
streamml.group_cache_size = '64kB'
autovacuum_naptime = 1s
});

sub one_of { return $_[ int rand @_ ]; }
sub chance { return rand() < $_[0]; }

$node->safe_psql('postgres', q{
	CREATE TABLE src (gone int, id bigserial PRIMARY KEY, k int, a int, f float8, c text,
		at timestamptz, z int DEFAULT 1, twice int GENERATED ALWAYS AS (a * 2) STORED);
	ALTER TABLE src DROP COLUMN gone;
	ALTER TABLE src REPLICA IDENTITY FULL;
	CREATE INDEX ON src (k);
	CREATE INDEX ON src (at);
	CREATE TABLE part (id bigserial, k int, a int, f float8, c text, at timestamptz)
		PARTITION BY LIST (k);
	CREATE TABLE part0 (at timestamptz, c text, x int, f float8, a int, k int,
		id bigint NOT NULL DEFAULT nextval('part_id_seq'));
	ALTER TABLE part0 DROP COLUMN x;
	ALTER TABLE part ATTACH PARTITION part0 FOR VALUES IN (0, 1, 2);
	CREATE TABLE part1 PARTITION OF part DEFAULT;
	ALTER TABLE part0 REPLICA IDENTITY FULL;
	ALTER TABLE part1 REPLICA IDENTITY FULL;
	CREATE TABLE dim (k int PRIMARY KEY, name text);
	INSERT INTO dim SELECT i, 'name ' || i % 3 FROM generate_series(0, 7) i;
	CREATE TABLE tx (id bigserial PRIMARY KEY, x float8, y float8, seq bigint, note text);
	ALTER TABLE tx REPLICA IDENTITY FULL;
	CREATE SEQUENCE labels;
});

my %views = (
	by_k => 'SELECT k, count(*) AS n, sum(a) AS s, max(c) AS m FROM src GROUP BY k',
	by_text => 'SELECT c, count(*) AS n, sum(f) AS s FROM src WHERE a > 0 GROUP BY c',
	by_time => q{SELECT streamml.tumble(at, '10 minutes') AS w, k % 2 AS odd, count(*) AS n,
		avg(a) AS m, sum(twice) AS t FROM src GROUP BY w, odd},
	total => 'SELECT count(*) AS n, sum(a) AS s, min(c) AS m FROM src',
	twins => 'SELECT k, a, count(*) AS n FROM src GROUP BY k, a HAVING count(*) > 1',
	joined => 'SELECT name, count(*) AS n, sum(a) AS s FROM src JOIN dim USING (k) GROUP BY name',
	parts => 'SELECT k, count(*) AS n, sum(a) AS s, max(at) AS m FROM part GROUP BY k',
	part_all => 'SELECT count(*) AS n, sum(f) AS s FROM part');
for my $name (sort keys %views)
{
	$node->safe_psql('postgres', qq{SELECT streamml.create_continuous_view('$name',
		\$view\$ $views{$name} \$view\$, on_update => 'recompute', on_delete => 'recompute',
		on_truncate => 'recompute')});
}
my $model = 'streamml.linear_regression(y, ARRAY[x])';
$node->safe_psql('postgres', qq{SELECT streamml.create_continuous_view('model',
	'SELECT $model AS model FROM tx WHERE y IS NOT NULL', on_update => 'learn')});
$node->safe_psql('postgres', q{SELECT streamml.create_continuous_view('learned',
	'SELECT id, x, y, seq FROM tx WHERE y IS NOT NULL', on_update => 'learn')});

# Where it is easy to be wrong: a view behind the stream reads a table that vacuum
# has marked as visible to all, or that was rewritten.  The first transaction
# fills a batch, in which group 1 is read again; it has more rows by then.
sub far_ahead
{
	my ($prepare, $then, $what) = @_;
	my $undo = $prepare->();
	$node->safe_psql('postgres', $_) for (
		q{BEGIN; UPDATE src SET a = a + 1 WHERE k = 1;
		  INSERT INTO src (k, a) SELECT 2, i FROM generate_series(1, 300) i; COMMIT},
		q{INSERT INTO src (k, a) SELECT 1, i FROM generate_series(1, 250) i},
		q{DELETE FROM src WHERE k = 3}, $then);
	$undo->();
	wait_applied($node);
	for my $name ('by_k', 'total', 'joined')
	{
		is_equivalent($node, $name, $views{$name}, "$what: $name");
	}
	return;
}

sub paused
{
	$node->safe_psql('postgres', "SELECT streamml.pause('$_')") for sort keys %views;
	wait_applied($node);
	return sub {
		$node->safe_psql('postgres', "SELECT streamml.resume('$_')") for sort keys %views;
	};
}

sub stopped
{
	my $pid = freeze_worker($node);
	return sub { thaw_worker($pid); };
}

sub killed
{
	my $pid = freeze_worker($node);
	return sub { kill 'KILL', $pid; wait_worker($node, 'postgres', $pid); };
}

$node->safe_psql('postgres', q{INSERT INTO src (k, a, c) SELECT i % 8, i, 'a' FROM generate_series(1, 80) i});
wait_applied($node);
for my $then ('SELECT 1', 'VACUUM (FREEZE, DISABLE_PAGE_SKIPPING) src', 'VACUUM FULL src',
	'ALTER TABLE src ALTER z TYPE bigint; ALTER TABLE src ALTER z TYPE int',
	'TRUNCATE src')
{
	far_ahead(\&paused, $then, "resumed after $then");
	far_ahead(\&stopped, $then, "woken after $then");
	far_ahead(\&killed, $then, "started again after $then");
}
is_verified($node, 'postgres', sort keys %views);

# A view that learns from updates and reads groups again after deletes: rows
# labelled meanwhile are in what it reads, and must not be learned on top of that.
my $labels = 'SELECT k, count(*) AS n, sum(y) AS s FROM label WHERE y IS NOT NULL GROUP BY k';
$node->safe_psql('postgres', qq{
	CREATE TABLE label (id serial, k int, y int);
	ALTER TABLE label REPLICA IDENTITY FULL;
	INSERT INTO label (k, y) SELECT i % 3, nullif(i % 4, 0) FROM generate_series(1, 60) i;
	SELECT streamml.create_continuous_view('label_sums', '$labels',
		on_update => 'learn', on_delete => 'recompute');});
wait_applied($node);
$node->safe_psql('postgres', q{SELECT streamml.pause('label_sums')});
wait_applied($node);
$node->safe_psql('postgres', $_) for (
	'BEGIN; DELETE FROM label WHERE id IN (1, 2); INSERT INTO label (k) SELECT 2 FROM generate_series(1, 300); COMMIT',
	'INSERT INTO label (k, y) SELECT i % 2, i FROM generate_series(1, 20) i',
	'INSERT INTO label (k) SELECT 2 FROM generate_series(1, 300)',
	'UPDATE label SET y = id WHERE y IS NULL AND k < 2',
	q{SELECT streamml.resume('label_sums')});
wait_applied($node);
is_equivalent($node, 'label_sums', $labels, 'learned and recomputed');
$node->safe_psql('postgres', $_) for (
	'UPDATE label SET y = -id WHERE y IS NULL AND id % 2 = 0', 'DELETE FROM label WHERE k = 1 AND id % 2 = 0',
	'UPDATE label SET y = -id WHERE y IS NULL', 'DELETE FROM label WHERE id % 5 = 0');
wait_applied($node);
is_equivalent($node, 'label_sums', $labels, 'learned and recomputed in step');
cmp_ok($node->safe_psql('postgres', 'SELECT sum(changes_ignored) FROM streamml.stat_worker'),
	'==', 0, 'nothing was ignored');
$node->safe_psql('postgres', 'CREATE TABLE plain (a int); INSERT INTO plain VALUES (1), (2)');
create_view($node, 'of_plain', 'SELECT count(*) AS n FROM plain');
$node->safe_psql('postgres', 'UPDATE plain SET a = a + 1; DELETE FROM plain WHERE a = 2');
wait_applied($node);
is($node->safe_psql('postgres', 'SELECT sum(changes_ignored) FROM streamml.stat_worker'),
	'3', 'ignored changes are counted');

my $columns = 'k, a, f, c, at';

sub value
{
	my ($sql) = @_;
	return chance(0.1) ? 'NULL' : $sql;
}

sub random_values
{
	return (
		value(int rand 8), value(int(rand 20) - 5), value((int(rand 400) - 100) / 8),
		value("'" . one_of('a', 'b', 'bb', 'x' x 3000) . "'"),
		value("timestamptz '2024-03-31 00:00+00' + interval '" . int(rand 7200) . " s'"));
}

sub where
{
	return one_of(
		'k = ' . int(rand 8), 'k = ' . int(rand 8), 'a < ' . (int(rand 5) - 5),
		'id % 7 = ' . int(rand 7), 'k IS NULL', "c = 'b'", "id % 50 = " . int(rand 50));
}

sub table { return chance(0.65) ? 'src' : 'part'; }

# One change of a table, as SQL.
sub change
{
	my ($table) = @_;
	my @values = random_values();
	my $kind = rand();
	if ($kind < 0.45)
	{
		my $n = one_of(1, 1, 3, 30);
		return "INSERT INTO $table ($columns) SELECT " . join(', ', @values)
		  . " FROM generate_series(1, $n);";
	}
	if ($kind < 0.75)
	{
		my ($column, $i) = @{ one_of([ 'k', 0 ], [ 'a', 1 ], [ 'f', 2 ], [ 'c', 3 ], [ 'at', 4 ]) };
		return "UPDATE $table SET $column = $values[$i] WHERE " . where() . ';';
	}
	if ($kind < 0.95) { return "DELETE FROM $table WHERE " . where() . ';'; }
	return "WITH x AS (SELECT max(id) AS id FROM $table) UPDATE $table SET a = a + 1 FROM x"
	  . " WHERE $table.id = x.id;"
	  . "WITH x AS (SELECT max(id) AS id FROM $table) DELETE FROM $table USING x"
	  . " WHERE $table.id = x.id;";
}

# Rows with and without label, labels that come later, and changes of no account.
sub label_change
{
	my $kind = rand();
	my $x = int(rand 100) / 8;
	my $y = int(rand 100) / 4;
	my $note = chance(0.2) ? "repeat('long', 2000)" : "'note'";
	if ($kind < 0.4)
	{
		return "INSERT INTO tx (x, note) SELECT i + $x, $note FROM generate_series(1, "
		  . one_of(1, 5, 40) . ') i;';
	}
	if ($kind < 0.5)
	{
		return "INSERT INTO tx (x, y, seq) VALUES ($x, $y, nextval('labels'));";
	}
	if ($kind < 0.85)
	{
		return "UPDATE tx SET y = $y + x, seq = nextval('labels') WHERE y IS NULL AND id % 5 = "
		  . int(rand 5) . ';';
	}
	return "UPDATE tx SET note = $note WHERE id % 4 = " . int(rand 4) . ';';
}

sub changes { return join ' ', map { chance(0.3) ? label_change() : change(table()) } 1 .. $_[0]; }

my $frozen;
my @actions = (
	sub { return changes(1); },
	sub { return changes(3); },
	sub { return 'BEGIN;' . changes(4) . 'COMMIT;'; },
	sub { return 'BEGIN;' . changes(4) . 'ROLLBACK;'; },
	sub {
		return 'BEGIN;' . changes(2) . 'SAVEPOINT a;' . changes(2) . 'SAVEPOINT b;' . changes(2)
		  . one_of('ROLLBACK TO b;', 'RELEASE b;') . changes(1)
		  . one_of('ROLLBACK TO a;', 'RELEASE a;') . changes(1) . 'COMMIT;';
	},
	sub {
		my @values = random_values();
		my $n = one_of(300, 1500);
		my $table = table();
		return "BEGIN; INSERT INTO $table ($columns) SELECT " . join(', ', @values)
		  . " FROM generate_series(1, $n);" . changes(1)
		  . "SAVEPOINT s; UPDATE $table SET a = a + 1; "
		  . one_of('ROLLBACK TO s;', '') . changes(2) . one_of('COMMIT;', 'COMMIT;', 'ROLLBACK;');
	},
	sub { return one_of('TRUNCATE src;', 'TRUNCATE part0;', 'TRUNCATE part;') if chance(0.3); return changes(2); },
	sub {
		return 'BEGIN;' . changes(1) . 'TRUNCATE src;' . changes(2) . 'COMMIT;' if chance(0.3);
		return changes(1);
	},
	sub { return one_of('VACUUM src;', 'VACUUM (FREEZE) src, part;', 'VACUUM FULL src;'); },
	sub {
		return one_of('ALTER TABLE src ALTER z TYPE bigint;', 'ALTER TABLE src ALTER z TYPE int;',
			"ALTER TABLE src ADD COLUMN e$_[0] int DEFAULT 3;", 'CLUSTER src USING src_pkey;');
	},
	sub { kill_worker($node); return ''; },
	sub {
		# everything else happens while the worker is behind
		$frozen = freeze_worker($node) if !defined $frozen;
		return changes(2);
	},
	sub { my $view = one_of(sort keys %views); return "SELECT streamml.pause('$view');"; },
	sub { return join ' ', map { "SELECT streamml.resume('$_');" } sort keys %views; });

for my $round (1 .. $rounds)
{
	my @done;
	for my $step (1 .. 12)
	{
		my $sql = one_of(@actions)->("${round}_$step");
		push @done, $sql;
		# stopped, the worker cannot be replaced, and DDL may have to wait for it
		if (defined $frozen && ($sql eq '' || $sql =~ /FULL|CLUSTER|ALTER|TRUNCATE/ || chance(0.2)))
		{
			thaw_worker($frozen);
			undef $frozen;
		}
		$node->safe_psql('postgres', $sql);
	}
	thaw_worker($frozen) if defined $frozen;
	undef $frozen;
	$node->safe_psql('postgres', "SELECT streamml.resume('$_')") for sort keys %views;
	wait_applied($node);
	my $good = 1;
	for my $name (sort keys %views)
	{
		$good &= is_equivalent($node, $name, $views{$name}, "round $round: $name");
	}
	$good &= is_equivalent($node, 'learned', 'SELECT id, x, y, seq FROM tx WHERE y IS NOT NULL',
		"round $round: rows are learned once");
	$good &= is_model_of($node, 'model', 'streamml.linear_regression(y, ARRAY[x] ORDER BY seq)',
		'tx WHERE y IS NOT NULL', "round $round: model")
	  if $node->safe_psql('postgres', 'SELECT count(y) FROM tx') > 0;
	if (!$good)
	{
		diag("ORACLE_SEED=$seed, round $round:\n" . join("\n", @done));
		last;
	}
}
is_verified($node, 'postgres', sort keys %views);

# A view that goes on finds a TRUNCATE first and, in the same batch, rows that were
# spooled: the latter must not make it forget the former.
$node->safe_psql('postgres', q{
	CREATE TABLE emptied (id int, k int, a int);
	ALTER TABLE emptied REPLICA IDENTITY FULL;
	SELECT streamml.create_continuous_view('by_emptied',
		'SELECT k, count(*) AS n, sum(a) AS s FROM emptied GROUP BY k',
		on_update => 'recompute', on_delete => 'recompute', on_truncate => 'recompute');
	INSERT INTO emptied VALUES (1, 2, 14);
	SELECT streamml.wait()});
$node->safe_psql('postgres', $_)
  for q{SELECT streamml.pause('by_emptied')}, 'TRUNCATE emptied',
  'INSERT INTO emptied SELECT i, 9, i FROM generate_series(1, 30) i',
  'UPDATE emptied SET k = 8 WHERE id = 12',
  'BEGIN; INSERT INTO emptied SELECT i, 3, 1 FROM generate_series(1, 1500) i; SAVEPOINT s; UPDATE emptied SET a = a + 1; COMMIT',
  q{SELECT streamml.resume('by_emptied')};
wait_applied($node);
is_equivalent($node, 'by_emptied', 'SELECT k, count(*) AS n, sum(a) AS s FROM emptied GROUP BY k', 'TRUNCATE before spooled rows');
is($node->safe_psql('postgres', 'SELECT count(*) FROM streamml.dead_letters'), '0', 'no dead letters');
is(count_log($node, qr/PANIC|TRAP|terminated by signal (?!9)/), 0, 'nothing crashed');

$node->stop;
done_testing();
