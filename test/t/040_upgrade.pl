# ALTER EXTENSION streamml UPDATE: an upgraded catalog is the catalog that a fresh
# CREATE EXTENSION makes, object by object, and nothing that users made is lost.
#
# Versions that were released stand in sql/upgrade/streamml--VERSION.sql, as their
# install scripts were; each is installed here and brought to the present one.
# test/data/dump-VERSION.sql are dumps of databases of that version, with views of
# every kind: their states, feeds of closed windows and rows in the logs are what its
# library made.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

# Every member of the extension, a line each: what it is, and all that defines it.
my $members = q{
SELECT pg_describe_object(d.classid, d.objid, 0) || ' | ' || concat_ws(' | ',
	obj_description(d.objid, d.classid::regclass::name),
	CASE d.classid
	WHEN 'pg_proc'::regclass THEN (
		SELECT CASE p.prokind WHEN 'a' THEN (
				SELECT to_jsonb(a) - 'aggfnoid' - 'aggmtranstype' - 'aggtranstype' - 'aggsortop' ||
					jsonb_build_object('state', a.aggtranstype::regtype, 'moving state', a.aggmtranstype::regtype,
						'sort', a.aggsortop::regoper)
				FROM pg_aggregate a WHERE a.aggfnoid = p.oid)::text
			ELSE pg_get_functiondef(p.oid) END || p.proacl::text
			|| pg_get_function_arguments(p.oid)
		FROM pg_proc p WHERE p.oid = d.objid)
	WHEN 'pg_class'::regclass THEN (
		SELECT jsonb_build_object('kind', c.relkind, 'acl', c.relacl, 'options', c.reloptions, 'persistence', c.relpersistence,
			'view', CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END,
			'columns', (SELECT jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
						a.attidentity, a.attstorage, a.attacl, pg_get_expr(x.adbin, x.adrelid), col_description(c.oid, a.attnum)) ORDER BY a.attnum)
					FROM pg_attribute a LEFT JOIN pg_attrdef x ON x.adrelid = a.attrelid AND x.adnum = a.attnum
					WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
			'constraints', (SELECT jsonb_agg(jsonb_build_array(k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
					FROM pg_constraint k WHERE k.conrelid = c.oid),
			'indexes', (SELECT jsonb_agg(pg_get_indexdef(i.indexrelid) ORDER BY i.indexrelid::regclass::text)
					FROM pg_index i WHERE i.indrelid = c.oid),
			'triggers', (SELECT jsonb_agg(pg_get_triggerdef(g.oid) ORDER BY g.tgname)
					FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal),
			'dumped', (SELECT e.extcondition[array_position(e.extconfig, c.oid)] FROM pg_extension e
					WHERE e.extname = 'streamml' AND c.oid = ANY (e.extconfig)),
			'sequence', (SELECT to_jsonb(s) - 'seqrelid' FROM pg_sequence s WHERE s.seqrelid = c.oid))::text
		FROM pg_class c WHERE c.oid = d.objid)
	WHEN 'pg_type'::regclass THEN (
		SELECT jsonb_build_array(t.typlen, t.typbyval, t.typtype, t.typcategory, t.typalign, t.typstorage, t.typinput,
			t.typoutput, t.typreceive, t.typsend, t.typelem::regtype, t.typbasetype::regtype, t.typacl,
			(SELECT jsonb_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid))::text
		FROM pg_type t WHERE t.oid = d.objid)
	WHEN 'pg_operator'::regclass THEN (
		SELECT jsonb_build_array(o.oprcode, o.oprcom::regoper, o.oprnegate::regoper, o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash)::text
		FROM pg_operator o WHERE o.oid = d.objid)
	WHEN 'pg_cast'::regclass THEN (
		SELECT jsonb_build_array(k.castfunc::regprocedure, k.castcontext, k.castmethod)::text FROM pg_cast k WHERE k.oid = d.objid)
	WHEN 'pg_namespace'::regclass THEN (SELECT n.nspacl::text FROM pg_namespace n WHERE n.oid = d.objid)
	WHEN 'pg_event_trigger'::regclass THEN (
		SELECT jsonb_build_array(v.evtevent, v.evttags, v.evtenabled, v.evtfoid::regproc)::text FROM pg_event_trigger v WHERE v.oid = d.objid)
	END)
FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
WHERE e.extname = 'streamml' AND d.deptype = 'e'
ORDER BY pg_describe_object(d.classid, d.objid, 0) COLLATE "C"};

my $node = streamml_node('upgrade');
my $present = $node->safe_psql('postgres', q{SELECT extversion FROM pg_extension WHERE extname = 'streamml'});
my @released = split /\n/, $node->safe_psql('postgres',
	"SELECT version FROM pg_available_extension_versions WHERE name = 'streamml' AND version <> '$present'");
cmp_ok(scalar @released, '>', 0, 'versions that were released');
my @fresh = split /\n(?=\S+[^\n]* \| )/, $node->safe_psql('postgres', $members);

for my $version (@released)
{
	my $database = "from_$version" =~ tr/./_/r;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, "CREATE EXTENSION streamml VERSION '$version'");
	$node->safe_psql($database, 'ALTER EXTENSION streamml UPDATE');
	is($node->safe_psql($database, q{SELECT extversion FROM pg_extension WHERE extname = 'streamml'}),
		$present, "$version: updated to $present");
	my @upgraded = split /\n(?=\S+[^\n]* \| )/, $node->safe_psql($database, $members);
	my %upgraded = map { $_ => 1 } @upgraded;
	my %fresh = map { $_ => 1 } @fresh;
	is(join("\n", grep { !$upgraded{$_} } @fresh), '', "$version: what a fresh catalog has that the upgraded one lacks");
	is(join("\n", grep { !$fresh{$_} } @upgraded), '', "$version: what the upgraded catalog has beyond a fresh one");
}

