# The pages of the manual cannot lie: their SQL runs as printed and answers what they
# print.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('docs', extension => 0);
for my $path (glob "$FindBin::RealBin/../../docs/*/*.md")
{
	my ($page) = $path =~ m{(\w+)\.md$};
	$node->safe_psql('postgres', qq{CREATE DATABASE "$page"});
	$node->safe_psql($page, 'CREATE EXTENSION streamml');
	check_blocks($node, $page, "$page.md", document_blocks(slurp_file($path)));
}
$node->stop;
done_testing();
