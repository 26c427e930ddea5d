# Whose code runs, and as whom: generated attempts.
#
# Mallory hangs a function of hers on everything that she may: casts, operators and
# functions in a schema that others search, comparisons of operator classes, defaults,
# generated columns, constraints, indexes, domains, ranges, triggers.  It says in the
# server's log who it runs as, leaves settings behind for the session, and tries to make her a superuser.  Then every way is walked on which streamml
# touches rows: feed, comparison of keys, flush, late rows, dead letters, closing,
# notifications, drift events, fill, recompute, verify, roll-ups, drop.
#
# In the views that a superuser has over her tables, nothing of hers may run that the
# definition does not name.  In her own views it may, as her, whoever is at work.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

# Autovacuum is at work all the time, on tables that have hardly changed.
my $node = streamml_node('user_code', faults => 1, extension => 0,
	conf => "log_line_prefix = '%b: '\nallow_in_place_tablespaces = on\n"
	  . "autovacuum_naptime = '1s'\nautovacuum_analyze_threshold = 1\nautovacuum_analyze_scale_factor = 0\n");

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# What has run since the last call: { "attempt as user" => how often }; in %paths
# the search paths under which, { "path in kind of process" => an attempt }.
my $offset = 0;
my %paths;
sub user_code
{
	my %ran;
	my $log = slurp_file($node->logfile, $offset);
	$offset = -s $node->logfile;
	%paths = ();
	while ($log =~ /^([^:]+): LOG:  user code (\S+ as \S+) under (.*)$/mg)
	{
		$ran{$2}++;
		$paths{"$3 in $1"} = $2;
	}
	return \%ran;
}

# Search paths of the last call, in processes of this kind, that are neither a scope's,
# which end with pg_temp, nor what her own code has set before in the same scope.
sub strange_paths
{
	my ($kind) = @_;
	return join ', ', map { "$_: $paths{$_}" } sort grep { / in $kind$/ && !/(?:\bpg_temp|^mallory) in / } keys %paths;
}

# Every role but mallory that her code has run as, with the attempt.
sub strangers
{
	my ($ran) = @_;
	return join ', ', sort grep { !/ as mallory$/ } keys %$ran;
}

# --- the function, and what it is hung on ---

run_sql(q{
	CREATE ROLE mallory LOGIN; CREATE ROLE olga LOGIN; CREATE ROLE boss SUPERUSER LOGIN;
	CREATE EXTENSION streamml;
	CREATE SCHEMA mallory AUTHORIZATION mallory;
	CREATE SCHEMA shared AUTHORIZATION mallory;
	CREATE SCHEMA boss AUTHORIZATION boss;
	CREATE SCHEMA olga AUTHORIZATION olga;
	GRANT USAGE ON SCHEMA mallory, shared TO PUBLIC;
	SET ROLE mallory;
	CREATE FUNCTION mallory.attack(what text) RETURNS int LANGUAGE plpgsql VOLATILE AS $$
	BEGIN
		RAISE LOG 'user code % as % under %', what, current_user, pg_catalog.current_setting('search_path');
		IF pg_catalog.current_setting('role') = 'mallory' THEN
			RETURN 1; -- by herself
		END IF;
		PERFORM pg_catalog.set_config('mallory.was_here', what, false);
		PERFORM pg_catalog.set_config('default_transaction_read_only', 'on', false);
		PERFORM pg_catalog.set_config('search_path', 'mallory', false);
		IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) current_user) THEN
			EXECUTE 'ALTER ROLE mallory SUPERUSER';
		END IF;
		RETURN 1;
	END $$;
	-- may stand where a function must be immutable
	CREATE FUNCTION mallory.note(what text) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
	DECLARE result int;
	BEGIN
		EXECUTE 'SELECT mallory.attack($1)' INTO result USING what;
		RETURN result;
	END $$;
	CREATE FUNCTION mallory.note(what text, v int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT mallory.note(what)';
	CREATE FUNCTION mallory.trap() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN PERFORM mallory.attack(tg_argv[0]); RETURN new; END $$;
});

# Types: an enum, a row, a domain, a range with a function of hers, a number with an
# operator class of hers (which a superuser has made for her).
run_sql(q{
	SET ROLE mallory; SET search_path = mallory;
	CREATE TYPE mood AS ENUM ('good', 'bad');
	CREATE TYPE pair AS (a int, b json);
	CREATE DOMAIN odd AS int CHECK (mallory.note('domain') > 0);
	CREATE FUNCTION gap(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS
		$$ BEGIN PERFORM mallory.note('subtype_diff'); RETURN $1 - $2; END $$;
	CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = gap);
});

# Casts from each of them to what streamml might want: text, json, jsonb.
for my $type (qw(mood pair span))
{
	for my $target (qw(text json jsonb))
	{
		run_sql(qq{SET ROLE mallory; SET search_path = mallory;
			CREATE FUNCTION to_$target($type) RETURNS $target LANGUAGE plpgsql IMMUTABLE AS
				\$\$ BEGIN PERFORM mallory.note('cast_${type}_$target'); RETURN '1'; END \$\$;
			CREATE CAST ($type AS $target) WITH FUNCTION to_$target($type)});
	}
}

# Operators with arguments that fit better than those of the server, where they are found.
my @pairs = qw(tstzrange int4range int bigint text timestamptz numeric boolean name json jsonb record
  mallory.mood mallory.pair mallory.span);
