# Rights: what users write runs as the owner of the view and as nobody else, what
# they may not do the worker does not do for them, and what they lose later the
# view loses, too.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('privileges', extension => 0);
my $me = $node->safe_psql('postgres', 'SELECT current_user');

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# A statement of a user that must succeed.
sub as
{
	my ($user, $sql) = @_;
	my ($rc, $out, $err) = as_user($node, $user, $sql);
	is($rc, 0, "$user may: " . substr($sql =~ s/\s+/ /gr, 0, 60)) or diag($err);
	return $out;
}

run_sql(q{
	CREATE ROLE alice LOGIN; CREATE ROLE bob LOGIN; CREATE ROLE carol LOGIN;
	CREATE ROLE copier LOGIN REPLICATION;
	GRANT CREATE ON SCHEMA public TO PUBLIC;
	CREATE EXTENSION streamml;
	SET ROLE bob;
	CREATE TABLE bobs (id serial, secret text);
	INSERT INTO bobs (secret) VALUES ('bob is bald');
	SET ROLE alice;
	CREATE TABLE src (id serial PRIMARY KEY, k int, v int, t text);
	INSERT INTO src (k, v, t) SELECT i % 3, i, 'x' FROM generate_series(1, 6) i;
});

# --- ordinary users can have views, of what they may read ---

as('alice', q{SELECT streamml.create_continuous_view('mine', 'SELECT k, count(*) AS n FROM src GROUP BY k')});
as('alice', q{INSERT INTO src (k, v) VALUES (1, 1)});
ok(wait_applied($node), 'the view of an ordinary user is maintained');
is_equivalent($node, 'mine', 'SELECT k, count(*) AS n FROM src GROUP BY k', 'the view of an ordinary user');
is(run_sql(q{SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'streamml_state'::regnamespace}),
	'alice', 'all of its relations are hers');
sql_fails($node, 'bob', q{SELECT streamml.create_continuous_view('spy', 'SELECT count(*) FROM src')},
	qr/42501.*src/, 'a table one may not read');
sql_fails($node, 'bob', 'SELECT * FROM mine', qr/42501/, 'a view one may not read');
sql_fails($node, 'bob', "SELECT streamml.$_('mine')", qr/42501/, "$_ of a view of others")
  for 'pause', 'resume', 'rebuild', 'drop_continuous_view', 'verify';
run_sql(q{GRANT SELECT (k) ON src TO bob});
as('bob', q{SELECT streamml.create_continuous_view('by_column', 'SELECT k, count(*) AS n FROM src GROUP BY k')});
sql_fails($node, 'bob', q{SELECT streamml.create_continuous_view('spy', 'SELECT k, max(v) AS v FROM src GROUP BY k')},
	qr/42501/, 'a column one may not read');
