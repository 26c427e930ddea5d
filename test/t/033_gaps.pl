# No silent gap: whatever happens to the table of a view, the view equals its
# query, or the command is refused, or the view says that it lacks rows and what
# can be done.  Every kind of DDL three times: as users meet it; with the event
# triggers off, so that nothing is refused; and with the library not loaded, so
# that nobody was there.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use StreamML;
use Test::More;

my $node = streamml_node('gaps', conf => q{
autovacuum = off
max_logical_replication_workers = 4
});

sub run_sql { return $node->safe_psql('postgres', $_[0]); }

# --- what can happen ---

my $plain = 'CREATE TABLE src (id int, v int, note int)';
my $parts = q{CREATE TABLE src (id int, v int, note int) PARTITION BY RANGE (id);
	CREATE TABLE p1 PARTITION OF src FOR VALUES FROM (0) TO (100);
	CREATE TABLE p2 PARTITION OF src FOR VALUES FROM (100) TO (200) PARTITION BY LIST (id);
	CREATE TABLE p3 PARTITION OF p2 DEFAULT;
	ALTER TABLE p1 REPLICA IDENTITY FULL; ALTER TABLE p3 REPLICA IDENTITY FULL};
my $rows = 'INSERT INTO src SELECT i, i FROM generate_series(%d, %d) i;';
my $more = sprintf $rows, 21, 30;

