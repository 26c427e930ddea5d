# The page on metrics cannot lie: its SQL runs as printed and answers what it
# prints.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('metrics', extension => 0);
$node->safe_psql('postgres', 'CREATE DATABASE metrics');
$node->safe_psql('metrics', 'CREATE EXTENSION streamml');
check_blocks($node, 'metrics', 'metrics.md',
	document_blocks(slurp_file("$FindBin::RealBin/../../docs/models/metrics.md")));
$node->stop;
done_testing();
