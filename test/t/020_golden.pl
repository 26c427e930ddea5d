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

# load($table, $columns, $more): create it and read the file of that name, which
# has all but $more
sub load
{
	my ($table, $columns, $more) = @_;
	my $names = join ', ', map { s/ .*//r } split /, /, $columns;
	$node->safe_psql('postgres', "CREATE TABLE $table ($columns, $more)");
	$node->safe_psql('postgres',
		"COPY $table ($names) FROM STDIN CSV HEADER;\n" . slurp_file("$data/$table.csv") . "\\.\n");
}

# Some figures were published of a pipeline whose scaler learns a row before it is
# predicted.  What is learned is the same, so that these predictions are the
# weights before the row, and the row scaled with itself.
# peeking($table, $learner, $x, $options): SQL of at, y and score of every row
sub peeking
{
	my ($table, $learner, $x, $options) = @_;
	return qq{
		SELECT at, y, coalesce(sum(weight * CASE WHEN k = 1 THEN 1 ELSE z[k - 1] END), 0) AS score
		FROM (SELECT at, y, transform(scaler($x) OVER (ORDER BY at), $x) AS z,
				$learner(y, $x, '$options') OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m
			FROM $table) s
			LEFT JOIN LATERAL weights(m) WITH ORDINALITY w (feature, class, weight, std_error, t, p, k) ON true
		GROUP BY at, y};
}

SKIP:
{
	skip "no $data/phishing.csv", 16 unless -e "$data/phishing.csv";
	load('phishing', join(', ', map { "x$_ float8" } 1 .. 9) . ', y int', 'at serial');
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
	my $options = '{"optimizer": "sgd", "learning_rate": 0.01}';
	is( answer(qq{
			SELECT round(roc_auc(y, p)::numeric, 5), abs(roc_auc(y, p) - (m->>'auc')::float8) <= (m->>'auc_error')::float8
			FROM (SELECT y, coalesce(predict_proba(logistic_regression(y, $x, '$options')
					OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), $x), 0.5) AS p
				FROM phishing) s,
				(SELECT metrics(logistic_regression(y, $x, '$options' ORDER BY at)) AS m FROM phishing) t
			GROUP BY m}),
		'0.95335|t',
		'phishing, SGD(.01): exact AUC, and that of metrics() within its bound');
	for my $case (
		[ sgd => '0.1', '0.8896|0.878521' ],
		[ sgd => '0.01', '0.8920|0.878924' ],
		[ adagrad => '0.1', '0.8928|0.880143' ],
		[ rmsprop => '0.1', '0.8832|0.872378' ],
		[ adam => '0.1', '0.8776|0.864960' ],
		[ momentum => '0.1', '0.8552|0.841645' ],
		[ ftrl => '0.05, "l2": 1', '0.8920|0.877384' ]) # of the last see 022_golden_linear.pl
	{
		my ($optimizer, $rate, $expected) = @$case;
		is( answer('SELECT round(accuracy(y = 1, score > 0)::numeric, 4), round(f1(y = 1, score > 0)::numeric, 6) FROM ('
				  . peeking('phishing', 'logistic_regression', $x,
					qq({"optimizer": "$optimizer", "learning_rate": $rate})) . ') s'),
			$expected,
			"phishing, $optimizer, scaler first: accuracy and F1");
	}
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
	skip "no $data/trump_approval.csv", 7 unless -e "$data/trump_approval.csv";
	load('trump_approval',
		'date float8, y float8, gallup float8, ipsos float8, morning_consult float8, rasmussen float8, you_gov float8',
		'at serial');

	# figures($options, $digits): MAE with so many digits, RMSE, R2
	my $figures = sub {
		my ($options, $digits) = (@_, 5);
		return answer(qq{
			SELECT round((m->>'mae')::numeric, $digits), (m->>'rmse')::numeric(9,5), (m->>'r2')::numeric(9,5)
			FROM (SELECT metrics(linear_regression(y,
					ARRAY[date, gallup, ipsos, morning_consult, rasmussen, you_gov], '$options' ORDER BY at)) AS m
				FROM trump_approval) s});
	};
	like($figures->('{"optimizer": "sgd", "intercept_rate": 0.1}', 6),
		qr/^0\.558735\|/, 'approval, SGD(.01), intercept rate .1: MAE');
	my $x = 'ARRAY[date, gallup, ipsos, morning_consult, rasmussen, you_gov]';
	is( answer('SELECT round(mae(y, score)::numeric, 6) FROM ('
			  . peeking('trump_approval', 'linear_regression', $x, '{"optimizer": "sgd", "intercept_rate": 0.1}')
			  . ') s'),
		'0.555971',
		'approval, SGD(.01), intercept rate .1, scaler first: MAE');
	is( answer(q{
			SELECT string_agg(feature || ' ' || round(weight::numeric, 5), ' ')
			FROM weights((SELECT linear_regression(y, r, '{"optimizer": "sgd", "intercept_rate": 0.1}' ORDER BY at)
				FROM trump_approval,
					LATERAL (SELECT date, gallup, ipsos, morning_consult, rasmussen, you_gov) r))}),
		'(intercept) 35.61767 date 3.45162 gallup 0.43568 ipsos 0.62689 morning_consult 0.24180 '
		  . 'rasmussen 0.28118 you_gov 0.03123',
		'approval, SGD(.01), intercept rate .1: weights');
	is($figures->('{"optimizer": "sgd"}'), '1.31455|3.91198|-4.23035', 'approval, SGD(.01): MAE, RMSE, R2');
	is($figures->('{"optimizer": "sgd", "l2": 1}'),
		'1.87151|4.13052|-4.83107', 'approval, SGD(.01), l2 = 1: MAE, RMSE, R2');
	like($figures->('{"fit_intercept": false, "l2": 1}', 6),
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