# table: what the view reads (from => 'src'); do: what happens; refused: with the
# event triggers on; gap: the view says so, else it equals its query, or oracle;
# options: of the view; mend: before the gap can be accepted.
my @kinds = (
	{ name => 'unlogged and back in one transaction', table => $plain, refused => 1, gap => qr/unlogged/,
		do => "BEGIN; ALTER TABLE src SET UNLOGGED; $more ALTER TABLE src SET LOGGED; COMMIT" },
	{ name => 'unlogged and back', table => $plain, refused => 1, gap => qr/unlogged/,
		do => "ALTER TABLE src SET UNLOGGED; $more ALTER TABLE src SET LOGGED" },
	{ name => 'unlogged, emptied and back', table => $plain, refused => 1, gap => qr/unlogged/,
		do => "ALTER TABLE src SET UNLOGGED; $more TRUNCATE src; ALTER TABLE src SET LOGGED" },
	{ name => 'unlogged for good', table => $plain, refused => 1, gap => qr/unlogged/,
		do => "ALTER TABLE src SET UNLOGGED; $more", mend => 'ALTER TABLE src SET LOGGED' },
	{ name => 'unlogged partition for a while', table => $parts, refused => 1, gap => qr/unlogged/,
		do => "ALTER TABLE p3 SET UNLOGGED; INSERT INTO src VALUES (150, 1); ALTER TABLE p3 SET LOGGED" },
	{ name => 'unlogged partition made', table => $parts, refused => 1, gap => qr/unlogged/,
		do => 'CREATE UNLOGGED TABLE p4 PARTITION OF src FOR VALUES FROM (200) TO (300); INSERT INTO src VALUES (250, 1)',
		mend => 'ALTER TABLE p4 SET LOGGED' },
	{ name => 'unlogged partition attached', table => $parts, refused => 1, gap => qr/unlogged/,
		do => 'CREATE UNLOGGED TABLE p4 (LIKE src); ALTER TABLE src ATTACH PARTITION p4 FOR VALUES FROM (200) TO (300)',
		mend => 'ALTER TABLE src DETACH PARTITION p4' },
	{ name => 'foreign partition', table => $parts, refused => 1, gap => qr/foreign table "p4"/,
		do => 'CREATE FOREIGN TABLE p4 PARTITION OF src FOR VALUES FROM (200) TO (300) SERVER nowhere',
		mend => 'ALTER TABLE src DETACH PARTITION p4' },
	{ name => 'child made', table => $plain, refused => 1, gap => qr/inherits from "src"/,
		do => 'CREATE TABLE child () INHERITS (src); INSERT INTO child VALUES (40, 1)', mend => 'ALTER TABLE child NO INHERIT src' },
	{ name => 'child adopted', table => "$plain; CREATE TABLE child (LIKE src)", refused => 1, gap => qr/inherits from "src"/,
		do => 'INSERT INTO child VALUES (40, 1); ALTER TABLE child INHERIT src', mend => 'ALTER TABLE child NO INHERIT src' },
	{ name => 'child of a table that is read alone', table => $plain, from => 'ONLY src',
		do => 'CREATE TABLE child () INHERITS (src); INSERT INTO child VALUES (40, 1)' },
	{ name => 'partition attached with rows', table => $parts, gap => qr/"p4" was attached/,
		do => 'CREATE TABLE p4 (LIKE src); INSERT INTO p4 VALUES (250, 1); ALTER TABLE src ATTACH PARTITION p4 FOR VALUES FROM (200) TO (300)' },
	{ name => 'partition attached with rows of the same transaction', table => $parts, gap => qr/"p4" was attached/,
		do => 'BEGIN; CREATE TABLE p4 (LIKE src); INSERT INTO p4 VALUES (250, 1); ALTER TABLE src ATTACH PARTITION p4 FOR VALUES FROM (200) TO (300); COMMIT' },
	{ name => 'partitioned table attached with rows', table => $parts, gap => qr/"p5" was attached/,
		do => q{CREATE TABLE p4 (LIKE src) PARTITION BY LIST (id); CREATE TABLE p5 PARTITION OF p4 DEFAULT; INSERT INTO p4 VALUES (250, 1);
			ALTER TABLE src ATTACH PARTITION p4 FOR VALUES FROM (200) TO (300)} },
	{ name => 'partition attached below another, with rows', table => $parts, gap => qr/"p4" was attached/,
		do => q{CREATE TABLE p4 (LIKE src); INSERT INTO p4 VALUES (150, 1); ALTER TABLE p2 ATTACH PARTITION p4 FOR VALUES IN (150)} },
	{ name => 'partition attached empty, then rows', table => $parts,
		do => q{BEGIN; CREATE TABLE p4 (LIKE src); ALTER TABLE src ATTACH PARTITION p4 FOR VALUES FROM (200) TO (300); SAVEPOINT s;
			INSERT INTO src VALUES (250, 1); RELEASE s; COMMIT; INSERT INTO src VALUES (251, 1)} },
	{ name => 'partition made and filled', table => $parts,
		do => q{BEGIN; CREATE TABLE p4 PARTITION OF src FOR VALUES FROM (200) TO (300); COPY p4 FROM PROGRAM 'echo 250,1,1; echo 251,1,1' (FORMAT csv, FREEZE); COMMIT} },
	{ name => 'partition detached', table => $parts, oracle => 'SELECT count(*) AS n, sum(v) AS s FROM (TABLE src UNION ALL TABLE p1) u',
		do => 'ALTER TABLE src DETACH PARTITION p1' },
	{ name => 'partition detached concurrently, deletes wanted', table => $parts, gap => qr/detached or dropped/,
		options => q{, on_delete => 'recompute', on_truncate => 'recompute'}, do => 'ALTER TABLE src DETACH PARTITION p1 CONCURRENTLY' },
	{ name => 'partition dropped', table => "$parts; CREATE TABLE kept (LIKE src)", oracle => 'SELECT count(*) AS n, sum(v) AS s FROM (TABLE src UNION ALL TABLE kept) u',
		do => 'INSERT INTO kept TABLE p1; DROP TABLE p1' },
	{ name => 'partition dropped, TRUNCATE is an error', table => $parts, gap => qr/detached or dropped/, options => q{, on_truncate => 'error'},
		do => 'DROP TABLE p1' },
	{ name => 'partition truncated', table => "$parts; CREATE TABLE kept (LIKE src)", oracle => 'SELECT count(*) AS n, sum(v) AS s FROM (TABLE src UNION ALL TABLE kept) u',
		do => 'INSERT INTO kept TABLE p1; TRUNCATE p1' },
	{ name => 'partition truncated, groups read again', table => $parts, options => q{, on_delete => 'recompute', on_truncate => 'recompute'},
		do => "TRUNCATE p1; $more" },
	{ name => 'rewritten', table => "$plain; CREATE INDEX by_id ON src (id)",
		do => "CLUSTER src USING by_id; VACUUM FULL src; ALTER TABLE src ALTER note TYPE bigint; $more ALTER TABLE src ADD at float8 DEFAULT random(); $more VACUUM FREEZE src" },
	{ name => 'COPY FREEZE', table => $plain, oracle => 'SELECT count(*) + 20 AS n, sum(v) + 210 AS s FROM src',
		do => q{BEGIN; TRUNCATE src; COPY src FROM PROGRAM 'echo 1,1,1; echo 2,2,2' (FORMAT csv, FREEZE); COMMIT} },
	{ name => 'replica role', table => $plain, do => "SET session_replication_role = replica; $more" },
	{ name => 'prepared transaction', table => $plain, do => "BEGIN; $more PREPARE TRANSACTION 'two'; COMMIT PREPARED 'two'" },
	{ name => 'column dropped and made again', table => $plain, do => 'ALTER TABLE src DROP note; ALTER TABLE src ADD note text DEFAULT 7; INSERT INTO src VALUES (40, 1)' },
	{ name => 'own table unlogged', table => $plain, rows => 1, refused => 1, gap => qr/unlogged/,
		do => 'ALTER TABLE view SET UNLOGGED; ALTER TABLE view SET LOGGED', },
	{ name => 'own table with a child', table => $plain, rows => 1, refused => 1, gap => qr/inherits from "view"/,
		do => 'CREATE TABLE child () INHERITS (view)', mend => 'DROP TABLE child' });