for my $operator ('=', '<>', '<', '<=', '>', '>=', '&&', '@>', '<@', '+', '-', '||')
{
	for my $type (@pairs)
	{
		next if $type eq 'record';
		my $name = 'op_' . join('', map { sprintf '%02x', ord } split //, $operator) . '_' . ($type =~ s/\W/_/gr);
		my $result = $operator =~ /[-+|]/ ? $type : 'boolean';
		run_sql(qq{SET ROLE mallory;
			CREATE FUNCTION shared.$name($type, $type) RETURNS $result LANGUAGE plpgsql IMMUTABLE AS
				\$\$ BEGIN PERFORM mallory.note('$name'); RETURN NULL; END \$\$;
			CREATE OPERATOR shared.$operator (LEFTARG = $type, RIGHTARG = $type, FUNCTION = shared.$name)});
	}
}

# Functions of the same names as those that streamml's statements call.
for my $function (
	'tumble(timestamptz, interval) RETURNS tstzrange', 'upper(tstzrange) RETURNS timestamptz',
	'lower(tstzrange) RETURNS timestamptz', 'row_json(mallory.pair) RETURNS text',
	'to_jsonb(mallory.pair) RETURNS jsonb', 'row_to_json(mallory.pair) RETURNS json',
	'octet_length(json) RETURNS int', 'pg_notify(text, json) RETURNS void', 'abs(int4range) RETURNS int',
	'hash_record_extended(mallory.pair, bigint) RETURNS bigint', 'hash_record_extended(record, int) RETURNS bigint',
	'session(timestamptz, interval) RETURNS tstzrange',
	'isfinite(tstzrange) RETURNS boolean', 'coalesce(int, int) RETURNS int', 'generate_series(int, int4range) RETURNS int')
{
	my ($name) = $function =~ /^(\w+)/;
	run_sql(qq{SET ROLE mallory; CREATE FUNCTION shared."$name"} . substr($function, length $name) .
		qq{ LANGUAGE plpgsql IMMUTABLE AS \$\$ BEGIN PERFORM mallory.note('function_$name'); RETURN NULL; END \$\$}
	  . '') if $function !~ /RETURNS void/;
}

# A table of hers that others read, with something on every column.
sub bait
{
	my ($table) = @_;
	run_sql(qq{
		SET ROLE mallory; SET search_path = mallory;
		CREATE TABLE $table (at timestamptz, k int, v int, y boolean,
			m mood DEFAULT 'good', c pair DEFAULT '(1,2)', d odd DEFAULT 1, s span DEFAULT '[1,2)', a mood[] DEFAULT '{good}',
			def int DEFAULT note('default'), gen int GENERATED ALWAYS AS (note('generated')) STORED);
		ALTER TABLE $table ADD CHECK (note('check') > 0);
		CREATE INDEX ON $table ((note('index', k)));
		CREATE INDEX ON $table (k) WHERE note('predicate', k) > 0;
		CREATE TRIGGER b BEFORE INSERT ON $table FOR EACH ROW EXECUTE FUNCTION trap('source_trigger');
		ALTER TABLE $table REPLICA IDENTITY FULL;
		GRANT SELECT ON $table TO PUBLIC});
	return;
}
bait('bait');
bait('history');
run_sql(q{SET ROLE mallory; INSERT INTO mallory.history (at, k, v, y)
	SELECT timestamptz '2026-01-01 10:00Z' + i * interval '1 minute', i % 3, i, i % 2 = 0 FROM generate_series(1, 50) i});

# --- the views of a superuser over them ---

sub create_as
{
	my ($user, $name, $query, $options) = @_;
	$options = $options ? ", $options" : '';
	return run_sql(qq{SET ROLE $user; SET search_path = shared, public;
		SELECT streamml.create_continuous_view('$user.$name', \$view\$ $query \$view\$$options)});
}

run_sql(q{SET ROLE boss;
	CREATE FUNCTION boss.keep(mallory.pair, mallory.pair) RETURNS mallory.pair LANGUAGE sql IMMUTABLE AS 'SELECT CASE WHEN $1 IS NULL THEN $2 ELSE $1 END';
	CREATE AGGREGATE boss.any_pair(mallory.pair) (SFUNC = boss.keep, STYPE = mallory.pair)});
my $minute = q{streamml.tumble(at, '1 minute')};
my $closing = q{lateness => '1 minute', retention => '1 hour', emit => 'close', notify => 'news'};
my %over_bait = (
	closing => [ "SELECT k, $minute AS w, pg_catalog.count(*) AS n FROM mallory.%s GROUP BY 1, 2", $closing ],
	closing_types => [ "SELECT m, s, $minute AS w, pg_catalog.count(*) AS n FROM mallory.%s GROUP BY 1, 2, 3", $closing ],
	sessions => [ q{SELECT m, streamml.session(at, '1 minute') AS w, pg_catalog.count(*) AS n FROM mallory.%s GROUP BY 1, 2}, $closing ],
	hops => [ "SELECT m, streamml.hop(at, '1 minute', '2 minutes') AS w, pg_catalog.count(*) AS n, pg_catalog.max(pg_catalog.repeat('too long for NOTIFY', 500)) AS long FROM mallory.%s GROUP BY 1, 2", $closing ],
	keys => [ 'SELECT m, d, s, a, pg_catalog.count(*) AS n FROM mallory.%s GROUP BY 1, 2, 3, 4', q{on_update => 'recompute', on_delete => 'recompute'} ],
	dead => [ 'SELECT k, pg_catalog.sum(pg_catalog.int4div(100, v)) AS n FROM mallory.%s GROUP BY 1' ],
	dead_rows => [ 'SELECT k, m, c, s, pg_catalog.int4div(100, v) AS n FROM mallory.%s' ],
	rows => [ 'SELECT k, m, c, s FROM mallory.%s' ],
	values => [ 'SELECT k, pg_catalog.max(m) AS m, pg_catalog.bool_and(c IS NULL) AS c, boss.any_pair(c) AS p FROM mallory.%s GROUP BY 1' ],
	drift => [ 'SELECT m, streamml.adwin(v::pg_catalog.float8) AS model FROM mallory.%s GROUP BY 1' ],
);

user_code();
run_sql(q{SET ROLE olga; CREATE TEMPORARY TABLE own (); SET search_path = pg_temp, shared, public;
	SELECT streamml.create_continuous_view('olga.settings', 'SELECT k FROM mallory.bait')});
is(run_sql(q{SELECT (settings::text[])[1] FROM streamml.view_definition WHERE view = 'olga.settings'::regclass}), 'search_path=pg_catalog, shared, public, pg_temp',
	'temporary objects, of whoever has that schema then, are looked for last');
run_sql(q{SELECT streamml.drop_continuous_view('olga.settings')});
for my $view (sort keys %over_bait)
{
	my ($query, $options) = @{ $over_bait{$view} };
	create_as('boss', $view, sprintf($query, 'bait'), $options);
	create_as('boss', "filled_$view", sprintf($query, 'history'), $options);
}
create_as('olga', 'probe', q{SELECT k, pg_catalog.current_setting('mallory.was_here', true) AS trace FROM mallory.bait});
run_sql(q{SET ROLE boss; SET search_path = shared, public;
	SELECT streamml.create_rollup('boss.rollup', 'SELECT pg_catalog.count(*) AS groups, streamml.rollup(n) AS n FROM boss.dead')});
is(strangers(user_code()), '', "create and fill: nothing of hers runs as somebody else");
is(strange_paths('client backend'), '', '... nor with names looked up where the session looks for its own');

# Rows on time, late rows, rows without a window, rows that fail, windows that close,
# a drift; one by one and many together.
sub feed
{
	my ($table) = @_;
	run_sql(qq{SET ROLE mallory;
		INSERT INTO mallory.$table (at, k, v, y) SELECT timestamptz '2026-01-02 10:00Z' + i * interval '10 seconds', i % 3, 1 + (i > 300)::int * 50, true
			FROM generate_series(1, 600) i;
		INSERT INTO mallory.$table (at, k, v, m) VALUES ('2026-01-02 12:00Z', 1, 0, 'bad')});
	wait_applied($node); # windows have closed before rows come late
	run_sql(qq{SET ROLE mallory;
		INSERT INTO mallory.$table (at, k, v, m, s, a) VALUES ('2026-01-02 11:58:30Z', 1, 1, 'bad', '[2,3)', NULL), (NULL, 2, 2, NULL, NULL, NULL),
			('2026-01-02 11:30Z', 1, 3, 'good', '[1,2)', '{good,bad}'), ('2026-01-01 10:10Z', 1, 3, 'good', '[1,2)', '{good,bad}');
		INSERT INTO mallory.$table (at, k, v) VALUES ('2026-01-02 12:30Z', 1, 7);
		UPDATE mallory.$table SET m = 'bad' WHERE k = 2 AND v = 1;
		DELETE FROM mallory.$table WHERE k = 0});
	ok(wait_applied($node), "rows of $table are applied");
	return;
}
feed($_) for 'bait', 'history';
is(strangers(user_code()), '', 'feed, flush, late rows, dead letters, closing, notifications, drift, recompute: nothing of hers runs as somebody else');
is(strange_paths('streamml worker'), '', '... nor with a search path of nobody');

# The ways have been walked: else the test is none.
my $views = join '|', sort map { "$_|filled_$_" } keys %over_bait;
is(run_sql("SELECT count(*) FROM streamml.continuous_views WHERE schema = 'boss' AND state <> 'live'"), 0, 'no view has failed')
  or diag(run_sql('SELECT name, state, message FROM streamml.continuous_views'));
for my $walked (
	[ 'late rows', q{SELECT count(DISTINCT view) FROM streamml.late_rows WHERE action IN ('merged', 'diverted')}, 8 ],
	[ 'rows without a window', q{SELECT count(DISTINCT view) FROM streamml.late_rows WHERE action = 'no window'}, 8 ],
	[ 'dead letters', 'SELECT count(DISTINCT view) FROM streamml.dead_letters', 4 ],
	[ 'drift events', 'SELECT count(DISTINCT view) FROM streamml.drift_events', 2 ],
	[ 'closed windows', 'SELECT (count(*) > 0)::int FROM boss.closing_types_closed', 1 ],
	[ 'revisions', 'SELECT (max(revision) > 0)::int FROM boss.closing_closed', 1 ],
	[ 'revisions of sessions', 'SELECT (count(*) > 0)::int FROM boss.sessions_closed', 1 ])
{
	my ($what, $query, $expected) = @$walked;
	is(run_sql($query), $expected, "there are $what");
}

# What the server does with tables unasked, or a superuser with all of them at once.
my $hidden = run_sql(q{SELECT count(*) FROM pg_class WHERE relnamespace = 'streamml_state'::regnamespace AND relkind = 'r'
	AND relowner = 'boss'::regrole AND reltuples > 0});
run_sql('SET search_path = shared, public; VACUUM ANALYZE');
run_sql('SET search_path = shared, public; REINDEX SCHEMA streamml_state');
is(strangers(user_code()), '', 'ANALYZE, VACUUM, REINDEX: nothing of hers runs as somebody else');
is(run_sql(q{SELECT string_agg(DISTINCT tablename || '.' || attname, ' ') FROM pg_stats
	WHERE schemaname IN ('boss', 'streamml_state') AND attname ~ '^[ms]$'}), '', 'there are no statistics of columns of her types');
isnt(run_sql(q{SELECT count(*) FROM pg_stats WHERE schemaname = 'boss' AND attname = 'n'}), 0, '... of the others there are');

# Types that he has made of hers are hers in part.
run_sql(q{SET ROLE boss; SET search_path = boss;
	CREATE TYPE made_row AS (s mallory.span); CREATE DOMAIN made_domain AS mallory.span;
	CREATE TYPE made_range AS RANGE (SUBTYPE = mallory.span, MULTIRANGE_TYPE_NAME = made_multirange);
	CREATE TABLE made (r made_row, d made_domain, g made_range, mg made_multirange, a made_row[], n int)});
create_as('boss', 'of_made', 'SELECT r, d, g, mg, a, n FROM boss.made');
is(run_sql(q{SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'boss.of_made'::regclass AND attnum > 0 AND attstattarget = 0}),
	'r d g mg a', 'nor of columns of types that are made of hers');
create_as('boss', 'by_made', 'SELECT g, pg_catalog.count(*) AS n FROM boss.made GROUP BY 1');
run_sql(q{SET ROLE boss; SELECT streamml.create_index('boss.by_made', 'lower(g)');
	INSERT INTO boss.made (g) SELECT boss.made_range(mallory.span(i, i + 1), mallory.span(i + 2, i + 3)) FROM generate_series(1, 9) i});
ok(wait_applied($node), 'groups of a type that is made of hers');
user_code();
run_sql('ANALYZE ' . run_sql(q{SELECT state FROM streamml.view_definition WHERE view = 'boss.by_made'::regclass}));
is(strangers(user_code()), '', 'nor of what an index is over');
run_sql(q{SELECT streamml.drop_continuous_view('boss.of_made'); SELECT streamml.drop_continuous_view('boss.by_made')});

# Superusers at work on them; a row that cannot be divided cannot be filled in either.
for my $view (map { ($_, "filled_$_") } grep { !/dead/ } sort keys %over_bait)
{
	run_sql(qq{SET search_path = shared, public; SELECT * FROM streamml.verify('boss.$view'); SELECT streamml.rebuild('boss.$view');
		SELECT streamml.pause('boss.$view'); SELECT streamml.resume('boss.$view')});
	ok(wait_applied($node), "$view is rebuilt");
	is(run_sql(qq{SET search_path = shared, public; SELECT count(*) FROM streamml.verify('boss.$view')}), 0, '... and right');
}
run_sql(q{SET search_path = shared, public; SELECT * FROM streamml.dead_letters; SELECT * FROM streamml.late_rows; SELECT * FROM boss.rollup;
	SELECT * FROM streamml.drift_events; SELECT * FROM streamml.watermarks; SELECT * FROM streamml.stat_views; SELECT * FROM streamml.check();
	SELECT * FROM streamml.continuous_views; SELECT streamml.forget('boss.closing')});
is(strangers(user_code()), '', 'verify, rebuild, resume, roll-up, what is listed: nothing of hers runs as somebody else');
is(strange_paths('client backend'), '', '... nor with a search path of theirs');
is(run_sql(q{SELECT count(*) FROM olga.probe WHERE trace <> ''}), 0, 'no setting is left behind');

# Of the settings in the catalog those are set that a view pins.
create_as('olga', 'set', q{SELECT pg_catalog.current_setting('work_mem') AS trace FROM mallory.history});
run_sql(q{UPDATE streamml.view_definition SET settings = (settings::text[] || '{work_mem=77kB,TimeZone=Asia/Tokyo}')::text WHERE view = 'olga.set'::regclass;
	SELECT streamml.rebuild('olga.set')});
ok(wait_applied($node), 'rebuilt with another setting in the catalog');
is(run_sql(q{SELECT DISTINCT trace FROM olga.set}), run_sql('SHOW work_mem'), '... which nothing sees');
run_sql(q{SELECT streamml.drop_continuous_view('olga.set')});

# The functions of a table's indexes look names up where their owner does, not where
# somebody does who creates a view over the table.
run_sql(q{CREATE ROLE eve LOGIN; CREATE SCHEMA eve AUTHORIZATION eve;
	SET ROLE eve; CREATE FUNCTION eve.helper() RETURNS int LANGUAGE plpgsql IMMUTABLE AS
		$$ BEGIN RAISE LOG 'user code helper as % under eve', current_user; RETURN 1; END $$; GRANT USAGE ON SCHEMA eve TO PUBLIC;
	RESET ROLE; SET ROLE mallory; SET search_path = mallory; CREATE FUNCTION helper() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
	CREATE FUNCTION careless(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 1; END $$;
	CREATE TABLE prey (k int); CREATE INDEX ON prey ((careless(1) + k)); GRANT SELECT ON prey TO PUBLIC;
	CREATE OR REPLACE FUNCTION careless(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN helper(); END $$});
user_code();
as_user($node, 'eve', q{SET search_path = eve; SELECT streamml.create_continuous_view('eve.v', 'SELECT pg_catalog.count(*) AS n FROM mallory.prey')});
is(join(' ', grep { /^helper as/ && !/ as eve$/ } keys %{ user_code() }), '', 'nobody has his code run by the function of an index');

# --- her own views: her code runs, as her ---

run_sql(q{
	SET search_path = mallory;
	SET ROLE mallory;
	CREATE FUNCTION compare(pair, pair) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
		$$ BEGIN PERFORM mallory.note('opclass'); RETURN pg_catalog.btint4cmp($1.a, $2.a); END $$;
	CREATE FUNCTION less(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.compare($1, $2) < 0';
	CREATE FUNCTION less_equal(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.compare($1, $2) <= 0';
	CREATE FUNCTION equal(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.compare($1, $2) = 0';
	CREATE FUNCTION more_equal(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.compare($1, $2) >= 0';
	CREATE FUNCTION more(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.compare($1, $2) > 0';
	CREATE FUNCTION hash(pair) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM mallory.note('hash'); RETURN $1.a; END $$;
	CREATE OPERATOR < (LEFTARG = pair, RIGHTARG = pair, FUNCTION = less);
	CREATE OPERATOR <= (LEFTARG = pair, RIGHTARG = pair, FUNCTION = less_equal);
	CREATE OPERATOR = (LEFTARG = pair, RIGHTARG = pair, FUNCTION = equal, HASHES, MERGES);
	CREATE OPERATOR >= (LEFTARG = pair, RIGHTARG = pair, FUNCTION = more_equal);
	CREATE OPERATOR > (LEFTARG = pair, RIGHTARG = pair, FUNCTION = more);
	RESET ROLE;
	CREATE OPERATOR CLASS pair_order DEFAULT FOR TYPE pair USING btree AS
		OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 compare(pair, pair);
	CREATE OPERATOR CLASS pair_hash DEFAULT FOR TYPE pair USING hash AS OPERATOR 1 =, FUNCTION 1 hash(pair);
	SET ROLE mallory;
	CREATE FUNCTION step(odd, int) RETURNS odd LANGUAGE plpgsql AS $$ BEGIN PERFORM mallory.note('transition'); RETURN 1; END $$;
	CREATE FUNCTION fold(odd, odd) RETURNS odd LANGUAGE plpgsql AS $$ BEGIN PERFORM mallory.note('combine'); RETURN 1; END $$;
	CREATE FUNCTION last_step(odd) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM mallory.note('final'); RETURN 1; END $$;
	CREATE AGGREGATE summed(int) (SFUNC = step, STYPE = odd, INITCOND = '1', FINALFUNC = last_step, COMBINEFUNC = fold);
	CREATE FUNCTION check_value(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM mallory.note('domain_value'); RETURN true; END $$;
	CREATE DOMAIN checked AS int CHECK (mallory.check_value(VALUE));
	CREATE FUNCTION check_step(checked, int) RETURNS checked LANGUAGE sql AS 'SELECT $1';
	CREATE AGGREGATE checks(int) (SFUNC = check_step, STYPE = checked, INITCOND = '1');
	CREATE FUNCTION one_minute(int) RETURNS interval LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM mallory.note('constant'); RETURN '1 minute'; END $$;
});

# Bounds of partitions are compared whenever the server likes: not by functions of others.
run_sql(q{SET ROLE mallory; CREATE FUNCTION mallory.hash_extended(mallory.pair, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT mallory.hash($1)';
	CREATE FUNCTION mallory.mood_order(mallory.mood, mallory.mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT mallory.note(''mood_order'')';
	CREATE FUNCTION mallory.same_mood(mallory.mood, mallory.mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.note(''same_mood'') = 1';
	CREATE OPERATOR mallory.=== (LEFTARG = mallory.mood, RIGHTARG = mallory.mood, FUNCTION = mallory.same_mood);
	CREATE FUNCTION mallory.int_order(int, int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
		$$ BEGIN PERFORM mallory.note('int_order'); RETURN pg_catalog.btint4cmp($1, $2); END $$;
	RESET ROLE; SET search_path = mallory;
	CREATE OPERATOR CLASS mood_function FOR TYPE mood USING btree AS OPERATOR 3 pg_catalog.= (anyenum, anyenum), FUNCTION 1 mood_order(mood, mood);
	CREATE OPERATOR CLASS mood_operator FOR TYPE mood USING btree AS OPERATOR 3 ===, FUNCTION 1 (mood, mood) pg_catalog.enum_cmp(anyenum, anyenum);
	CREATE OPERATOR CLASS int_class FOR TYPE int USING btree AS OPERATOR 1 pg_catalog.<, OPERATOR 3 pg_catalog.=, FUNCTION 1 int_order(int, int);
	CREATE TYPE by_equality AS (a int); CREATE TYPE by_order AS (a int);
	CREATE FUNCTION is_equal(by_equality, by_equality) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT mallory.note(''is_equal'') = 1';
	CREATE FUNCTION is_before(by_order, by_order) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT mallory.note(''is_before'')';
	ALTER FUNCTION is_equal OWNER TO mallory; ALTER FUNCTION is_before OWNER TO mallory;
	CREATE OPERATOR ==== (LEFTARG = by_equality, RIGHTARG = by_equality, FUNCTION = is_equal);
	CREATE OPERATOR CLASS only_equality DEFAULT FOR TYPE by_equality USING btree AS OPERATOR 3 ====,
		FUNCTION 1 (by_equality, by_equality) pg_catalog.btrecordcmp(record, record);
	CREATE OPERATOR CLASS only_order DEFAULT FOR TYPE by_order USING btree AS OPERATOR 3 pg_catalog.= (record, record), FUNCTION 1 is_before(by_order, by_order);
	CREATE OPERATOR CLASS mallory.pair_parts FOR TYPE mallory.pair USING hash AS OPERATOR 1 =, FUNCTION 2 mallory.hash_extended(mallory.pair, bigint)});
run_sql(q{SET ROLE mallory; SET search_path = mallory;
	CREATE TABLE parts (p pair, m mood, s span, k int) PARTITION BY RANGE (p);
	CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('(1,1)') TO ('(10,1)');
	CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('(10,1)') TO ('(20,1)');
	CREATE TABLE parts_3 PARTITION OF parts FOR VALUES FROM ('(20,1)') TO ('(30,1)') PARTITION BY RANGE (p, k);
	CREATE TABLE parts_3_1 PARTITION OF parts_3 FOR VALUES FROM ('(21,1)', 1) TO ('(21,1)', 9);
	CREATE TABLE parts_3_2 PARTITION OF parts_3 FOR VALUES FROM ('(22,1)', 1) TO ('(22,1)', 9);
	CREATE TYPE pairs AS RANGE (SUBTYPE = pair, MULTIRANGE_TYPE_NAME = multipairs);
	CREATE TYPE ints AS RANGE (SUBTYPE = int, SUBTYPE_OPCLASS = int_class, MULTIRANGE_TYPE_NAME = multiints);
	CREATE TABLE by_function (m mood) PARTITION BY LIST (m mood_function);
	CREATE TABLE by_operator (m mood) PARTITION BY LIST (m mood_operator);
	CREATE TYPE lists AS RANGE (SUBTYPE = pair[]); CREATE TABLE of_lists (r lists) PARTITION BY LIST (r);
	CREATE TABLE of_ints (r ints) PARTITION BY LIST (r);
	CREATE TABLE hashed (p pair) PARTITION BY HASH (p pair_parts);
	CREATE TABLE of_rows (r mallory.hashed) PARTITION BY LIST (r);
	CREATE TABLE of_equality (a mallory.by_equality[]) PARTITION BY LIST (a); CREATE TABLE of_order (a mallory.by_order[]) PARTITION BY LIST (a);
	CREATE TABLE of_arrays (a pair[]) PARTITION BY LIST (a);
	CREATE TABLE of_ranges (r pairs) PARTITION BY LIST (r);
	CREATE TABLE of_multiranges (r multipairs) PARTITION BY LIST (r);
	GRANT SELECT ON ALL TABLES IN SCHEMA mallory TO PUBLIC;
	CREATE TABLE keyed (k int) PARTITION BY LIST ((k + note('partition_key')));
	CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (2);
	CREATE TABLE moods (m mood, k int) PARTITION BY LIST (m);
	CREATE TABLE moods_1 PARTITION OF moods FOR VALUES IN ('good'); CREATE TABLE moods_2 PARTITION OF moods FOR VALUES IN ('bad');
	CREATE INDEX ON moods_1 ((note('child_index', k))); ALTER TABLE moods_1 ADD CHECK (note('child_check') > 0);
	CREATE TABLE measured (k int, v int); CREATE STATISTICS measure ON (note('statistics', k)), v FROM measured;
	CREATE VIEW outlook AS SELECT k AS key FROM history;
	GRANT SELECT ON keyed, moods, measured, outlook TO PUBLIC;
	INSERT INTO parts VALUES ('(2,1)', 'good', NULL, 1)});
user_code();
for my $table (qw(parts hashed by_function by_operator of_ints of_equality of_order of_lists of_rows of_arrays of_ranges of_multiranges))
{
	sql_fails($node, 'boss', "SELECT streamml.create_continuous_view('boss.over_parts', 'SELECT pg_catalog.count(*) AS n FROM mallory.$table')",
		qr/42501.*"$table".*partitions are compared/, "partitions of $table are compared by functions of hers");
}
create_as('boss', 'over_parts', 'SELECT pg_catalog.count(*) AS n FROM mallory.moods WHERE k IS NOT NULL');
sql_fails($node, 'boss', q{SELECT streamml.create_continuous_view('boss.measured', 'SELECT k, v FROM mallory.measured')},
	qr/42501.*"measured".*statistics "measure"/, 'statistics of a function of hers');
run_sql('SET ROLE boss; CREATE TABLE boss.plain (k int); INSERT INTO boss.plain VALUES (1)');
create_as('boss', 'over_view', 'SELECT p.k, pg_catalog.count(*) AS n FROM boss.plain p JOIN mallory.outlook o ON o.key OPERATOR(pg_catalog.=) p.k GROUP BY 1');
is(run_sql(q{SELECT n > 0 FROM boss.over_view; SELECT count(*) FROM streamml.verify('boss.over_view')}), "t\n0", 'a view over a view of hers');
create_as('boss', 'over_keyed', 'SELECT pg_catalog.count(*) AS n FROM mallory.keyed');
is(strangers(user_code()), '', 'nothing of hers runs as somebody else');
create_as('mallory', 'own_parts', 'SELECT pg_catalog.count(*) AS n FROM mallory.parts');
is(run_sql(q{SELECT n FROM mallory.own_parts}), 1, 'she has views over them, and others over partitions that the server compares');

bait('own');
my %own = (
	groups => [ q{SELECT c, $MINUTE AS w, mallory.summed(v) AS x FROM mallory.own WHERE mallory.note('where') > 0 GROUP BY 1, 2}, $closing ],
	hops => [ q{SELECT m, streamml.hop(at, '1 minute', mallory.one_minute(1) * 2) AS w, mallory.summed(v) AS x FROM mallory.own GROUP BY 1, 2}, $closing ],
	sessions => [ q{SELECT c, streamml.session(at, mallory.one_minute(1)) AS w, pg_catalog.count(*) AS x FROM mallory.own GROUP BY 1, 2}, $closing ],
	model => [ q{SELECT streamml.session(at, mallory.one_minute(1)) AS w, streamml.logistic_regression(y, ARRAY[v]) AS model FROM mallory.own GROUP BY 1} ],
	lines => [ q{SELECT k, m::pg_catalog.text AS m, d::mallory.odd AS d, pg_catalog.int4div(100, v) AS x FROM mallory.own} ],
	single => [ q{SELECT mallory.summed(v) AS x FROM mallory.own} ],
	changing => [ q{SELECT c, mallory.summed(v) AS x FROM mallory.own GROUP BY 1}, q{on_update => 'recompute', on_delete => 'recompute'} ],
);
for my $view (sort keys %own)
{
	my ($query, $options) = @{ $own{$view} };
	create_as('mallory', $view, $query =~ s/\$MINUTE/$minute/r, $options);
}
run_sql(q{SET ROLE mallory; SET search_path = mallory;
	ALTER TABLE lines ADD COLUMN def int DEFAULT note('line_default');
	ALTER TABLE lines ADD COLUMN gen int GENERATED ALWAYS AS (note('line_generated')) STORED;
	ALTER TABLE lines ADD CHECK (note('line_check') > 0);
	CREATE INDEX ON lines ((note('line_index', k)));
	CREATE TRIGGER b BEFORE INSERT ON lines FOR EACH ROW EXECUTE FUNCTION trap('line_before');
	CREATE CONSTRAINT TRIGGER a AFTER INSERT ON lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trap('line_deferred');
	CREATE TRIGGER s AFTER INSERT ON lines FOR EACH STATEMENT EXECUTE FUNCTION trap('line_statement')});
for my $closed ('groups', 'sessions')
{
	run_sql(qq{SET ROLE mallory; SET search_path = mallory;
		ALTER TABLE ${closed}_closed ADD COLUMN def int DEFAULT note('closed_default');
		CREATE INDEX ON ${closed}_closed ((note('closed_index', revision)));
		CREATE CONSTRAINT TRIGGER a AFTER INSERT ON ${closed}_closed DEFERRABLE INITIALLY DEFERRED
			FOR EACH ROW EXECUTE FUNCTION trap('closed_deferred')});
}

# Nor does the statement that writes to the ledger open it to her code.
my $ledger = run_sql(q{SELECT pg_catalog.format('streamml_state.view_%s_ledger', id) FROM streamml.view_definition WHERE view = 'mallory.groups'::regclass});
run_sql(qq{SET ROLE mallory; GRANT ALL ON $ledger TO mallory;
	CREATE FUNCTION mallory.forge() RETURNS trigger LANGUAGE plpgsql AS \$\$
	BEGIN
		DELETE FROM $ledger;
		RAISE LOG 'the ledger is forged';
		RETURN new;
	EXCEPTION WHEN insufficient_privilege THEN
		RAISE LOG 'the ledger is guarded: %', sqlerrm;
		RETURN new;
	END \$\$;
	CREATE TRIGGER f BEFORE INSERT ON mallory.groups_closed FOR EACH ROW EXECUTE FUNCTION mallory.forge()});
user_code();
my $before = -s $node->logfile;
feed('own');
like(slurp_file($node->logfile, $before), qr/the ledger is guarded: cannot write to "view_\d+_ledger"/, 'her code is kept from the ledger');
unlike(slurp_file($node->logfile, $before), qr/the ledger is forged/, '... always');
is(run_sql(q{SELECT string_agg(name || ': ' || message, ', ') FROM streamml.continuous_views WHERE schema = 'mallory' AND state <> 'live'}), '', 'none of hers has failed');
my $ran = user_code();
is(strangers($ran), '', 'in the worker her code runs as her');
is(strange_paths('streamml worker'), '', '... with the search path of the view');
ok($ran->{"$_ as mallory"}, "... the attempt \"$_\" was made")
  for qw(opclass hash transition where domain cast_mood_text line_default line_generated line_check line_before
  line_deferred line_statement closed_default closed_deferred final);
for my $view (sort keys %own)
{
	$node->psql('postgres', "SET search_path = shared, public; SELECT * FROM streamml.verify('mallory.$view')");
	$node->psql('postgres', "SET search_path = shared, public; SELECT streamml.rebuild('mallory.$view')");
	ok(wait_applied($node), "$view: rebuilt by a superuser");
}
is(strangers(user_code()), '', 'when superusers rebuild and verify, her code runs as her');
is(strange_paths('client backend'), '', '... with the search path of the view');
my ($rc, $out, $err) = $node->psql('postgres', q{SELECT streamml.predict('mallory.model', ARRAY[1.0])});
like($err, qr/one model for each group/, 'a model by name of a view of hers');

# Whoever looks into a definition of hers: over one with a gap, for an index, for a roll-up.
run_sql(q{SET ROLE mallory; CREATE TABLE mallory.lost (at timestamptz, v int)});
create_as('mallory', 'lapsed', q{SELECT streamml.session(at, mallory.one_minute(1)) AS w, pg_catalog.count(*) AS n FROM mallory.lost GROUP BY 1});
ok(wait_applied($node), 'a view of hers');
run_sql(q{SET session_replication_role = replica; ALTER TABLE mallory.lost SET UNLOGGED; ALTER TABLE mallory.lost SET LOGGED});
is(wait_state($node, 'mallory.lapsed', 'gap'), 1, '... that lacks rows');
for my $command (q{streamml.resume('mallory.lapsed', gap => 'accept')}, q{streamml.create_index('mallory.sessions', 'c')},
	q{streamml.create_rollup('boss.of_hers', 'SELECT streamml.rollup(x) AS x FROM mallory.sessions')}) # refused, once it is known what it reads
{
	user_code();
	as_user($node, 'boss', "SET search_path = shared, public; SELECT $command");
	my $ran = user_code();
	is(strangers($ran), '', "$command: her code runs as her");
	ok($ran->{'constant as mallory'}, '... it does run');
	is(strange_paths('client backend'), '', '... and with no search path of his');
}

is(run_sql(qq{SELECT count(*) FROM streamml.verify('mallory.single');
	SELECT coalesce(current_setting('mallory.was_here', true), '') || ' ' || current_setting('default_transaction_read_only')}),
	"0\n off", 'a session keeps its settings');
is(strangers(user_code()), '', '... and her code runs as her');
run_sql(q{SET ROLE mallory; INSERT INTO mallory.bait (at, k, v) VALUES ('2026-01-02 12:40Z', 1, 9)});
ok(wait_applied($node), 'the stream goes on');
is(run_sql(q{SELECT count(*) FROM olga.probe WHERE trace <> ''}), 0, 'no setting is left behind');

# Creation leaves none either, where it looks at constants and where it makes first states.
my %late = (sessions => $own{sessions}[0], single => 'SELECT mallory.checks(v) AS x FROM mallory.own');
for my $view (sort keys %late)
{
	($rc, $out, $err) = as_user($node, 'mallory', qq{SELECT streamml.create_continuous_view('mallory.late_$view', \$view\$ $late{$view} \$view\$, false);
		SELECT coalesce(current_setting('mallory.was_here', true), '') || ' ' || current_setting('default_transaction_read_only')});
	is($out =~ s{^mallory\.}{}r, "late_$view\n off", "nor by a creation of $view") or diag($err);
}

# --- nothing can be hung on what a view is made of ---

# What is created for her with more rights than hers is not made as she would have it.
run_sql(q{CREATE TABLESPACE private LOCATION ''; CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
	GRANT CREATE ON TABLESPACE private TO mallory});
run_sql(qq{SET ROLE mallory; SET default_tablespace = private; SET default_table_access_method = heap2;
	SELECT streamml.create_continuous_view('mallory.placed', 'SELECT k, pg_catalog.count(*) AS n FROM mallory.history GROUP BY 1')});
is(run_sql(q{SELECT count(*) || ' ' || count(*) FILTER (WHERE reltablespace <> 0 OR relam NOT IN (0, 2, 403)) FROM pg_class
	WHERE relname ~ ('^view_' || (SELECT id FROM streamml.view_definition WHERE view = 'mallory.placed'::regclass) || '_')}), '3 0',
	'hidden relations are where the server puts them');

my ($state, $definition) = split /\|/, run_sql(q{SELECT state, definition FROM streamml.view_definition WHERE view = 'mallory.changing'::regclass});
my $query = run_sql("SELECT pg_get_viewdef('$definition'::regclass)") =~ s/;$//r;
create_as('mallory', 'texts', "SELECT m::pg_catalog.text::pg_catalog.varchar(5) AS t, k::pg_catalog.text COLLATE \"C\" AS u, $minute AS w, pg_catalog.count(*) AS n FROM mallory.own GROUP BY 1, 2, 3", $closing);
my ($texts, $texts_ledger) = split /\|/, run_sql(q{SELECT state, pg_catalog.format('streamml_state.view_%s_ledger', id) FROM streamml.view_definition WHERE view = 'mallory.texts'::regclass});
run_sql(q{SET ROLE boss; CREATE PUBLICATION published;
	CREATE FUNCTION boss.same(mallory.pair) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END'});
run_sql(qq{SET ROLE mallory; SET search_path = mallory;
	CREATE TYPE like_texts AS (dead bytea, k1 varchar(5), k2 text COLLATE "C", k3 tstzrange, s1 bigint);
	CREATE TABLE parted (LIKE $state) PARTITION BY LIST (k1);
	CREATE TABLE parent (LIKE $state);
	CREATE TABLE parent_of_ledger (LIKE $ledger);
	CREATE TABLE child (LIKE $state)});
is(run_sql("SELECT has_table_privilege('mallory', '$state', 'INSERT, UPDATE, DELETE, TRUNCATE')"), 'f', 'she has no right to write to a state');
my @ddl = (
	"ALTER TABLE mallory.parted ATTACH PARTITION $state DEFAULT",
	"ALTER TABLE $state INHERIT mallory.parent",
	"ALTER TABLE mallory.child INHERIT $state",
	"CREATE TABLE mallory.kid () INHERITS ($state)",
	"CREATE POLICY p ON $state",
	"ALTER TABLE $state ENABLE ROW LEVEL SECURITY",
	"ALTER TABLE $state FORCE ROW LEVEL SECURITY",
	"CREATE STATISTICS mallory.st ON (mallory.note('stx', s1)) FROM $state",
	"ALTER TABLE $state ADD CHECK (mallory.note('state_check') > 0)",
	"ALTER TABLE $state ADD UNIQUE (k1)",
	"CREATE TABLE mallory.fk (k mallory.pair REFERENCES $state (k1))",
	"ALTER TABLE $state ADD COLUMN x int DEFAULT mallory.note('state_column')",
	"ALTER TABLE $state ALTER s1 SET DEFAULT mallory.note('state_default')",
	"ALTER TABLE $state ALTER s1 SET NOT NULL",
	"ALTER TABLE $state ALTER dead TYPE text USING mallory.note('using')::text",
	"ALTER TABLE $state RENAME COLUMN s1 TO x",
	"ALTER TABLE $state DROP COLUMN dead",
	"ALTER TABLE $state ADD COLUMN x int",
	"ALTER TABLE $state ALTER dead TYPE json USING NULL",
	"ALTER TABLE $texts_ledger ALTER k1 TYPE varchar(6)",
	"ALTER TABLE $texts_ledger ALTER k2 TYPE text COLLATE \"POSIX\"",
	"ALTER TABLE $texts OF mallory.like_texts",
	"ALTER TABLE $state SET ACCESS METHOD heap2",
	"ALTER TABLE $state SET UNLOGGED",
	"ALTER TABLE $state SET SCHEMA mallory",
	"ALTER TABLE $state RENAME TO x",
	"CREATE INDEX ON $state ((mallory.note('state_index', s1)))",
	"CREATE INDEX ON $state (s1) WHERE mallory.note('state_predicate', s1) > 0",
	"CREATE PUBLICATION p FOR TABLE $state",
	"ALTER PUBLICATION published ADD TABLE $state",
	"ALTER PUBLICATION published SET TABLE $state",
	"CREATE INDEX ON $state ((boss.same(k1)))",
	"CREATE INDEX ON $state (s1) WHERE boss.same(k1)",
	"ALTER TABLE $ledger INHERIT mallory.parent_of_ledger",
	"CREATE TABLE mallory.kid () INHERITS ($ledger)",
	"CREATE POLICY p ON $ledger",
	"ALTER TABLE $ledger ENABLE ROW LEVEL SECURITY",
	"ALTER TABLE $ledger ADD CHECK (mallory.note('ledger_check') > 0)",
	"ALTER TABLE $ledger ALTER revision SET DEFAULT mallory.note('ledger_default')",
	"ALTER TABLE $ledger DROP COLUMN content",
	"ALTER TABLE $ledger SET UNLOGGED",
	"ALTER TABLE $ledger RENAME TO x",
	"CREATE INDEX ON $ledger ((mallory.note('ledger_index', revision)))",
	"DROP INDEX " . ($ledger =~ s/ledger$/emitted/r),
	"DROP TABLE $ledger",
	"TRUNCATE $ledger",
	"INSERT INTO $ledger DEFAULT VALUES",
	"DELETE FROM $ledger",
	"CREATE OR REPLACE VIEW $definition AS $query",
	"CREATE OR REPLACE VIEW $definition AS SELECT NULL::mallory.pair AS c, 1 AS x",
	"CREATE OR REPLACE RULE \"_RETURN\" AS ON SELECT TO $definition DO INSTEAD $query",
	"CREATE OR REPLACE RULE \"_RETURN\" AS ON SELECT TO $definition DO INSTEAD SELECT NULL::mallory.pair AS c, 1 AS x",
	"ALTER VIEW $definition RENAME COLUMN x TO y",
	"ALTER VIEW $definition ALTER x SET DEFAULT 1",
	"ALTER VIEW $definition SET SCHEMA mallory",
	(map { my $relation = $_; my $when = $_ eq $definition ? 'INSTEAD OF' : 'BEFORE';
		("CREATE TRIGGER t $when INSERT ON $relation FOR EACH ROW EXECUTE FUNCTION mallory.trap('state_trigger')",
		"CREATE RULE r AS ON INSERT TO $relation DO ALSO SELECT mallory.attack('rule')") } $state, $ledger, $definition));
for my $user ('mallory', 'boss')
{
	# (a statement of his own may name her functions)
	my @tried = grep { $user eq 'mallory' || !/mallory\.(note|attack)/ } @ddl;
	my @done = grep { (as_user($node, $user, $_))[0] == 0 } @tried;
	is(join("\n", @done), '', "$user cannot change what a view is made of");
	next if $user eq 'mallory';
	my @others = grep { (as_user($node, $user, $_))[2] !~ /ontinuous view|because view mallory\.\w+ requires it/ } @tried;
	is(join("\n", @others), '', '... and it is a guard of ours that refuses it');
}
sql_fails($node, 'boss', "CREATE TABLE boss.fk (k mallory.pair REFERENCES $state (k1))", qr/cannot refer to/, 'a foreign key, even where it has no triggers');

# A definition that a dump makes before its query takes that, once, and nothing else.
run_sql('CREATE VIEW streamml_state.view_998_definition AS SELECT 1 AS k');
sql_fails($node, 'boss', 'CREATE RULE other AS ON INSERT TO streamml_state.view_998_definition DO INSTEAD NOTHING', qr/cannot create a rule/,
	'a rule on what will be a definition');
run_sql('CREATE OR REPLACE VIEW streamml_state.view_998_definition AS SELECT k FROM mallory.own');
sql_fails($node, 'boss', 'CREATE OR REPLACE VIEW streamml_state.view_998_definition AS SELECT v AS k FROM mallory.own', qr/cannot create a rule/,
	'another query than its own');
run_sql('DROP VIEW streamml_state.view_998_definition');
for my $allowed ("ALTER TABLE $state SET (fillfactor = 60)", "REINDEX TABLE CONCURRENTLY $state", "VACUUM FULL $state",
	"ALTER TABLE $state ALTER dead SET STORAGE EXTERNAL", "CREATE INDEX ON $state (s1)")
{
	my ($rc, $out, $err) = as_user($node, 'boss', $allowed);
	is($rc, 0, "allowed: $allowed") or diag($err);
}

# A new owner has not asked for the types of the old one; the ledger comes along.
create_as('mallory', 'given', "SELECT m, s, $minute AS w, pg_catalog.count(*) AS n FROM mallory.history GROUP BY 1, 2, 3", $closing);
create_as('mallory', 'given_rows', 'SELECT m, s FROM mallory.history');
run_sql(q{ALTER VIEW mallory.given OWNER TO boss; ALTER TABLE mallory.given_rows OWNER TO boss});
is(run_sql(q{SELECT string_agg(DISTINCT relowner::regrole::text, ' ') FROM pg_class
	WHERE relname ~ ('^view_' || (SELECT id FROM streamml.view_definition WHERE view = 'mallory.given'::regclass) || '_')}), 'boss',
	'all that a view is made of follows its owner');
is(run_sql(q{SELECT string_agg(attrelid::regclass || '.' || attname, ' ') FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
	WHERE relkind = 'r' AND relowner = 'boss'::regrole AND attnum > 0 AND coalesce(attstattarget, -1) <> 0
	AND atttypid IN ('mallory.mood'::regtype, 'mallory.span'::regtype)}), '', '... and columns of other types than his have no statistics');

# --- what is told to whom ---

run_sql(q{SET ROLE mallory; CREATE TABLE mallory.people (id int, at timestamptz, salary int);
	GRANT SELECT (id, at) ON mallory.people TO olga});
run_sql(q{SET ROLE olga; SET timezone = 'Asia/Tokyo'; SELECT streamml.create_continuous_view('olga.guest',
	'SELECT streamml.tumble(at, ''1 minute'') AS w, sum(1 / id) AS n FROM mallory.people GROUP BY 1', lateness => '0')});
run_sql(q{INSERT INTO mallory.people VALUES (1, '2026-01-01 10:10Z', 1234); INSERT INTO mallory.people VALUES (0, '2026-01-01 10:10Z', 1234);
	INSERT INTO mallory.people VALUES (2, '2026-01-01 10:00Z', 1234)});
ok(wait_applied($node), 'a guest who may read some columns');
is(run_sql(q{SELECT string_agg("row"::text, ' ') FROM streamml.dead_letters WHERE view = 'olga.guest'::regclass}),
	'{"at": "2026-01-01T19:10:00+09:00", "id": 0}', 'a dead letter shows what its reader may read, with the settings of the view');
is(run_sql(q{SELECT string_agg(k, ' ' ORDER BY k) FROM streamml.late_rows l, jsonb_object_keys(l."row") k WHERE view = 'olga.guest'::regclass}),
	'at id', 'and so does a late row');
is(run_sql(q{SELECT (SELECT count(*) FROM streamml.dead_letter_log WHERE "row" ? 'salary') + (SELECT count(*) FROM streamml.late_row_log WHERE "row" ? 'salary')}),
	0, '... nothing else is kept');
run_sql(q{SET ROLE mallory; CREATE TABLE mallory.payroll (id int, salary int); GRANT SELECT (id), SELECT (salary) ON mallory.payroll TO olga});
create_as('olga', 'whole', 'SELECT p::pg_catalog.text AS p FROM mallory.payroll p');
create_as('olga', 'counted', 'SELECT pg_catalog.count(*) AS n FROM mallory.payroll');
for my $column ('salary', 'id')
{
	run_sql("INSERT INTO mallory.payroll VALUES (1, 1234)");
	ok(wait_applied($node), 'rows of a table of others');
	is(run_sql('SELECT n FROM olga.counted'), $column eq 'salary' ? 1 : 3, '... are counted while one may read some column');
	run_sql("REVOKE SELECT ($column) ON mallory.payroll FROM olga; INSERT INTO mallory.payroll VALUES (2, 1234)");
	ok(wait_applied($node), "without the right to $column");
	is(view_state($node, 'olga.whole'), 'failed', '... whole rows are not read');
}
is(view_state($node, 'olga.counted'), 'failed', 'nor are they counted without a right to any column');
is(run_sql('SELECT count(*) FROM olga.whole'), 1, '... what was read before is there');
run_sql(q{SELECT streamml.drop_continuous_view('olga.whole'); SELECT streamml.drop_continuous_view('olga.counted')});

# A view that changes hands runs as its new owner, whichever command gives it away.
run_sql(q{CREATE ROLE carl LOGIN; CREATE SCHEMA carl AUTHORIZATION carl; GRANT USAGE, CREATE ON SCHEMA carl TO olga, mallory;
	GRANT SELECT (id) ON mallory.people TO carl;
	SET ROLE carl; CREATE FUNCTION carl.whose(int) RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN current_user; END'});
create_as('carl', 'handed', 'SELECT id, carl.whose(id) AS who FROM mallory.people');
my $id = 7;
for my $gives ('SELECT', 'REASSIGN OWNED BY carl TO olga', 'ALTER TABLE carl.handed OWNER TO mallory')
{
	run_sql("$gives; INSERT INTO mallory.people VALUES ($id, '2026-01-01 10:10Z', 1)");
	ok(wait_applied($node), "after $gives");
	$id++;
}
is(run_sql('SELECT string_agg(who, $$ $$ ORDER BY id) FROM carl.handed WHERE id > 6'), 'carl olga mallory', 'rows are taken as the owner of their time');
run_sql(q{SELECT streamml.drop_continuous_view('carl.handed')});
run_sql('REVOKE SELECT (id) ON mallory.people FROM olga');
is(run_sql(q{SELECT string_agg(k, ' ' ORDER BY k) FROM streamml.late_rows l, jsonb_object_keys(l."row") k WHERE view = 'olga.guest'::regclass}),
	'at', 'what was listed goes with the right to read it');
is(run_sql(q{SELECT string_agg("row"::text, ' ') FROM streamml.dead_letters WHERE view = 'olga.guest'::regclass}),
	'{"at": "2026-01-01T19:10:00+09:00"}', '... of dead letters too');

my $number = run_sql(q{SELECT id FROM streamml.view_definition WHERE view = 'olga.guest'::regclass});
my $closed = qq{SELECT streamml.window_closed($number, tstzrange('2026-01-01 10:00Z', '2026-01-01 10:01Z'))};
sql_fails($node, 'mallory', $closed, qr/42501/, 'how far the events of others have come');
is((as_user($node, 'olga', $closed))[1], 't', 'one learns of her own');
sql_fails($node, 'mallory', 'CREATE TRIGGER r AFTER INSERT ON mallory.people FOR EACH STATEMENT EXECUTE FUNCTION streamml.on_restore()', qr/42501/,
	'what restores dumps is no function of users');
run_sql(q{GRANT USAGE ON SCHEMA olga TO mallory; SET ROLE olga; CREATE VIEW olga.above AS SELECT * FROM olga.guest; GRANT SELECT ON olga.above TO mallory});
is((as_user($node, 'mallory', 'SELECT bool_and(closed) FROM olga.above WHERE closed'))[1], 't', '... or by a view that one may read');
is((as_user($node, 'olga', 'SELECT count(*) FROM streamml.stat_view_rows()'))[1], 2, 'counters of her own views');
is(run_sql(q{SET ROLE olga; SELECT count(*) FROM streamml.stat_views}), 2, '... in the view too');

# Who has no view learns nothing of the others', not even by a function that stands in a
# condition and tells what it is called with.
run_sql(q{CREATE ROLE nobody LOGIN; CREATE SCHEMA nobody AUTHORIZATION nobody;
	CREATE TABLE streamml_state.view_999_state (k1 int);
	INSERT INTO streamml.gap_log (view_id, at, from_lsn, reason, generation) SELECT id, now(), '0/1', 'a gap', generation
		FROM streamml.view_definition WHERE view = 'olga.guest'::regclass;
	SET ROLE nobody;
	CREATE FUNCTION nobody.leak(v anyelement) RETURNS boolean LANGUAGE plpgsql STRICT COST 0.000001 AS
		$$ BEGIN RAISE WARNING 'leaked'; RETURN true; END $$});
my @listed = split /\n/, run_sql(q{SELECT c.relname || '|' || string_agg(quote_ident(a.attname), ' ')
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE relnamespace = 'streamml'::regnamespace AND relkind IN ('r', 'v') AND has_table_privilege('nobody', c.oid, 'SELECT')
	AND relname <> 'stat_worker' GROUP BY c.relname ORDER BY 1});
cmp_ok(scalar @listed, '>=', 9, 'what everybody may read');
for my $listed (@listed)
{
	my ($name, $columns) = split /\|/, $listed;
	isnt(run_sql("SELECT count(*) FROM streamml.$name"), 0, "streamml.$name has rows") unless $name eq 'stat_progress'; # nothing is being filled
	is((as_user($node, 'nobody', "SELECT count(*) FROM streamml.$name"))[1], 0, '... none for who has no view');
	my @leaks = grep { (as_user($node, 'nobody', "SELECT FROM streamml.$name WHERE nobody.leak($_)"))[2] =~ /leaked/ } split / /, $columns;
	is("@leaks", '', '... nor a value of theirs');
}
run_sql(q{DROP TABLE streamml_state.view_999_state; SET ROLE nobody;
	CREATE TABLE nobody.rows (i int); INSERT INTO nobody.rows VALUES (1);
	CREATE FUNCTION nobody.spy() RETURNS int LANGUAGE plpgsql STABLE SET enable_nestloop = off AS
		$$ BEGIN PERFORM FROM streamml.stat_progress WHERE nobody.leak(view); RETURN 1; END $$});
unlike((as_user($node, 'nobody', q{SELECT streamml.create_continuous_view('nobody.spies', 'SELECT nobody.spy() AS i FROM nobody.rows')}))[2],
	qr/leaked/, '... not while a view is being filled either');
run_sql('SET ROLE nobody; INSERT INTO nobody.rows VALUES (2)');
ok(wait_applied($node), 'who has a view');
my $told = () = (as_user($node, 'nobody', 'SET enable_nestloop = off; SELECT FROM streamml.stat_views WHERE nobody.leak(view)'))[2] =~ /leaked/g;
is($told, 1, '... is told of its counters alone');
run_sql(q{SELECT streamml.drop_continuous_view('nobody.spies')});

run_sql('CREATE ROLE maker LOGIN CREATEDB');
my $worker = worker_pid($node);
my ($made) = as_user($node, 'maker', 'CREATE DATABASE copy TEMPLATE postgres');
isnt($made, 0, 'a database of others cannot be copied');
is(worker_pid($node), $worker, '... and its worker is left alone');

# --- drop ---

run_sql('DROP VIEW boss.rollup');
run_sql("SELECT streamml.drop_continuous_view('boss.$_')") for 'over_parts', 'over_keyed', 'over_view', map { ($_, "filled_$_") } sort keys %over_bait;
run_sql("SELECT streamml.drop_continuous_view('mallory.$_')") for 'given', 'given_rows', 'lapsed', 'own_parts', 'placed', 'texts', sort keys %own;
ok(wait_applied($node), 'dropped');
is(strangers(user_code()), '', 'nothing of hers runs as somebody else');
is(run_sql(q{SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'}), 'f', 'she is no superuser');

done_testing();
