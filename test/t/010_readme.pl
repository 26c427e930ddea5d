# The README cannot lie: its SQL runs as printed and answers what it prints, its
# configuration is the one that works, and its reference knows every function,
# view and setting.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $readme = slurp_file("$root/README.md");

my @blocks = document_blocks($readme);

# The configuration lines, as far as this server knows them.
my ($lines) = grep { $_->[0] eq 'ini' } @blocks;
my $conf = join '', grep { !/^output_plugin_libraries/ || streamml_conf() =~ /^output_plugin_libraries/m }
  split /^/, $lines->[1];

my $node = PostgreSQL::Test::Cluster->new('readme');
$node->init;
$node->append_conf('postgresql.conf', $conf);
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE readme');

check_blocks($node, 'readme', 'README.md', @blocks);

# What a user can call or read must be in the reference.
my %internal = map { $_ => 1 } split /\n/, $node->safe_psql('readme', q{
	SELECT DISTINCT p.proname FROM pg_proc p
	WHERE p.oid IN (SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend]) FROM pg_type)
	   OR p.oid IN (SELECT unnest(ARRAY[aggtransfn, aggcombinefn, aggserialfn, aggdeserialfn, aggfinalfn,
	                                aggmtransfn, aggminvtransfn, aggmfinalfn]) FROM pg_aggregate)
	   OR p.oid IN (SELECT oprcode FROM pg_operator) OR p.oid IN (SELECT amproc FROM pg_amproc)
	   OR p.oid IN (SELECT castfunc FROM pg_cast)
	   OR p.prorettype IN ('event_trigger'::regtype, 'internal'::regtype)
	   OR p.proname LIKE '%\_rows' OR p.proname IN ('check_installation', 'finalize', 'rollup_state', 'event_time_text')
	   OR p.proname LIKE 'window\_%'});
for my $name (split /\n/, $node->safe_psql('readme', q{
	SELECT DISTINCT proname FROM pg_proc
	WHERE pronamespace = 'streamml'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')
	ORDER BY 1}))
{
	next if $internal{$name};
	ok($readme =~ /^\| `\Q$name\E\(/m, "function $name is in the reference");
}
for my $name (split /\n/, $node->safe_psql('readme', q{
	SELECT relname FROM pg_class WHERE relnamespace = 'streamml'::regnamespace AND relkind = 'v' ORDER BY 1}))
{
	ok($readme =~ /^\| `streamml\.\Q$name\E`/m, "view $name is in the reference");
}
for my $setting (split /\n/, $node->safe_psql('readme', q{
	SELECT name || ' ' || current_setting(name) FROM pg_settings WHERE name LIKE 'streamml.%' ORDER BY 1}))
{
	my ($name, $value) = split / /, $setting, 2;
	ok($readme =~ /^\| `\Q$name\E` \| `?\Q$value\E`? \|/m, "setting $name with its default $value is in the reference");
}

# What CI runs is the line that users paste.
my @check = $readme =~ /^(.* && make check)$/mg;
is(scalar @check, 1, 'one command line ends in make check');
like(slurp_file("$root/.ci/run"), qr/grep -m1 '&& make check\$' README\.md/, 'CI takes it from the README');

$node->stop;
done_testing();