sub query_of
{
	my ($kind) = @_;
	my $from = $kind->{from} // 'src';
	return $kind->{rows} ? "SELECT id, v FROM $from" : "SELECT count(*) AS n, sum(v) AS s FROM $from";
}

# --- views, one schema each ---

sub in_schema
{
	my ($kind, $sql) = @_;
	return $node->psql('postgres', $sql, extra_params => ['-q'],
		connstr => $node->connstr('postgres') . " options='-csearch_path=$kind->{schema}'");
}

sub must
{
	my ($kind, $sql, $what) = @_;
	my ($rc, $out, $err) = in_schema($kind, $sql);
	is($rc, 0, $what) or diag($err);
	return $out;
}

sub prepare
{
	my ($mode, @chosen) = @_;
	for my $kind (@chosen)
	{
		my $schema = $kind->{schema} = lc($mode . '_' . ($kind->{name} =~ s/\W+/_/gr));
		run_sql("CREATE SCHEMA $schema");
		must($kind, "$kind->{table}; " . sprintf($rows, 1, 10), "$mode: table of \"$kind->{name}\"");
		must($kind, sprintf(q{SELECT streamml.create_continuous_view('view', '%s'%s)}, query_of($kind),
			($kind->{options} // '') =~ s/'/'/gr), "$mode: view of \"$kind->{name}\"");
		must($kind, sprintf($rows, 11, 20), "$mode: rows");
	}
	ok(wait_applied($node), "$mode: applied");
	return;
}

sub equals
{
	my ($kind, $what) = @_;
	my $oracle = $kind->{oracle} // query_of($kind);
	is(must($kind, "(SELECT * FROM view EXCEPT ALL ($oracle)) UNION ALL (($oracle) EXCEPT ALL SELECT * FROM view)", $what),
		'', "$what: the view equals its query");
	return;
}

sub state_of { return view_state($node, "$_[0]{schema}.view"); }

# The view stopped and says so; both ways on are open.
sub has_gap
{
	my ($kind, $what) = @_;
	my $name = "$kind->{schema}.view";
	my ($state, $message, $level, $hint) = split /\|/, run_sql(qq{SELECT state, message, level, hint
		FROM streamml.continuous_views v LEFT JOIN streamml.check() c ON c."check" = 'view ' || v.view::text WHERE view::text = '$name'});
	is($state, 'gap', "$what: the view says that it lacks rows");
	like($message, $kind->{gap}, "$what: and why");
	is($level, 'critical', "$what: check() complains");
	like($hint, qr/rebuild\('$name'\).*resume\('$name', gap => 'accept'\)/, "$what: check() names both ways on");
	return;
}

# Accepted, it goes on behind the event and counts what comes, each row once.
sub goes_on
{
	my ($kind, $what) = @_;
	my $gaps = "SELECT DISTINCT state FROM streamml.gaps WHERE view::text = '$kind->{schema}.view'";
	my $sum = $kind->{rows} ? 'SELECT sum(v) FROM view' : 'SELECT s FROM view';
	my ($rc, undef, $err) = in_schema($kind, "SELECT streamml.resume('view')");
	isnt($rc, 0, "$what: it is not simply resumed");
	like($err, qr/rebuild\('$kind->{schema}.view'\).*gap => 'accept'/s, "$what: the error names both ways on");
	if ($kind->{mend})
	{
		($rc) = in_schema($kind, q{SELECT streamml.resume('view', gap => 'accept')});
		isnt($rc, 0, "$what: not accepted while rows still go past it") unless $kind->{rows};
		must($kind, $kind->{mend}, "$what: mended");
	}
	must($kind, q{SELECT streamml.resume('view', gap => 'accept')}, "$what: accepted");
	ok(wait_applied($node), "$what: applied");
	my $before = must($kind, $sum, "$what: before");
	must($kind, 'INSERT INTO src VALUES (150, 1000)', "$what: another row");
	ok(wait_applied($node), "$what: applied");
	is(must($kind, $sum, "$what: after"), $before + 1000, "$what: the next row is counted once");
	is(run_sql($gaps), 'accepted', "$what: the gap stays on record");
	(undef, undef, $err) = in_schema($kind, q{SELECT * FROM streamml.verify('view')});
	like($err, qr/WARNING:.*went on behind gaps/, "$what: verify() says what it cannot know");
	must($kind, q{SELECT streamml.rebuild('view')}, "$what: rebuilt");
	equals({ %$kind, oracle => undef }, "$what, rebuilt");
	is(run_sql($gaps), 'rebuilt', "$what: the gap is mended");
	return;
}

# --- as users meet it ---

run_sql('CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing');
prepare('on', @kinds);
for my $kind (@kinds)
{
	my $what = "on, $kind->{name}";
	my ($rc, undef, $err) = in_schema($kind, "\\set ON_ERROR_STOP 1\n$kind->{do}");
	if ($kind->{refused})
	{
		isnt($rc, 0, "$what: refused");
		like($err, qr/continuous view/i, "$what: with the view that is in the way");
	}
	else
	{
		is($rc, 0, "$what: done") or diag($err);
	}
}
ok(wait_applied($node), 'on: applied');
for my $kind (@kinds)
{
	my $what = "on, $kind->{name}";
	if ($kind->{gap} && !$kind->{refused}) { has_gap($kind, $what); }
	else { is(state_of($kind), 'live', "$what: live"); equals({ %$kind, oracle => $kind->{refused} ? undef : $kind->{oracle} }, $what); }
}
run_sql("DROP SCHEMA $_->{schema} CASCADE") for @kinds;

# --- nobody refuses anything, and somebody watches, or nobody does ---

for my $mode ('off', 'away')
{
	prepare($mode, @kinds);
	run_sql('ALTER EVENT TRIGGER streamml_ddl_command_end DISABLE');
	if ($mode eq 'away')
	{
		$node->append_conf('postgresql.conf', q{shared_preload_libraries = ''});
		$node->restart;
	}
	must($_, "\\set ON_ERROR_STOP 1\n$_->{do}", "$mode, $_->{name}: done") for @kinds;
	if ($mode eq 'away')
	{
		$node->append_conf('postgresql.conf', q{shared_preload_libraries = 'streamml'});
		$node->restart;
	}
	ok(wait_applied($node), "$mode: applied");
	for my $kind (@kinds)
	{
		my $what = "$mode, $kind->{name}";
		if ($kind->{gap})
		{
			has_gap($kind, $what);
			goes_on($kind, $what) if $mode eq 'off';
		}
		else { is(state_of($kind), 'live', "$what: live"); equals($kind, $what); }
	}
	run_sql('ALTER EVENT TRIGGER streamml_ddl_command_end ENABLE');
	run_sql("DROP SCHEMA $_->{schema} CASCADE") for @kinds;
}

# --- at creation ---

run_sql(q{CREATE TABLE mixed (id int, v int) PARTITION BY RANGE (id);
	CREATE UNLOGGED TABLE mixed_unlogged PARTITION OF mixed FOR VALUES FROM (0) TO (10);
	CREATE TABLE far (id int, v int) PARTITION BY RANGE (id);
	CREATE FOREIGN TABLE far_foreign PARTITION OF far FOR VALUES FROM (0) TO (10) SERVER nowhere});
my (undef, undef, $unlogged) = $node->psql('postgres', q{SELECT streamml.create_continuous_view('v', 'SELECT count(*) FROM mixed')});
like($unlogged, qr/"mixed_unlogged" is unlogged.*SET LOGGED/s, 'a source with an unlogged partition is refused');
my (undef, undef, $foreign) = $node->psql('postgres', q{SELECT streamml.create_continuous_view('v', 'SELECT count(*) FROM far')});
like($foreign, qr/foreign partition "far_foreign"/, 'a source with a foreign partition is refused');

# --- a type that changes between the writing of a row and its turn ---

run_sql(q{CREATE DOMAIN small AS int CHECK (VALUE < 100);
	CREATE TABLE typed (id int, a int, b small, c int, twice int GENERATED ALWAYS AS (id * 2) STORED)});
my %typed = (
	whole => 'SELECT id, to_jsonb(typed) AS j FROM typed',
	whole_count => 'SELECT count(to_jsonb(t) ->> $$a$$) AS n, max((t.*)::text) AS m FROM typed t',
	parts_of => 'SELECT sum(id) AS s, sum(twice) AS t, max(b) AS m FROM typed');
create_view($node, $_, $typed{$_}) for sort keys %typed;
run_sql(q{INSERT INTO typed VALUES (1, 1, 1, 1)});
ok(wait_applied($node), 'types: applied');
my $frozen = freeze_worker($node);
run_sql(q{INSERT INTO typed VALUES (2, 2, 2, 2); ALTER TABLE typed DROP c; ALTER TABLE typed ADD c text DEFAULT 'x'});
thaw_worker($frozen);
ok(wait_applied($node), 'types: a column dropped and made again');
is(view_state($node, $_), 'live', "types: $_ goes on") for sort keys %typed;
is(run_sql(q{SELECT j FROM whole WHERE id = 2}), run_sql(q{SELECT to_jsonb(typed) FROM typed WHERE id = 2}), 'types: the row is as the table has it');
$frozen = freeze_worker($node);
run_sql(q{INSERT INTO typed (id, a, b, c) VALUES (3, 3, 3, 'y'); ALTER TABLE typed ALTER a TYPE bigint});
thaw_worker($frozen);
ok(wait_applied($node), 'types: a column of another type');
is(view_state($node, 'parts_of'), 'live', 'types: who does not read it goes on');
is_equivalent($node, 'parts_of', $typed{parts_of}, 'types: with all rows');
for my $view ('whole', 'whole_count')
{
	my ($level, $detail, $hint) = split /\|/, check_finding($node, "view public.$view");
	like($detail // '', qr/column "a" of "typed".*from type integer to bigint/, "types: $view says what is wrong");
	is(run_sql(q{SELECT count(*) FROM whole WHERE j ->> 'a' IS NULL}), 0, 'types: nothing became NULL');
	run_sql($hint);
	is_equivalent($node, $view, $typed{$view}, "types: $view, mended as check() says");
}

# --- rows that a subscription applies ---

run_sql(q{CREATE TABLE sub (id int PRIMARY KEY, v int); CREATE DATABASE publisher});
create_view($node, 'subscribed', 'SELECT count(*) AS n, sum(v) AS s FROM sub');
$node->safe_psql('publisher', q{CREATE TABLE sub (id int PRIMARY KEY, v int); CREATE PUBLICATION pub FOR TABLE sub;
	INSERT INTO sub SELECT i, i FROM generate_series(1, 10) i});
$node->safe_psql('publisher', q{SELECT pg_create_logical_replication_slot('sub', 'pgoutput')});
run_sql(sprintf q{CREATE SUBSCRIPTION sub CONNECTION '%s' PUBLICATION pub WITH (create_slot = false)},
	$node->connstr('publisher') =~ s/'/''/gr);
$node->safe_psql('publisher', 'INSERT INTO sub SELECT i, i FROM generate_series(11, 20) i');
ok($node->poll_query_until('postgres', 'SELECT count(*) = 20 FROM sub'), 'subscribed');
ok(wait_applied($node), 'subscription: applied');
is_equivalent($node, 'subscribed', 'SELECT count(*) AS n, sum(v) AS s FROM sub', 'subscription: the first copy and what follows');
run_sql(q{ALTER SUBSCRIPTION sub DISABLE; ALTER SUBSCRIPTION sub SET (slot_name = NONE); DROP SUBSCRIPTION sub});

# --- a standby has the views, and no stream ---

$node->backup('for_standby');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'for_standby', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
is($standby->safe_psql('postgres', 'SELECT n FROM subscribed'), 20, 'standby: the views can be read');
sql_fails($standby, 'postgres', 'SELECT streamml.wait()', qr/cannot wait for the stream on a standby/, 'standby: wait()');
like(check_finding($standby, 'worker'), qr/^ok\|this server is a standby/, 'standby: check() knows');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM streamml.check() WHERE detail ~ '\d{9} MB'}), 0, 'standby: nothing is held back');
$standby->stop;

$node->stop;
done_testing();
