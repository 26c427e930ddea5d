/*
 * linear_test.c
 *	  Properties of the linear learners' optimizer "adaptive", on streams that
 *	  are generated from a seed, and the rule once more, written from the papers.
 *
 *	  linear_test [SEED]
 *
 * The reference below keeps what it knows in other terms than adaptive.c: full
 * rows, weights in units of the scales, the score of the mean row in place of
 * an intercept, and paths found by halving an interval.
 */
#include <stdio.h>

#include "model/algorithms.h"
#include "model/model.h"
#include "standalone.h"

#define FEATURES 6
#define ROWS 300

/* A stream: rows of FEATURES values, absent where "has" is not set. */
typedef struct Stream
{
	float8 value[ROWS][FEATURES];
	bool has[ROWS][FEATURES];
	float8 label[ROWS];
	float8 weight[ROWS];
} Stream;

static int failures = 0;
static uint64 state;

static float8
uniform(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (state >> 11) / 9007199254740992.0;
}

static void
expect(const char *what, bool holds, float8 got, float8 wanted)
{
	if (holds)
		return;
	failures++;
	if (failures < 20)
		printf("%s: got %.17g, wanted %.17g\n", what, got, wanted);
}

static bool
close_to(float8 a, float8 b, float8 tolerance)
{
	return fabs(a - b) <= tolerance * (1 + fabs(b));
}

/* Sparse columns, columns that come late, begin tiny, jump, or have another zero. */
static void
make_stream(Stream *stream, bool classes)
{
	float8 truth[FEATURES];
	float8 share[FEATURES];
	float8 zero[FEATURES];
	int late[FEATURES];

	for (int i = 0; i < FEATURES; i++)
	{
		truth[i] = 4 * uniform() - 2;
		share[i] = uniform() < 0.5 ? 1 : uniform();
		zero[i] = uniform() < 0.5 ? 0 : 20 * uniform();
		late[i] = uniform() < 0.6 ? 0 : (int) (ROWS * uniform());
	}
	for (int row = 0; row < ROWS; row++)
	{
		float8 score = uniform() - 0.5;

		for (int i = 0; i < FEATURES; i++)
		{
			float8 x = 2 * uniform() - 1;

			if (i == 1 && row < 20)
				x *= 1e-6;
			if (i == 2 && row % 50 == 49)
				x *= 100;
			stream->has[row][i] = row >= late[i] && uniform() < share[i];
			stream->value[row][i] = stream->has[row][i] ? x + zero[i] : 0;
			if (stream->has[row][i])
				score += truth[i] * x;
		}
		stream->label[row] = classes ? score > 0 : fabs(score + 7);
		stream->weight[row] = uniform() < 0.9 ? 1 : pow(10, 6 * uniform() - 3);
	}
}

static Model *
make_model(const ModelOps *ops, float8 adaptive)
{
	ModelOptions options;
	Model *model;

	ModelOptionsInit(ops, &options);
	options.value[OPTION_MAX_FEATURES + 1] = adaptive;
	ops->settle(options.value);
	model = ModelCreate(ops, &options, NULL);
	model->features.positional = true;
	model->features.count = FEATURES;
	return model;
}

/* Row "row" with its features in an order of their own and in units of their own. */
static FeatureView
view_of(const Stream *stream, int row, const int *place, const float8 *unit)
{
	static int32 index[FEATURES];
	static float8 value[FEATURES];
	FeatureView view = {.index = index, .value = value};

	for (int i = 0; i < FEATURES; i++)
	{
		int from = place ? place[i] : i;

		if (!stream->has[row][from])
			continue;
		index[view.count] = i;
		value[view.count++] = stream->value[row][from] * (unit ? unit[from] : 1);
	}
	return view;
}

static float8
label_of(Model *model, float8 label)
{
	if (!TaskHasClasses(model->ops->task))
		return label;
	return ModelClass(model, LABEL_NUMBER, label > 0 ? "1" : "0", 1);
}

static void
learn_row(Model *model, const Stream *stream, int row, const int *place,
		  const float8 *unit)
{
	FeatureView view = view_of(stream, row, place, unit);

	ModelLearn(model, &view, label_of(model, stream->label[row]), stream->weight[row]);
}

static float8
predict(Model *model, const FeatureView *view)
{
	float8 score[8] = {0};

	if (model->n == 0)
		return 0;
	ModelPredict(model, view, score);
	if (!TaskHasClasses(model->ops->task))
		return score[0];
	return score[(int) label_of(model, 1)];
}