# --- what users had ---

sub dump_file { return "$FindBin::RealBin/../data/dump-$_[0].sql"; }

# Restore a dump; returns the complaints.
sub restore
{
	my ($version, $database) = @_;
	my $err = '';
	IPC::Run::run([ $node->installed_command('psql'), '-XAtq', '-d', $node->connstr($database), '-f', dump_file($version) ],
		'<', \undef, '>', \my $out, '2>', \$err);
	return join "\n", grep { /ERROR/ && !/schema "streamml" already exists/ } split /\n/, $err;
}

# All that can be read of it, a line each.
sub content
{
	my ($database) = @_;
	my $lines = '';
	for my $query ('TABLE agg', 'TABLE copies', 'SELECT w, k, n, closed FROM minutes', 'TABLE hops', 'TABLE visits', 'TABLE fives',
		'TABLE by_mood', 'TABLE users_view', 'TABLE users_mae', q{SELECT streamml.predict('model', ARRAY[1::float8])},
		'SELECT w, n, revision, note FROM hops_closed', 'SELECT k, w, n, revision FROM visits_closed',
		'SELECT w, k, n, revision FROM users_feed', 'SELECT streamml.predict(model, ARRAY[1::float8]) FROM kept',
		q{SELECT streamml.predict_class('bayes', ARRAY[1::float8])}, 'SELECT lsn, "row", message FROM users_dead',
		'SELECT lsn, event_time, action FROM streamml.late_rows')
	{
		$lines .= "$query\n" . $node->safe_psql($database, "SELECT q::text FROM ($query) q ORDER BY q::text COLLATE \"C\"") . "\n";
	}
	return $lines;
}

