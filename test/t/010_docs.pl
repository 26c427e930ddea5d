# The pages of the manual cannot lie: their SQL runs as printed and answers what they
# print, and their links lead somewhere.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('docs', extension => 0);
for my $path (glob "$FindBin::RealBin/../../docs/*.md $FindBin::RealBin/../../docs/*/*.md")
{
	my ($page) = $path =~ m{(\w+)\.md$};
	$node->safe_psql('postgres', qq{CREATE DATABASE "$page"});
	$node->safe_psql($page, 'CREATE EXTENSION streamml');
	check_blocks($node, $page, "$page.md", document_blocks(slurp_file($path)));
}
$node->stop;

# The headings of a page, as links name them.
sub anchors
{
	my ($page) = @_;
	my %anchors;
	$page =~ s/^```.*?^```$//msg;
	for my $heading ($page =~ /^#+ (.*)$/mg)
	{
		my $anchor = lc $heading;
		$anchor =~ s/[^\w\- ]//g;
		$anchor =~ tr/ /-/;
		$anchors{$anchor} = 1;
	}
	return \%anchors;
}

my $root = "$FindBin::RealBin/../..";
for my $path ("$root/README.md", "$root/src/README.md", glob "$root/docs/*.md $root/docs/*/*.md")
{
	my ($folder, $name) = $path =~ m{^(.*)/([^/]+)$};
	my $page = slurp_file($path);
	$page =~ s/^```.*?^```$//msg;
	my @dead;
	while ($page =~ /\]\(([^)#\s]*)(?:#([^)\s]*))?\)/g)
	{
		my ($target, $anchor) = ($1, $2);
		next if $target =~ /^\w+:/;
		my $file = $target eq '' ? $path : "$folder/$target";
		push @dead, $target unless -e $file;
		push @dead, "$target#$anchor"
		  if defined $anchor && -f $file && !anchors(slurp_file($file))->{$anchor};
	}
	is("@dead", '', "links of $name");
}
done_testing();
