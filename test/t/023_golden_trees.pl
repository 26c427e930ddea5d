# Published figures of trees on data that the project does not ship: read from
# ../shared/data beside the project, reported as skipped where it is absent.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $file = "$FindBin::RealBin/../../../shared/data/electricity_tiny.csv";
plan skip_all => "no $file" unless -e $file;

my $node = PostgreSQL::Test::Cluster->new('golden_trees');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION streamml');
$node->safe_psql('postgres',
	'CREATE TABLE elec (period float8, nswprice float8, nswdemand float8, vicprice float8, vicdemand float8, transfer float8, class int, i serial)');
$node->safe_psql('postgres',
	"COPY elec (period, nswprice, nswdemand, vicprice, vicdemand, transfer, class) FROM STDIN CSV HEADER;\n"
	  . join("\n", split(/\r?\n/, slurp_file($file)))
	  . "\n\\.\n");

# accuracy($algorithm, $options, $rows): percent, of the first so many rows
sub accuracy
{
	my ($algorithm, $options, $rows) = @_;
	return $node->safe_psql(
		'postgres', qq{
		SELECT round(100 * (streamml.metrics(streamml.$algorithm(class,
			ARRAY[period, nswprice, nswdemand, vicprice, vicdemand, transfer],
			'{"classes": ["0", "1"]$options}' ORDER BY i))->>'accuracy')::numeric, 4)
		FROM elec WHERE i <= $rows});
}

# MOA and CapyMOA: grace period 200 and delta 1e-3 are CapyMOA's defaults,
# grace period 50 and delta 1e-2 those of the trees in its forests.
is(accuracy('hoeffding_tree', ', "split_confidence": 1e-3', 2000),
	'82.6500', 'Hoeffding tree, grace period 200');
is(accuracy('hoeffding_tree', ', "split_confidence": 1e-3', 1000),
	'84.4000', 'Hoeffding tree, grace period 200, first 1000 rows');
is(accuracy('hoeffding_tree', ', "split_confidence": 1e-2, "grace_period": 50', 2000),
	'83.8500', 'Hoeffding tree, grace period 50');

# CapyMOA's adaptive tree has 84.15 % with random weights of rows.
for my $options ('', ', "split_confidence": 1e-3')
{
	my $accuracy = accuracy('adaptive_hoeffding_tree', $options, 2000);
	cmp_ok(abs($accuracy - 84.15), '<=', 1.5, "adaptive Hoeffding tree$options: $accuracy");
}

# A forest of CapyMOA, 100 trees, has 89.0 %.
for my $trees (10, 100)
{
	for my $seed (1, 2, 3)
	{
		my $accuracy = accuracy('adaptive_random_forest', qq{, "n_trees": $trees, "seed": $seed}, 2000);
		cmp_ok(abs($accuracy - 89.0), '<=', 1.5, "adaptive random forest of $trees, seed $seed: $accuracy");
	}
}

$node->stop;
done_testing();