run_sql(q{CREATE FUNCTION forbidden(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
	REVOKE ALL ON FUNCTION forbidden FROM PUBLIC});
sql_fails($node, 'alice', q{SELECT streamml.create_continuous_view('f', 'SELECT forbidden(v) AS v FROM src')},
	qr/42501/, 'a function one may not call');

# --- twelve ways out, each tried in the worker by a function of alice's ---

# attempt() is declared STABLE, so that a view may call it; what it calls is not.
run_sql(q{
	SET ROLE alice;
	CREATE TABLE tried (what text, who text, outcome text);
	CREATE FUNCTION try_it(command text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
	BEGIN
		EXECUTE command;
		RETURN current_user || ' could';
	EXCEPTION WHEN OTHERS THEN
		RETURN current_user || ' ' || SQLSTATE;
	END $$;
	CREATE FUNCTION attempt(command text) RETURNS text LANGUAGE plpgsql STABLE AS $$
	DECLARE result text;
	BEGIN
		EXECUTE 'SELECT public.try_it($1)' INTO result USING command;
		RETURN result;
	END $$;
	CREATE TABLE command (id serial, sql text);
});
as('alice', q{SELECT streamml.create_continuous_view('attempts', 'SELECT id, sql, attempt(sql) AS outcome FROM command')});
my %way_out = (
	"SET ROLE $me" => qr/alice 42501/,
	"SET SESSION AUTHORIZATION $me" => qr/alice 42501/,
	"SELECT set_config('role', '$me', false)" => qr/alice 42501/,
	'RESET ROLE' => qr/alice 42501/,
	'CREATE TEMP TABLE trap (v int)' => qr/alice 42501/,
	'LISTEN trap' => qr/alice (42501|0A000)/,
	q{DECLARE c CURSOR WITH HOLD FOR SELECT 1} => qr/alice (42501|0A000)/,
	'INSERT INTO bobs (secret) VALUES (\'alice was here\')' => qr/alice 42501/,
	'SELECT secret FROM bobs' => qr/alice 42501/,
	'UPDATE streamml.view_definition SET settings = \'{}\'' => qr/alice 42501/,
	'DELETE FROM streamml.stream_progress' => qr/alice 42501/,
	'ALTER ROLE alice SUPERUSER' => qr/alice 42501/,
	'COPY bobs TO PROGRAM \'cat\'' => qr/alice 42501/,
	'SELECT pg_read_file(\'PG_VERSION\')' => qr/alice 42501/,
	'SELECT streamml.wait(timeout => NULL)' => qr/alice 55000/,
	q{SELECT streamml.rebuild('mine')} => qr/alice (55000|42501)/,
	q{SELECT * FROM streamml.verify('mine')} => qr/alice (55000|42501)/,
	'DISCARD ALL' => qr/alice (42501|0A000|25001)/,
	'COMMIT' => qr/alice (0A000|2D000)/,
	'DO $$ BEGIN COMMIT; END $$' => qr/alice (0A000|2D000)/,
	q{SELECT set_config('search_path', 'public', false)} => qr/alice (could|42501)/,
	q{CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'} => qr/alice (could|42501)/,
);
for my $command (sort keys %way_out)
{
	run_sql("INSERT INTO command (sql) VALUES (\$c\$ $command \$c\$)");
}
ok(wait_applied($node), 'attempts do not stop the stream');
for my $command (sort keys %way_out)
{
	my $outcome = run_sql("SELECT outcome FROM attempts WHERE sql = \$c\$ $command \$c\$");
	$outcome = run_sql(qq{SELECT 'alice ' || sqlstate FROM streamml.dead_letters
		WHERE "row" ->> 'sql' = \$c\$ $command \$c\$}) if $outcome eq '';
	like($outcome, $way_out{$command}, "in the worker: $command");
}
is(run_sql('SELECT count(*) FROM bobs'), 1, 'nothing was written to the table of others');
is(run_sql(q{SELECT rolsuper FROM pg_roles WHERE rolname = 'alice'}), 'f', 'nobody was promoted');

# --- code that hides in the relations of the view, where the worker writes ---

run_sql(q{
	SET ROLE alice;
	CREATE TABLE hidden (v int);
	CREATE TABLE seen (where_ text, who text);
	GRANT INSERT ON seen TO PUBLIC;
	CREATE FUNCTION note(text) RETURNS int LANGUAGE plpgsql VOLATILE AS $$
		BEGIN INSERT INTO public.seen VALUES ($1, current_user); RETURN 1; END $$;
	CREATE FUNCTION innocent(text) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
		DECLARE r int; BEGIN EXECUTE 'SELECT public.note($1)' INTO r USING $1; RETURN r; END $$;
	CREATE FUNCTION note_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN PERFORM public.note(tg_argv[0]); RETURN new; END $$;
});
as('alice', q{SELECT streamml.create_continuous_view('trapped', 'SELECT v FROM hidden')});
as('alice', q{SELECT streamml.create_continuous_view('trapped_sum', 'SELECT v AS k, sum(v) AS s FROM hidden GROUP BY v')});
run_sql(q{
	SET ROLE alice;
	ALTER TABLE trapped ADD COLUMN d int DEFAULT note('default');
	ALTER TABLE trapped ADD CHECK (innocent('check') > 0);
	CREATE INDEX ON trapped ((innocent('index ' || v)));
	CREATE TRIGGER b BEFORE INSERT ON trapped FOR EACH ROW EXECUTE FUNCTION note_trigger('before');
	CREATE TRIGGER a AFTER INSERT ON trapped FOR EACH ROW EXECUTE FUNCTION note_trigger('after');
	CREATE TRIGGER s AFTER INSERT ON trapped FOR EACH STATEMENT EXECUTE FUNCTION note_trigger('statement');
	TRUNCATE seen;
});
# The state table is hers as well: what she hangs on it may work or be refused.
my $state = run_sql(q{SELECT state FROM streamml.view_definition WHERE view = 'trapped_sum'::regclass});
for my $trap ("CREATE INDEX ON $state ((innocent('state index')))",
	"CREATE TRIGGER t BEFORE INSERT OR UPDATE ON $state FOR EACH ROW EXECUTE FUNCTION note_trigger('state trigger')",
	"ALTER TABLE $state ADD CHECK (innocent('state check') > 0)")
{
	as_user($node, 'alice', $trap);
}
run_sql(q{SET ROLE alice; TRUNCATE seen; INSERT INTO hidden VALUES (1), (2); INSERT INTO hidden VALUES (3)});
ok(wait_applied($node), 'code that hides in relations does not stop the stream');
is(run_sql('SELECT count(*) FROM trapped'), 3, 'rows are appended');
is(run_sql(q{SELECT string_agg(DISTINCT who, ' ') FROM seen}), 'alice', 'hidden code runs as the owner');
run_sql(q{SELECT streamml.rebuild('trapped'); SELECT streamml.rebuild('trapped_sum')});
ok(wait_applied($node), 'rebuilt by a superuser');
run_sql(q{SELECT * FROM streamml.verify('trapped_sum'); SELECT * FROM streamml.verify('trapped')});
is(run_sql(q{SELECT string_agg(DISTINCT who, ' ') FROM seen}), 'alice', 'also when a superuser rebuilds and verifies');

# A deferred trigger would run at commit, when the worker is nobody's any more.
run_sql(q{
	SET ROLE alice;
	CREATE TABLE deferred_src (v int);
	SELECT streamml.create_continuous_view('deferred', 'SELECT v FROM deferred_src');
	CREATE CONSTRAINT TRIGGER d AFTER INSERT ON deferred DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION note_trigger('deferred');
	INSERT INTO deferred_src VALUES (1);
	INSERT INTO src (k, v) VALUES (5, 5);
});
ok(wait_applied($node), 'a deferred trigger does not stop the stream');
is(run_sql(q{SELECT string_agg(DISTINCT who, ' ') FROM seen}), 'alice', 'a deferred trigger does not run as somebody else');
is(run_sql('SELECT n FROM mine WHERE k = 5'), 1, 'the others go on');

# Objects planted where a careless search path would find them first.
run_sql(q{
	SET ROLE bob;
	CREATE FUNCTION public.note_bob(text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
		BEGIN RAISE EXCEPTION 'trap of %, run by %', $1, current_user; END $$;
	CREATE FUNCTION public.int4eq(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT note_bob(''int4eq'') > 0';
	CREATE FUNCTION public.eq_trap(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT note_bob(''='') > 0';
	CREATE OPERATOR public.= (LEFTARG = int, RIGHTARG = int, FUNCTION = public.eq_trap);
	CREATE FUNCTION public.plus_trap(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT note_bob(''+'')::int';
	CREATE OPERATOR public.+ (LEFTARG = int, RIGHTARG = int, FUNCTION = public.plus_trap);
	CREATE FUNCTION public.sum(int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT note_bob(''sum'')';
	CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.now()';
	CREATE TABLE public.view_definition (id int); CREATE TABLE public.stream_progress (lsn pg_lsn);
});
run_sql(q{
	SET ROLE alice; SET search_path = public, pg_catalog;
	CREATE TABLE victim (k int, v int);
	SET search_path = pg_catalog, public;
	SELECT streamml.create_continuous_view('public.careful', 'SELECT k, sum(v + 1) AS s FROM public.victim WHERE k = 1 OR k = 2 GROUP BY k');
	SET search_path = public, pg_catalog;
	INSERT INTO victim VALUES (1, 1), (2, 2), (1, 3);
});
ok(wait_applied($node), 'planted objects do not stop the stream');
is(run_sql('SELECT k, s FROM careful ORDER BY k'), "1|6\n2|3", 'planted objects are not found');
is(run_sql(q{SET search_path = public, pg_catalog; SELECT count(*) FROM streamml.verify('careful')}),
	0, 'nor by verify() under a bad search path');
run_sql(q{SET search_path = public, pg_catalog; SELECT * FROM streamml.check(); SELECT * FROM streamml.continuous_views;
	SELECT streamml.pause('careful'); SELECT streamml.resume('careful'); SELECT streamml.rebuild('careful')});
ok(wait_applied($node), 'nor by any other command');
run_sql(q{DROP OWNED BY bob; SET ROLE bob; CREATE TABLE bobs (id serial, secret text); INSERT INTO bobs (secret) VALUES ('bob')});

# --- rights that go away ---

run_sql(q{
	GRANT SELECT ON src TO carol;
	CREATE FUNCTION twice(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1 * 2; END';
	REVOKE ALL ON FUNCTION twice FROM PUBLIC; GRANT EXECUTE ON FUNCTION twice TO carol});
as('carol', q{SELECT streamml.create_continuous_view('guest', 'SELECT count(*) AS n, sum(twice(v)) AS s FROM src')});
as('carol', q{SELECT streamml.create_continuous_view('guest_rows', 'SELECT id, v FROM src')});
my %guests = (guest => 'SELECT count(*) AS n, sum(twice(v)) AS s FROM src', guest_rows => 'SELECT id, v FROM src');
run_sql('INSERT INTO src (k, v) VALUES (1, 1)');
ok(wait_applied($node), 'a guest');
is_equivalent($node, $_, $guests{$_}, "a guest's $_") for sort keys %guests;

run_sql('REVOKE SELECT ON src FROM carol');
run_sql('INSERT INTO src (k, v) VALUES (1, 2)');
for my $view (sort keys %guests)
{
	ok(wait_state($node, $view, 'failed'), "without SELECT $view fails");
	is(run_sql("SELECT sqlstate FROM streamml.continuous_views WHERE name = '$view'"), '42501', '... for lack of rights');
}
ok(wait_applied($node), 'the others go on');
is_equivalent($node, 'mine', 'SELECT k, count(*) AS n FROM src GROUP BY k', 'and are complete');
is(run_sql('SELECT count(*) FROM guest_rows WHERE v = 2 AND id > 7'), 0, 'nothing was written without the right');
run_sql('GRANT SELECT ON src TO carol');
as('carol', "SELECT streamml.resume('$_')") for sort keys %guests;
run_sql('INSERT INTO src (k, v) VALUES (1, 3)');
ok(wait_applied($node), 'with the right again');
is_equivalent($node, $_, $guests{$_}, "nothing is lost: $_") for sort keys %guests;

run_sql('REVOKE EXECUTE ON FUNCTION twice FROM carol; INSERT INTO src (k, v) VALUES (1, 4)');
ok(wait_state($node, 'guest', 'failed'), 'without EXECUTE a view fails');
is(view_state($node, 'guest_rows'), 'live', '... and only that one');
run_sql('GRANT EXECUTE ON FUNCTION twice TO carol');
as('carol', q{SELECT streamml.resume('guest')});
ok(wait_applied($node), 'with the right again');
is_equivalent($node, 'guest', $guests{guest}, 'nothing is lost');

# --- row-level security: the WAL has every row ---

run_sql(q{ALTER TABLE src ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON src USING (k = 1);
	INSERT INTO src (k, v) VALUES (2, 22)});
ok(wait_state($node, 'guest_rows', 'failed'), 'row-level security stops views it applies to');
is(run_sql('SELECT count(*) FROM guest_rows WHERE v = 22'), 0, 'no forbidden row is shown');
is(view_state($node, 'mine'), 'live', 'it does not apply to the owner of the table');
sql_fails($node, 'carol', q{SELECT streamml.create_continuous_view('sly', 'SELECT count(*) FROM src')},
	qr/row-level security/i, 'a source with row-level security');
run_sql('ALTER TABLE src FORCE ROW LEVEL SECURITY; INSERT INTO src (k, v) VALUES (2, 23)');
ok(wait_state($node, 'mine', 'failed'), 'forced, it applies to the owner, too');
run_sql('ALTER TABLE src NO FORCE ROW LEVEL SECURITY; ALTER TABLE src DISABLE ROW LEVEL SECURITY');
run_sql("SELECT streamml.resume('$_')") for 'mine', sort keys %guests;
ok(wait_applied($node), 'without row-level security');
is_equivalent($node, $_, $guests{$_}, "nothing is lost: $_") for sort keys %guests;
is_equivalent($node, 'mine', 'SELECT k, count(*) AS n FROM src GROUP BY k', 'nothing is lost: mine');

# --- a view changes hands ---

run_sql(q{CREATE FUNCTION whoami() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_user::text';
	SET ROLE alice; SELECT streamml.create_continuous_view('whose', 'SELECT id, whoami() AS who FROM src')});
run_sql('INSERT INTO src (k, v) VALUES (9, 9)');
ok(wait_applied($node), 'before it changes hands');
run_sql('ALTER TABLE whose OWNER TO carol; INSERT INTO src (k, v) VALUES (9, 10)');
ok(wait_applied($node), 'after it has changed hands');
is(run_sql('SELECT who FROM whose ORDER BY id DESC LIMIT 1'), 'carol', 'a view runs as its new owner');
is(run_sql('SELECT count(*) FROM whose') - run_sql('SELECT count(*) FROM src'), 0, 'no row is lost in between');
run_sql('ALTER VIEW mine OWNER TO carol; INSERT INTO src (k, v) VALUES (9, 11)');
ok(wait_applied($node), 'an aggregate view changes hands');
is_equivalent($node, 'mine', 'SELECT k, count(*) AS n FROM src GROUP BY k', 'and goes on');
is(run_sql(q{SELECT DISTINCT c.relowner::regrole FROM pg_class c JOIN streamml.view_definition d
	ON c.oid IN (d.view, d.state, d.definition) WHERE d.view = 'mine'::regclass}), 'carol', 'with all it consists of');
sql_fails($node, 'alice', q{SELECT streamml.pause('mine')}, qr/42501/, 'the old owner has no say any more');
as('carol', q{SELECT streamml.pause('mine'); SELECT streamml.resume('mine')});

# --- what users see and can touch of the extension ---

run_sql(q{SET ROLE alice; CREATE TABLE poison (v int); SELECT streamml.create_continuous_view('poisoned', 'SELECT sum(1 / v) AS s FROM poison');
	INSERT INTO poison VALUES (0)});
ok(wait_applied($node), 'a dead letter');
is(as('alice', q{SELECT count(*) FROM streamml.dead_letters WHERE view::text = 'poisoned'}), 1, 'owners see their dead letters');
is(as('bob', 'SELECT count(*) FROM streamml.dead_letters'), 0, 'others do not');
is(as('bob', q{SELECT count(*) FROM streamml.continuous_views WHERE owner <> 'bob'}), 0, 'nor the views');
is(as('bob', q{SELECT count(*) FROM streamml.stat_views}), 0, 'nor their counters');
is(as('bob', q{SELECT count(*) FROM streamml.check() WHERE "check" LIKE 'view %'}), 0, 'nor findings about them');
for my $table ('view_definition', 'view_progress', 'stream_progress', 'dead_letter_log', 'gap_log')
{
	sql_fails($node, 'bob', "DELETE FROM streamml.$table", qr/42501/, "DELETE FROM $table");
	sql_fails($node, 'bob', "TABLE streamml.$table", qr/42501/, "reading $table")
	  if $table =~ /log/;
}
my $alices = run_sql(q{SELECT state FROM streamml.view_definition WHERE view = 'poisoned'::regclass});
sql_fails($node, 'bob', "SELECT * FROM $alices", qr/42501/, 'reading the states of others');
sql_fails($node, 'bob', "DELETE FROM $alices", qr/42501/, 'writing the states of others');
sql_fails($node, 'bob', 'CREATE TABLE streamml_state.mine (v int)', qr/42501/, 'tables in the schema of states');
sql_fails($node, 'bob', 'CREATE TABLE streamml.mine (v int)', qr/42501/, 'tables in the schema of the extension');

# Bytes for aggregates with an internal state would be pointers to somewhere.
run_sql(q{SET ROLE alice; CREATE TABLE amounts (v numeric); INSERT INTO amounts VALUES (1), (2);
	SELECT streamml.create_continuous_view('means', 'SELECT avg(v) AS a, stddev(v) AS s, sum(v) AS n FROM amounts')});
my $means = run_sql(q{SELECT state FROM streamml.view_definition WHERE view = 'means'::regclass});
my $internal = run_sql(qq{SELECT attname FROM pg_attribute WHERE attrelid = '$means'::regclass
	AND atttypid = 'streamml.aggstate'::regtype ORDER BY attnum LIMIT 1});
isnt($internal, '', 'avg(numeric) keeps an internal state');
sql_fails($node, 'alice', qq{SELECT '\\x00000000'::streamml.aggstate}, qr/XX001/, 'making up a state');
sql_fails($node, 'bob', "SELECT streamml.finalize('pg_catalog.avg(numeric)', s::text::streamml.aggstate, NULL::numeric) FROM (SELECT '"
	  . run_sql("SELECT s1 FROM $means") . "' AS s) m",
	qr/42501.*not restored by a superuser/, 'using a state typed byte by byte');
sql_fails($node, 'alice', qq{UPDATE $means SET $internal = '\\xffffffffffffffff'::text::streamml.aggstate},
	qr/42501|42846/, 'making up a state in the table');
sql_fails($node, 'alice', qq{COPY $means FROM stdin (FORMAT binary);\n\\.}, qr/42501|0A000|22P04|42883/, 'making up a state by COPY');
for my $call ("streamml.finalize('pg_catalog.avg(numeric)'::regprocedure, '\\x00'::bytea, NULL::numeric)",
	"streamml.finalize('pg_catalog.avg(numeric)'::regprocedure, 1::bigint, NULL::numeric)",
	"streamml.finalize('pg_catalog.string_agg(text, text)'::regprocedure, $internal, NULL::text) FROM $means",
	"streamml.finalize('pg_catalog.avg(bigint)'::regprocedure, $internal, NULL::numeric) FROM $means",
	"streamml.finalize('pg_catalog.avg(numeric)'::regprocedure, $internal, NULL::text) FROM $means",
	"streamml.finalize('pg_catalog.now()'::regprocedure, 1, NULL::text)",
	"streamml.finalize(0::oid::regprocedure, 1, NULL::text)")
{
	sql_fails($node, 'alice', "SELECT $call", qr/ERROR:  \w{5}:/, "SELECT $call");
}
is(as('alice', 'SELECT a, n FROM means'), '1.5000000000000000|3', 'the right call still works');

# --- nobody holds up the others with an error that only looks as if it would pass ---

run_sql(q{
	SET ROLE alice;
	CREATE FUNCTION stubborn(int) RETURNS int LANGUAGE plpgsql STABLE AS $$
		BEGIN IF $1 < 0 THEN RAISE EXCEPTION 'secret of alice' USING ERRCODE = '40001'; END IF; RETURN $1; END $$;
	CREATE TABLE obstacle (v int);
	SELECT streamml.create_continuous_view('stubborn', 'SELECT stubborn(v) AS v FROM obstacle');
	INSERT INTO obstacle VALUES (-1);
	INSERT INTO src (k, v) VALUES (6, 6)});
ok($node->poll_query_until('postgres', q{SELECT message ~ 'tries again' FROM streamml.continuous_views WHERE name = 'stubborn'}),
	'an error that may pass is waited out');
unlike(as('bob', 'SELECT problem FROM streamml.stat_worker'), qr/secret/, 'what everybody sees does not quote it');
unlike(as('bob', 'SELECT message FROM streamml.continuous_views'), qr/secret/, '... nor does the list of views');
ok(wait_state($node, 'stubborn', 'failed'), 'a view that goes on raising it fails');
is(run_sql(q{SELECT sqlstate FROM streamml.continuous_views WHERE name = 'stubborn'}), '40001', '... with that error');
ok(wait_applied($node), 'the others go on');
is_equivalent($node, 'mine', 'SELECT k, count(*) AS n FROM src GROUP BY k', 'nothing is lost: mine');
run_sql(q{CREATE OR REPLACE FUNCTION stubborn(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1';
	SELECT streamml.resume('stubborn')});
ok(wait_applied($node), 'its cause mended');
is(run_sql('SELECT v FROM stubborn'), -1, 'the view has lost nothing');

# --- the slot and the plugin are the worker's alone ---

my $slot = slot_name($node);
sql_fails($node, 'copier', q{SELECT pg_create_logical_replication_slot('spy', 'streamml')}, qr/ERROR:  \w{5}:.*streamml/s, 'a slot with our plugin');
sql_fails($node, $me, q{SELECT pg_create_logical_replication_slot('spy', 'streamml')}, qr/ERROR:  \w{5}:.*streamml/s, 'a slot with our plugin, by a superuser');
sql_fails($node, 'copier', "SELECT * FROM pg_logical_slot_get_changes('$slot', NULL, NULL)", qr/ERROR:  \w{5}:/, 'reading our slot');
sql_fails($node, 'copier', "SELECT pg_drop_replication_slot('$slot')", qr/ERROR:  55006:/, 'dropping our slot while it is used');
my @to = ('-d', $node->connstr('postgres') . ' user=copier');
$node->command_fails([ 'pg_recvlogical', @to, '-S', 'spy', '--create-slot', '-P', 'streamml' ], 'pg_recvlogical cannot use our plugin');
$node->command_fails([ 'pg_recvlogical', @to, '-S', $slot, '--start', '--no-loop', '-f', '-' ], 'pg_recvlogical cannot read our slot');
is(run_sql(q{SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'spy'}), 0, 'no slot is left of it');
run_sql('INSERT INTO src (k, v) VALUES (4, 4)');
ok(wait_applied($node), 'the worker did not notice');

$node->append_conf('postgresql.conf', q{shared_preload_libraries = ''});
$node->restart;
my $confirmed = run_sql("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '$slot'");
run_sql('INSERT INTO src (k, v) VALUES (4, 5)');
sql_fails($node, $_, "SELECT * FROM pg_logical_slot_get_changes('$slot', NULL, NULL)", qr/ERROR:  \w{5}:.*streamml/s, "$_ reading our slot while nobody has it")
  for 'copier', $me;
$node->command_fails([ 'pg_recvlogical', @to, '-S', $slot, '--start', '--no-loop', '-f', '-' ], 'pg_recvlogical while nobody has it');
is(run_sql("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '$slot'"), $confirmed, 'the slot has not moved');
$node->append_conf('postgresql.conf', q{shared_preload_libraries = 'streamml'});
$node->restart;
ok(wait_applied($node), 'the worker has its slot again');
is_equivalent($node, 'mine', 'SELECT k, count(*) AS n FROM src GROUP BY k', 'and nothing is lost');

# --- another role: whose sessions work, the worker's too, may take any ---

my $restricted = qr/cannot set parameter "role" within security-restricted operation/;
run_sql(q{GRANT CREATE ON SCHEMA public TO alice; SET ROLE alice;
	CREATE TABLE taken (v int); GRANT ALL ON taken TO PUBLIC;
	CREATE FUNCTION take_role(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN $1; END $$;
	SELECT streamml.create_continuous_view('taken_sum', 'SELECT sum(take_role(v)) AS s FROM taken');
	SELECT streamml.create_continuous_view('taken_rows', 'SELECT take_role(v) AS v FROM taken');
	CREATE OR REPLACE FUNCTION take_role(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
		PERFORM pg_catalog.set_config('role', session_user::text, true);
		RAISE LOG 'alice has become %', current_user;
		RETURN $1;
	END $$});
run_sql('INSERT INTO taken VALUES (1)');
for my $view ('taken_sum', 'taken_rows')
{
	ok(wait_state($node, $view, 'failed'), "$view: the worker's role");
	like(run_sql("SELECT message FROM streamml.continuous_views WHERE view::text = '$view'"), $restricted, '... cannot be taken');
	$node->psql('postgres', "SELECT count(*) FROM streamml.$_") for "rebuild('$view')", "resume('$view', gap => 'accept')", "verify('$view')";
	my (undef, undef, $err) = $node->psql('postgres', "SELECT streamml.rebuild('$view')");
	like($err, $restricted, "$view: nor can a superuser's");
}
is(count_log($node, qr/alice has become/), 0, 'nobody has become anybody');

# --- settings ---

sql_fails($node, 'alice', "SET streamml.$_ = 1", qr/55P02|42501|42704/, "setting $_")
  for 'batch_rows', 'dead_letter_limit', 'max_retained_wal';
sql_fails($node, 'alice', 'SET streamml.no_such_thing = 1', qr/invalid configuration parameter name|42602/, 'a setting that does not exist');

run_sql(q{DROP OWNED BY alice CASCADE; DROP OWNED BY carol CASCADE; DROP OWNED BY bob CASCADE});
run_sql(q{REVOKE CREATE ON SCHEMA public FROM PUBLIC; DROP FUNCTION twice(int)});
run_sql(q{DROP ROLE alice; DROP ROLE carol; DROP ROLE bob});
ok( $node->poll_query_until('postgres', 'SELECT count(*) = 0 FROM pg_replication_slots'),
	'with their owners all views have gone, and the slot');
is(count_log($node, qr/PANIC|TRAP|detected write past chunk end|terminated by signal/), 0, 'no crash');

$node->stop;
done_testing();
