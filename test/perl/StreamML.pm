# StreamML - what the TAP tests share: a cluster that is configured as the README
# says, and the questions tests ask of it.
package StreamML;

use strict;
use warnings;

use Exporter 'import';
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(
  streamml_node streamml_conf worker_pid wait_applied wait_worker is_equivalent
);

# streamml_conf($bindir): the configuration lines of an installation; the
# allow-list of output plugins exists in recent minor releases only.
sub streamml_conf
{
	my ($bindir) = @_;
	my $postgres = defined $bindir ? "$bindir/postgres" : 'postgres';
	my $conf = join "\n", "shared_preload_libraries = 'streamml'",
	  'wal_level = logical', 'max_wal_senders = 10',
	  'max_replication_slots = 10', 'max_worker_processes = 16',
	  'max_prepared_transactions = 10', '';
	my $known = `$postgres --describe-config`;
	$conf .= "output_plugin_libraries = 'pgoutput, test_decoding, streamml'\n"
	  if $known =~ /^output_plugin_libraries\b/m;
	return $conf;
}

# streamml_node($name, %options): a running cluster with the extension in
# database postgres.
#	faults => 1	the build with fault points and assertions
#	conf => $text	appended to postgresql.conf
#	extension => 0	do not create it
sub streamml_node
{
	my ($name, %options) = @_;
	my $bindir;
	my %where;
	if ($options{faults})
	{
		$bindir = $ENV{STREAMML_FAULTS_BIN}
		  or plan skip_all => 'no build with fault points (STREAMML_FAULTS_BIN)';
		%where = (install_path => dirname($bindir));
	}
	my $node = PostgreSQL::Test::Cluster->new($name, %where);
	$node->init;
	$node->append_conf('postgresql.conf', streamml_conf($bindir));
	$node->append_conf('postgresql.conf', $options{conf})
	  if defined $options{conf};
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION streamml')
	  unless exists $options{extension} && !$options{extension};
	return $node;
}

# worker_pid($node, $database): process id of the database's worker, or ''.
sub worker_pid
{
	my ($node, $database) = @_;
	$database //= 'postgres';
	return $node->safe_psql($database,
		q{SELECT pid FROM pg_stat_activity
		  WHERE backend_type = 'streamml worker' AND datname = current_database()}
	);
}

# wait_worker($node, $database, $not): wait until a worker runs (another one
# than process $not), and return its process id.
sub wait_worker
{
	my ($node, $database, $not) = @_;
	$database //= 'postgres';
	$not = 0 unless defined $not && $not ne '';
	$node->poll_query_until($database,
		qq{SELECT count(*) > 0 FROM pg_stat_activity
		   WHERE backend_type = 'streamml worker' AND datname = current_database()
		     AND pid <> $not})
	  or die "no worker in database $database";
	return worker_pid($node, $database);
}

# wait_applied($node, $database): everything committed is in every view.
sub wait_applied
{
	my ($node, $database) = @_;
	return $node->poll_query_until($database // 'postgres',
		q{SELECT streamml.wait(timeout => '10 s')});
}

# is_equivalent($node, $view, $query, $what, $database): the oracle of every
# test: the continuous view and the plain query hold the same rows.
sub is_equivalent
{
	my ($node, $view, $query, $what, $database) = @_;
	my $differences = $node->safe_psql($database // 'postgres', qq{
		(SELECT 'only in view', v::text FROM (SELECT * FROM $view EXCEPT ALL ($query)) v)
		UNION ALL
		(SELECT 'only in query', q::text FROM (($query) EXCEPT ALL SELECT * FROM $view) q)
		LIMIT 10});
	return is($differences, '', $what);
}

1;
