# What a view's code leaves behind in the worker, whose session has no end: nothing
# that others could meet.  Settings and deferred triggers are in 015_privileges.pl;
# here are advisory locks, which outlive transactions.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('leftovers', conf => "max_locks_per_transaction = 10\n");

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

my $locks = q{SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'};

run_sql(q{
	CREATE TABLE src (id int, v int);
	CREATE FUNCTION locking(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
		BEGIN PERFORM pg_advisory_lock($1); RETURN $1; END $$;
	CREATE FUNCTION step(bigint, int) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
		BEGIN PERFORM pg_advisory_lock_shared(1000 + $2); RETURN $1 + $2; END $$;
	CREATE FUNCTION done(bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
		BEGIN PERFORM pg_advisory_lock(17); RETURN $1; END $$;
	CREATE AGGREGATE sum_locking(int) (SFUNC = step, STYPE = bigint, INITCOND = '0', FINALFUNC = done)});

# --- the feed, transitions, closing, rows that raise errors ---

create_view($node, 'feeding', 'SELECT sum(locking(id) / v) AS s FROM src');
create_view($node, 'stepping', 'SELECT sum_locking(id) AS s FROM src');
create_view($node, 'scoring', 'SELECT locking(id) / v AS q FROM src');
run_sql(q{SELECT streamml.create_continuous_view('closing',
	'SELECT streamml.tumble(id, 10) AS w, sum_locking(id) AS s FROM src GROUP BY 1', lateness => '0', emit => 'close')});
create_view($node, 'others', 'SELECT count(*) AS n FROM src');
run_sql('INSERT INTO src SELECT i, 1 FROM generate_series(1, 30) i');
ok(wait_applied($node), 'rows of which code locks something');
is(run_sql($locks), 0, 'the worker holds none of it');
cmp_ok(run_sql('SELECT count(*) FROM closing_closed'), '>', 0, 'windows have closed');

run_sql('INSERT INTO src SELECT i, i % 3 FROM generate_series(31, 60) i');
ok(wait_applied($node), 'likewise, and some rows raise errors');
is(run_sql($locks), 0, '... the worker holds none of it');
is(run_sql('SELECT s FROM feeding'), run_sql('SELECT sum(id / v) FROM src WHERE v <> 0'), '... and the answer is right');

# --- more locks than the server has room for ---

run_sql('INSERT INTO src SELECT i, 1 FROM generate_series(1, 30000) i');
ok(wait_state($node, $_, 'failed'), "$_: too many locks fail their view") for qw(feeding scoring);
ok(poll_sql($node, 'postgres', 'SELECT n FROM others', 30060), 'the others go on');
is(run_sql($locks), 0, 'nothing is left');
is(run_sql('CREATE TABLE room (id int PRIMARY KEY); SELECT count(*) FROM room'), 0, 'and there is room for the locks of others');

done_testing();
