# Whoever waits for somebody's lock to create, rebuild or drop a view is told which
# process holds it.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('lock_wait');
$node->safe_psql('postgres', q{CREATE TABLE src (id int)});
$node->safe_psql('postgres', q{CREATE TABLE dim (id int)});
$node->safe_psql('postgres', q{INSERT INTO src VALUES (1), (2); INSERT INTO dim VALUES (1)});
create_view($node, 'v', 'SELECT count(*) AS n FROM src');

# Locks are waited for until the statement's time is up; then they are given back.
for my $case (
	[ 'dim', 'LOCK TABLE dim IN ACCESS EXCLUSIVE MODE',
		q{SELECT streamml.create_continuous_view('y', 'SELECT max(id) AS m FROM (SELECT id FROM src JOIN dim USING (id)) s')} ],
	[ 'src', 'LOCK TABLE src IN ACCESS EXCLUSIVE MODE', q{SELECT streamml.rebuild('v')} ],
	[ 'v', 'SELECT n FROM v', q{SELECT streamml.drop_continuous_view('v')} ])
{
	my ($relation, $lock, $sql) = @$case;
	my $holder = $node->background_psql('postgres');
	my $pid = $holder->query_until(qr/locked/, "BEGIN; $lock; SELECT 'pid ' || pg_backend_pid();\n\\echo locked\n");
	($pid) = $pid =~ /pid (\d+)/;
	my (undef, undef, $err) = $node->psql('postgres', "SET statement_timeout = '4s'; $sql");
	like($err, qr/NOTICE:  waiting for a lock on "$relation"\nDETAIL:  It is held by process $pid\.\n/, "$sql is told");
	like($err, qr/statement timeout/, 'and waits');
	$holder->quit;
	my ($rc) = $node->psql('postgres', $sql);
	is($rc, 0, 'and is done when the lock is given back');
}
$node->stop;
done_testing();