/*----------
 * The reference: logistic loss
 *----------
 */
typedef struct Reference
{
	float8 weight[FEATURES]; /* of the deviation in units of its scale */
	float8 scale[FEATURES];
	float8 squares[FEATURES];
	float8 values[FEATURES][ROWS]; /* all there were, with their weights */
	float8 weights[ROWS];
	bool had[FEATURES][ROWS];
	float8 base; /* score of a row of zeros */
	float8 base_squares;
	float8 time;
	float8 norm;
	int rows;
	bool yes;
	bool no;
} Reference;

/*
 * What a feature is centred on: of a frequent one the mean with this row, which
 * counts no more than all before it.
 */
static float8
reference_center(const Reference *r, int feature, float8 value, float8 weight)
{
	float8 sum = 0;
	float8 with = 0;
	float8 all = 0;

	for (int row = 0; row < r->rows; row++)
	{
		all += r->weights[row];
		with += r->had[feature][row] ? r->weights[row] : 0;
		sum += r->weights[row] * r->values[feature][row];
	}
	weight = r->rows > 0 ? Min(weight, all) : weight;
	return with < all / 2 ? 0 : (sum + weight * value) / (all + weight);
}

static float8
reference_score(const Reference *r, const float8 *value)
{
	float8 score = r->base;

	for (int i = 0; i < FEATURES; i++)
		score += r->scale[i] > 0 ? r->weight[i] * value[i] / r->scale[i] : 0;
	return score;
}