# Revisions of a group count up from 0 without a hole, but where users pruned.
sub is_numbered
{
	my ($database, $what) = @_;
	for my $feed ('SELECT w, k, revision FROM minutes_closed', 'SELECT w, 1 AS k, revision FROM hops_closed',
		'SELECT upper(w) AS w, k, revision FROM visits_closed')
	{
		is($node->safe_psql($database, qq{SELECT w, k, array_agg(revision ORDER BY revision) FROM ($feed) f GROUP BY w, k
				HAVING array_agg(revision ORDER BY revision) <> ARRAY(SELECT generate_series(0, max(revision)))}),
			'', "$what: revisions count up: $feed");
	}
	return;
}

my $late = q{INSERT INTO ev (at, k, v) VALUES ('2026-01-01 00:19:08+00', 'k1', 2), ('2026-01-01 00:00:22+00', 'k0', 3),
	('2026-01-01 00:41+00', 'k1', 2)};

$node->safe_psql('postgres', 'CREATE ROLE upgrade_owner; CREATE ROLE caller');

# The views' owner has an index over a feed that calls a function of its own when a query
# of the feed is planned.  A type of a key is somebody else's.
sub lay_trap
{
	my ($database) = @_;
	$node->safe_psql($database, q{
		CREATE FUNCTION trap() RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE LOG 'user code as %', current_user; RETURN 1; END $$;
		ALTER FUNCTION trap() OWNER TO upgrade_owner;
		CREATE INDEX ON visits_closed ((trap() + revision));
		ALTER TYPE mood OWNER TO caller});
	return;
}

# From version, in a database of its own: the dump restored where the extension is still
# of that version, and upgraded there.
sub test_upgrade_of_views
{
	my ($version) = @_;
	my $database = "dump_$version" =~ tr/./_/r;
	my $is_version = "$version: restored and upgraded";
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, "CREATE EXTENSION streamml VERSION '$version'");
	is(restore($version, $database), '', "$version: restored into its own version");
	my $before = content($database);
	like($before, qr/TABLE agg\n\(k0,good,31,/, "$version: views can be read before the upgrade");
	$node->safe_psql($database, 'GRANT EXECUTE ON FUNCTION streamml.resume(regclass) TO caller');
	lay_trap($database);
	my $offset = -s $node->logfile;
	my ($rc, undef, $err) = $node->psql($database, 'ALTER EXTENSION streamml UPDATE');
	is("$rc $err", '0 ', "$version: no complaint about any view");
	like(($node->psql($database, q{CREATE FUNCTION again() RETURNS void LANGUAGE C AS 'streamml', 'upgrade_views'; SELECT again()}))[2],
		qr/upgrade_views\(\) is called by ALTER EXTENSION/, "$version: nobody else upgrades views");
	my %ran = map { $_ => 1 } slurp_file($node->logfile, $offset) =~ /user code as (\w+)/g;
	is(join(' ', sort keys %ran), 'upgrade_owner', "$version: what a table of theirs calls runs as the owner of the views");
	is($node->safe_psql($database, q{SELECT count(*) > 0, count(*) FILTER (WHERE coalesce(attstattarget, -1) <> 0) FROM pg_attribute a
			JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'streamml_state'::regnamespace AND relkind = 'r' AND atttypid = 'mood'::regtype}),
		't|0', "$is_version: columns of the types of others have no statistics");
	is(content($database), $before, "$is_version: everything reads as before");
	is($node->safe_psql($database, q{SELECT has_function_privilege('caller', 'streamml.resume(regclass, text)', 'EXECUTE')}),
		't', "$is_version: grants are kept");
	is($node->safe_psql($database, q{SELECT count(*) FROM pg_depend d JOIN pg_class c ON d.classid = 'pg_class'::regclass
			AND d.objid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = 'streamml_state' AND d.deptype = 'e'}), 0, "$is_version: hidden relations are no part of the extension");
	is($node->safe_psql($database, 'TABLE streamml.orphans'), '', "$is_version: there are no orphans");
	is($node->safe_psql($database, q{SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
			WHERE pg_relation_is_updatable(oid, false) <> 0 AND relkind = 'v' AND relnamespace = 'public'::regnamespace}),
		'users_feed', "$is_version: PostgreSQL could write through no continuous view");
	(undef, undef, $err) = $node->psql($database, 'DROP TYPE mood');
	like($err, qr/view agg depends on type mood/, "$is_version: types are held by the view");

	# it goes on with what it has learned
	is($node->safe_psql($database, 'SELECT DISTINCT state FROM streamml.continuous_views'), 'gap', "$is_version: as after any restore");
	$node->safe_psql($database, q{SELECT streamml.resume(view, gap => 'accept') FROM streamml.continuous_views});
	$node->safe_psql($database, $late);
	ok(wait_applied($node, $database), "$is_version: rows are taken again");
	is($node->safe_psql($database, q{SELECT name, state, message FROM streamml.continuous_views WHERE state <> 'live'}),
		'', "$is_version: every view lives");
	is_numbered($database, "$is_version: late rows");
	is($node->safe_psql($database, q{SELECT n, revision FROM minutes_closed WHERE k = 'k1' AND lower(w) = '2026-01-01 00:19+00'
			ORDER BY revision DESC LIMIT 1}), '5|3', "$is_version: a late row makes the next revision");
	is($node->safe_psql($database, q{SELECT w, n, revision FROM visits_closed WHERE k = 'k0' ORDER BY revision DESC LIMIT 1}),
		'["2026-01-01 00:00:22+00","2026-01-01 00:20:50+00")|32|2', "$is_version: a session that grows, too");
	is_equivalent($node, 'agg', 'SELECT k, m, count(*), sum(v), streamml.mae(v, 3) FROM ev GROUP BY k, m',
		"$is_version: old states and new rows", $database);
	for my $view ('agg', 'minutes', 'hops', 'visits', 'fives', 'model', 'bayes')
	{
		is($node->safe_psql($database, "SELECT * FROM streamml.verify('$view')"), '', "$is_version: verify $view");
	}

	# a rebuild finds what was emitted
	my $feeds = q{SELECT count(*) FROM (SELECT FROM minutes_closed UNION ALL SELECT FROM hops_closed
		UNION ALL SELECT FROM visits_closed) f};
	$node->safe_psql($database, q{DELETE FROM ev WHERE v = 100});
	$node->safe_psql($database, q{SELECT streamml.rebuild(view) FROM streamml.continuous_views});
	ok(wait_applied($node, $database), "$is_version: rebuilt");
	is_numbered($database, "$is_version: rebuilt");
	return;
}

