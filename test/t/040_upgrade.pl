# ALTER EXTENSION streamml UPDATE: an upgraded catalog is the catalog that a fresh
# CREATE EXTENSION makes, object by object, and nothing that users made is lost.
#
# Versions that were released stand in sql/upgrade/streamml--VERSION.sql, as their
# install scripts were; each is installed here and brought to the present one.

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

$node->stop;
done_testing();
