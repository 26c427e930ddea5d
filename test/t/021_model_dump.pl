# Models survive dump and restore, plain and custom, and physical copies.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init(allows_streaming => 1);
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION streamml;
	CREATE TABLE models (name text PRIMARY KEY, m streamml.model);
	INSERT INTO models
		SELECT 'linear ' || g, streamml.linear_regression(sin(i) * g, ARRAY[cos(i), i * 1e-7, g / 3.0])
		FROM generate_series(1, 100) i, generate_series(1, 20) g GROUP BY g
		UNION ALL
		SELECT 'logistic ' || g, streamml.logistic_regression(
			(i * g) % 3 = 0, jsonb_build_object('a', sin(i), 'c', 'tab	"quote" \ ' || i % 5))
		FROM generate_series(1, 100) i, generate_series(1, 20) g GROUP BY g});
my $fingerprint = q{
	SELECT count(*), md5(string_agg(name || encode(streamml.model_send(m), 'hex'), ',' ORDER BY name))
	FROM models};
my $expected = $node->safe_psql('postgres', $fingerprint);
like($expected, qr/^40\|/, 'there are models');

for my $format ('plain', 'custom')
{
	my $file = "$PostgreSQL::Test::Utils::tmp_check/models.$format";
	command_ok([ 'pg_dump', '-d', $node->connstr('postgres'), '-f', $file, "--format=$format" ],
		"dump, $format");
	$node->safe_psql('postgres', "CREATE DATABASE restored_$format");
	if ($format eq 'plain')
	{
		$node->safe_psql("restored_$format", slurp_file($file));
	}
	else
	{
		command_ok([ 'pg_restore', '-d', $node->connstr("restored_$format"), $file ], 'restore');
	}
	is($node->safe_psql("restored_$format", $fingerprint), $expected, "the same bytes, $format");
}

# a standby scores
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base');
$standby->start;
is( $standby->safe_psql('postgres',
		q{SELECT round(streamml.predict(m, ARRAY[0.5, 0, 1])::numeric, 9) FROM models WHERE name = 'linear 3'}),
	$node->safe_psql('postgres',
		q{SELECT round(streamml.predict(m, ARRAY[0.5, 0, 1])::numeric, 9) FROM models WHERE name = 'linear 3'}),
	'predictions on a physical copy');

$standby->stop;
$node->stop;
done_testing();
