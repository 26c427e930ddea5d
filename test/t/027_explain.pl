# The pages on importing and explaining models cannot lie: their SQL runs as printed
# and answers what they print.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('explain', extension => 0);
for my $page ('xgboost', 'explain')
{
	my $text = slurp_file("$FindBin::RealBin/../../docs/models/$page.md");
	$node->safe_psql('postgres', qq{CREATE DATABASE "$page"});
	$node->safe_psql($page, 'CREATE EXTENSION streamml');
	check_blocks($node, $page, "$page.md", document_blocks($text));
}
$node->stop;
done_testing();