for my $version (grep { -e dump_file($_) } @released)
{
	test_upgrade_of_views($version);
}

# A dump of 0.1 that makes the extension in the present version: one catalog had another
# column, and is refused by name; all the rest is there.
$node->safe_psql('postgres', 'CREATE DATABASE at_once');
like(restore('0.1', 'at_once'), qr/^\S+ ERROR:  column "id" of relation "dead_letter_log" does not exist$/,
	'a dump of 0.1 restored at once: dead letters alone are missing');
like($node->safe_psql('at_once', 'TABLE agg'), qr/k0\|good\|31/, 'restored at once: views can be read');
is($node->safe_psql('at_once', 'SELECT DISTINCT state, message FROM streamml.continuous_views'),
	'gap|it was restored from a dump', 'restored at once: as a dump of the present version');
$node->safe_psql('at_once', q{DELETE FROM ev WHERE v = 100});
$node->safe_psql('at_once', q{SELECT streamml.rebuild(view) FROM streamml.continuous_views});
$node->safe_psql('at_once', $late);
ok(wait_applied($node, 'at_once'), 'restored at once and rebuilt');
is($node->safe_psql('at_once', q{SELECT name, state, message FROM streamml.continuous_views WHERE state <> 'live'}),
	'', 'restored at once and rebuilt: every view lives');
is_numbered('at_once', 'restored at once and rebuilt');

$node->stop;
done_testing();
