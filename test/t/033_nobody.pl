# One view stops nobody: whatever a view's code does, the others go on, and so do
# commands that need the database.  Rows that raise errors cost like good ones, and
# what is left is the answer over the good rows, bit for bit.
#
# The seed of the random streams is printed; set STREAMML_SEED to repeat one.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;
use Time::HiRes qw(time);

my $seed = $ENV{STREAMML_SEED} || int(rand(1000000));
diag("STREAMML_SEED=$seed");

my $node = streamml_node('nobody',
	conf => "streamml.view_timeout = '1s'\nstreamml.dead_letter_limit = 1000000\n");

sub run_sql { return $node->safe_psql($_[1] // 'postgres', $_[0]); }

# --- code that does not come back ---

my %hang = (
	sleep => q{plpgsql AS $$ BEGIN IF $1 = 1 THEN PERFORM pg_sleep(600); END IF; RETURN $1; END $$},
	loop => q{plpgsql AS $$ BEGIN IF $1 = 2 THEN LOOP NULL; END LOOP; END IF; RETURN $1; END $$},
	recursion => q{sql AS $$ WITH RECURSIVE r AS (SELECT 1::bigint x UNION ALL SELECT x + 1 FROM r WHERE $1 = 3)
		SELECT $1 + (max(x) * 0)::int FROM r $$},
	lock => q{plpgsql AS $$ BEGIN IF $1 = 4 THEN PERFORM set_config('lock_timeout', '0', true);
		PERFORM count(*) FROM pg_advisory_lock(17); END IF; RETURN $1; END $$},
	catch => q{plpgsql AS $$ BEGIN IF $1 = 5 THEN LOOP BEGIN PERFORM pg_sleep(600);
		EXCEPTION WHEN query_canceled OR OTHERS THEN NULL; END; END LOOP; END IF; RETURN $1; END $$});
run_sql('CREATE TABLE src (id serial, v int)');
run_sql("CREATE FUNCTION f_$_(int) RETURNS int IMMUTABLE LANGUAGE $hang{$_}") for sort keys %hang;
create_view($node, "v_$_", "SELECT count(*) AS n, sum(f_$_(v)) AS s FROM src") for sort keys %hang;
create_view($node, 'rows_loop', 'SELECT id, f_loop(v) AS f FROM src');
run_sql(q{CREATE FUNCTION nap(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.01); RETURN $1; END $$});
create_view($node, 'slow', 'SELECT count(*) AS n, sum(nap(v)) AS s FROM src');
create_view($node, 'others', 'SELECT count(*) AS n FROM src');
run_sql('INSERT INTO src (v) SELECT 0 FROM generate_series(1, 300)');
ok(wait_applied($node), 'before anything hangs');
my $holder = $node->background_psql('postgres');
$holder->query_safe('SELECT pg_advisory_lock(17)');
my @kinds = ([1, 'v_sleep'], [2, 'v_loop', 'rows_loop'], [3, 'v_recursion'], [4, 'v_lock'], [5, 'v_catch']);
for (@kinds)
{
	my ($poison, @views) = @$_;
	run_sql("INSERT INTO src (v) SELECT CASE WHEN i = 40 THEN $poison ELSE 0 END FROM generate_series(1, 60) i");
	ok(wait_state($node, $_, 'failed'), "$_ fails") for @views;
	ok(wait_applied($node), "$views[0]: the others go on");
	is_equivalent($node, 'others', 'SELECT count(*) AS n FROM src', "$views[0]: the others are complete");
	like(run_sql("SELECT sqlstate || ' ' || message FROM streamml.continuous_views WHERE view::text = '$_'"),
		qr/^57014 continuous view public\.$_ took longer than "streamml\.view_timeout"/, "$_ says why") for @views;
}
$holder->quit;
is(view_state($node, 'slow'), 'live', 'a view that is slow but comes back, row after row, is well');
is(run_sql('SELECT n FROM slow'), run_sql('SELECT count(*) FROM src'), '... and complete');
run_sql(q{CREATE TABLE plod (id int);
	CREATE FUNCTION plod(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM count(pg_sleep(0.01)) FROM generate_series(1, 30); RETURN $1; END $$;
	CREATE FUNCTION plod_on(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ DECLARE until timestamptz := clock_timestamp() + interval '0.3 s';
		BEGIN WHILE clock_timestamp() < until LOOP BEGIN PERFORM pg_sleep(0.01); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; RETURN $1; END $$});
create_view($node, 'plods', 'SELECT sum(plod(id)) AS s FROM plod');
create_view($node, 'plods_on', 'SELECT sum(plod_on(id)) AS s FROM plod');
create_view($node, 'plod_rows', 'SELECT plod(id) AS id FROM plod');
create_view($node, 'plod_others', 'SELECT count(*) AS n FROM plod');
my $began = time;
run_sql('INSERT INTO plod SELECT generate_series(1, 200)');
ok(wait_state($node, $_, 'failed'), "$_ fails: no row takes long, but all of them do") for qw(plods plods_on plod_rows);
ok(wait_applied($node), '... and the others go on');
cmp_ok(time - $began, '<', 50, '... before the minute that one of them would take is over');
is_equivalent($node, 'plod_others', 'SELECT count(*) AS n FROM plod', '... completely');
like(run_sql(q{SELECT message FROM streamml.continuous_views WHERE view::text = 'plods'}), qr/\(1000 ms, and a hundredth of it for each row\)/, '... and it says why');
for my $name (sort keys %hang)
{
	run_sql("CREATE OR REPLACE FUNCTION f_$name(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT \$1'");
	run_sql("SELECT streamml.resume('v_$name')");
}
run_sql("SELECT streamml.resume('rows_loop')");
ok(wait_applied($node), 'mended and resumed');
is_equivalent($node, "v_$_", 'SELECT count(*) AS n, sum(v) AS s FROM src', "v_$_ has lost nothing") for sort keys %hang;
is_equivalent($node, '(SELECT id, f FROM rows_loop) r', 'SELECT id, v AS f FROM src', 'nor has rows_loop');
run_sql("SELECT streamml.drop_continuous_view('slow')");

# --- a view that is filled: others wait to be filled after it ---

my %stays = (
	stay => 'BEGIN PERFORM pg_sleep(600); RETURN $1; END',
	stay_on => 'BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END',
	hold => 'BEGIN PERFORM pg_advisory_xact_lock(18); RETURN $1; END',
	come => 'BEGIN RETURN $1; END');
# (the first views of a database, made by a transaction that has written, are filled
# by another process)
my %stays = (
	stay => 'BEGIN PERFORM pg_sleep(600); RETURN $1; END',
	stay_on => 'BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END',
	hold => 'BEGIN PERFORM pg_advisory_xact_lock(18); RETURN $1; END',
	come => 'BEGIN RETURN $1; END');
run_sql(q{ALTER SYSTEM SET streamml.view_timeout = '150ms'; SELECT pg_reload_conf()});
run_sql('CREATE DATABASE filled');
run_sql('CREATE EXTENSION streamml; CREATE TABLE full_of (id int); INSERT INTO full_of SELECT generate_series(1, 4)', 'filled');
run_sql("CREATE FUNCTION $_(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS \$\$ $stays{$_} \$\$", 'filled') for sort keys %stays;
my $locker = $node->background_psql('filled');
$locker->query_safe('SELECT pg_advisory_lock(18)');
run_sql('BEGIN; INSERT INTO full_of VALUES (5);'
	. join('', map { "SELECT streamml.create_continuous_view('fill_$_', 'SELECT sum($_(id)) AS s FROM full_of');" } qw(stay stay_on hold come))
	. 'COMMIT', 'filled');
for (qw(stay stay_on hold))
{
	ok(wait_state($node, "fill_$_", 'failed', 'filled'), "a fill that does not come back fails: $_");
	like(run_sql("SELECT sqlstate || ' ' || message FROM streamml.continuous_views WHERE view::text = 'fill_$_'", 'filled'),
		qr/^57014 continuous view public\.fill_$_ took longer than .* \(150 ms, 12 times as long while it is filled\)/, '... and says why');
}
ok(wait_state($node, 'fill_come', 'live', 'filled'), 'the next one is filled');
is(run_sql('SELECT s FROM fill_come', 'filled'), 15, '... with all rows');
run_sql("SET statement_timeout = '60s'; DROP VIEW fill_stay", 'filled');
$locker->quit;
run_sql(q{SELECT streamml.rebuild('fill_hold')}, 'filled');
ok(wait_state($node, 'fill_hold', 'live', 'filled'), 'a view is filled when what held it has gone');
run_sql('DROP DATABASE filled WITH (FORCE)');
run_sql(q{ALTER SYSTEM RESET streamml.view_timeout; SELECT pg_reload_conf()});

# --- errors that claim to pass ---

my @codes = qw(53100 53200 40P01 40001 57P01 57014 58030 25006 XX000 XX001 08006 55P03 F0000);
run_sql(q{CREATE TABLE claims (id serial, code text);
	CREATE FUNCTION claim(text, text) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
	BEGIN IF $1 = $2 THEN RAISE 'it will pass' USING ERRCODE = $1; END IF; RETURN 1; END $$});
create_view($node, "c_" . lc, "SELECT sum(claim(code, '$_')) AS s FROM claims") for @codes;
create_view($node, 'c_others', 'SELECT count(*) AS n FROM claims');
run_sql('INSERT INTO claims (code) VALUES (NULL)');
ok(wait_applied($node), 'before the claims');
run_sql(join '; ', map { "INSERT INTO claims (code) VALUES ('$_')" } @codes);
my $started = time;
ok(poll_sql($node, 'postgres', 'SELECT n FROM c_others', scalar(@codes) + 1), 'the others go on at once');
ok(time - $started < 20, '... and not when patience is over') or diag(time - $started);
run_sql('INSERT INTO claims (code) VALUES (NULL)');
ok(poll_sql($node, 'postgres', 'SELECT n FROM c_others', scalar(@codes) + 2), '... and on');
ok(wait_state($node, "c_" . lc, 'failed'), "a claim of $_ fails its view in the end") for @codes;

# --- commands that need the database ---

run_sql(q{ALTER SYSTEM SET streamml.view_timeout = 0; SELECT pg_reload_conf()});
sub stuck_database
{
	run_sql('CREATE DATABASE stuck');
	run_sql(q{CREATE EXTENSION streamml; CREATE TABLE src (v int);
		CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
		BEGIN LOOP BEGIN PERFORM pg_sleep(600); EXCEPTION WHEN query_canceled OR OTHERS THEN NULL; END; END LOOP; END $$}, 'stuck');
	create_view($node, 'v', 'SELECT sum(f(v)) AS s FROM src', 'stuck');
	run_sql('INSERT INTO src VALUES (1)', 'stuck');
	return poll_sql($node, 'stuck', q{SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'streamml worker'
		AND datname = 'stuck' AND wait_event = 'PgSleep'}, 1);
}
for my $command ('DROP DATABASE stuck', 'DROP DATABASE stuck WITH (FORCE)', 'ALTER DATABASE stuck RENAME TO moved')
{
	ok(stuck_database(), 'a worker is in a function that catches everything');
	my ($rc, $out, $err) = $node->psql('postgres', "SET statement_timeout = '20s'; $command");
	is($rc, 0, "$command works all the same") or diag($err);
}
run_sql('DROP DATABASE moved WITH (FORCE)');
ok(stuck_database(), 'once more');
my $stop = time;
$node->stop('fast');
ok(time - $stop < 20, 'so does a fast shutdown') or diag(time - $stop);
$node->start;
run_sql('DROP DATABASE stuck WITH (FORCE)');
run_sql(q{ALTER SYSTEM RESET streamml.view_timeout; SELECT pg_reload_conf()});

# --- bad rows of many kinds ---

run_sql(q{
	CREATE TABLE s (id int, g int, v int, y bool, x float8[], t text, k text, at timestamptz);
	ALTER TABLE s REPLICA IDENTITY FULL;
	CREATE TABLE d (g int, name text);
	INSERT INTO d SELECT i, 'd' || i FROM generate_series(0, 4) i;
	CREATE FUNCTION picky_step(bigint, int) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
		BEGIN IF $2 = 0 THEN RAISE 'no zeros' USING HINT = 'Use one.'; END IF; RETURN $1 + $2; END $$;
	CREATE AGGREGATE picky(int) (SFUNC = picky_step, STYPE = bigint, INITCOND = '0', COMBINEFUNC = int8pl)});
my %oracle = (
	o_feed => ['SELECT g, count(*) AS n, sum(100 / v) AS s FROM s', 'v <> 0', 'GROUP BY g'],
	o_step => ['SELECT g, count(*) AS n, sum(v::numeric) AS s, picky(v) AS p FROM s', 'v <> 0', 'GROUP BY g'],
	o_text => ['SELECT count(*) AS n, sum(t::int) AS s FROM s', q{t <> 'x'}, ''],
	o_sets => ['SELECT g, y, count(*) AS n, picky(v) AS p FROM s', 'v <> 0', 'GROUP BY ROLLUP (g, y)'],
	o_join => ['SELECT name, count(*) AS n, sum(100 / v) AS s FROM s JOIN d USING (g)', 'v <> 0', 'GROUP BY name'],
	o_join_step => ['SELECT name, count(*) AS n, picky(v) AS p FROM s JOIN d USING (g)', 'v <> 0', 'GROUP BY name'],
	o_unnest => ['SELECT e, count(*) AS n FROM (SELECT unnest(ARRAY[g, 100 / v]) AS e FROM s WHERE true) q', undef, 'GROUP BY e'],
	o_key => ['SELECT k, count(*) AS n FROM s', 'length(k) < 100', 'GROUP BY k'],
	o_session => [q{SELECT g, streamml.session(at, '5 seconds') AS w, count(*) AS n, picky(v) AS p FROM s}, 'v <> 0', 'GROUP BY 1, 2'],
	o_hop => [q{SELECT streamml.tumble(at, '1 minute') AS w, count(*) AS n, picky(v) AS p FROM s}, 'v <> 0', 'GROUP BY 1'],
	o_model => ['SELECT streamml.logistic_regression(y, x) AS model FROM s', undef, ''],
	o_rows => ['SELECT id, 100 / v AS q FROM s', 'v <> 0 AND id % 10 <> 3', '']);
create_view($node, $_, "$oracle{$_}[0] $oracle{$_}[2]") for sort keys %oracle;
run_sql(q{ALTER TABLE o_rows ADD CHECK (id % 10 <> 3)});
run_sql(q{SELECT streamml.create_continuous_view('o_late',
	$$SELECT streamml.tumble(at, '1 minute') AS w, count(*) AS n, picky(v) AS p FROM s GROUP BY 1$$, lateness => '1 day')});
run_sql(q{SELECT streamml.create_continuous_view('o_again',
	$$SELECT g, count(*) AS n, picky(v) AS p FROM s GROUP BY g$$, on_update => 'recompute')});
run_sql("SELECT setseed(" . ($seed / 1000000) . ")");
srand($seed);

# random_stream($table, $name, $columns): six transactions of rows, whose columns after
# id, g and v are given; each $bad in the text is how often a value is bad.
sub random_stream
{
	my ($table, $name, $columns) = @_;
	my $id = 0;
	for my $part (1 .. 6)
	{
		my $n = 20 + int(rand(900));
		my $bad = (0.002, 0.05, 0.3, 0.9)[int(rand(4))];
		my $values = $columns =~ s/\$bad/$bad/gr;
		run_sql(qq{
			SELECT setseed($seed / 1000000.0 / $part);
			INSERT INTO $table SELECT i, (random() * 4)::int, CASE WHEN random() < $bad THEN 0 ELSE 1 + (random() * 50)::int END,
				random() < 0.5, ARRAY[CASE WHEN random() < $bad THEN 'NaN'::float8 ELSE random() END, random()], $values
			FROM generate_series($id + 1, $id + $n) i});
		$id += $n;
		ok(wait_applied($node), "$name: part $part of seed $seed");
	}
	return;
}
random_stream('s', 'kinds', q{
	CASE WHEN random() < $bad THEN 'x' ELSE '7' END,
	CASE WHEN random() < $bad / 10 THEN (SELECT string_agg(md5(j::text || i), '') FROM generate_series(1, 400) j) ELSE 'k' || i % 5 END,
	'2026-01-01'::timestamptz + i * interval '1 second' + (random() * 20)::int * interval '1 second'});
$oracle{o_late} = $oracle{o_hop};
$oracle{o_again} = ['SELECT g, count(*) AS n, picky(v) AS p FROM s', 'v <> 0', 'GROUP BY g'];
for my $view (sort keys %oracle)
{
	my ($query, $good, $group) = @{ $oracle{$view} };
	is(view_state($node, $view), 'live', "$view lives");
	if ($view eq 'o_model')
	{
		is_model_of($node, $view, 'streamml.logistic_regression(y, x ORDER BY id)',
			q{(SELECT * FROM s WHERE x[1] <> 'NaN') q}, "$view, seed $seed");
		next;
	}
	$query = $view eq 'o_unnest' ? $query =~ s/WHERE true/WHERE v <> 0/r : "$query WHERE $good";
	if ($view eq 'o_session')
	{
		# what a session is, a view over the good rows alone says
		create_view($node, 'o_filled', "$query $group");
		is_equivalent($node, $view, 'SELECT * FROM o_filled', "$view, seed $seed");
		next;
	}
	my %columns = (o_rows => 'id, q', o_late => 'w, n, p');
	is_equivalent($node, exists $columns{$view} ? "(SELECT $columns{$view} FROM $view) r" : $view, "$query $group", "$view, seed $seed");
	next if $view eq 'o_unnest';
	is(run_sql("SELECT count(*) FROM streamml.dead_letters WHERE view::text = '$view'"),
		run_sql("SELECT count(*) FROM s WHERE NOT ($good)"), "$view lists each bad row once, seed $seed");
}
like(run_sql(q{SELECT message FROM streamml.dead_letters WHERE view::text = 'o_step' LIMIT 1}),
	qr/^no zeros\nHINT:  Use one\.$/, 'a letter has the hint');

# --- bad rows leave nothing behind: a view and its twin over the good rows alone ---

run_sql(q{
	CREATE TABLE r (id int, g int, v int, y bool, x float8[], f jsonb, at timestamptz);
	CREATE TABLE many (g int, k int, name text);
	INSERT INTO many SELECT i % 5, i, 'n' || i % 3 FROM generate_series(1, 15) i;
	CREATE TABLE parted (g int, name text) PARTITION BY LIST (g);
	CREATE TABLE parted_few PARTITION OF parted FOR VALUES IN (0, 1);
	CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
	INSERT INTO parted SELECT g, name FROM many WHERE k < 6;
	CREATE DOMAIN nonzero AS int CHECK (VALUE <> 0);
	CREATE FUNCTION in_steps(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1; SELECT 100 / $1';
	CREATE FUNCTION in_sql(int) RETURNS int IMMUTABLE LANGUAGE sql SET work_mem = '1MB' AS 'SELECT (SELECT 100 / w FROM (VALUES ($1)) v (w))';
	CREATE FUNCTION rows_of(int) RETURNS SETOF int IMMUTABLE LANGUAGE sql AS 'SELECT 1 UNION ALL SELECT 100 / $1';
	CREATE FUNCTION in_block(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
		DECLARE n int; BEGIN
			BEGIN SELECT max(100 / w) INTO n FROM (VALUES ($1)) v (w); EXCEPTION WHEN division_by_zero THEN RAISE 'caught one'; END;
			RETURN n + in_steps($1); END $$});
my $good = q{v <> 0 AND x[1] <> 'NaN' AND f ->> 'zzzzzz' = '1'};
my $picky = 'picky(v) AS p, sum(x[1] + 100 / v) AS q';
my $learner = 'streamml.logistic_regression(y, x) AS m';
my $words = 'streamml.multinomial_naive_bayes(y, f) AS b';
my $bounds = q{lateness => '30 seconds', emit => 'close'};
my %twin = (
	alone => ["SELECT g, count(*) AS n, avg(v::numeric) AS a, $learner, $words, $picky FROM r", 'GROUP BY g'],
	one => ["SELECT count(*) AS n, $learner, $words, $picky FROM r", ''],
	joined => ["SELECT name, count(*) AS n, $learner, $words, $picky FROM r JOIN d USING (g)", 'GROUP BY name'],
	twice => ["SELECT g, count(*) AS n, $learner, $words, $picky FROM (SELECT *, unnest(ARRAY[1, 2]) FROM r) r", 'GROUP BY g'],
	sets => ["SELECT g, y, count(*) AS n, $learner, $words, $picky FROM r", 'GROUP BY ROLLUP (g, y)'],
	tumble => ["SELECT g, streamml.tumble(at, '1 minute') AS w, count(*) AS n, $learner, $words, $picky FROM r", 'GROUP BY 1, 2'],
	late => ["SELECT g, streamml.tumble(at, '1 minute') AS w, count(*) AS n, $learner, $words, $picky FROM r", 'GROUP BY 1, 2', $bounds],
	hop => ["SELECT streamml.hop(at, '1 minute', '20 seconds') AS w, count(*) AS n, sum(100 / v) AS s, avg(x[1]) AS a, picky(v) AS p, min(f ->> 'zzzzzz') AS f FROM r", 'GROUP BY 1', $bounds],
	session => ["SELECT g, streamml.session(at, '8 seconds') AS w, count(*) AS n, $picky FROM r", 'GROUP BY 1, 2'],
	late_session => ["SELECT g, streamml.session(at, '8 seconds') AS w, count(*) AS n, $picky FROM r", 'GROUP BY 1, 2', $bounds],
	steps => ['SELECT g, sum(in_steps(v)) AS s FROM r', 'GROUP BY g'],
	code => ['SELECT g, sum(in_block(v)) AS s, max(in_sql(v)) AS q, count(*) AS n FROM r', 'GROUP BY g'],
	domain => ['SELECT g, sum(v::nonzero) AS s, sum(in_sql(v)) AS q FROM r', 'GROUP BY g'],
	sets_of => ['SELECT e, count(*) AS n FROM (SELECT g, v, x, f, rows_of(v) AS e FROM r) r', 'GROUP BY e'],
	rows => ['SELECT id, in_block(v) AS s, 1 / x[2] AS x FROM r', ''],
	joined_rows => ['SELECT id, name, in_sql(v) AS s FROM r JOIN d USING (g)', ''],
	# feeds that are run in halves (src/view/feed_halves.c), and some that cannot be
	pairs => ["SELECT name, count(*) AS n, $learner, $words, $picky, sum(k * 100 / v) AS e FROM r JOIN many USING (g)", 'GROUP BY name'],
	outer => ["SELECT name, g, count(*) AS n, $learner, $words, $picky FROM r LEFT JOIN many USING (g)", 'GROUP BY name, g'],
	late_pairs => ["SELECT name, streamml.tumble(at, '1 minute') AS w, count(*) AS n, $learner, $words, $picky FROM r JOIN many USING (g)", 'GROUP BY 1, 2', $bounds],
	pair_rows => ['SELECT id, name, k, 100 / v AS s, k / v AS t FROM r JOIN many USING (g)', ''],
	condition => ['SELECT name, count(*) AS n, sum(k / v) AS s FROM r JOIN many USING (g)', 'GROUP BY name', '', '100 / v > 3 AND k < 9'],
	guarded => ['SELECT name, count(*) AS n, sum(100 / v) AS s FROM r JOIN many ON many.g = r.g AND 100 / r.v > k', 'GROUP BY name'],
	partitioned => ['SELECT name, count(*) AS n, sum(100 / v) AS s FROM r JOIN parted USING (g)', 'GROUP BY name'],
	within => ['SELECT name, sum(s) AS s FROM (SELECT g, name, v, 100 / v AS s FROM r JOIN many USING (g) WHERE k < 6) q', 'GROUP BY name'],
	whole => ['SELECT name, count(many) AS n, sum(100 / v) AS s FROM r JOIN many USING (g)', 'GROUP BY name']);
# what a view does not read cannot be bad for it
my %good = map { $_ => $good } keys %twin;
$good{$_} = 'v <> 0' for qw(session late_session hop steps code domain sets_of rows joined_rows pair_rows condition guarded partitioned within whole);
for my $name (sort keys %twin)
{
	my ($query, $group, $options, $and) = @{ $twin{$name} };
	for (["a_$name", $and ? "WHERE $and" : ''], ["b_$name", "WHERE $good{$name}" . ($and ? " AND $and" : '')])
	{
		my $rest = $options ? ", $options" : '';
		run_sql("SELECT streamml.create_continuous_view('$_->[0]', \$\$$query $_->[1] $group\$\$$rest)");
	}
}
# a table of a row view that refuses rows
create_view($node, 'refuses', 'SELECT id, id / 2 AS pair, v, g, 100 / nullif(v, 0) AS q FROM r');
run_sql(q{ALTER TABLE refuses ADD CHECK (v > 1), ADD UNIQUE (pair), ALTER q SET NOT NULL;
	CREATE UNIQUE INDEX ON refuses ((id * 2 + 1)) WHERE v > 0});
create_view($node, 'mends', 'SELECT id, v FROM r');
run_sql(q{ALTER TABLE mends ADD CHECK (v > 0);
	CREATE FUNCTION mend() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.v := greatest(new.v, 1); RETURN new; END';
	CREATE TRIGGER mend BEFORE INSERT ON mends FOR EACH ROW EXECUTE FUNCTION mend()});
create_view($node, 'adds', 'SELECT id, v FROM r');
run_sql(q{ALTER TABLE adds ADD COLUMN n bigint GENERATED ALWAYS AS (v * 2) STORED CHECK (n > 0), ADD COLUMN at timestamptz NOT NULL DEFAULT now()});
random_stream('r', 'twins', q{
	jsonb_build_object('n' || i % 13 + (random() < 0.01)::int * i, 1, 'zzzzzz', CASE WHEN random() < $bad THEN '[1]'::jsonb ELSE '1' END),
	'2026-01-01'::timestamptz + i * interval '1 second' - (random() ^ 8 * 300)::int * interval '1 second'});
for my $name (sort keys %twin)
{
	is(view_state($node, "a_$name"), 'live', "a_$name lives");
	my $brief = join ', ', map { /^[mb]$/ ? "md5($_\::text) AS $_" : $_ } split /,/, run_sql(qq{
		SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'a_$name'::regclass AND attnum > 0});
	is_equivalent($node, "(SELECT $brief FROM a_$name) a", "SELECT $brief FROM b_$name", "a_$name is its twin, seed $seed");
	is(run_sql("SELECT count(*) FROM streamml.dead_letters WHERE view::text = 'a_$name'"),
		run_sql("SELECT count(*) FROM r WHERE ($good{$name}) IS NOT TRUE"), "a_$name lists each bad row once, seed $seed");
	next unless ($twin{$name}[2] // '') eq $bounds;
	# how many revisions there are depends on where the states were written
	my $newest = join ', ', $brief =~ /\b(g|w|name)\b/g;
	$brief =~ s/, closed//;
	$brief = "DISTINCT ON ($newest) $brief, withdrawn";
	is_equivalent($node, "(SELECT $brief FROM a_${name}_closed ORDER BY $newest, revision DESC) a",
		"(SELECT $brief FROM b_${name}_closed ORDER BY $newest, revision DESC)", "a_$name has closed the same, seed $seed");
	my $late = q{SELECT "row", event_time, watermark, action FROM streamml.late_rows WHERE view::text =};
	is_equivalent($node, "($late 'a_$name') l", "$late 'b_$name'", "a_$name lists the same late rows, seed $seed");
	cmp_ok(run_sql("SELECT count(*) FROM ($late 'a_$name') l"), '>', 0, "a_$name has late rows");
}

is_equivalent($node, '(SELECT id, v FROM refuses) a', q{SELECT id, v FROM (SELECT DISTINCT ON (id / 2) * FROM r WHERE v > 1 ORDER BY id / 2, id) b},
	"a table refuses rows, and no others, seed $seed");
is(run_sql(q{SELECT sqlstate, count(*) FROM streamml.dead_letters WHERE view = 'refuses'::regclass GROUP BY 1 ORDER BY 1}), run_sql(q{
	SELECT sqlstate, count(*) FROM (SELECT CASE WHEN v = 0 THEN 23502 WHEN v = 1 THEN 23514 ELSE 23505 END AS sqlstate FROM r
		WHERE id NOT IN (SELECT id FROM refuses)) q GROUP BY 1 ORDER BY 1}), "... with the errors of the insertion, seed $seed");
like(run_sql(q{SELECT message FROM streamml.dead_letters WHERE view = 'refuses'::regclass AND sqlstate = '23505' LIMIT 1}),
	qr/^duplicate key value violates unique constraint "refuses_pair_key"\nDETAIL:  Key \(pair\)=\(\d+\) already exists\.$/, '... and their messages');
is_equivalent($node, '(SELECT id, v FROM mends) a', 'SELECT id, greatest(v, 1) AS v FROM r', "a trigger of the table mends rows first, seed $seed");
is_equivalent($node, '(SELECT id, v FROM adds) a', 'SELECT id, v FROM r WHERE v > 0', "a table with more columns refuses rows, seed $seed");

# --- what a flood costs ---

run_sql('CREATE TABLE flood (id int, y int, x float8[])');
create_view($node, 'f_model', 'SELECT streamml.logistic_regression(y, x) AS model FROM flood');
create_view($node, 'f_feed', 'SELECT y, sum(100 / (id % 4)) AS s FROM flood GROUP BY y');
create_view($node, 'f_rows', 'SELECT id, 100 / (id % 4) AS q FROM flood');
sub flood
{
	my ($n) = @_;
	run_sql(qq{INSERT INTO flood SELECT i, i % 2, ARRAY[CASE WHEN i % 4 = 0 THEN 'NaN'::float8 ELSE i / 1e6 END]
		FROM generate_series(1, $n) i});
	my $from = time;
	ok(wait_applied($node), "a flood of $n");
	return time - $from;
}
flood(1000);
my $small = flood(4000);
my $large = flood(16000);
diag(sprintf 'floods of 4000 and 16000 rows, each fourth bad in three views: %.2f s, %.2f s', $small, $large);
ok($large < 8 * ($small + 0.2), 'four times the rows cost four times as much') or diag("$small $large");
is(run_sql(q{SELECT count(*) FROM streamml.dead_letters WHERE view::text LIKE 'f\_%'}), 3 * 21000 / 4, 'all are listed');
is(count_log($node, qr/PANIC|TRAP|terminated by signal|detected write past chunk end/), 0, 'no crash of our own');

$node->stop;
done_testing();
