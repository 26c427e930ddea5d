# Published figures of naive Bayes and its kin on data that the project does
# not ship: read from ../shared/data beside the project, reported as skipped
# where it is absent.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $data = "$FindBin::RealBin/../../../shared/data";

# Model aggregates need no preloading: this cluster has none.
my $node = PostgreSQL::Test::Cluster->new('golden_bayes');
$node->init;
$node->append_conf('postgresql.conf', 'max_parallel_workers_per_gather = 0');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION streamml');

# answer($sql): the one row of it
sub answer
{
	return $node->safe_psql('postgres', "SET search_path = public, streamml; $_[0]");
}

# load($table, $columns): create it and read the file of that name
sub load
{
	my ($table, $columns) = @_;
	$node->safe_psql('postgres', "CREATE TABLE $table ($columns)");
	my $rows = slurp_file("$data/$table.csv");
	$rows =~ s/\r//g;
	$rows .= "\n" unless $rows =~ /\n\z/;
	$node->safe_psql('postgres', "COPY $table FROM STDIN CSV HEADER;\n$rows\\.\n");
}

SKIP:
{
	skip "no $data/phishing.csv", 1 unless -e "$data/phishing.csv";
	load('phishing', join(', ', map { "x$_ float8" } 1 .. 9) . ', y int');
	my $x = 'ARRAY[' . join(', ', map { "x$_" } 1 .. 9) . ']';

	# the first row is not scored; F1 of label 1, which comes first
	is( answer(qq{
			SELECT (metrics(m)->>'accuracy')::numeric(9,6), m::jsonb->'classes'->>0,
				(2 * (f->'hit'->>0)::float8 / ((f->'actual'->>0)::float8 + (f->'predicted'->>0)::float8))::numeric(9,6)
			FROM (SELECT m, m::jsonb->'metrics' AS f
				FROM (SELECT gaussian_naive_bayes(y, $x) AS m FROM phishing) s) s}),
		'0.884708|1|0.871429',
		'phishing, Gaussian naive Bayes: accuracy and F1');
}

SKIP:
{
	skip "no $data/electricity_tiny.csv", 1 unless -e "$data/electricity_tiny.csv";
	load('electricity_tiny', join(', ', map { "x$_ float8" } 1 .. 6) . ', y int');

	# 84.05 % of all rows, the first of which counts as missed
	is( answer(q{
			SELECT ((f->>0)::int + (f->>1)::int) / 2000.0
			FROM (SELECT gaussian_naive_bayes(y, ARRAY[x1, x2, x3, x4, x5, x6])::jsonb->'metrics'->'hit' AS f
				FROM electricity_tiny) s}),
		'0.84050000000000000000',
		'electricity, Gaussian naive Bayes: accuracy');
}

$node->stop;
done_testing();