/* Where the logistic loss of "yes" goes from a score in a time, by bisection. */
static float8
reference_path(float8 score, float8 time)
{
	float8 low = score;
	float8 high = score + time;

	for (int i = 0; i < 200; i++)
	{
		float8 middle = (low + high) / 2;

		/* time passed on the way to the middle: the integral of 1 + exp(z) */
		if (middle - score + exp(score) * expm1(middle - score) < time)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* A step for rows that all are this one, which has been looked at. */
static void
reference_step(Reference *r, const Stream *stream, int row, const float8 *center,
			   float8 weight)
{
	const float8 *value = stream->value[row];
	float8 side = stream->label[row] > 0 ? 1 : -1;
	float8 push[FEATURES];
	float8 effect = 0;
	float8 norm = 1;
	float8 gradient;
	float8 rate = 1;
	float8 update;
	float8 score;

	/* what is certain counts as no more so than this */
	score = side * Min(side * reference_score(r, value), 50);
	gradient = 1 / (1 + exp(side * score));
	r->yes = r->yes || side > 0;
	r->no = r->no || side < 0;

	r->base_squares += weight * gradient * gradient;
	effect = 1 / sqrt(r->base_squares);
	for (int i = 0; i < FEATURES; i++)
	{
		float8 distance = value[i] - center[i];

		push[i] = 0;
		if (!stream->has[row][i] || !(r->yes && r->no) ||
			fabs(distance) <= 1e-9 * fabs(center[i]))
			continue;
		r->squares[i] += weight * gradient * gradient * distance * distance;
		norm += pow(distance / r->scale[i], 2);
		push[i] = distance / (r->scale[i] * sqrt(r->squares[i]));
		effect += distance * push[i];
	}
	if (r->yes && r->no)
	{
		r->time += weight;
		r->norm += weight * norm;
		rate = sqrt(r->time / r->norm);
	}
	update = side *
			 (reference_path(side * score, 0.5 * weight * rate * effect) - side * score) /
			 effect;
	r->base += update / sqrt(r->base_squares);
	for (int i = 0; i < FEATURES; i++)
	{
		r->base -= update * push[i] * center[i];
		r->weight[i] += update * push[i] * r->scale[i];
	}
}

static void
reference_learn(Reference *r, const Stream *stream, int row)
{
	const float8 *value = stream->value[row];
	float8 weight = stream->weight[row];
	float8 center[FEATURES];
	float8 upto;

	for (int i = 0; i < FEATURES; i++)
	{
		float8 distance;

		center[i] = reference_center(r, i, value[i], weight);
		distance = fabs(value[i] - center[i]);
		if (!stream->has[row][i] || distance <= r->scale[i] ||
			distance <= 1e-9 * fabs(center[i]))
			continue;
		/* the scaled weight stays, the mean row is predicted as before */
		if (r->scale[i] > 0)
			r->base += r->weight[i] * center[i] * (1 / r->scale[i] - 1 / distance);
		r->scale[i] = distance;
	}

	/* one row, another one, then 2, 4, 8 of them, and the rest */
	reference_step(r, stream, row, center, Min(weight, 1));
	for (upto = 1; upto < weight; upto *= 2)
		reference_step(r, stream, row, center, Min(weight, 2 * upto) - upto);

	for (int i = 0; i < FEATURES; i++)
	{
		r->values[i][r->rows] = value[i];
		r->had[i][r->rows] = stream->has[row][i];
	}
	r->weights[r->rows++] = weight;
}

static void
test_reference(void)
{
	Stream *stream = palloc0(sizeof(Stream));
	Reference *reference = palloc0(sizeof(Reference));
	Model *model = make_model(&LogisticRegressionOps, 0);

	make_stream(stream, true);
	for (int row = 0; row < ROWS; row++)
	{
		FeatureView view = view_of(stream, row, NULL, NULL);
		float8 wanted = 1 / (1 + exp(-reference_score(reference, stream->value[row])));

		/* the order in which the labels come decides which class is class 1 */
		label_of(model, stream->label[row]);
		if (model->classes.count == 2)
			expect("reference", close_to(predict(model, &view), wanted, 1e-7),
				   predict(model, &view), wanted);
		learn_row(model, stream, row, NULL, NULL);
		reference_learn(reference, stream, row);
	}
}

/*----------
 * Properties
 *----------
 */
static const struct
{
	const ModelOps *ops;
	float8 adaptive; /* value of the option "optimizer" */
} learners[] = {{&LogisticRegressionOps, 0}, {&SoftmaxRegressionOps, 0},
				{&LinearRegressionOps, 2},	 {&HuberRegressionOps, 0},
				{&QuantileRegressionOps, 0}, {&PoissonRegressionOps, 0}};

/* Other units and another order of the features change nothing. */
static void
test_units(int learner)
{
	const ModelOps *ops = learners[learner].ops;
	Stream *stream = palloc0(sizeof(Stream));
	Model *plain = make_model(ops, learners[learner].adaptive);
	Model *other = make_model(ops, learners[learner].adaptive);
	ModelWeight *ours;
	ModelWeight *theirs;
	float8 unit[FEATURES];
	int place[FEATURES];
	int count;

	make_stream(stream, TaskHasClasses(ops->task));
	for (int i = 0; i < FEATURES; i++)
	{
		unit[i] = pow(10, 18 * uniform() - 9);
		place[i] = (i * 5 + learner) % FEATURES;
	}
	for (int row = 0; row < ROWS; row++)
	{
		FeatureView view = view_of(stream, row, NULL, NULL);
		float8 wanted = predict(plain, &view);
		float8 got;

		view = view_of(stream, row, place, unit);
		got = predict(other, &view);
		expect("prediction in other units", close_to(got, wanted, 1e-6), got, wanted);
		learn_row(plain, stream, row, NULL, NULL);
		learn_row(other, stream, row, place, unit);
	}
	count = ops->weights(plain, &ours);
	ops->weights(other, &theirs);
	for (int at = 0; at < count; at += FEATURES + 1)
	{
		for (int i = 0; i < FEATURES; i++)
		{
			float8 wanted = ours[at + 1 + place[i]].weight;
			float8 got = theirs[at + 1 + i].weight * unit[place[i]];

			expect("weight of a permuted feature", close_to(got, wanted, 1e-5), got,
				   wanted);
		}
	}
}

/*
 * A row that is learned again goes nearer to its label, and not past it.  All
 * features are in all rows: where one gets rare it is no longer centred, and
 * its scale may grow, which is no step.
 */
static void
test_overshoot(int learner)
{
	const ModelOps *ops = learners[learner].ops;
	Stream *stream = palloc0(sizeof(Stream));
	Model *model = make_model(ops, learners[learner].adaptive);

	make_stream(stream, TaskHasClasses(ops->task));
	memset(stream->has, true, sizeof(stream->has));
	for (int row = 0; row < ROWS; row++)
	{
		FeatureView view = view_of(stream, row, NULL, NULL);
		float8 label = stream->label[row];
		float8 before;
		float8 after;

		learn_row(model, stream, row, NULL, NULL);
		if (TaskHasClasses(ops->task) && model->classes.count < 2)
			continue;
		before = predict(model, &view);
		stream->weight[row] = pow(10, 12 * uniform() - 3);
		learn_row(model, stream, row, NULL, NULL);
		after = predict(model, &view);
		expect("step towards the label",
			   label >= before ? after >= before - 1e-7 && after <= label + 1e-7 :
								 after <= before + 1e-7 && after >= label - 1e-7,
			   after, label);
	}
}

/* What was learned by a model, as a model of its own. */
static Model *
copy_of(Model *model)
{
	Size size = ModelFlatSize(model);
	char *flat = palloc(size);

	ModelFlatten(model, flat, size);
	return ModelParse(flat, size, NULL);
}

static void
set_rate(Model *model, float8 rate)
{
	for (int i = 0; model->ops->options[i].name; i++)
	{
		if (strcmp(model->ops->options[i].name, "learning_rate") == 0)
			model->option[i] = rate;
	}
}

/*
 * A row of weight k is worth k rows of weight 1, where one of them says little
 * beside what the model knows (the limit that Karampatziakis and Langford take):
 * so behind rows of large weight, at a rate at which k of them still lead far.
 * Not of softmax, whose classes each go their path with the others where they are.
 */
static void
test_repeats(int learner)
{
	const ModelOps *ops = learners[learner].ops;
	Stream *stream = palloc0(sizeof(Stream));
	Model *model = make_model(ops, learners[learner].adaptive);
	int row = (int) (uniform() * ROWS);
	int other = (int) (uniform() * ROWS);
	int repeats = 1 + (int) (3000 * uniform());
	Model *once;
	Model *often;
	FeatureView view;
	float8 before;
	float8 got;
	float8 wanted;

	make_stream(stream, TaskHasClasses(ops->task));
	set_rate(model, 5e-9);
	for (int i = 0; i < ROWS; i++)
	{
		stream->weight[i] = 1e8;
		learn_row(model, stream, i, NULL, NULL);
	}
	set_rate(model, 100);
	once = copy_of(model);
	often = copy_of(model);
	stream->label[row] =
		TaskHasClasses(ops->task) ? !stream->label[row] : stream->label[other];
	view = view_of(stream, row, NULL, NULL);
	before = predict(once, &view);
	stream->weight[row] = repeats;
	learn_row(once, stream, row, NULL, NULL);
	stream->weight[row] = 1;
	for (int i = 0; i < repeats; i++)
		learn_row(often, stream, row, NULL, NULL);
	view = view_of(stream, row, NULL, NULL);
	got = predict(once, &view);
	wanted = predict(often, &view);
	expect("weight in place of repeats",
		   fabs(got - wanted) <= 2e-3 * fabs(wanted - before), got, wanted);
}

/*
 * A label that is what the model predicts anyway, or all but that, is learned alike:
 * it is one row more that the rate knows of.  Not of the quantile loss, whose
 * gradient has two values there.
 */
static void
test_predicted_label(int learner)
{
	const ModelOps *ops = learners[learner].ops;
	Stream *stream = palloc0(sizeof(Stream));
	Model *exact = make_model(ops, learners[learner].adaptive);
	Model *nearly;
	int middle = ROWS / 2;
	FeatureView view;

	make_stream(stream, false);
	for (int row = 0; row < middle; row++)
		learn_row(exact, stream, row, NULL, NULL);
	nearly = copy_of(exact);
	view = view_of(stream, middle, NULL, NULL);
	stream->label[middle] = predict(exact, &view);
	stream->weight[middle] = 100;
	learn_row(exact, stream, middle, NULL, NULL);
	stream->label[middle] *= 1 + 1e-14;
	learn_row(nearly, stream, middle, NULL, NULL);
	for (int row = middle + 1; row < middle + 20; row++)
	{
		float8 wanted;
		float8 got;

		view = view_of(stream, row, NULL, NULL);
		wanted = predict(exact, &view);
		got = predict(nearly, &view);
		expect("label that is predicted", close_to(got, wanted, 1e-8), got, wanted);
		learn_row(exact, stream, row, NULL, NULL);
		learn_row(nearly, stream, row, NULL, NULL);
	}
}

/* Numbers of any size, as rows of any weight: all that is kept are numbers. */
static void
test_hostile(int learner)
{
	const ModelOps *ops = learners[learner].ops;
	Model *model = make_model(ops, learners[learner].adaptive);
	float8 size = 200 * uniform();
	Stream *stream = palloc0(sizeof(Stream));
	Size bytes;

	for (int row = 0; row < 12; row++)
	{
		FeatureView view;

		for (int i = 0; i < FEATURES; i++)
		{
			stream->has[row][i] = uniform() < 0.7;
			stream->value[row][i] =
				(uniform() < 0.5 ? 1 : -1) * pow(10, Min(99, size * (uniform() - 0.5)));
			if (uniform() < 0.1)
				stream->value[row][i] = 0;
		}
		stream->label[row] = pow(10, Min(99, size * (uniform() - 0.5)));
		if (TaskHasClasses(ops->task))
			stream->label[row] = uniform() < 0.5;
		stream->weight[row] = pow(10, 30 * uniform() - 15);
		learn_row(model, stream, row, NULL, NULL);
		view = view_of(stream, row, NULL, NULL);
		expect("hostile rows", isfinite(predict(model, &view)), predict(model, &view), 0);
	}
	bytes = ModelFlatSize(model);
	ModelFlatten(model, palloc(bytes), bytes);
}

/* A word that was never seen does not push the intercept against its label. */
static void
test_new_word(void)
{
	Model *model = make_model(&LogisticRegressionOps, 0);

	for (int row = 0; row < 200; row++)
	{
		int32 index[2] = {row % 3, 3 + row / 80};
		float8 value[2] = {1, 1};
		FeatureView view = {.count = 2, .index = index, .value = value};
		ModelWeight *weights;
		float8 before = 0;
		float8 side = row % 2 ? 1 : -1;

		if (row > 1)
		{
			model->ops->weights(model, &weights);
			before = weights[0].weight;
		}
		ModelLearn(model, &view, label_of(model, row % 2), 1);
		model->ops->weights(model, &weights);
		if (row > 1 && row % 80 < 2)
			expect("intercept at a new word", side * (weights[0].weight - before) >= 0,
				   weights[0].weight, before);
	}
}

/* Share of rows that are predicted right; classes come one after the other. */
static float8
late_classes(bool named, float8 optimizer)
{
	Model *model = make_model(&SoftmaxRegressionOps, optimizer);
	char names[8][3];
	int right = 0;
	uint64 kept = state;

	for (int k = 0; k < 8; k++)
	{
		sprintf(names[k], "k%d", k);
		if (named)
			ModelClass(model, LABEL_TEXT, names[k], 2);
	}
	for (int row = 0; row < 3000; row++)
	{
		int class = (int) (uniform() * Min(8, 2 + row / 250));
		float8 value[FEATURES];
		FeatureView view = {.count = FEATURES, .value = value};
		float8 score[8] = {0};
		int label;

		for (int i = 0; i < FEATURES; i++)
			value[i] = 500 * i + 3 * sin(7 * class + i * (class + 2)) + 2 * uniform() - 1;
		label = ModelClass(model, LABEL_TEXT, names[class], 2);
		if (row > 0 && ModelPredict(model, &view, score))
			right += ModelDecide(model, score) == label;
		ModelLearn(model, &view, label, 1);
	}
	state = kept;
	return right / 3000.0;
}

static void
test_late_classes(void)
{
	for (int optimizer = 0; optimizer < 3; optimizer++)
	{
		float8 named = late_classes(true, optimizer);
		float8 late = late_classes(false, optimizer);

		expect("accuracy with classes that come late", late >= named - 0.02, late, named);
	}
	uniform();
}

int
main(int argc, char **argv)
{
	state = argc > 1 ? strtoull(argv[1], NULL, 10) : 20130607;
	printf("seed of the streams: %llu\n", (unsigned long long) state);
	if (setjmp(standalone_catch) != 0)
	{
		printf("error: %s\n", standalone_message);
		return 1;
	}
	test_new_word();
	test_late_classes();
	for (int round = 0; round < 20; round++)
	{
		test_reference();
		for (int learner = 0; learner < (int) lengthof(learners); learner++)
		{
			test_units(learner);
			test_overshoot(learner);
			if (learners[learner].ops != &SoftmaxRegressionOps)
				test_repeats(learner);
			if (!TaskHasClasses(learners[learner].ops->task) &&
				learners[learner].ops != &QuantileRegressionOps)
				test_predicted_label(learner);
		}
		standalone_reset();
	}
	for (int round = 0; round < 100000; round++)
	{
		test_hostile(round % lengthof(learners));
		standalone_reset();
	}
	printf("linear learners: %s\n", failures == 0 ? "passed" : "failed");
	return failures == 0 ? 0 : 1;
}
