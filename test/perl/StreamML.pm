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
use Time::HiRes qw(usleep);

our @EXPORT = qw(
  streamml_node streamml_conf worker_pid wait_applied wait_worker is_equivalent
  kill_worker freeze_worker thaw_worker create_view as_user sql_fails view_state wait_state
  try_sql poll_sql is_model_of is_verified slot_name check_finding anonymous_kb count_log
  document_blocks check_blocks
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
	  'max_prepared_transactions = 10', 'restart_after_crash = on', 'log_statement = none', '';
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

# try_sql($node, $database, $sql): (true, output, errors), or (false, ...) if a
# statement failed or the server was not there.  Unlike psql() it does not mind
# when a server that is recovering turns psql away before it has read anything.
sub try_sql
{
	my ($node, $database, $sql) = @_;
	my ($out, $err) = ('', '');
	my $file = $node->basedir . '/try.sql';
	open my $handle, '>', $file or die "cannot write $file: $!";
	print $handle $sql;
	close $handle;
	my $ok = IPC::Run::run(
		[
			$node->installed_command('psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1',
			'-d', $node->connstr($database), '-f', $file
		],
		'<', \undef, '>', \$out, '2>', \$err);
	chomp $out;
	return ($ok, $out, $err);
}

# poll_sql($node, $database, $sql, $expected): as poll_query_until, also while the
# server recovers.
sub poll_sql
{
	my ($node, $database, $sql, $expected) = @_;
	$expected //= 't';
	my ($ok, $out, $err);
	for (1 .. 10 * $PostgreSQL::Test::Utils::timeout_default)
	{
		($ok, $out, $err) = try_sql($node, $database, $sql);
		return 1 if $ok && $out eq $expected;
		usleep(100_000);
	}
	diag("timed out waiting for \"$expected\" of:\n$sql\nlast answer: $out$err");
	return 0;
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
	my $query = qq{SELECT pid FROM pg_stat_activity
		WHERE backend_type = 'streamml worker' AND datname = current_database() AND pid <> $not};
	poll_sql($node, $database, "SELECT count(*) > 0 FROM ($query) q")
	  or die "no worker in database $database";
	my ($ok, $pid) = try_sql($node, $database, $query);
	return $ok && $pid ne '' ? $pid : wait_worker($node, $database, $not);
}

# wait_applied($node, $database): everything committed is in every view that does
# not stand still.
sub wait_applied
{
	my ($node, $database) = @_;
	return poll_sql($node, $database // 'postgres', q{SELECT streamml.wait(timeout => '10 s')});
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

# is_model_of($node, $view, $aggregate, $from, $what, $database): the model that a
# view of one row keeps equals, bit for bit, what the aggregate call learns from
# the rows in the order of their ids.  $aggregate ends in ORDER BY id).
sub is_model_of
{
	my ($node, $view, $aggregate, $from, $what, $database) = @_;
	$database //= 'postgres';
	my $learned = $node->safe_psql($database, "SELECT model::text FROM $view");
	my $expected = $node->safe_psql($database, "SELECT ($aggregate)::text FROM $from");
	isnt($learned, '', "$what: there is a model");
	return is($learned, $expected, $what);
}

# is_verified($node, $database, @views): the product's own receipt.
sub is_verified
{
	my ($node, $database, @views) = @_;
	for my $view (@views)
	{
		is($node->safe_psql($database, "SELECT * FROM streamml.verify('$view')"),
			'', "verify($view) is empty");
	}
	return;
}

# create_view($node, $name, $query, $database)
sub create_view
{
	my ($node, $name, $query, $database) = @_;
	return $node->safe_psql($database // 'postgres',
		"SELECT streamml.create_continuous_view('$name', \$view\$ $query \$view\$)");
}

# view_state($node, $view, $database): as streamml.continuous_views tells it.
sub view_state
{
	my ($node, $view, $database) = @_;
	return $node->safe_psql($database // 'postgres',
		"SELECT state FROM streamml.continuous_views WHERE view::text = '$view'");
}

# wait_state($node, $view, $state, $database)
sub wait_state
{
	my ($node, $view, $state, $database) = @_;
	return poll_sql($node, $database // 'postgres',
		"SELECT state FROM streamml.continuous_views WHERE view::text = '$view'", $state);
}

# as_user($node, $user, $sql, $database): (rc, stdout, stderr), errors with SQLSTATE.
sub as_user
{
	my ($node, $user, $sql, $database) = @_;
	return $node->psql($database // 'postgres',
		"\\set VERBOSITY verbose\n$sql",
		connstr => $node->connstr($database // 'postgres') . " user=$user");
}

# sql_fails($node, $user, $sql, $like, $what, $database): the statement raises an
# error like that, and the server survives it.
sub sql_fails
{
	my ($node, $user, $sql, $like, $what, $database) = @_;
	my ($rc, $out, $err) = as_user($node, $user, $sql, $database);
	isnt($rc, 0, "$what: refused") or diag("$sql\n$out");
	return like($err, $like, $what);
}

# kill_worker($node, $database): kill -9, and wait for the next one.
sub kill_worker
{
	my ($node, $database) = @_;
	my $pid = wait_worker($node, $database);
	kill 'KILL', $pid;
	return wait_worker($node, $database, $pid);
}

# freeze_worker($node, $database): stop the worker where it is.  What the caller
# does until thaw_worker($pid) happens between two steps of it.
sub freeze_worker
{
	my ($node, $database) = @_;
	my $pid = wait_worker($node, $database);
	kill 'STOP', $pid;
	return $pid;
}

sub thaw_worker
{
	my ($pid) = @_;
	kill 'CONT', $pid;
	return;
}

# slot_name($node, $database)
sub slot_name
{
	my ($node, $database) = @_;
	return $node->safe_psql($database // 'postgres',
		q{SELECT 'streamml_' || oid FROM pg_database WHERE datname = current_database()});
}

# check_finding($node, $check, $database): level, detail and hint of a finding of
# streamml.check(), as "level|detail|hint".
sub check_finding
{
	my ($node, $check, $database) = @_;
	return $node->safe_psql($database // 'postgres',
		qq{SELECT level, detail, hint FROM streamml.check() WHERE "check" = '$check'});
}

# anonymous_kb($pid): memory of its own that a process has, in kB (Linux), or 0.
sub anonymous_kb
{
	my ($pid) = @_;
	open my $status, '<', "/proc/$pid/status" or return 0;
	my ($kb) = map { /^RssAnon:\s+(\d+) kB/ ? $1 : () } <$status>;
	close $status;
	return $kb // 0;
}

# count_log($node, $regexp, $offset): lines of the server's log that match.
sub count_log
{
	my ($node, $regexp, $offset) = @_;
	my $log = slurp_file($node->logfile, $offset // 0);
	return scalar grep { $_ =~ $regexp } split /\n/, $log;
}

# document_blocks($text): the fenced blocks of a page, in order: [language, text,
# line of the fence].
sub document_blocks
{
	my ($page) = @_;
	my @blocks;
	my ($language, $text, $start, $line) = (undef, '', 0, 0);
	for (split /^/, $page)
	{
		$line++;
		if (/^```(\w*)$/)
		{
			if (defined $language)
			{
				push @blocks, [ $language, $text, $start ];
				$language = undef;
			}
			else
			{
				($language, $text, $start) = ($1, '', $line);
			}
		}
		elsif (defined $language)
		{
			$text .= $_;
		}
	}
	is($language, undef, 'every code block is closed');
	return @blocks;
}

# check_blocks($node, $database, $page, @blocks): the SQL of a page runs as printed,
# in one session, and a text block right behind one of SQL is what that answers.
sub check_blocks
{
	my ($node, $database, $page, @blocks) = @_;
	my $script = "\\set ON_ERROR_STOP on\n";
	for my $i (0 .. $#blocks)
	{
		$script .= "\\echo === $i\n$blocks[$i][1]" if $blocks[$i][0] eq 'sql';
	}
	my ($stdout, $stderr) = ('', '');
	my $file = "$PostgreSQL::Test::Utils::tmp_check/$database.sql";
	append_to_file($file, $script);
	my $ok = IPC::Run::run(
		[ 'psql', '-X', '-q', '-d', $node->connstr($database), '-f', $file ],
		'>', \$stdout, '2>', \$stderr);
	ok($ok, "the SQL of $page runs as printed") or diag($stderr);
	is($stderr, '', 'without a complaint');

	append_to_file("$PostgreSQL::Test::Utils::log_path/$database.out", $stdout);
	my %answer = $stdout =~ /^=== (\d+)\n(.*?)(?=^=== |\z)/msg;
	for my $i (1 .. $#blocks)
	{
		next unless $blocks[$i][0] eq 'text' && $blocks[ $i - 1 ][0] eq 'sql';
		my $expected = $blocks[$i][1];
		my $actual = $answer{ $i - 1 } // '';
		s/[ \t]+$//mg, s/\n+\z/\n/ for $expected, $actual;
		is($actual, $expected, "answer in line $blocks[$i][2] of $page");
	}
}

1;
