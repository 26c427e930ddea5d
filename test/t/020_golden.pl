# Published figures on data that the project does not ship: read from
# ../shared/data beside the project, reported as skipped where it is absent.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $data = "$FindBin::RealBin/../../../shared/data";

# Model aggregates need no preloading: this cluster has none.
my $node = PostgreSQL::Test::Cluster->new('golden');
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
	$node->safe_psql('postgres',
		"COPY $table FROM STDIN CSV HEADER;\n" . slurp_file("$data/$table.csv") . "\\.\n");
}

SKIP:
{
	skip "no $data/phishing.csv", 8 unless -e "$data/phishing.csv";
	load('phishing', join(', ', map { "x$_ float8" } 1 .. 9) . ', y int');
	my $x = 'ARRAY[' . join(', ', map { "x$_" } 1 .. 9) . ']';

	# figures($rate): accuracy and F1 of "standard scaler, then SGD"
	my $figures = sub {
		return answer(qq{
			SELECT (m->>'accuracy')::numeric(9,4), (m->>'f1')::numeric(9,6)
			FROM (SELECT metrics(logistic_regression(y, $x,
				'{"optimizer": "sgd", "learning_rate": $_[0]}')) AS m FROM phishing) s});
	};
	is($figures->('0.1'), '0.8896|0.878521', 'phishing, SGD(.1): accuracy and F1');
	like($figures->('0.01'), qr/^0\.8928\|/, 'phishing, SGD(.01): accuracy');
	is($figures->('0.005'), '0.8872|0.871233', 'phishing, SGD(.005): accuracy and F1');
	is( answer(qq{
			SELECT round(weight::numeric, 6) FROM weights((
				SELECT logistic_regression(y, $x, '{"optimizer": "sgd", "learning_rate": 0.1}')
				FROM phishing)) WHERE feature = '(intercept)'}),
		'-0.400498',
		'phishing, SGD(.1): intercept');
	is( answer(qq{
			SELECT (metrics(logistic_regression(y, $x))->>'nochange_accuracy')::numeric(9,6)
			FROM phishing}),
		'0.515612',
		'phishing: accuracy of no change');

	# labels by any other name
	for my $case (
		[ "y = 1", '' ],
		[ "y::numeric(3,1)", '' ],
		[ "CASE y WHEN 1 THEN 'phishing' ELSE 'honest' END", ', "positive": "phishing"' ])
	{
		my ($label, $option) = @$case;
		is( answer(qq{
				SELECT (m->>'accuracy')::numeric(9,4), (m->>'f1')::numeric(9,6)
				FROM (SELECT metrics(logistic_regression($label, $x,
					'{"optimizer": "sgd", "learning_rate": 0.005$option}')) AS m FROM phishing) s}),
			'0.8872|0.871233',
			"phishing, label $label");
	}
}

SKIP:
{
	skip "no $data/trump_approval.csv", 5 unless -e "$data/trump_approval.csv";
	load('trump_approval',
		'date float8, y float8, gallup float8, ipsos float8, morning_consult float8, rasmussen float8, you_gov float8');

	# figures($options): MAE, RMSE, R2
	my $figures = sub {
		return answer(qq{
			SELECT (m->>'mae')::numeric(9,6), (m->>'rmse')::numeric(9,5), (m->>'r2')::numeric(9,5)
			FROM (SELECT metrics(linear_regression(y,
					ARRAY[date, gallup, ipsos, morning_consult, rasmussen, you_gov], '$_[0]')) AS m
				FROM trump_approval) s});
	};
	like($figures->('{"optimizer": "sgd", "intercept_rate": 0.1}'),
		qr/^0\.558735\|/, 'approval, SGD(.01), intercept rate .1: MAE');
	like($figures->('{"optimizer": "sgd"}'),
		qr/^1\.31454\d\|3\.91198\|-4\.2303[56]$/, 'approval, SGD(.01): MAE, RMSE, R2');
	like($figures->('{"optimizer": "sgd", "l2": 1}'),
		qr/^1\.87151\d\|4\.13052\|-4\.83107$/, 'approval, SGD(.01), l2 = 1: MAE, RMSE, R2');
	like($figures->('{"fit_intercept": false, "l2": 1}'),
		qr/^0\.586391\|/, 'approval, exact ridge: MAE');

	# the same row by name
	is( answer(q{
			SELECT (metrics(linear_regression(y, r, '{"optimizer": "sgd", "intercept_rate": 0.1}'))->>'mae')::numeric(9,6)
			FROM trump_approval,
				LATERAL (SELECT date, gallup, ipsos, morning_consult, rasmussen, you_gov) r}),
		'0.558735',
		'approval, as records');
}

$node->stop;
done_testing();
